"""Prepares training pages: reads them, cuts their lines once and keeps them ready on disk."""

import contextlib
import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from apps.engine.errors import EngineError
from apps.engine.kraken7 import ImageInputTransforms, XMLPage
from apps.engine.line_images import cut_lines, plain_image
from apps.engine.options import TrainingPage
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout, TextDirection

_PADDING = 16


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the pixels of one line lie in the store, and what the line says."""

    start: int
    shape: tuple[int, int, int]
    text: str

    @property
    def width(self) -> int:
        return self.shape[2]


def read_page(file: Path) -> TrainingPage:
    """Read a PAGE or ALTO file that lies beside its image."""
    try:
        parsed = XMLPage(file, filetype="xml").to_container()
        image = Path(parsed.imagename)
        digest = hashlib.sha256(image.read_bytes()).hexdigest()
        with Image.open(image) as pixels:
            width, height = pixels.size
    except (ValueError, OSError, KeyError) as error:
        raise EngineError(f"The training page {file.name} cannot be read: {error}") from error
    layout = PageLayout(
        width=width,
        height=height,
        regions=tuple(
            RegionLayout(polygon=_points(region.boundary), type=name)
            for name, found in parsed.regions.items()
            for region in found
        ),
        lines=tuple(
            LineLayout(
                baseline=_points(getattr(line, "baseline", None)),
                mask=_points(line.boundary),
                type=(line.tags or {}).get("type", [{}])[0].get("type"),
                text=LineText(text=line.text or ""),
            )
            for line in parsed.lines
        ),
    )
    return TrainingPage(file.stem, image, digest, layout)


def _points(points: Any) -> tuple[tuple[int, int], ...] | None:
    return tuple((int(x), int(y)) for x, y in points) if points else None


class LineStore:
    """Line images ready for the network, as bytes in a temporary file.

    Cutting a line out of a page costs more than learning from it, so it happens once; a file
    rather than memory, because a large training has more lines than memory.
    """

    def __init__(self, net_input: Sequence[int], kind: str, direction: TextDirection) -> None:
        batch, channels, height, width = net_input
        self._transforms = ImageInputTransforms(
            batch, height, width, channels, (_PADDING, 0), valid_norm=kind == "bbox"
        )
        self._kind = kind
        self._direction = direction
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the store
        self._size = 0
        self._bytes: np.memmap[Any, np.dtype[np.uint8]] | None = None
        self.samples: list[Sample] = []

    def add_page(self, page: TrainingPage, clean: Callable[[str], str]) -> int:
        """Add the lines that have text and can be cut out; return how many could not be."""
        texts = {line.uid: clean(line.text.text if line.text else "") for line in page.layout.lines}
        with Image.open(page.image) as image:
            image.load()
            usable = plain_image(image)
            cuts = cut_lines(usable, page.layout, self._direction, kind=self._kind, legacy=False)
        added = 0
        for cut in cuts:
            if texts[cut.line.uid]:
                with contextlib.suppress(ValueError, RuntimeError, ZeroDivisionError, IndexError):
                    self._add(self._transforms(cut.image), texts[cut.line.uid])
                    added += 1
        return sum(1 for text in texts.values() if text) - added

    def tensor(self, sample: Sample) -> torch.Tensor:
        """The line as the network takes it."""
        if self._bytes is None:
            self._file.flush()
            self._bytes = np.memmap(self._file, dtype=np.uint8, mode="r")
        end = sample.start + int(np.prod(sample.shape))
        pixels = np.array(self._bytes[sample.start : end]).reshape(sample.shape)
        return torch.from_numpy(pixels).float().div_(255)

    def _add(self, tensor: torch.Tensor, text: str) -> None:
        if tensor.max() == tensor.min():
            message = "the line is blank"
            raise ValueError(message)
        pixels = (tensor * 255).round().to(torch.uint8).numpy()
        self._file.write(pixels.tobytes())
        self.samples.append(Sample(self._size, pixels.shape, text))
        self._size += pixels.size


def batches_of_like_width(
    samples: Sequence[Sample], size: int, random: np.random.Generator
) -> Iterator[list[Sample]]:
    """Shuffled batches whose lines differ little in width, so that little of them is padding."""
    order = random.permutation(len(samples)).tolist()
    stretch = size * 8
    batches: list[list[Sample]] = []
    for start in range(0, len(order), stretch):
        part = sorted((samples[index] for index in order[start : start + stretch]), key=_width)
        batches.extend(part[first : first + size] for first in range(0, len(part), size))
    for index in random.permutation(len(batches)).tolist():
        yield batches[index]


def _width(sample: Sample) -> int:
    return sample.width
