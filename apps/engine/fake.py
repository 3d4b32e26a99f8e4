"""A deterministic engine without kraken or torch, for tests of everything around the engine."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from PIL import Image

from apps.engine.errors import EngineError, TrainingCancelled
from apps.engine.options import (
    Command,
    EpochPoint,
    ModelInfo,
    RecognitionOptions,
    SegmentationOptions,
    TrainingData,
    TrainingOptions,
    TrainingProgress,
    TrainingResult,
)
from apps.layout.geometry import bounding_box
from apps.layout.types import (
    Glyph,
    LineLayout,
    LineText,
    PageLayout,
    Polygon,
    RegionLayout,
    TextDirection,
)

__all__ = [
    "compute_masks",
    "cut_page",
    "default_device",
    "read_model",
    "recognise",
    "segment",
    "train",
]

LINES = 5
STEPS = 4
_MAGIC = "fake model"
_LOOK_ALIKE = {"l": (("1", 0.2), ("I", 0.1)), "س": (("ش", 0.2),)}


def default_device() -> str:
    """Always the processor."""
    return "cpu"


def cut_page(
    image: Image.Image, layout: PageLayout, direction: TextDirection
) -> list[tuple[LineLayout, Image.Image]]:
    """The boxes around the masks of lines."""
    return [(line, image.crop(bounding_box(line.mask))) for line in layout.lines if line.mask]


def segment(image: Image.Image, model: Path | None, options: SegmentationOptions) -> PageLayout:
    """One region with a margin and five evenly spaced lines; the last one gets no mask."""
    if model is not None:
        _expect_role(model, "segmentation")
    width, height = image.size
    left, right = width // 10, width - width // 10
    top, bottom = height // 10, height - height // 10
    region = RegionLayout(
        polygon=((left, top), (right, top), (right, bottom), (left, bottom)), type=None
    )
    with_regions = options.steps != "lines"
    gap = (bottom - top) // (LINES + 1)
    lines = []
    for number in range(1, LINES + 1):
        baseline = ((left + 5, top + number * gap), (right - 5, top + number * gap))
        mask = None if number == LINES else _mask(baseline, gap)
        uid = region.uid if with_regions else None
        lines.append(LineLayout(baseline=baseline, mask=mask, region_uid=uid))
    return PageLayout(
        width=width,
        height=height,
        regions=(region,) if with_regions else (),
        lines=() if options.steps == "regions" else tuple(lines),
        direction=options.direction,
    )


def compute_masks(
    image: Image.Image,
    layout: PageLayout,
    uids: Collection[str] | None = None,
    *,
    line_offset: str = "baseline",
) -> dict[str, Polygon]:
    """A box over each baseline."""
    return {
        line.uid: _mask(line.baseline, image.height // 20)
        for line in layout.lines
        if line.baseline and (uids is None or line.uid in uids)
    }


def recognise(
    image: Image.Image, layout: PageLayout, model: Path, options: RecognitionOptions
) -> Iterator[tuple[str, LineText]]:
    """``line 1``, ``line 2`` and so on, with falling confidence."""
    _expect_role(model, "recognition")
    for number, line in enumerate(layout.lines, 1):
        confidence = round(max(0.5, 1 - number / 100), 2)
        box = line.mask or ((0, 0), (image.width - 1, 0), (image.width - 1, 9), (0, 9))
        text = _text(number, options.direction)
        glyphs = tuple(Glyph(char, box, confidence, _LOOK_ALIKE.get(char, ())) for char in text)
        yield line.uid, LineText(text=text, confidence=confidence, glyphs=glyphs)


def read_model(path: Path) -> ModelInfo:
    """What a file written by ``train`` or ``write_model`` says."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError(f"{path.name} cannot be loaded as a model.") from error
    if not isinstance(content, dict) or content.get("magic") != _MAGIC:
        raise EngineError(f"{path.name} is no model.")
    return ModelInfo(
        role=content["role"],
        model_type="baselines" if content["role"] == "recognition" else None,
        alphabet=tuple(content["alphabet"]),
        accuracy=content["accuracy"],
        parameters=len(content["alphabet"]),
        classes={"regions": (), "lines": ()},
    )


def write_model(path: Path, *, role: str = "recognition", accuracy: float | None = 0.9) -> Path:
    """Write a file that this engine takes for a model."""
    alphabet = sorted(set("line 0123456789")) if role == "recognition" else []
    content = {"magic": _MAGIC, "role": role, "alphabet": alphabet, "accuracy": accuracy}
    path.write_text(json.dumps(content), "utf-8")
    return path


def train(  # noqa: PLR0913 - the signature of the real one
    options: TrainingOptions,
    data: TrainingData,
    base_model: Path | None,
    output: Path,
    on_progress: Callable[[TrainingProgress], Command],
    *,
    checkpoint_dir: Path | None = None,
    line_cache: Path | None = None,
) -> TrainingResult:
    """Report falling losses, obey, and write a tiny model file."""
    if not data.train or not data.validation:
        raise EngineError("There is no page to learn from. Choose pages with text.")
    if base_model is not None:
        _expect_role(base_model, options.task)
    curve: list[EpochPoint] = []
    stopped = False
    for epoch in range(1, options.epochs + 1):
        for step in range(1, STEPS + 1):
            command = on_progress(_progress(options, epoch, step, curve))
            if command is Command.CANCEL:
                raise TrainingCancelled("The training was cancelled.")
            stopped = stopped or command is Command.STOP_KEEP_BEST
        curve.append(EpochPoint(epoch, loss=1 / epoch, accuracy=1 - 0.5 / epoch))
        if checkpoint_dir is not None:
            (checkpoint_dir / "last.json").write_text(json.dumps({"epoch": epoch}), "utf-8")
        if stopped:
            break
    best = curve[-1]
    write_model(output, role=options.task, accuracy=best.accuracy)
    return TrainingResult(output, best.epoch, best.accuracy, tuple(curve))


def _progress(
    options: TrainingOptions, epoch: int, step: int, curve: Sequence[EpochPoint]
) -> TrainingProgress:
    last = curve[-1] if curve else None
    return TrainingProgress(
        epoch=epoch,
        max_epochs=options.epochs,
        step=step,
        steps=STEPS,
        loss=1 / (epoch + step / STEPS),
        accuracy=last.accuracy if last else None,
        best_accuracy=last.accuracy if last else None,
        best_epoch=last.epoch if last else None,
        seconds_per_epoch=0.1,
        learning_rate=options.learning_rate or 0.001,
        curve=tuple(curve),
    )


def _expect_role(model: Path, role: str) -> None:
    if read_model(model).role != role:
        raise EngineError(f"{model.name} is no {role} model. Choose a model made for {role}.")


def _text(number: int, direction: TextDirection) -> str:
    return f"سطر {number}" if direction == "horizontal-rl" else f"line {number}"


def _mask(baseline: tuple[tuple[int, int], ...], gap: int) -> Polygon:
    (x0, y0), (x1, y1) = baseline[0], baseline[-1]
    up, down = gap * 2 // 3, gap // 6
    return (
        (max(x0, 0), max(y0 - up, 0)),
        (x1, max(y1 - up, 0)),
        (x1, y1 + down),
        (max(x0, 0), y0 + down),
    )
