"""A document as plain data without database ids, so that two of them can be compared."""

from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from apps.annotations.models import Annotation, ComponentValue
from apps.archives.contents import Exchange, exchanged
from apps.comments.models import Comment
from apps.documents.models import (
    DeletedElement,
    Document,
    LayerProgress,
    Line,
    LineTranscription,
    PartMetadata,
    Region,
    Snapshot,
    TranscriptionRevision,
)
from apps.images.models import PageImage
from apps.users.models import User

LEFT = {
    "id",
    "project",
    "owner",
    "view",
    "thumbnail",
    "state",
    "error",
}


def picture(document: Document) -> dict[str, list[dict[str, Any]]]:
    """Every row that belongs to the document, by the name of its model."""
    rows = {model._meta.label: list(found) for model, found in _querysets(document)}
    numbers = {
        (label, row.pk): number for label, of in rows.items() for number, row in enumerate(of)
    }
    return {label: [_row(row, numbers) for row in of] for label, of in rows.items()}


def _querysets(document: Document) -> list[tuple[type[Model], QuerySet[Any]]]:
    parts = document.parts.all()
    in_parts = {"part__document": document}
    of_document: list[QuerySet[Any]] = [
        Document.objects.filter(pk=document.pk),
        document.tags.all(),
        document.metadata.all(),
        document.region_types.all(),
        document.line_types.all(),
        document.part_types.all(),
        document.layers.all(),
        document.annotation_types.all(),
        document.annotation_components.all(),
        document.annotation_taxonomies.all(),
        parts,
        PageImage.objects.filter(part__in=parts).order_by("part__order"),
        PartMetadata.objects.filter(**in_parts).order_by("pk"),
        Region.objects.filter(**in_parts).order_by("part__order", "order", "pk"),
        Line.objects.filter(**in_parts).order_by("part__order", "order", "pk"),
        LineTranscription.objects.filter(line__part__document=document).order_by("pk"),
        TranscriptionRevision.objects.filter(transcription__line__part__document=document).order_by(
            "pk"
        ),
        LayerProgress.objects.filter(**in_parts).order_by("part__order", "layer_id"),
        Annotation.objects.filter(**in_parts).order_by("pk"),
        ComponentValue.objects.filter(annotation__part__document=document).order_by("pk"),
        Comment.objects.filter(**in_parts).order_by("part__order", "created_at"),
        Snapshot.objects.filter(**in_parts).order_by("pk"),
        DeletedElement.objects.filter(**in_parts).order_by("pk"),
    ]
    return [(rows.model, rows) for rows in of_document]


def _row(row: Any, numbers: dict[tuple[str, int], int]) -> dict[str, Any]:
    found = {}
    for field in (*row._meta.fields, *row._meta.many_to_many):
        if field.name in LEFT:
            continue
        if field.many_to_many:
            keys = getattr(row, field.name).order_by("pk").values_list("pk", flat=True)
            found[field.name] = [numbers[field.related_model._meta.label, key] for key in keys]
        elif field.related_model is User:
            found[field.name] = str(getattr(row, field.name) or "")
        elif field.is_relation:
            key = getattr(row, field.attname)
            found[field.name] = key and numbers[field.related_model._meta.label, key]
        elif field.name == "content":
            found[field.name] = _content(row.content, numbers)
        else:
            value = getattr(row, field.name)
            found[field.name] = str(value) if isinstance(value, UUID) else value
    if isinstance(row, PageImage):
        with row.file.open("rb") as file:
            found["file"] = file.read()
    return found


def _content(content: dict[str, Any], numbers: dict[tuple[str, int], int]) -> dict[str, Any]:
    def said(record: dict[str, Any]) -> dict[str, Any]:
        author = record.pop("author_id", None)
        return record | {"author": str(User.objects.get(pk=author)) if author else ""}

    return exchanged(
        content,
        Exchange(
            said,
            lambda uid: uid,
            lambda layer: numbers["documents.TranscriptionLayer", layer],
            lambda number: numbers["documents.RegionType", number],
            lambda number: numbers["documents.LineType", number],
        ),
    )
