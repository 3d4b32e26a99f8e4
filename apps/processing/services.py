"""Asking for segmentation, masks, transcription and copies, and choosing what is usual.

Each refuses in words what cannot succeed, before anything is queued; pages that are busy or have
nothing to work on are left out, and the job's log names them.
"""

from dataclasses import asdict
from typing import Unpack, get_args

from django.db import transaction
from django.db.models import Q, QuerySet

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.documents.services.progress import lock_part
from apps.events import services as events
from apps.jobs.models import Job, JobState
from apps.jobs.services import enqueue_for_parts
from apps.layout.types import TextDirection
from apps.models.models import ModelRole
from apps.processing.chosen import active_layer, count_words, free_pages, noted, usable_model
from apps.processing.models import DocumentDefaults
from apps.processing.params import (
    CopyParams,
    DefaultChanges,
    MasksParams,
    SegmentParams,
    TranscribeParams,
)
from apps.users.models import User


@transaction.atomic
def request_segmentation(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: SegmentParams
) -> Job:
    """Find lines and regions on each of these pages."""
    model = usable_model(user, params.model, ModelRole.SEGMENTATION) if params.model else None
    chosen, omitted = free_pages(document, parts)
    verb = {"both": "Segment", "lines": "Find lines on", "regions": "Find regions on"}
    title = f"{verb[params.steps]} {count_words(chosen)}" + (f" with {model}" if model else "")
    job = enqueue_for_parts(
        kind="segment",
        user=user,
        params=asdict(params),
        title=title,
        document=document,
        part_ids=[part.pk for part in chosen],
    )
    return noted(job, omitted)


@transaction.atomic
def request_masks(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: MasksParams
) -> Job:
    """Compute the masks of the lines on each of these pages."""
    wanted = Q(unmasked_line_count__gt=0) if params.only_missing else Q(line_count__gt=0)
    what = "every line has a mask already" if params.only_missing else "there are no lines"
    chosen, omitted = free_pages(document, parts, wanted=wanted, lack=what)
    job = enqueue_for_parts(
        kind="masks",
        user=user,
        params=asdict(params),
        title=f"Compute masks on {count_words(chosen)}",
        document=document,
        part_ids=[part.pk for part in chosen],
    )
    return noted(job, omitted)


@transaction.atomic
def request_missing_masks(*, user: User, part: Part) -> Job | None:
    """Compute the masks that lines of this page lack by now; a request that waits is enough."""
    lock_part(part)
    waiting = Job.objects.filter(part=part, kind="masks", state=JobState.QUEUED)
    if waiting.filter(params__only_missing=True, params__lines=[]).exists():
        return None
    return enqueue_for_parts(
        kind="masks",
        user=user,
        params=asdict(MasksParams()),
        title=f"Compute masks on {part.title}",
        document=part.document,
        part_ids=[part.pk],
    )


@transaction.atomic
def request_transcription(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: TranscribeParams
) -> Job:
    """Read the lines of each of these pages into a layer."""
    model = usable_model(user, params.model, ModelRole.RECOGNITION)
    layer = active_layer(document, params.layer)
    chosen, omitted = free_pages(
        document,
        parts,
        wanted=Q(line_count__gt=0),
        lack="there are no lines yet. Segment the pages first",
    )
    if not layer.model_name:
        layer.model_name = model.name
        layer.save(update_fields=["model_name", "updated_at"])
    into = "" if layer.name == model.name else f" into “{layer}”"
    title = f"Transcribe {count_words(chosen)} with {model}{into}"
    job = enqueue_for_parts(
        kind="transcribe",
        user=user,
        params=asdict(params),
        title=title,
        document=document,
        part_ids=[part.pk for part in chosen],
    )
    return noted(job, omitted)


@transaction.atomic
def request_copy(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: CopyParams
) -> Job:
    """Copy the texts of one layer into another on each of these pages."""
    source, target = active_layer(document, params.source), active_layer(document, params.target)
    if source == target:
        raise ApplicationError("invalid", "Choose two different layers.")
    chosen, omitted = free_pages(
        document,
        parts,
        wanted=Q(progress__layer=source, progress__line_count__gt=0),
        lack=f"the layer “{source}” has no text here",
    )
    job = enqueue_for_parts(
        kind="copy",
        user=user,
        params=asdict(params),
        title=f"Copy “{source}” into “{target}” on {count_words(chosen)}",
        document=document,
        part_ids=[part.pk for part in chosen],
    )
    return noted(job, omitted)


@transaction.atomic
def set_defaults(
    *, user: User, document: Document, **changes: Unpack[DefaultChanges]
) -> DocumentDefaults:
    """Choose what the document is worked on with; what is not named stays as it is."""
    _check(user, document, changes)
    row, _ = DocumentDefaults.objects.select_for_update().get_or_create(document=document)
    for name, value in changes.items():
        setattr(row, name, value)
    if changes.get("segmentation_model"):
        row.is_kraken_segmenting = False
    elif changes.get("is_kraken_segmenting"):
        row.segmentation_model = None
    row.chosen_by = user
    row.save()
    events.emit(topic=events.document_topic(document.pk), kind="defaults", payload={})
    return row


def _check(user: User, document: Document, changes: DefaultChanges) -> None:
    if segmenter := changes.get("segmentation_model"):
        usable_model(user, segmenter.pk, ModelRole.SEGMENTATION)
    if reader := changes.get("recognition_model"):
        usable_model(user, reader.pk, ModelRole.RECOGNITION)
    if layer := changes.get("layer"):
        active_layer(document, layer.pk)
    if changes.get("direction") and changes["direction"] not in get_args(TextDirection):
        raise ApplicationError("invalid", "There is no such text direction.")
