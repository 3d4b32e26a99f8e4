"""How good a finished model is on the test pages, measured once: it never saw them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from apps.engine.errors import EngineError
from apps.engine.evaluation import evaluate
from apps.engine.options import (
    RecognitionOptions,
    SegmentationOptions,
    TrainingData,
    TrainingPage,
)
from apps.engine.type_mapping import mapped
from apps.jobs.progress import Progress
from apps.layout.metrics_lines import LineScore, compare_lines
from apps.layout.metrics_regions import RegionScore, compare_areas
from apps.processing.pages import device, engine
from apps.training.params import TrainParams
from apps.training.presets import training_options
from apps.training.texts import as_learned


def tested(
    params: TrainParams, progress: Progress, model: Path, pages: Sequence[TrainingPage]
) -> dict[str, Any] | None:
    """The figures of the test pages; ``None`` without such pages.

    What cannot be measured is said in the log: the model is there all the same.
    """
    if not pages:
        return None
    measure = _finding if params.task == "segmentation" else _reading
    try:
        found = measure(params, progress, model, pages)
    except EngineError as error:
        progress.log(f"The test pages could not be measured: {error}")
        return None
    progress.log(f"On the test pages: {figure_words(found)}.")
    return {**found, "pages": len(pages)}


def figure_words(test: Mapping[str, Any]) -> str:
    """``5.1 % of the characters wrong``, or how well lines, else regions, are found."""
    if test.get("cer") is not None:
        return f"{100 * test['cer']:.1f} % of the characters wrong"
    if test["f1"] is not None:
        return f"lines found with F1 {test['f1']:.3f}"
    return f"{100 * (test['iou'] or 0):.1f} % overlap of the regions"


def _reading(
    params: TrainParams, progress: Progress, model: Path, pages: Sequence[TrainingPage]
) -> dict[str, Any]:
    """The error rates over all lines."""
    options = RecognitionOptions(direction=params.direction, device=device())
    clean = as_learned(params.options, engine().read_model(model).alphabet)
    pairs: list[tuple[str, str]] = []
    for page, image in _opened(progress, pages):
        truth = {line.uid: line.text.text if line.text else "" for line in page.layout.lines}
        texts = engine().recognise(image, page.layout, model, options)
        read = {uid: text.text for uid, text in texts}
        pairs += [(clean(text), clean(read.get(uid, ""))) for uid, text in truth.items()]
    found = evaluate(pairs)
    return {
        "cer": found.cer,
        "wer": found.wer,
        "interval": list(found.interval) if found.interval else None,
        "lines": found.lines,
        "characters": found.characters,
    }


def _finding(
    params: TrainParams, progress: Progress, model: Path, pages: Sequence[TrainingPage]
) -> dict[str, Any]:
    """The baseline measure of cBAD, and the overlap of the regions; types as they were learned."""
    options = SegmentationOptions(direction=params.direction, device=device())
    learned = mapped(
        TrainingData(tuple(pages), ()), training_options(params, device=options.device)
    )
    lines, regions = LineScore(), RegionScore()
    for page, image in _opened(progress, learned.train):
        found = engine().segment(image, model, options)
        lines += compare_lines(page.layout, found).score
        regions += compare_areas(page.layout, found)
    return {
        "precision": lines.precision if lines.truth else None,
        "recall": lines.recall if lines.truth else None,
        "f1": lines.f1 if lines.truth else None,
        "iou": regions.overlap,
        "lines": lines.truth,
        "found": lines.found,
        "regions": regions.truth,
    }


def _opened(
    progress: Progress, pages: Sequence[TrainingPage]
) -> Iterator[tuple[TrainingPage, Image.Image]]:
    for number, page in enumerate(pages, 1):
        progress.update(1, 2, f"Testing on page {number} of {len(pages)}")
        with Image.open(page.image) as image:
            image.load()
            yield page, image
