"""Finds where on the page each character of a line stands whose text is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from apps.engine import loader, memory, runtime
from apps.engine.alignment_path import Stretch, stretches, tokens_of
from apps.engine.errors import EngineError
from apps.engine.glyph_rings import rings_along
from apps.engine.kraken7 import (
    ImageInputTransforms,
    RecognitionInferenceConfig,
    get_display_map,
)
from apps.engine.line_images import LineImage, cut_lines, plain_image
from apps.engine.options import (
    RecognitionOptions,
    configured,
    kraken_accelerator,
    kraken_precision,
)
from apps.layout.types import Glyph, LineLayout, PageLayout, Polygon

_PADDING = 16
_MOST_UNKNOWN = 0.5
_SHOWN = 12


def align_characters(
    image: Image.Image, layout: PageLayout, model: Path, options: RecognitionOptions
) -> Iterator[tuple[str, tuple[Glyph, ...]]]:
    """Yield each line's uid and a glyph for each character of its text, in logical order.

    A line whose text does not fit its image, or that has no image, has no glyphs. Characters that
    the model lacks lie where the likeliest others would, with an unknown confidence.
    """
    net = loader.load_net(model, "recognition", options.device)
    lines = [line for line in layout.lines if line.text and line.text.text]
    _refuse_strange(net, lines, model)
    _prepare(net, options)
    kind = "baselines" if net.seg_type == "baselines" else "bbox"
    legacy = bool(net.use_legacy_polygons) and kind == "baselines"
    cuts = cut_lines(plain_image(image), layout, options.direction, kind=kind, legacy=legacy)
    found = {cut.line.uid: cut for cut in cuts}
    base = "R" if options.direction == "horizontal-rl" else None
    for line in lines:
        cut = found.get(line.uid)
        with runtime.memory_errors():
            glyphs = _glyphs(net, cut, _Shown.of(line, base), kind) if cut else ()
        yield line.uid, glyphs
    memory.release_when_idle()


def _refuse_strange(net: Any, lines: Sequence[LineLayout], model: Path) -> None:
    """A model of another script would put the characters anywhere."""
    written = [char for line in lines if line.text for char in line.text.text if char.strip()]
    codes = net.codec.c2l
    known = {char for char in set(written) if all(t.labels for t in tokens_of(char, codes))}
    strange = [char for char in written if char not in known]
    if written and len(strange) > _MOST_UNKNOWN * len(written):
        some = " ".join(sorted(set(strange))[:_SHOWN])
        raise EngineError(
            f"The model lacks most characters of this text ({some} …): it cannot say where they"
            " stand. Choose a model that reads this script."
        )


def _prepare(net: Any, options: RecognitionOptions) -> None:
    net.prepare_for_inference(
        configured(
            RecognitionInferenceConfig,
            batch_size=1,
            num_line_workers=0,
            padding=_PADDING,
            decoder=_nothing,
            precision=kraken_precision(options.device),
            **kraken_accelerator(options.device),
        )
    )


def _nothing(outputs: torch.Tensor, lengths: torch.Tensor | None = None) -> list[list[Any]]:
    """Reads nothing: the text is known."""
    return [[] for _ in outputs]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A text as it is seen from left to right; ``order`` has the place of each in the text."""

    text: str
    shown: str
    order: tuple[int, ...]

    @classmethod
    def of(cls, line: LineLayout, base: str | None) -> "_Shown":
        text = line.text.text if line.text else ""
        shown, order = get_display_map(text, base)
        return cls(text, shown, tuple(order))


def _glyphs(net: Any, cut: LineImage, shown: _Shown, kind: str) -> tuple[Glyph, ...]:
    tensor = _tensor(net, cut, kind)
    tokens = tokens_of(shown.shown, net.codec.c2l)
    if tensor is None or len(shown.order) != len(shown.text):
        return ()
    shares = _shares(net, tensor)
    places = stretches(shares, tokens)
    if places is None:
        return ()
    scale = _Scale(tensor.shape[2], len(shares), cut.image.width)
    spans: list[tuple[int, int]] = []
    sure: list[float | None] = []
    for token, place in zip(tokens, places, strict=True):
        spans += [scale.span(place)] * token.characters
        sure += [place.confidence] * token.characters
    rings = _rings(cut, shown.shown, spans, kind)
    glyphs = {
        logical: Glyph(shown.text[logical], ring, None if share is None else round(share, 4))
        for logical, ring, share in zip(shown.order, rings, sure, strict=True)
    }
    return tuple(glyphs[place] for place in range(len(shown.text)))


def _tensor(net: Any, cut: LineImage, kind: str) -> torch.Tensor | None:
    batch, channels, height, width = net.input
    transforms = ImageInputTransforms(
        batch, height, width, channels, (_PADDING, 0), valid_norm=kind == "bbox"
    )
    try:
        tensor: torch.Tensor = transforms(cut.image)
    except (ValueError, RuntimeError, ZeroDivisionError, IndexError):
        return None
    return tensor if tensor.max() > tensor.min() else None


@torch.inference_mode()
def _shares(net: Any, tensor: torch.Tensor) -> Any:
    with net._fabric.autocast():
        _, lengths = net._rec_predict(tensor.unsqueeze(0), torch.LongTensor([tensor.shape[2]]))
    columns = net.outputs[0, :, : int(lengths[0])]
    return columns.float().cpu().numpy().T.astype(np.float64)


@dataclass(frozen=True, slots=True)
class _Scale:
    """From columns of the network's output to pixels of the line's image."""

    tensor_width: int
    columns: int
    image_width: int

    def span(self, place: Stretch) -> tuple[int, int]:
        start = min(self._pixel(place.start), self.image_width - 2)
        return start, max(start + 1, self._pixel(place.end))

    def _pixel(self, column: float) -> int:
        inner = self.tensor_width - 2 * _PADDING
        pixel = (column * self.tensor_width / self.columns - _PADDING) * self.image_width / inner
        return round(min(max(pixel, 0), self.image_width - 1))


def _rings(
    cut: LineImage, shown: str, spans: Sequence[tuple[int, int]], kind: str
) -> Sequence[Polygon]:
    if kind == "baselines":
        return rings_along(cut, shown, spans)
    left, top, right, bottom = cut.record.bbox
    if bottom - top > right - left and cut.image.width > cut.image.height:
        return [
            ((left, top + a), (right, top + a), (right, top + b), (left, top + b)) for a, b in spans
        ]
    return [
        ((left + a, top), (left + b, top), (left + b, bottom), (left + a, bottom)) for a, b in spans
    ]
