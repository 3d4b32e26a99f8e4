"""Asking for an evaluation; what cannot succeed is refused in words before anything is queued."""

from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import QuerySet

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.evaluation.params import EvaluateParams
from apps.jobs.models import Job
from apps.jobs.services import enqueue
from apps.models.models import ModelRole
from apps.processing.chosen import active_layer, noted, pages_with_text, plural, usable_model
from apps.users.models import User


@transaction.atomic
def request_evaluation(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: EvaluateParams
) -> Job:
    """Measure a model, or a layer, on pages whose true text is known."""
    if (params.model is None) == (params.layer is None):
        raise ApplicationError("invalid", "Choose a model or a layer to evaluate.")
    if params.model:
        subject = str(usable_model(user, params.model, ModelRole.RECOGNITION))
    else:
        subject = f"layer “{active_layer(document, params.layer)}”"
    if params.layer == params.reference:
        raise ApplicationError("invalid", "Choose two different layers to compare.")
    part_ids, omitted = pages_with_text(document, parts, params.reference)
    job = enqueue(
        kind="evaluate",
        user=user,
        params=asdict(replace(params, part_ids=tuple(part_ids))),
        title=f"Evaluate {subject} on {plural(len(part_ids), 'page')}",
        document=document,
    )
    return noted(job, omitted)
