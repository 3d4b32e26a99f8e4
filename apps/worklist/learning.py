"""What the trainings of a document, or of a model and its kin, say about more corrected lines."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Avg

from apps.documents.models import Document
from apps.jobs.templatetags.job_words import percent
from apps.models.models import ModelRole, OcrModel
from apps.training.models import TrainingSet
from apps.training.sets.selectors import models_of
from apps.users.models import User
from apps.worklist import fewer
from apps.worklist.chart import Chart, draw
from apps.worklist.curve import Curve, Point, Prediction, fit_curve, too_little

MORE_PAGES = 10
USUAL_LINES = 25
"""Of a page, where the document is not known any more."""

MODELS_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Learning:
    """The points, the curve through them as a chart, and what is to be said about it.

    ``measurable`` is the model whose set, learned from in parts, would bring a curve.
    """

    points: tuple[Point, ...]
    chart: Chart | None
    forecast: str
    caveats: tuple[str, ...]
    measurable: OcrModel | None = None

    @property
    def minutes(self) -> int:
        """About how long that takes."""
        return round(fewer.seconds(self.measurable) / 60) if self.measurable else 0


def learning_of_document(document: Document, user: User) -> Learning:
    """From the recognition models that were trained on this document, of one beginning."""
    groups = _by_beginning(_trained(user, document.pk))
    kin = max(groups.values(), key=_telling, default=[])
    return _learning(kin, user, _lines_per_page(document))


def learning_of_model(model: OcrModel, user: User) -> dict[str, Any] | None:
    """From the trainings that began as this one did; nothing for models that read nothing."""
    if model.role != ModelRole.RECOGNITION or not model.details.get("lines"):
        return None
    document_id = model.details.get("document")
    known = Document.objects.visible_to(user).filter(pk=document_id or 0).first()
    groups = _by_beginning(_trained(user, document_id) if document_id else [model])
    kin = next((group for group in groups.values() if model in group), [model])
    return {"learning": _learning(kin, user, _lines_per_page(known))}


def learning_of_set(training_set: TrainingSet, user: User) -> Learning | None:
    """From the recognition models that were trained on this set, of one beginning."""
    models = models_of(training_set, user).filter(role=ModelRole.RECOGNITION)
    groups = _by_beginning(list(models[:MODELS_LOOKED_AT]))
    if not groups:
        return None
    kin = max(groups.values(), key=_telling)
    mean = training_set.items.aggregate(mean=Avg("part__line_count"))["mean"]
    return _learning(kin, user, round(mean or USUAL_LINES))


def _trained(user: User, document_id: int) -> list[OcrModel]:
    rows = OcrModel.objects.visible_to(user).filter(
        role=ModelRole.RECOGNITION, details__document=document_id
    )
    return list(rows.order_by("-pk")[:MODELS_LOOKED_AT])


def _by_beginning(models: list[OcrModel]) -> dict[int, list[OcrModel]]:
    """Trainings by the model they go back to, 0 for those from scratch: each learns in its way."""
    parents = dict(OcrModel.objects.values_list("pk", "parent_id"))
    ours = {model.pk for model in models}
    groups: dict[int, list[OcrModel]] = defaultdict(list)
    for model in models:
        root, seen = model.pk, {model.pk}
        while (parent := parents.get(root)) and parent not in seen:
            root = parent
            seen.add(root)
        groups[0 if root in ours else root].append(model)
    return groups


def _telling(models: list[OcrModel]) -> tuple[int, int]:
    """How many sizes of sets there are, then which is newer."""
    return len({point.lines for point in _points(models)}), max(model.pk for model in models)


def _points(models: Iterable[OcrModel]) -> list[Point]:
    points = ((_point(model), model) for model in models)
    return [
        one
        for point, model in points
        if point is not None
        for one in (point, *_of_parts(point, model))
    ]


def _of_parts(whole: Point, model: OcrModel) -> list[Point]:
    """The trainings on parts of the model's set, as if sets of that size had been split alike."""
    if not model.details.get("job"):  # an earlier epoch of a training knows what that one came to
        return []
    return [
        replace(
            whole,
            lines=round(part["share"] * whole.lines),
            cer=part["cer"],
            interval=tuple(part["interval"]) if part["interval"] else None,
            is_test=part["is_test"],
            name=f"{whole.name}, from {100 * part['share']:.0f} % of the lines",
        )
        for part in model.details.get(fewer.POINTS) or ()
    ]


def _point(model: OcrModel) -> Point | None:
    """The corrected lines of its set, and the error on pages kept aside."""
    details = model.details
    lines = int(details.get("lines") or 0)
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


def _lines_per_page(document: Document | None) -> int:
    if document is None:
        return USUAL_LINES
    filled = document.parts.filter(line_count__gt=0)
    return round(filled.aggregate(mean=Avg("line_count"))["mean"] or USUAL_LINES)


def _learning(models: list[OcrModel], user: User, per_page: int) -> Learning:
    """Tests and validations do not go together: of two kinds, the one with more points counts."""
    points = _points(models)
    tested = [point for point in points if point.is_test]
    usable = tested if fit_curve(tested) else points
    curve = fit_curve(usable)
    if curve is None:
        return Learning(tuple(points), None, too_little(points), (), _measurable(models, user))
    now = curve.points[-1].lines
    later = curve.at(now + MORE_PAGES * max(per_page, 1))
    return Learning(
        points=tuple(curve.points),
        chart=draw(curve, later.lines),
        forecast=_forecast(curve.at(now), later),
        caveats=tuple(_caveats(curve)),
    )


def _measurable(models: list[OcrModel], user: User) -> OcrModel | None:
    """Of the person's own models the one that learned from most, where it can be measured."""
    own = [model for model in models if model.owner_id == user.pk]
    largest = max(own, key=lambda model: (model.details.get("lines") or 0, model.pk), default=None)
    return largest if largest and not fewer.obstacle(largest, user) else None


def _forecast(now: Prediction, later: Prediction) -> str:
    """In words; where the band holds the present error too, it says so."""
    band = f"{percent(later.low)} to {percent(later.high)}"
    change = f"{percent(now.cer)} → {percent(later.cer)} ({band})"
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
