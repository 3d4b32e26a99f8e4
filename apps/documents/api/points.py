"""Polygons and baselines in the REST API: lists of points, in whole pixels."""

from math import isfinite
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.common.fields import MAX_COORDINATE
from apps.documents.changes import MAX_POINTS


@extend_schema_field({"type": "array", "items": {"type": "array", "items": {"type": "integer"}}})
class PointsField(serializers.Field[Any, Any, Any, Any]):
    """At least ``minimum`` pairs of numbers; fractions of pixels are rounded."""

    def __init__(self, *, minimum: int, **options: Any) -> None:
        self.minimum = minimum
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> list[list[int]]:
        if not isinstance(data, list) or not all(_is_point(point) for point in data):
            raise serializers.ValidationError("Give a list of points, each a pair of numbers.")
        if not self.minimum <= len(data) <= MAX_POINTS:
            message = f"Polygon needs to have at least {self.minimum} points, it has {len(data)}"
            raise serializers.ValidationError(f"{message}: {data[: self.minimum]}.")
        return [[round(x), round(y)] for x, y in data]

    def to_representation(self, value: Any) -> Any:
        return value


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(
            isinstance(number, int | float)
            and not isinstance(number, bool)
            and isfinite(number)
            and abs(number) <= MAX_COORDINATE
            for number in point
        )
    )
