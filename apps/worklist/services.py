"""Asking for a work list, and saying of its lines what needs no correction."""

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from apps.common.errors import ApplicationError
from apps.documents.models import Document, LineTranscription, TranscriptionLayer
from apps.jobs.models import Job
from apps.jobs.services import enqueue
from apps.processing.chosen import active_layer
from apps.users.models import User
from apps.worklist import selectors
from apps.worklist.models import MarkState, WorkMark
from apps.worklist.params import RankParams

OPEN = "open"
STATES = (*MarkState.values, OPEN)


@transaction.atomic
def request_ranking(*, user: User, document: Document, layer_id: int | None) -> Job:
    """Rank the lines of a layer; a ranking that is under way already is the one."""
    layer = active_layer(document, layer_id)
    if layer.is_ground_truth:
        raise ApplicationError(
            "ground_truth",
            f"“{layer}” is marked as ground truth: all its lines count as corrected."
            " Choose the layer that a model wrote.",
        )
    if not layer.progress.filter(line_count__gt=0).exists():
        raise ApplicationError(
            "no_text", f"“{layer}” has no text. Transcribe the pages first, then rank the lines."
        )
    running = selectors.ranking_job(document, layer.pk)
    return running or enqueue(
        kind="worklist",
        user=user,
        params=asdict(RankParams(layer=layer.pk)),
        title=f"Rank what to correct next in {layer}",
        document=document,
    )


@transaction.atomic
def mark_line(*, user: User, layer: TranscriptionLayer, line_uid: UUID, state: str) -> None:
    """Note that the text of a line is right as it is, is passed over, or is open again.

    Where this ends a portion of the list, the rest is ranked anew with what was learnt.
    """
    if state not in STATES:
        raise ApplicationError("invalid", f"The state is one of {', '.join(STATES)}.")
    text = LineTranscription.objects.filter(layer=layer, line__uid=line_uid).first()
    if text is None:
        raise ApplicationError(
            "no_text", "This line is gone, or has no text in the layer any more."
        )
    if state == OPEN:
        WorkMark.objects.filter(text=text).delete()
        return
    WorkMark.objects.update_or_create(
        text=text, defaults={"version": text.version, "state": state, "user": user}
    )
    _rank_after_portion(user, layer)


@transaction.atomic
def bring_back_skipped(*, user: User, layer: TranscriptionLayer) -> int:
    """Open the lines again that were passed over; how many they are."""
    count: int = selectors.skipped(layer).delete()[0]
    return count


def _rank_after_portion(user: User, layer: TranscriptionLayer) -> None:
    work_list = selectors.list_of(layer.document, layer.pk)
    if work_list is None:
        return
    now = selectors.portion(work_list)
    is_new = now.done == 0 and now.total > 0
    if is_new and selectors.changed_since(work_list):
        request_ranking(user=user, document=layer.document, layer_id=layer.pk)
