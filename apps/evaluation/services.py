"""Asking for an evaluation; what cannot succeed is refused in words before anything is queued."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from apps.common.errors import ApplicationError
from apps.common.words import counted
from apps.documents.models import Document, Part
from apps.evaluation.models import Evaluation
from apps.evaluation.params import KRAKENS_OWN, EvaluateParams, LayoutParams
from apps.evaluation.subjects import KRAKEN_NAME
from apps.jobs.models import Job
from apps.jobs.services import enqueue
from apps.models.models import ModelRole, OcrModel
from apps.processing.chosen import (
    active_layer,
    left_out,
    noted,
    pages_with_text,
    usable_model,
)
from apps.training.models import TrainingSet
from apps.training.sets.selectors import test_pages
from apps.users.models import User

MOST = 12
"""So many models and layers at once: more nobody can compare, and each reads every page."""


@transaction.atomic
def request_evaluation(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: EvaluateParams
) -> Job:
    """Measure models and layers on pages, against their true text where there is some."""
    names = _subjects(user, document, params)
    if params.reference:
        part_ids, omitted = pages_with_text(document, parts, params.reference)
    else:
        part_ids, omitted = _pages_with_lines(parts)
    models = params.all_models
    job = enqueue(
        kind="evaluate",
        user=user,
        params=asdict(
            replace(params, part_ids=tuple(part_ids), model=models[0] if len(models) == 1 else None)
        )
        | {"models": models, "layers": params.all_layers},
        title=_title("Evaluate" if params.reference else "Try", names, len(part_ids)),
        document=document,
    )
    return noted(job, omitted)


def _subjects(user: User, document: Document, params: EvaluateParams) -> list[str]:
    """The names of what is to be measured; ``ApplicationError`` says what is amiss."""
    models, layers = params.all_models, params.all_layers
    if not models and not layers:
        raise ApplicationError("invalid", "Choose a model or a layer to evaluate.")
    if params.reference in layers:
        raise ApplicationError("invalid", "Choose two different layers to compare.")
    _refuse_too_many(len(models) + len(layers))
    return [
        *(str(usable_model(user, pk, ModelRole.RECOGNITION)) for pk in models),
        *(f"layer “{active_layer(document, pk)}”" for pk in layers),
    ]


def _refuse_too_many(number: int) -> None:
    if number > MOST:
        raise ApplicationError("too_many", f"Choose at most {MOST} models and layers at once.")


def _pages_with_lines(parts: "QuerySet[Part]") -> tuple[list[int], str]:
    selected = list(parts)
    if not selected:
        raise ApplicationError("no_pages", "Select at least one page.")
    useful = [part for part in selected if part.line_count]
    if not useful:
        raise ApplicationError("no_lines", "These pages have no lines yet. Segment them first.")
    empty = [part for part in selected if not part.line_count]
    return [part.pk for part in useful], left_out(empty, "no lines")


def _title(verb: str, names: Sequence[str], pages: int) -> str:
    what = names[0] if len(names) == 1 else f"{names[0]} and {counted(len(names) - 1, 'other')}"
    return f"{verb} {what} on {counted(pages, 'page')}"


@transaction.atomic
def request_layout_evaluation(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: LayoutParams
) -> Job:
    """Measure what segmentation models find on pages whose lines or regions are right."""
    if not params.models:
        raise ApplicationError("invalid", "Choose a model to evaluate.")
    _refuse_too_many(len(params.models))
    names = [
        KRAKEN_NAME if pk == KRAKENS_OWN else str(usable_model(user, pk, ModelRole.SEGMENTATION))
        for pk in params.models
    ]
    selected = list(parts)
    useful = [part for part in selected if part.line_count or part.region_count]
    if not useful:
        raise ApplicationError(
            "no_lines",
            "These pages have no lines and no regions to compare with."
            " Segment and correct some first.",
        )
    only = params.models[0] if len(params.models) == 1 else KRAKENS_OWN
    params = replace(params, part_ids=tuple(part.pk for part in useful), model=only or None)
    job = enqueue(
        kind="evaluate_layout",
        user=user,
        params=asdict(params),
        title=_title("Evaluate lines of", names, len(useful)),
        document=document,
    )
    empty = [part for part in selected if part not in useful]
    return noted(job, left_out(empty, "no lines and no regions"))


@transaction.atomic
def request_evaluation_of_pages(
    *, user: User, models: Sequence[OcrModel], pages: Sequence[tuple[Part, int]], title: str
) -> Job:
    """Measure models on pages of any documents, each with the layer that holds its true text."""
    visible = Part.objects.visible_to(user).filter(pk__in=[part.pk for part, _ in pages])
    seen = set(visible.values_list("pk", flat=True))
    references = tuple((part.pk, layer) for part, layer in pages if part.pk in seen)
    if not references:
        raise ApplicationError("no_pages", "None of these pages can be read by you any more.")
    for model in models:
        usable_model(user, model.pk, ModelRole.RECOGNITION)
    params = EvaluateParams(
        part_ids=tuple(part for part, _ in references),
        models=tuple(model.pk for model in models),
        model=models[0].pk if len(models) == 1 else None,
        references=references,
    )
    return enqueue(kind="evaluate", user=user, params=asdict(params), title=title)


def request_evaluation_on_test(
    *, user: User, training_set: TrainingSet, model_ids: Collection[int]
) -> Job:
    """Measure models on the test pages of a set, as they are now."""
    rows = OcrModel.objects.visible_to(user).filter(pk__in=model_ids, role=ModelRole.RECOGNITION)
    models = list(rows.order_by("-pk"))
    if not models:
        raise ApplicationError("invalid", "Choose a model to measure.")
    _refuse_too_many(len(models))
    items = test_pages(training_set, user).select_related("part")
    if not items:
        raise ApplicationError(
            "no_pages",
            f"No page of “{training_set}” that you may see is kept for a test. Put one into test.",
        )
    return request_evaluation_of_pages(
        user=user,
        models=models,
        pages=[(item.part, item.layer_id) for item in items if item.layer_id],
        title=_title("Evaluate", [str(model) for model in models], len(items)),
    )


@transaction.atomic
def delete_evaluation(*, evaluation: Evaluation, user: User) -> None:
    """Delete what was found for good; the job says what it said, and no longer leads to it."""
    stored = str(evaluation.file.name)
    if evaluation.job is not None and evaluation.job.result:
        job = evaluation.job
        job.result = {name: value for name, value in job.result.items() if name != "links"}
        job.save(update_fields=["result"])
    evaluation.delete()
    transaction.on_commit(lambda: default_storage.delete(stored))
