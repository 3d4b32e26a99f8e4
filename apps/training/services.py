"""Asking for a training; what cannot succeed is refused in words before anything is queued."""

from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import QuerySet

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.jobs.models import Job
from apps.jobs.services import enqueue
from apps.models.models import ModelRole
from apps.processing.chosen import noted, pages_with_layout, pages_with_text, plural, usable_model
from apps.training.params import TrainParams
from apps.users.models import User


@transaction.atomic
def request_training(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: TrainParams
) -> Job:
    """Train a model on these pages; ``params.part_ids`` is filled in here."""
    if params.task == "recognition":
        part_ids, omitted = pages_with_text(document, parts, params.layer)
    else:
        part_ids, omitted = pages_with_layout(parts)
    if params.model:
        usable_model(user, params.model, ModelRole(params.task))
    if not params.name.strip():
        raise ApplicationError("invalid", "Give the new model a name.")
    params = replace(params, part_ids=tuple(part_ids), name=params.name.strip())
    job = enqueue(
        kind="train",
        user=user,
        params=asdict(params),
        title=f"Train “{params.name}” on {plural(len(part_ids), 'page')}",
        document=document,
    )
    return noted(job, omitted)
