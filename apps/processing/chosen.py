"""What requests for work share: the pages, layers and models they may use, in words where not."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from apps.common.errors import ApplicationError
from apps.documents.models import Document, LayerProgress, Part, TranscriptionLayer
from apps.jobs.models import Job
from apps.jobs.progress import log_line
from apps.jobs.services import busy_part_ids
from apps.models.models import ModelRole, OcrModel
from apps.users.models import User

NAMED = 5


def free_pages(
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
        left_out([part for part in selected if part not in suitable], lack),
        left_out([part for part in suitable if part not in free], "already being processed"),
    ]
    return free, " ".join(sentence for sentence in sentences if sentence)


def noted(job: Job, omitted: str) -> Job:
    if omitted:
        job.log = log_line(omitted)
        job.save(update_fields=["log"])
    return job


def pages_with_text(
    document: Document, parts: "QuerySet[Part]", layer_id: int | None
) -> tuple[list[int], str]:
    layer = active_layer(document, layer_id)
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
    return part_ids, left_out(empty, f"no text in the layer “{layer}”")


def pages_with_layout(parts: "QuerySet[Part]") -> tuple[list[int], str]:
    selected = list(parts)
    useful = [part for part in selected if part.line_count or part.region_count]
    if len(useful) < 2:
        raise ApplicationError(
            "too_few_pages",
            "Segmentation training requires at least 2 pages with lines or regions.",
        )
    empty = [part for part in selected if part not in useful]
    return [part.pk for part in useful], left_out(empty, "no lines and no regions")


def usable_model(user: User, model_id: int, role: ModelRole) -> OcrModel:
    model = OcrModel.objects.visible_to(user).filter(pk=model_id).first()
    if model is None:
        raise ApplicationError("no_model", "This model is gone. Choose another one.")
    if model.role != role:
        wanted = "find lines" if role == ModelRole.SEGMENTATION else "read text"
        raise ApplicationError("wrong_role", f"“{model}” cannot {wanted}. Choose another model.")
    return model


def active_layer(document: Document, layer_id: int | None) -> TranscriptionLayer:
    layer = document.layers.active().filter(pk=layer_id or 0).first()
    if layer is None:
        raise ApplicationError("no_layer", "This layer is gone. Choose another one.")
    return layer


def left_out(parts: Sequence[Part], reason: str) -> str:
    if not parts:
        return ""
    names = ", ".join(part.title for part in parts[:NAMED])
    more = f" and {len(parts) - NAMED} more" if len(parts) > NAMED else ""
    return f"Left out {names}{more}: {reason}."


def count_words(parts: Sequence[Part]) -> str:
    return parts[0].title if len(parts) == 1 else f"{len(parts)} pages"
