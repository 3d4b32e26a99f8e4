"""Which model a training had best start from, and why, in one sentence."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.documents.models import Document
from apps.models.models import OcrModel, OcrModelQuerySet
from apps.processing.defaults import defaults_of
from apps.users.models import User

Trial = Callable[[User, Document, str], int | None]
"""The id of the model that was measured best on a document's pages, for a task."""

GOOD_ENOUGH = 0.5
"""A model that is worse than this on its own pages has nothing to give."""


_trials: list[Trial] = []


def register_trial(trial: Trial) -> None:
    """Let an app that measures models say which was the best on a document."""
    _trials.append(trial)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The model to start from; ``None`` is a new one. ``reason`` is said beside the choice."""

    model: OcrModel | None
    reason: str


def recommended(*, user: User, document: Document | None, task: str) -> Recommendation:
    """The model that the document is worked on with, else the best that was tried there, else
    the last that was used, else the best of its script.
    """
    models = OcrModel.objects.visible_to(user).filter(role=task)
    found = _usual(models, user, document, task) or _tried(models, user, document, task)
    found = found or _used(models, document) or _of_script(models, document)
    if found:
        return found
    reason = "no model of yours knows this script" if models else "you have no such model yet"
    if task == "segmentation":
        reason = "no segmentation model of yours has worked here"
    return Recommendation(None, f"A new model: {reason}.")


def _usual(
    models: OcrModelQuerySet, user: User, document: Document | None, task: str
) -> Recommendation | None:
    if document is None:
        return None
    row = defaults_of(document=document, user=user).row
    wanted = row.recognition_model_id if task == "recognition" else row.segmentation_model_id
    model = models.filter(pk=wanted).first() if wanted else None
    words = "It is the one this document is worked on with."
    return Recommendation(model, words) if model else None


def _tried(
    models: OcrModelQuerySet, user: User, document: Document | None, task: str
) -> Recommendation | None:
    if document is None:
        return None
    best = [pk for trial in _trials if (pk := trial(user, document, task)) is not None]
    model = models.filter(pk__in=best).first()
    words = "It made the fewest errors when models were tried on this document."
    return Recommendation(model, words) if model else None


def _used(models: OcrModelQuerySet, document: Document | None) -> Recommendation | None:
    if document is None:
        return None
    used = models.filter(jobs__document=document, jobs__state="done")
    model = used.order_by("-jobs__finished_at").first()
    words = "It was the last to work on this document."
    return Recommendation(model, words) if model else None


def _of_script(models: OcrModelQuerySet, document: Document | None) -> Recommendation | None:
    script = document.main_script if document else ""
    if not script:
        return None
    fitting = models.filter(script=script, accuracy__gte=GOOD_ENOUGH)
    model = fitting.order_by("-accuracy", "-pk").first()
    words = "It knows the script of this document, and is the best of those that do."
    return Recommendation(model, words) if model else None
