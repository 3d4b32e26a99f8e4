"""What the trainings of a document, or of a model and its kin, say about more corrected lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg

from apps.documents.models import Document
from apps.models.models import ModelRole, OcrModel
from apps.models.selectors import lineage
from apps.users.models import User
from apps.worklist.chart import Chart, draw
from apps.worklist.curve import Curve, Point, Prediction, fit_curve, too_little

MORE_PAGES = 10
USUAL_LINES = 25
"""Of a page, where the document is not known any more."""

MODELS_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Learning:
    """The points, the curve through them as a chart, and what is to be said about it."""

    points: tuple[Point, ...]
    chart: Chart | None
    forecast: str
    caveats: tuple[str, ...]


def learning_of_document(document: Document, user: User) -> Learning:
    """From every recognition model that was trained on this document."""
    rows = OcrModel.objects.visible_to(user).filter(
        role=ModelRole.RECOGNITION, details__document=document.pk
    )
    models = rows.order_by("-pk")[:MODELS_LOOKED_AT]
    return _learning(_points(models), _lines_per_page(document))


def learning_of_model(model: OcrModel, user: User) -> dict[str, Any] | None:
    """From the versions before and after this one; nothing for models that read nothing."""
    if model.role != ModelRole.RECOGNITION or not model.details.get("lines"):
        return None
    known = Document.objects.visible_to(user).filter(pk=model.details.get("document") or 0).first()
    kin = lineage(model, user)
    return {"learning": _learning(_points(kin), _lines_per_page(known))}


def _points(models: Iterable[OcrModel]) -> list[Point]:
    points = (_point(model) for model in models)
    return [point for point in points if point is not None]


def _point(model: OcrModel) -> Point | None:
    """The lines that the training learned from, and the error on pages kept aside."""
    details = model.details
    lines = _learned_lines(details)
    test = details.get("test") or {}
    if not lines:
        return None
    known: dict[str, Any] = {"name": str(model), "model_id": model.pk}
    split = details.get("split") or {}
    if test.get("cer") is not None:
        low_high = test.get("interval")
        interval = (float(low_high[0]), float(low_high[1])) if low_high else None
        ground = f"test {sorted(split.get('test_parts', ()))}"
        return Point(lines, float(test["cer"]), interval, True, ground=ground, **known)
    if model.accuracy is None:
        return None
    ground = f"validation {sorted(split.get('validation_parts', ()))}"
    return Point(lines, 1 - model.accuracy, ground=ground, **known)


def _learned_lines(details: dict[str, Any]) -> int:
    lines = details.get("train_lines") or details.get("lines") or 0
    return int(lines) if isinstance(lines, int | float) else 0


def _lines_per_page(document: Document | None) -> int:
    if document is None:
        return USUAL_LINES
    filled = document.parts.filter(line_count__gt=0)
    return round(filled.aggregate(mean=Avg("line_count"))["mean"] or USUAL_LINES)


def _learning(points: list[Point], per_page: int) -> Learning:
    """Tests and validations do not go together: of two kinds, the one with more points counts."""
    tested = [point for point in points if point.is_test]
    usable = tested if fit_curve(tested) else points
    curve = fit_curve(usable)
    if curve is None:
        return Learning(tuple(points), None, too_little(points), ())
    now = curve.points[-1].lines
    later = curve.at(now + MORE_PAGES * max(per_page, 1))
    return Learning(
        points=tuple(curve.points),
        chart=draw(curve, later.lines),
        forecast=_forecast(curve.at(now), later),
        caveats=tuple(_caveats(curve)),
    )


def _forecast(now: Prediction, later: Prediction) -> str:
    """In words; where the band holds the present error too, it says so."""
    change = f"{now.cer:.1%} → {later.cer:.1%} ({later.low:.1%} to {later.high:.1%})"
    words = f"The next {MORE_PAGES} pages are expected to bring {change} of the characters wrong."
    if later.high >= now.cer:
        words += " It cannot be told apart from no change yet."
    return words


def _caveats(curve: Curve) -> list[str]:
    points = curve.points
    found = []
    if len({point.ground for point in points}) > 1:
        found.append("The trainings were measured on different pages, which blurs the curve.")
    if not all(point.is_test for point in points):
        found.append(
            "Measured on validation pages, by which the best epoch was chosen: a little flattered."
        )
    return found
