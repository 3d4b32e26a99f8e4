"""What the pages of trainings say and show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template

from apps.documents.models import Part
from apps.engine.evaluation import differences, line_errors
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.training import services
from apps.training.result import flattery as why_flattering

register = template.Library()


@dataclass(frozen=True, slots=True)
class Watched:
    """A validation line as people see it: the part of the page's image, and what was read."""

    url: str
    box: tuple[str, ...]
    width: int
    height: int
    truth: str
    pieces: tuple[tuple[str, str], ...]
    errors: int
    is_read: bool

    @property
    def view(self) -> str:
        return " ".join(self.box)


@register.filter
def watched_lines(rows: Sequence[Mapping[str, Any]]) -> list[Watched]:
    """The lines with the images of their pages, as far as these are still there."""
    ids = {int(row["part"]) for row in rows if row.get("part")}
    parts = Part.objects.filter(pk__in=ids).select_related("image")
    urls = {part.pk: part.image.view_url for part in parts}
    return [_watched(row, urls.get(row.get("part") or 0, "")) for row in rows]


def _watched(row: Mapping[str, Any], url: str) -> Watched:
    width, height = row.get("size") or (0, 0)
    truth, read = row["truth"], row["read"]
    return Watched(
        url=url if row.get("box") else "",
        box=tuple(map(str, row.get("box") or ())),
        width=width,
        height=height,
        truth=truth,
        pieces=differences(truth, read),
        errors=line_errors(truth, read).character_errors,
        is_read=bool(read),
    )


@register.filter
def trained_model(job: Job) -> OcrModel | None:
    """The model that the training made, unless it was deleted."""
    return OcrModel.objects.filter(pk=job.result.get("model") or 0).first()


@register.filter
def can_go_on(job: Job) -> bool:
    return services.can_go_on(job)


@register.filter
def flattery(model: OcrModel) -> str:
    return why_flattering(model.details)


@register.filter
def rest(share: float) -> float:
    """What is missing to one: accuracy becomes error."""
    return max(0.0, 1 - share)


@register.filter
def short_number(value: Any) -> str:
    """``0.0005`` or ``3e-06``; a dash when it is not known."""
    return f"{value:.2g}" if isinstance(value, (int, float)) else "–"
