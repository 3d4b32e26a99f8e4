"""Reads training pages, and holds the lines of one training ready in batches."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from apps.engine.errors import EngineError
from apps.engine.kraken7 import XMLPage
from apps.engine.line_cache import Pixels
from apps.engine.options import TrainingPage
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the pixels of one line lie in the store, whose line it is and what it says."""

    start: int
    shape: tuple[int, int, int]
    text: str
    page: str
    line_uid: str

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
    """Line images of one training, as bytes in a file without a name.

    A file rather than memory, because a large training has more lines than memory; and not the
    files of the cache themselves, because others may remove those at any time.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the store
        self._size = 0
        self._bytes: np.memmap[Any, np.dtype[np.uint8]] | None = None
        self.samples: list[Sample] = []

    def add_page(
        self, page: TrainingPage, images: Mapping[str, Pixels], clean: Callable[[str], str]
    ) -> int:
        """Add the lines that have text; return how many have text and no image."""
        left_out = 0
        for line in page.layout.lines:
            text = clean(line.text.text if line.text else "")
            if not text:
                continue
            pixels = images.get(line.uid)
            if pixels is None:
                left_out += 1
                continue
            channels, height, width = pixels.shape
            self._file.write(pixels.tobytes())
            shape = (channels, height, width)
            self.samples.append(Sample(self._size, shape, text, page.name, line.uid))
            self._size += pixels.size
        return left_out

    def tensor(self, sample: Sample) -> torch.Tensor:
        """The line as the network takes it."""
        if self._bytes is None:
            self._file.flush()
            self._bytes = np.memmap(self._file, dtype=np.uint8, mode="r")
        end = sample.start + int(np.prod(sample.shape))
        pixels = np.array(self._bytes[sample.start : end]).reshape(sample.shape)
        return torch.from_numpy(pixels).float().div_(255)

    def stack(self, batch: Sequence[Sample]) -> tuple[torch.Tensor, torch.Tensor]:
        """The lines side by side, each widened to the widest, and their own widths."""
        tensors = [self.tensor(sample) for sample in batch]
        widths = torch.tensor([tensor.shape[2] for tensor in tensors])
        width = int(widths.max())
        images = torch.stack([F.pad(t, (0, width - t.shape[2])) for t in tensors])
        return images.contiguous(memory_format=torch.channels_last), widths

    def alphabet(self) -> list[str]:
        """The characters of all texts."""
        return sorted({char for sample in self.samples for char in sample.text})


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
