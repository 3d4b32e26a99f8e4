"""Work lists as JSON."""

from typing import Any

from rest_framework import serializers

from apps.worklist.models import WorkLine
from apps.worklist.services import STATES


class WorkLineSerializer(serializers.ModelSerializer[WorkLine]):
    """One line of a list; needs rows from ``described``."""

    line = serializers.UUIDField(source="line.uid", read_only=True)
    number = serializers.SerializerMethodField()
    part = serializers.IntegerField(source="line.part_id", read_only=True)
    part_title = serializers.CharField(source="line.part.title", read_only=True)
    text = serializers.CharField(source="words", read_only=True)
    reasons = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = WorkLine
        fields = [
            "line",
            "number",
            "part",
            "part_title",
            "text",
            "reasons",
            "gain",
            "seconds",
            "errors",
        ]

    def get_number(self, row: WorkLine) -> int:
        """The line's number on its page, from 1."""
        return row.line.order + 1


class PortionSerializer(serializers.Serializer[Any]):
    """How far people are with the portion in hand, and what is left of the whole list."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()
    left = serializers.IntegerField()


class EstimateSerializer(serializers.Serializer[Any]):
    """The likely error rate of the layer; bounds only where it is calibrated."""

    cer = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    calibrated_on = serializers.IntegerField()


class WorkListSerializer(serializers.Serializer[Any]):
    """A list with its next lines; ``made_at`` is null where the layer has none yet."""

    layer = serializers.IntegerField(allow_null=True)
    made_at = serializers.DateTimeField(allow_null=True)
    is_ranking = serializers.BooleanField()
    portion = PortionSerializer(allow_null=True)
    estimate = EstimateSerializer(allow_null=True)
    lines = WorkLineSerializer(many=True)


class RankSerializer(serializers.Serializer[Any]):
    """The layer to rank."""

    layer = serializers.IntegerField()


class MarkSerializer(serializers.Serializer[Any]):
    """What is said of a line's text."""

    layer = serializers.IntegerField()
    line = serializers.UUIDField()
    state = serializers.ChoiceField(choices=STATES)


class RankingSerializer(serializers.Serializer[Any]):
    """The job that ranks."""

    job = serializers.IntegerField()


class WorkPageSerializer(serializers.Serializer[Any]):
    """One page of a list: what it is worth beside the best one, and its likely error rate."""

    part = serializers.IntegerField(source="part_id")
    title = serializers.CharField(source="part.title")
    score = serializers.FloatField()
    lines = serializers.SerializerMethodField()
    cer = serializers.SerializerMethodField()
    reasons = serializers.ListField(child=serializers.CharField())

    def get_lines(self, row: Any) -> int:
        """Open lines."""
        return row.open_count or 0

    def get_cer(self, row: Any) -> float:
        return float((row.open_errors or 0.0) / max(row.characters, 1))
