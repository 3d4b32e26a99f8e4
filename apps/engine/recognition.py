"""Reads the lines of a page."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from apps.engine import loader, memory, runtime
from apps.engine.decoding import Doubt, decoder_with_alternatives
from apps.engine.kraken7 import ImageInputTransforms, RecognitionInferenceConfig
from apps.engine.line_images import LineImage, as_segmentation, cut_lines
from apps.engine.options import (
    RecognitionOptions,
    configured,
    kraken_accelerator,
    kraken_precision,
)
from apps.layout.types import Glyph, LineText, PageLayout, TextDirection

_PADDING = 16
_NOTHING = LineText(text="", confidence=None)


def recognise(
    image: Image.Image, layout: PageLayout, model: Path, options: RecognitionOptions
) -> Iterator[tuple[str, LineText]]:
    """Yield each line's uid and text, batch by batch.

    A line without mask is read from a box around its baseline. A line that cannot be read at
    all yields an empty text, so that every line of the page comes out once.
    """
    net = loader.load_net(model, "recognition", options.device)
    _prepare(net, options)
    kind = line_kind(net)
    cuts = cut_lines(
        image if image.mode in {"1", "L", "RGB"} else image.convert("RGB"),
        layout,
        options.direction,
        kind=kind,
        legacy=bool(net.use_legacy_polygons) and kind == "baselines",
    )
    readable = _tensors(net, cuts, kind)
    found = {cut.line.uid for cut, _ in readable}
    for line in layout.lines:
        if line.uid not in found:
            yield line.uid, _NOTHING
    # Lines of like width share a batch, so that little of it is padding.
    readable.sort(key=lambda pair: pair[1].shape[2])
    for start in range(0, len(readable), options.batch_size):
        batch = readable[start : start + options.batch_size]
        with runtime.memory_errors():
            texts = list(_read_batch(net, batch, options.direction, kind))
        yield from texts
    memory.release_when_idle()


def line_kind(net: Any) -> str:
    """What the network was trained on: ``baselines`` or ``bbox``, as old models are."""
    return "baselines" if net.seg_type == "baselines" else "bbox"


def _prepare(net: Any, options: RecognitionOptions) -> None:
    # In a document written right to left, a line that begins with a Latin word is still one.
    base = "R" if options.direction == "horizontal-rl" else True
    net.prepare_for_inference(
        configured(
            RecognitionInferenceConfig,
            batch_size=options.batch_size,
            num_line_workers=0,
            padding=_PADDING,
            bidi_reordering=base,
            decoder=decoder_with_alternatives(net.codec),
            precision=kraken_precision(options.device),
            **kraken_accelerator(options.device),
        )
    )


def _tensors(
    net: Any, cuts: Sequence[LineImage], kind: str
) -> list[tuple[LineImage, torch.Tensor]]:
    batch, channels, height, width = net.input
    transforms = ImageInputTransforms(
        batch, height, width, channels, (_PADDING, 0), valid_norm=kind == "bbox"
    )
    tensors = []
    for cut in cuts:
        try:
            tensor = transforms(cut.image)
        except (ValueError, RuntimeError, ZeroDivisionError, IndexError):
            continue
        if tensor.max() > tensor.min():
            tensors.append((cut, tensor))
    return tensors


@torch.inference_mode()
def _read_batch(
    net: Any, batch: Sequence[tuple[LineImage, torch.Tensor]], direction: TextDirection, kind: str
) -> Iterator[tuple[str, LineText]]:
    segmentation = as_segmentation([cut.record for cut, _ in batch], direction, kind)
    queue = [(tensor, cut.image, index) for index, (cut, tensor) in enumerate(batch)]
    read = net._recognize_baseline_lines if kind == "baselines" else net._recognize_box_lines
    with net._fabric.autocast():
        for record, index in read(queue, segmentation):
            yield batch[index][0].line.uid, _line_text(record)


def _line_text(record: Any) -> LineText:
    glyphs = tuple(
        Glyph(
            char=char,
            polygon=tuple((int(x), int(y)) for x, y in polygon),
            confidence=round(float(confidence), 4),
            alternatives=confidence.alternatives if isinstance(confidence, Doubt) else (),
        )
        for char, polygon, confidence in zip(
            record.prediction, record.cuts, record.confidences, strict=False
        )
    )
    known = [glyph.confidence for glyph in glyphs if glyph.confidence is not None]
    return LineText(
        text=record.prediction,
        confidence=round(sum(known) / len(known), 4) if known else None,
        glyphs=glyphs,
    )
