"""Asking for segmentation, transcription, training and evaluation.

Each refuses in words what cannot succeed, before anything is queued; pages that are busy or have
nothing to work on are left out, and the job's log names them.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import Q, QuerySet

from apps.common.errors import ApplicationError
from apps.documents.models import Document, LayerProgress, Part, TranscriptionLayer
from apps.documents.services.progress import lock_part
from apps.jobs.models import Job, JobState
from apps.jobs.progress import log_line
from apps.jobs.services import busy_part_ids, enqueue, enqueue_for_parts
from apps.models.models import ModelRole, OcrModel
from apps.processing.params import (
    CopyParams,
    EvaluateParams,
    MasksParams,
    SegmentParams,
    TrainParams,
    TranscribeParams,
)
from apps.users.models import User

NAMED = 5


@transaction.atomic
def request_segmentation(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: SegmentParams
) -> Job:
    """Find lines and regions on each of these pages."""
    model = _usable(user, params.model, ModelRole.SEGMENTATION) if params.model else None
    chosen, left_out = _free(document, parts)
    verb = {"both": "Segment", "lines": "Find lines on", "regions": "Find regions on"}
    title = f"{verb[params.steps]} {_count(chosen)}" + (f" with {model}" if model else "")
    job = enqueue_for_parts(
        kind="segment",
        user=user,
        params=asdict(params),
        title=title,
        document=document,
        part_ids=[part.pk for part in chosen],
    )
    return _noted(job, left_out)


@transaction.atomic
def request_masks(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: MasksParams
) -> Job:
    """Compute the masks of the lines on each of these pages."""
    wanted = Q(unmasked_line_count__gt=0) if params.only_missing else Q(line_count__gt=0)
    what = "every line has a mask already" if params.only_missing else "there are no lines"
    chosen, left_out = _free(document, parts, wanted=wanted, lack=what)
    job = enqueue_for_parts(
        kind="masks",
        user=user,
        params=asdict(params),
        title=f"Compute masks on {_count(chosen)}",
        document=document,
        part_ids=[part.pk for part in chosen],
    )
    return _noted(job, left_out)


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
    model = _usable(user, params.model, ModelRole.RECOGNITION)
    layer = _layer(document, params.layer)
    chosen, left_out = _free(
        document,
        parts,
        wanted=Q(line_count__gt=0),
        lack="there are no lines yet. Segment the pages first",
    )
    if not layer.model_name:
        layer.model_name = model.name
        layer.save(update_fields=["model_name", "updated_at"])
    into = "" if layer.name == model.name else f" into “{layer}”"
    title = f"Transcribe {_count(chosen)} with {model}{into}"
    job = enqueue_for_parts(
        kind="transcribe",
        user=user,
        params=asdict(params),
        title=title,
        document=document,
        part_ids=[part.pk for part in chosen],
    )
    return _noted(job, left_out)


@transaction.atomic
def request_training(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: TrainParams
) -> Job:
    """Train a model on these pages; ``params.part_ids`` is filled in here."""
    if params.task == "recognition":
        part_ids, left_out = _pages_with_text(document, parts, params.layer)
    else:
        part_ids, left_out = _pages_with_layout(parts)
    if params.model:
        _usable(user, params.model, ModelRole(params.task))
    if not params.name.strip():
        raise ApplicationError("invalid", "Give the new model a name.")
    params = replace(params, part_ids=tuple(part_ids), name=params.name.strip())
    job = enqueue(
        kind="train",
        user=user,
        params=asdict(params),
        title=f"Train “{params.name}” on {_plural(len(part_ids), 'page')}",
        document=document,
    )
    return _noted(job, left_out)


@transaction.atomic
def request_evaluation(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: EvaluateParams
) -> Job:
    """Measure a model, or a layer, on pages whose true text is known."""
    if (params.model is None) == (params.layer is None):
        raise ApplicationError("invalid", "Choose a model or a layer to evaluate.")
    if params.model:
        subject = str(_usable(user, params.model, ModelRole.RECOGNITION))
    else:
        subject = f"layer “{_layer(document, params.layer)}”"
    if params.layer == params.reference:
        raise ApplicationError("invalid", "Choose two different layers to compare.")
    part_ids, left_out = _pages_with_text(document, parts, params.reference)
    job = enqueue(
        kind="evaluate",
        user=user,
        params=asdict(replace(params, part_ids=tuple(part_ids))),
        title=f"Evaluate {subject} on {_plural(len(part_ids), 'page')}",
        document=document,
    )
    return _noted(job, left_out)


@transaction.atomic
def request_copy(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: CopyParams
) -> Job:
    """Copy the texts of one layer into another on each of these pages."""
    source, target = _layer(document, params.source), _layer(document, params.target)
    if source == target:
        raise ApplicationError("invalid", "Choose two different layers.")
    chosen, left_out = _free(
        document,
        parts,
        wanted=Q(progress__layer=source, progress__line_count__gt=0),
        lack=f"the layer “{source}” has no text here",
    )
    job = enqueue_for_parts(
        kind="copy",
        user=user,
        params=asdict(params),
        title=f"Copy “{source}” into “{target}” on {_count(chosen)}",
        document=document,
        part_ids=[part.pk for part in chosen],
    )
    return _noted(job, left_out)


def _noted(job: Job, left_out: str) -> Job:
    if left_out:
        job.log = log_line(left_out)
        job.save(update_fields=["log"])
    return job


def _free(
    document: Document,
    parts: "QuerySet[Part]",
    *,
    wanted: Q | None = None,
    lack: str = "",
) -> tuple[list[Part], str]:
    """The pages that can be worked on now, and a sentence on the others."""
    selected = list(parts)
    if not selected:
        raise ApplicationError("no_pages", "Select at least one page.")
    able = set(parts.filter(wanted).values_list("pk", flat=True)) if wanted is not None else None
    suitable = [part for part in selected if able is None or part.pk in able]
    if not suitable:
        raise ApplicationError("nothing_to_do", f"Nothing to do on these pages: {lack}.")
    busy = busy_part_ids(document=document)
    free = [part for part in suitable if part.pk not in busy]
    if not free:
        raise ApplicationError(
            "already_processing",
            "Already being processed. Wait until these pages are done, or cancel that job.",
        )
    sentences = [
        _left_out([part for part in selected if part not in suitable], lack),
        _left_out([part for part in suitable if part not in free], "already being processed"),
    ]
    return free, " ".join(sentence for sentence in sentences if sentence)


def _left_out(parts: Sequence[Part], reason: str) -> str:
    if not parts:
        return ""
    names = ", ".join(part.title for part in parts[:NAMED])
    more = f" and {len(parts) - NAMED} more" if len(parts) > NAMED else ""
    return f"Left out {names}{more}: {reason}."


def _pages_with_text(
    document: Document, parts: "QuerySet[Part]", layer_id: int | None
) -> tuple[list[int], str]:
    layer = _layer(document, layer_id)
    texts = LayerProgress.objects.filter(layer=layer, line_count__gt=0, part__in=parts)
    with_text = set(texts.values_list("part_id", flat=True))
    selected = list(parts)
    if not with_text:
        raise ApplicationError(
            "no_text",
            f"None of these pages has text in the layer “{layer}”."
            " Choose the layer with the corrected text, or transcribe some lines first.",
        )
    if sum(texts.values_list("line_count", flat=True)) < 2:
        raise ApplicationError("no_text", "One line is too little. Transcribe some more first.")
    empty = [part for part in selected if part.pk not in with_text]
    part_ids = [part.pk for part in selected if part.pk in with_text]
    return part_ids, _left_out(empty, f"no text in the layer “{layer}”")


def _pages_with_layout(parts: "QuerySet[Part]") -> tuple[list[int], str]:
    selected = list(parts)
    useful = [part for part in selected if part.line_count or part.region_count]
    if len(useful) < 2:
        raise ApplicationError(
            "too_few_pages",
            "Segmentation training requires at least 2 pages with lines or regions.",
        )
    empty = [part for part in selected if part not in useful]
    return [part.pk for part in useful], _left_out(empty, "no lines and no regions")


def _usable(user: User, model_id: int, role: ModelRole) -> OcrModel:
    model = OcrModel.objects.visible_to(user).filter(pk=model_id).first()
    if model is None:
        raise ApplicationError("no_model", "This model is gone. Choose another one.")
    if model.role != role:
        wanted = "find lines" if role == ModelRole.SEGMENTATION else "read text"
        raise ApplicationError("wrong_role", f"“{model}” cannot {wanted}. Choose another model.")
    return model


def _layer(document: Document, layer_id: int | None) -> TranscriptionLayer:
    layer = document.layers.active().filter(pk=layer_id or 0).first()
    if layer is None:
        raise ApplicationError("no_layer", "This layer is gone. Choose another one.")
    return layer


def _count(parts: Sequence[Part]) -> str:
    return parts[0].title if len(parts) == 1 else f"{len(parts)} pages"


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
