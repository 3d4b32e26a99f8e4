"""Whether fine-tuning or training from scratch is the better bet, and which model to start from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.common.words import counted
from apps.models.models import ModelRole, OcrModel
from apps.training.sets.letters import coverage, lacking, main_script, shown
from apps.training.sets.report import Advice
from apps.users.models import User

CANDIDATES = 200
FEW_LINES = 1000
"""With fewer lines a network that knows nothing hardly learns to read."""
MANY_LINES = 10_000
KNOWN = 0.98
HALF_KNOWN = 0.75
NAMED = 12


@dataclass(frozen=True, slots=True)
class _Candidate:
    model: OcrModel
    coverage: float


def advise(*, user: User, counts: Mapping[str, int], lines: int, base: OcrModel | None) -> Advice:
    """The better bet for these texts, with reasons; ``base`` is the model that was chosen."""
    if not lines:
        return Advice("none", "Nothing to learn yet", ("No line has text.",))
    candidates = _candidates(user, counts)
    best = next((one for one in candidates if base and one.model.pk == base.pk), None)
    best = best or (candidates[0] if candidates else None)
    others = tuple((one.model.pk, _called(one.model), one.coverage) for one in candidates[:5])
    if best is None:
        return Advice("scratch", "Train from scratch", _without_models(lines))
    is_better = best.coverage >= (KNOWN if lines >= MANY_LINES else HALF_KNOWN)
    reasons = (_about(best, counts), *_amount(lines, fine_tuning=is_better))
    if is_better:
        title = f"Fine-tune “{_called(best.model)}”, if it reads this writing"
        return Advice("fine-tune", title, reasons, best.model.pk, _called(best.model), others)
    return Advice("scratch", "Train from scratch", reasons, others=others)


def _candidates(user: User, counts: Mapping[str, int]) -> Sequence[_Candidate]:
    """Models that the person may use, those first that know most of the characters."""
    rows = OcrModel.objects.visible_to(user).filter(role=ModelRole.RECOGNITION)
    rows = rows.only("pk", "name", "version", "accuracy", "script", "details")
    found = [
        _Candidate(model, coverage(counts, model.details["alphabet"]))
        for model in rows.order_by("-pk")[:CANDIDATES]
        if model.details.get("alphabet") and model.details.get("model_type") != "bbox"
    ]
    return sorted(
        found, key=lambda one: (-round(one.coverage, 2), -(one.model.accuracy or 0), -one.model.pk)
    )


def _called(model: OcrModel) -> str:
    return f"{model.name} v{model.version}" if model.version > 1 else model.name


def _about(best: _Candidate, counts: Mapping[str, int]) -> str:
    name = _called(best.model)
    missing = lacking(counts, best.model.details["alphabet"])
    if best.coverage >= KNOWN:
        said = f"“{name}” knows {100 * best.coverage:.1f} % of the characters of these pages."
    elif best.coverage >= HALF_KNOWN:
        said = (
            f"“{name}” knows {100 * best.coverage:.0f} % of the characters; those that it lacks"
            f" ({len(missing)}) are added, and have to be learned."
        )
    else:
        script = main_script(counts).title() or "this writing"
        return (
            f"Of the models that you may use, “{name}” fits best, and knows only"
            f" {100 * best.coverage:.0f} % of the characters: it was made for another script than"
            f" {script}, so its eyes help little."
        )
    lack = ", ".join(shown(char) for char in sorted(missing)[:NAMED])
    return f"{said} It lacks: {lack}." if missing else said


def _amount(lines: int, *, fine_tuning: bool) -> tuple[str, ...]:
    count = counted(lines, "line")
    if fine_tuning and lines < FEW_LINES:
        return (
            f"With {count}, starting from what another model has learned of writing saves most of"
            " the work; from scratch, a network needs a thousand lines or more to read well.",
        )
    if fine_tuning:
        return (f"{count} are enough for either; fine-tuning gets there sooner.",)
    if lines < FEW_LINES:
        return (
            f"{count} are few for a model from scratch: expect a first model that helps to"
            " transcribe more pages, and train again with them. Look for a model of this script"
            " first.",
        )
    return (f"{count} are enough to begin from scratch.",)


def _without_models(lines: int) -> tuple[str, ...]:
    first = "There is no model yet that you may use and whose characters are known."
    return (first, *_amount(lines, fine_tuning=False))
