"""Writes of annotations and of what may be annotated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from apps.annotations.models import (
    Annotation,
    AnnotationComponent,
    AnnotationTaxonomy,
    AnnotationType,
    ComponentValue,
    Target,
)
from apps.common.errors import ApplicationError
from apps.documents.models import Document, Line, LineTranscription, Part, TranscriptionLayer
from apps.documents.services.progress import lock_part
from apps.events import services as events
from apps.layout.geometry import clip
from apps.users.models import User

Values = Mapping[AnnotationComponent, str]
MAX_COMMENTS = 50


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A piece of text that a person marked: lines of one page, offsets in code points."""

    layer: TranscriptionLayer
    start_line: Line
    start_offset: int
    end_line: Line
    end_offset: int


Place = TextPlace | Sequence[Sequence[int]]
"""Words, or a polygon in pixels of the page; two points are the corners of a rectangle."""


@transaction.atomic
def save_taxonomy(
    *,
    document: Document,
    fields: Mapping[str, Any],
    taxonomy: AnnotationTaxonomy | None = None,
    type_name: str | None = None,
    components: Sequence[AnnotationComponent] | None = None,
) -> AnnotationTaxonomy:
    """Make or change what one button marks; what is not given stays as it is.

    ``type_name`` finds or makes the kind; the empty name takes it away.
    """
    row = taxonomy or AnnotationTaxonomy(document=document, order=_next_order(document))
    target = row.target if taxonomy else None
    for name, value in fields.items():
        setattr(row, name, value)
    if target and row.target != target and row.annotations.exists():
        raise ApplicationError(
            "invalid", f"“{row.name}” has annotations: its marker stays one for the {target}."
        )
    if type_name is not None:
        row.type = _type_named(document, type_name)
    row.save()
    if components is not None:
        row.components.set(components)
    return row


def _next_order(document: Document) -> int:
    last = document.annotation_taxonomies.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def _type_named(document: Document, name: str) -> AnnotationType | None:
    if not name:
        return None
    return AnnotationType.objects.get_or_create(document=document, name=name)[0]


@transaction.atomic
def annotate(
    *,
    part: Part,
    user: User,
    taxonomy: AnnotationTaxonomy,
    place: Place,
    comments: Sequence[str] = (),
    values: Values | None = None,
) -> Annotation:
    """Mark a part of the image, cut at the edges of the page, or words of a layer."""
    row = Annotation(part=lock_part(part), taxonomy=taxonomy, author=user)
    _put(row, place)
    return _stored(row, user, comments, values or {})


@transaction.atomic
def update_annotation(
    *,
    annotation: Annotation,
    user: User,
    taxonomy: AnnotationTaxonomy | None = None,
    place: Place | None = None,
    comments: Sequence[str] | None = None,
    values: Values | None = None,
) -> Annotation:
    """Change what is given; ``values`` are then all that there are."""
    row = annotation
    row.part = lock_part(row.part)
    if taxonomy is not None and taxonomy.target != row.taxonomy.target:
        raise ApplicationError("invalid", f"“{taxonomy.name}” marks {taxonomy.target.label}.")
    row.taxonomy = taxonomy or row.taxonomy
    if place is not None:
        _put(row, place)
    return _stored(row, user, row.comments if comments is None else comments, values)


@transaction.atomic
def delete_annotation(*, annotation: Annotation, user: User) -> None:
    part = annotation.part
    annotation.delete()
    _publish(part, user)


def _put(row: Annotation, place: Place) -> None:
    """Give the annotation its place, if its taxonomy marks such places."""
    target = Target.TEXT if isinstance(place, TextPlace) else Target.IMAGE
    if row.taxonomy.document_id != row.part.document_id or row.taxonomy.target != target:
        label = target.label.lower()
        raise ApplicationError("invalid", f"“{row.taxonomy.name}” does not mark {label} here.")
    if isinstance(place, TextPlace):
        _anchor(row, place)
    else:
        row.coordinates = _on_page(row.part, place)


def _on_page(part: Part, coordinates: Sequence[Sequence[int]]) -> list[list[int]]:
    polygon = [(int(x), int(y)) for x, y in coordinates]
    if len(polygon) == 2:
        (x0, y0), (x1, y1) = polygon
        polygon = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    inside = clip(polygon, part.image.width, part.image.height)
    if not inside:
        raise ApplicationError("invalid", "The marked place is outside the page.")
    return [list(point) for point in inside]


def _anchor(row: Annotation, place: TextPlace) -> None:
    lines = {place.start_line.pk, place.end_line.pk}
    found = LineTranscription.objects.filter(layer=place.layer, line_id__in=lines)
    texts = {text.line_id: text for text in found}
    start, end = texts.get(place.start_line.pk), texts.get(place.end_line.pk)
    if start is None or end is None:
        raise ApplicationError("invalid", "The line has no text in this layer yet: type it first.")
    row.quote = _quote(row.part, place, start.text, end.text)
    row.layer = place.layer
    row.start_line, row.end_line = place.start_line.uid, place.end_line.uid
    row.start_offset, row.end_offset = place.start_offset, place.end_offset
    row.start_version, row.end_version = start.version, end.version


def _quote(part: Part, place: TextPlace, start: str, end: str) -> str:
    """The marked words; a place that marks none is refused."""
    if place.start_offset > len(start) or place.end_offset > len(end):
        raise ApplicationError("invalid", "The place is beyond the end of the line's text.")
    if place.start_line.pk == place.end_line.pk:
        quote = start[place.start_offset : place.end_offset]
    else:
        rows = LineTranscription.objects.filter(
            layer=place.layer,
            line__part=part,
            line__order__gt=place.start_line.order,
            line__order__lt=place.end_line.order,
        )
        between = rows.order_by("line__order").values_list("text", flat=True)
        quote = "\n".join([start[place.start_offset :], *between, end[: place.end_offset]])
    if place.start_line.order > place.end_line.order or not quote:
        raise ApplicationError("invalid", "Mark at least one character, from its start to its end.")
    return quote


def _stored(
    row: Annotation, user: User, comments: Sequence[str], values: Values | None
) -> Annotation:
    row.comments = [comment for comment in comments if comment.strip()][:MAX_COMMENTS]
    row.save()
    if values is not None:
        _set_values(row, values)
    _publish(row.part, user)
    return row


def _set_values(row: Annotation, values: Values) -> None:
    """Make these the only values, each one that its component allows."""
    allowed = {component.pk for component in row.taxonomy.components.all()}
    for component, value in values.items():
        if component.pk not in allowed:
            raise ApplicationError("invalid", f"“{row.taxonomy.name}” has no {component.name}.")
        if component.allowed_values and value not in component.allowed_values:
            choice = ", ".join(component.allowed_values)
            raise ApplicationError("invalid", f"{component.name} is one of: {choice}.")
    row.values.exclude(component__in=values).delete()
    found = [ComponentValue(annotation=row, component=key, value=values[key]) for key in values]
    ComponentValue.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["annotation", "component"],
        update_fields=["value"],
    )


def _publish(part: Part, user: User) -> None:
    topic = events.document_topic(part.document_id)
    events.emit(topic=topic, kind="annotation", payload={"part": part.pk, "user": user.username})
