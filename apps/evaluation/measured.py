"""The panel "Measured" of a model's page, and what models can be asked for from there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apps.evaluation.models import EvaluationSubject
from apps.evaluation.selectors import SHOWN, best_tried, measured
from apps.models.models import ModelRole, OcrModel
from apps.models.sections import register_action, register_many_action, register_section
from apps.training.candidates import register_trial
from apps.training.models import TrainingSet
from apps.training.result import flattery
from apps.training.sets.selectors import test_pages
from apps.users.models import User


@dataclass(frozen=True, slots=True)
class Measurement:
    """One evaluation of the model; ``is_best`` where no other on the same documents is better."""

    row: EvaluationSubject
    documents: str
    rate: float | None
    is_best: bool

    @property
    def is_fair(self) -> bool:
        """Whether the model learned from none of these pages, as far as is known."""
        return not self.row.figures.get("learned")


def collect(model: OcrModel, user: User) -> Mapping[str, Any] | None:
    """What was measured, the best of each document marked, and doubts about the model's own."""
    rows = measured(model, user)
    doubt = doubts(model)
    test_set = _test_set(model, user)
    if not rows and not doubt and not test_set:
        return None
    made = _measurements(rows)
    return {
        "rows": made[:SHOWN],
        "more": max(len(made) - SHOWN, 0),
        "doubts": doubt,
        "test_set": test_set,
    }


def _test_set(model: OcrModel, user: User) -> TrainingSet | None:
    """The set that the model learned from, where it has test pages to read again."""
    known = (model.details.get("set") or {}).get("id")
    if model.role != ModelRole.RECOGNITION or not known:
        return None
    found = TrainingSet.objects.visible_to(user).filter(pk=known).first()
    return found if found and test_pages(found, user).exists() else None


def _measurements(rows: Iterable[EvaluationSubject]) -> list[Measurement]:
    named = [(row, _documents(row), row.rate) for row in rows]
    best: dict[str, float] = {}
    for row, name, rate in named:
        if rate is not None and not row.figures.get("learned"):
            best[name] = min(rate, best.get(name, rate))
    return [
        Measurement(row, name, rate, rate is not None and best.get(name) == rate)
        for row, name, rate in named
    ]


def _documents(row: EvaluationSubject) -> str:
    names = [one.document.name for one in row.evaluation.documents.all() if one.document]
    return ", ".join(sorted(names))


def doubts(model: OcrModel) -> list[str]:
    """Why the accuracy that the model came with may be too good; the panel of its training, where
    there is one, says so itself.
    """
    if model.accuracy is None or any(map(model.details.get, ("job", "epoch_of"))):
        return []
    reason = flattery(model.details)
    return [reason] if reason else []


def register() -> None:
    """Show the panel, offer to try models, and say which was the best."""
    register_trial(best_tried)
    register_section("Measured", "evaluation/_measured.html", collect, order=30)
    register_action(
        "Try it",
        lambda model: f"{reverse('evaluation:try-models')}?models={model.pk}",
        lambda model, user: model.role == ModelRole.RECOGNITION,
        is_dialog=True,
    )
    register_many_action("Try them", "evaluation:try-models", least=1, is_dialog=True)
