"""A deterministic engine without kraken or torch, for tests of everything around the engine."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from PIL import Image

from apps.engine.errors import EngineError, TrainingCancelled, TrainingPaused
from apps.engine.options import (
    Command,
    EpochFile,
    EpochPoint,
    ModelInfo,
    RecognitionOptions,
    SegmentationOptions,
    TrainingData,
    TrainingOptions,
    TrainingPace,
    TrainingPage,
    TrainingProgress,
    TrainingResult,
    WatchedLine,
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
    "align_characters",
    "compute_masks",
    "cut_page",
    "default_device",
    "measure_training",
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


def align_characters(
    image: Image.Image, layout: PageLayout, model: Path, options: RecognitionOptions
) -> Iterator[tuple[str, tuple[Glyph, ...]]]:
    """Slices of like width of each line's box; a text in strange letters is refused."""
    _expect_role(model, "recognition")
    alphabet = set(read_model(model).alphabet)
    texts = [line.text.text for line in layout.lines if line.text]
    if texts and not alphabet & set("".join(texts)):
        raise EngineError("The model lacks most characters of this text. Choose another model.")
    for line in layout.lines:
        shape = line.mask or line.baseline
        if line.text and shape:
            left, top, right, bottom = bounding_box(shape)
            step = max(1, (right - left) // max(1, len(line.text.text)))
            places = enumerate(line.text.text)
            yield (
                line.uid,
                tuple(
                    Glyph(char, _slice(left + i * step, step, top, bottom)) for i, char in places
                ),
            )


def _slice(left: int, width: int, top: int, bottom: int) -> Polygon:
    return ((left, top), (left + width, top), (left + width, bottom), (left, bottom))


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
    curve = _resumed(checkpoint_dir)
    stopped = False
    while len(curve) < options.epochs and not stopped:
        epoch = len(curve) + 1
        for step in range(1, STEPS + 1):
            command = on_progress(_progress(options, data, step, curve, checkpoint_dir))
            if command is Command.CANCEL:
                raise TrainingCancelled("The training was cancelled.")
            if command is Command.PAUSE:
                raise TrainingPaused("The training is paused.")
            stopped = stopped or command is Command.STOP_KEEP_BEST
        curve.append(EpochPoint(epoch, loss=1 / epoch, accuracy=1 - 0.5 / epoch))
        _keep(options, curve, checkpoint_dir)
    best = curve[-1]
    write_model(output, role=options.task, accuracy=best.accuracy)
    kept = _epoch_files(options, curve, checkpoint_dir)
    return TrainingResult(output, best.epoch, best.accuracy, tuple(curve), kept)


def measure_training(
    options: TrainingOptions,
    pages: Sequence[TrainingPage],
    base_model: Path | None,
    on_progress: Callable[[TrainingProgress], Command],
    *,
    line_cache: Path | None = None,
) -> TrainingPace:
    """Always a twentieth of a second for a line and two seconds for a page."""
    if not pages:
        raise EngineError("There is no page to learn from. Choose pages with text.")
    if base_model is not None:
        _expect_role(base_model, options.task)
    data = TrainingData(tuple(pages), tuple(pages))
    if on_progress(_progress(options, data, 1, (), None)) is not Command.CONTINUE:
        raise TrainingCancelled("The training was cancelled.")
    is_reading = options.task == "recognition"
    seconds = 0.05 if is_reading else 2.0
    measured = sum(len(page.layout.lines) for page in pages) if is_reading else len(pages)
    return TrainingPace(seconds, seconds / 4, measured, default_device(), 1)


def _resumed(folder: Path | None) -> list[EpochPoint]:
    """The epochs of a training that was interrupted."""
    path = folder / "last.json" if folder else None
    if path is None or not path.exists():
        return []
    return [EpochPoint(**point) for point in json.loads(path.read_text("utf-8"))["curve"]]


def _keep(options: TrainingOptions, curve: Sequence[EpochPoint], folder: Path | None) -> None:
    if folder is None:
        return
    point = curve[-1]
    model = folder / f"epoch-{point.epoch}.safetensors"
    write_model(model, role=options.task, accuracy=point.accuracy)
    content = {"epoch": point.epoch, "curve": [asdict(point) for point in curve]}
    part = folder / "last.part"
    part.write_text(json.dumps(content), "utf-8")
    part.replace(folder / "last.json")


def _epoch_files(
    options: TrainingOptions, curve: Sequence[EpochPoint], folder: Path | None
) -> tuple[EpochFile, ...]:
    if folder is None:
        return ()
    best = sorted(curve, key=lambda point: -point.accuracy)[: options.keep_epochs]
    return tuple(
        EpochFile(point.epoch, point.accuracy, folder / f"epoch-{point.epoch}.safetensors")
        for point in best
    )


def _progress(
    options: TrainingOptions,
    data: TrainingData,
    step: int,
    curve: Sequence[EpochPoint],
    folder: Path | None,
) -> TrainingProgress:
    last = curve[-1] if curve else None
    epoch = len(curve) + 1
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
        lines_per_second=40.0,
        seconds_left=0.1 * (options.epochs - len(curve)),
        watched=_watched(data, last),
        epochs=_epoch_files(options, curve, folder),
    )


def _watched(data: TrainingData, last: EpochPoint | None) -> tuple[WatchedLine, ...]:
    """The first five validation lines, read ever further to their end."""
    if last is None:
        return ()
    lines = [
        WatchedLine(page.name, line.uid, text, text[: round(len(text) * last.accuracy)])
        for page in data.validation
        for line in page.layout.lines
        if line.text and (text := line.text.text)
    ]
    return tuple(lines[:5])


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
