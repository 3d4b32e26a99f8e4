"""JSON fields for points, checked for shape whenever a model is cleaned."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

MAX_COORDINATE = 1_000_000


class PointsField(models.JSONField):
    """A list of ``[x, y]`` integer pixel positions with at least ``minimum`` points."""

    def __init__(self, *args: Any, minimum: int = 2, **kwargs: Any) -> None:
        self.minimum = minimum
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["minimum"] = self.minimum
        return name, path, args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        problem = points_problem(value, self.minimum)
        if problem:
            raise ValidationError(problem)


def points_problem(value: Any, minimum: int) -> str | None:
    """Why ``value`` is no list of at least ``minimum`` pixel positions, or ``None``."""
    if not isinstance(value, list | tuple):
        return "Give a list of points."
    if len(value) < minimum:
        return f"Give at least {minimum} points."
    if not all(_is_point(point) for point in value):
        return "Each point is a pair of whole numbers of pixels."
    return None


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list | tuple)
        and len(point) == 2
        and all(
            isinstance(number, int)
            and not isinstance(number, bool)
            and abs(number) <= MAX_COORDINATE
            for number in point
        )
    )
