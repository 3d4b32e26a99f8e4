"""Handlers of page jobs: find the lines of a page, its masks, its text."""

from typing import Any

from django.conf import settings
from PIL import Image

import apps.engine
from apps.common.errors import ApplicationError
from apps.documents.models import Part, TranscriptionLayer
from apps.documents.models.document import LineOffset
from apps.documents.models.layout import LineQuerySet
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import to_layout
from apps.documents.services.layout import replace_layout, set_masks
from apps.documents.services.snapshots import take_snapshot
from apps.documents.services.transcriptions import write_texts
from apps.engine.options import RecognitionOptions, SegmentationOptions
from apps.images.services import open_upright
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.layout.types import LineText
from apps.models.models import OcrModel
from apps.models.services import model_path
from apps.processing.params import MasksParams, SegmentParams, TranscribeParams, parse

LINE_OFFSETS = {
    LineOffset.BASELINE: "baseline",
    LineOffset.TOPLINE: "topline",
    LineOffset.CENTERLINE: "centre",
}
SEGMENTED = "Before segmentation"


def engine() -> apps.engine.Engine:
    return apps.engine.select(settings.ENGINE)


def device() -> str:
    """The device to compute on; ``auto`` asks the engine what the machine has."""
    if settings.KRAKEN_DEVICE == "auto":
        return str(engine().default_device())
    return str(settings.KRAKEN_DEVICE)


@register("segment", queue="inference")
def segment(job: Job, progress: Progress) -> dict[str, Any]:
    """Find lines and regions, and put them in the place of the old ones in one transaction."""
    params = parse(SegmentParams, job.params)
    part = part_of(job)
    progress.update(0, 1, "Finding lines and regions")
    image = open_image(part)
    options = SegmentationOptions(steps=params.steps, direction=params.direction, device=device())
    if params.model is None:
        layout = engine().segment(image, None, options)
    else:
        with model_path(model_of(params.model)) as path:
            layout = engine().segment(image, path, options)
    progress.check()
    report = replace_layout(
        part=part,
        layout=layout,
        user=job.user,
        reason=SEGMENTED,
        steps=params.steps,
        keep_locked=True,
    )
    words = _layout_words(len(layout.lines), len(layout.regions), params.steps)
    if report.unmatched:
        words += f"; {report.unmatched} old lines with text are in the snapshot"
    if report.unmasked:
        words += f"; {report.unmasked} lines have no mask"
    return {"message": words, "lines": len(layout.lines), "unmasked": report.unmasked}


def _layout_words(lines: int, regions: int, steps: str) -> str:
    found = {"both": f"{lines} lines, {regions} regions", "lines": f"{lines} lines"}
    return found.get(steps, f"{regions} regions")


@register("masks", queue="inference")
def masks(job: Job, progress: Progress) -> dict[str, Any]:
    """Compute masks; masks drawn by hand stay unless the job is asked to replace them."""
    params = parse(MasksParams, job.params)
    part = part_of(job)
    lines = _lines_for_masks(part, params)
    layout, uids = to_layout(part), [str(uid) for uid in lines.values_list("uid", flat=True)]
    progress.update(0, 1, f"Computing {len(uids)} masks")
    offset = LINE_OFFSETS[LineOffset(part.document.line_offset)]
    found = engine().compute_masks(open_image(part), layout, uids, line_offset=offset)
    progress.check()
    if lines.filter(is_mask_manual=True).exists():
        take_snapshot(part=part, user=job.user, reason="Before masks drawn by hand were replaced")
    stored = set_masks(part=part, masks=found, overwrite_manual=params.manual, made_for=layout)
    return {"message": f"{stored} of {len(uids)} masks computed", "masks": stored}


def _lines_for_masks(part: Part, params: MasksParams) -> LineQuerySet:
    lines = part.lines.filter(baseline__isnull=False)
    if params.lines:
        lines = lines.filter(uid__in=params.lines)
    if not params.manual:
        lines = lines.filter(is_mask_manual=False)
    return lines.filter(mask__isnull=True) if params.only_missing else lines


@register("transcribe", queue="inference")
def transcribe(job: Job, progress: Progress) -> dict[str, Any]:
    """Read every line, then write all texts of the page in one transaction."""
    params = parse(TranscribeParams, job.params)
    part = part_of(job)
    layer = TranscriptionLayer.objects.active().filter(pk=params.layer).first()
    if layer is None:
        raise ApplicationError("no_layer", "The layer was deleted meanwhile. Choose another one.")
    model = model_of(params.model)
    layout = to_layout(part)
    if not layout.lines:
        raise ApplicationError("no_lines", "The page has no lines. Segment it first.")
    texts: dict[str, LineText] = {}
    total = len(layout.lines)
    progress.update(0, total, "Reading")
    options = RecognitionOptions(direction=params.direction, device=device())
    with model_path(model) as path:
        for uid, text in engine().recognise(open_image(part), layout, path, options):
            texts[uid] = text
            progress.update(len(texts), total, f"Line {len(texts)} of {total}")
    report = write_texts(
        part=part,
        layer=layer,
        texts=texts,
        user=job.user,
        source=TextSource.MODEL,
        source_name=model.name,
        keep_manual=not params.overwrite_manual,
    )
    words = f"{report.written} lines read"
    if report.kept:
        words += f", {report.kept} typed by hand kept"
    return {"message": words, "written": report.written, "kept": report.kept}


def part_of(job: Job) -> Part:
    """The page of a page job, with what its work needs."""
    part = Part.objects.select_related("document", "image").filter(pk=job.part_id or 0).first()
    if part is None:
        raise ApplicationError("no_page", "The page was deleted meanwhile.")
    return part


def model_of(model_id: int) -> OcrModel:
    model = OcrModel.objects.filter(pk=model_id).first()
    if model is None:
        raise ApplicationError("no_model", "The model was deleted meanwhile. Choose another one.")
    return model


def open_image(part: Part) -> Image.Image:
    """The page's image; a file that cannot be read is an error in words."""
    try:
        return open_upright(part.image)
    except (OSError, Image.DecompressionBombError) as error:
        raise ApplicationError(
            "image_unreadable",
            f"The image {part.image.original_name} cannot be read ({error})."
            " Delete the page and add the image again.",
        ) from error
