"""Asking for a training; what cannot succeed is refused in words before anything is queued."""

from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from apps.common.errors import ApplicationError
from apps.common.words import counted
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.engine.errors import EngineError
from apps.engine.network_spec import check_spec
from apps.jobs.models import FINISHED, Job, JobState
from apps.jobs.progress import log_line
from apps.jobs.services import enqueue
from apps.models.models import ModelRole, OcrModel
from apps.processing.chosen import active_layer, usable_model
from apps.processing.params import parse
from apps.training.knobs import fitting
from apps.training.measuring import give_way
from apps.training.models import TrainingSet, TrainingSetItem, TrainingSetVersion
from apps.training.params import TrainParams, Wish
from apps.training.presets import chosen_options
from apps.training.sets import asked
from apps.training.sets.access import refuse_unreadable
from apps.training.sets.conflicts import refuse_conflicts
from apps.training.sets.services import freeze, make_set, propose_split
from apps.users.models import User


def request_training(
    *,
    user: User,
    document: Document,
    parts: "QuerySet[Part]",
    layer_id: int | None,
    wish: Wish,
) -> Job:
    """Train on these pages: they become a set of their own, named after the model."""
    wish, base = _checked(user, wish)
    layer: TranscriptionLayer | None = None
    if wish.task == "recognition":
        layer = active_layer(document, layer_id)
    with transaction.atomic():
        made = make_set(
            user=user, name=wish.name, document=document, parts=parts, layer=layer, task=wish.task
        )
        if base:
            propose_split(training_set=made, user=user, base=base)
        said = _left_out(parts.count(), made)
        return _queue(user, _begun(user, made, wish, base), document, said)


def request_training_on(*, user: User, training_set: TrainingSet, wish: Wish) -> Job:
    """Train on a set as it is now; a set that has not changed is the same version again."""
    usual = {
        "normalization": training_set.normalization,
        "character_map": training_set.character_map,
    }
    said = {name: value for name, value in usual.items() if value}
    wish, base = _checked(user, replace(wish, options={**said, **wish.options}))
    params = _begun(user, training_set, wish, base)
    return _queue(user, params, _only_document(training_set, user))


def _begun(user: User, training_set: TrainingSet, wish: Wish, base: OcrModel | None) -> TrainParams:
    """What to learn: a version of the set; of a large one its pages, for the job to freeze."""
    if not asked.is_large(training_set, user):
        version = freeze(training_set=training_set, user=user, base=base)
        return TrainParams(version=version.pk, **asdict(wish))
    refuse_conflicts(training_set, user, base=base)
    pages = asked.rows_of(training_set, user)
    return TrainParams(version=0, asked={"set": training_set.pk, "pages": pages}, **asdict(wish))


def _checked(user: User, wish: Wish) -> tuple[Wish, OcrModel | None]:
    """The wish with options that the task has, and its base model."""
    if not wish.name.strip():
        raise ApplicationError("invalid", "Give the new model a name.")
    base = usable_model(user, wish.model, ModelRole(wish.task)) if wish.model else None
    options = fitting(wish.task, wish.options)
    if spec := options.get("spec"):
        if base:
            raise ApplicationError(
                "invalid", "A base model brings its own layers: leave the layers empty."
            )
        try:
            check_spec(spec, wish.task)
        except EngineError as error:
            raise ApplicationError("invalid", f"The layers: {error}") from error
    return replace(wish, name=wish.name.strip(), options=options), base


def _left_out(chosen: int, made: TrainingSet) -> str:
    missing = chosen - made.items.count()
    reason = "they have nothing to learn from"
    return f"Left out {counted(missing, 'page')}: {reason}." if missing > 0 else ""


def _only_document(training_set: TrainingSet, user: User) -> Document | None:
    """The document of all pages of the set, where it is one."""
    items = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    found = Document.objects.filter(parts__training_items__in=items).distinct()[:2]
    return found[0] if len(found) == 1 else None


@transaction.atomic
def _queue(user: User, params: TrainParams, document: Document | None, said: str = "") -> Job:
    give_way(user)
    pages = len(params.asked["pages"]) if params.asked else _version(params.version).facts["pages"]
    job = enqueue(
        kind="train",
        user=user,
        params=asdict(params),
        title=f"Train “{params.name}” on {counted(pages, 'page')}",
        document=document,
    )
    if said:
        job.log = log_line(said)
        job.save(update_fields=["log"])
    return job


def can_go_on(job: Job) -> bool:
    """Whether a training that ended can be gone on with: paused, failed or finished."""
    if job.kind != "train" or job.state not in FINISHED or "version" not in job.params:
        return False
    return job.state == JobState.DONE or bool(job.data.get("curve"))


def continue_training(*, job: Job, user: User, more_epochs: int = 0, newest: bool = False) -> Job:
    """A new job that goes on where this one ended: from its checkpoint, else from its model.

    ``newest`` learns from the set as it is now, which another checkpoint does not fit: then the
    model is the one to start from.
    """
    if not can_go_on(job):
        raise ApplicationError(
            "not_finished", f"“{job}” cannot be continued: it has not come to a first epoch."
        )
    params = parse(TrainParams, job.params)
    version = _version(params.version)
    if not newest:
        refuse_unreadable(version, user)
    models = OcrModel.objects.visible_to(user)
    model = models.filter(pk=job.result.get("model") or 0).first()
    begun = params
    if newest:
        wish = Wish(params.task, params.name, params.model)
        begun = _begun(user, version.training_set, wish, model)
    is_same = begun.version == params.version
    options = dict(params.options)
    if more_epochs:
        options |= _prolonged(job, params, more_epochs, is_same=is_same)
    params = replace(
        params,
        version=begun.version,
        asked=begun.asked,
        options=options,
        model=params.model if is_same or model is None else model.pk,
        goes_on_from=str(job.uid) if is_same else "",
    )
    return _queue(user, params, job.document, f"Goes on from job {job.pk}.")


def _prolonged(job: Job, params: TrainParams, more: int, *, is_same: bool) -> dict[str, Any]:
    """Options by which a finished training really goes on.

    What ended it, no progress or no time, would end it at once again.
    """
    done = len(job.data.get("curve") or ()) if is_same else 0
    spent = done * float(job.data.get("seconds_per_epoch") or 0)
    limit = chosen_options(params.preset, params.options)["max_seconds"]
    epochs = done + more
    return {"epochs": epochs, "min_epochs": epochs, "max_seconds": round(spent + limit)}


def _version(version_id: int) -> TrainingSetVersion:
    found = TrainingSetVersion.objects.select_related("training_set").filter(pk=version_id).first()
    if found is None:
        raise ApplicationError(
            "no_set", "The training set was deleted meanwhile. Start a new training."
        )
    return found
