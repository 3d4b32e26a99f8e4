"""Rows to records: what is written for a document, a page and a model."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet

from apps.annotations.models import Annotation, ComponentValue
from apps.archives.contents import Exchange, Record, authors_in, exchanged
from apps.archives.tables import TABLES, Table
from apps.comments.models import Comment
from apps.documents.models import (
    Document,
    LineTranscription,
    Part,
    TranscriptionRevision,
)
from apps.processing.models import DocumentDefaults

NAMELESS = "archive.author"
"""Where a text that was restored keeps the name of an author who has no account here."""


def _same(value: Any) -> Any:
    return value


class Encoder:
    """Turns rows into records; names of accounts are looked up once."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}

    def document(self, document: Document) -> Iterator[Record]:
        """The record of the document, after those of all that its pages refer to."""
        yield from self._rows("tag", document.tags.all())
        yield from self._rows("region_type", document.region_types.all())
        yield from self._rows("line_type", document.line_types.all())
        yield from self._rows("part_type", document.part_types.all())
        yield from self._rows("layer", document.layers.all())
        yield from self._rows("defaults", DocumentDefaults.objects.filter(document=document))
        yield from self._rows("annotation_type", document.annotation_types.all())
        yield from self._rows("component", document.annotation_components.all())
        taxonomies = document.annotation_taxonomies.prefetch_related("components")
        yield from self._rows("taxonomy", taxonomies)
        yield from self._rows("metadata", document.metadata.all())
        yield from self._rows("document", [document])

    def page(self, part: Part, image_path: str) -> Iterator[Record]:
        """All records of a page; each stands after those that it refers to."""
        (image,) = self._rows("image", [part.image])
        yield image | {"file": image_path}
        yield from self._rows("part", [part])
        yield from self._rows("part_metadata", part.metadata.all())
        yield from self._rows("region", part.regions.all())
        yield from self._rows("line", part.lines.all())
        texts = LineTranscription.objects.filter(line__part=part).order_by("pk")
        yield from (_with_author(record) for record in self._rows("text", texts))
        revisions = TranscriptionRevision.objects.filter(transcription__line__part=part)
        yield from (
            _with_author(record) for record in self._rows("revision", revisions.order_by("pk"))
        )
        yield from self._rows("annotation", Annotation.objects.filter(part=part))
        values = ComponentValue.objects.filter(annotation__part=part)
        yield from self._rows("annotation_value", values)
        comments = Comment.objects.filter(part=part)
        yield from self._rows("comment", comments.filter(parent=None).order_by("pk"))
        yield from self._rows("comment", comments.exclude(parent=None).order_by("pk"))
        yield from self._rows("snapshot", part.snapshots.order_by("pk").iterator(chunk_size=5))
        yield from self._rows("deleted", part.deleted_elements.order_by("pk"))

    def record(self, table: Table, row: Model) -> Record:
        """One row as a record of ``table``."""
        found: Record = {"table": table.name, "id": row.pk}
        for name in (*table.values, *table.uids):
            found[name] = _plain(getattr(row, name))
        for name in table.references:
            found[name] = getattr(row, table.field(name).attname)
        for name in table.many:
            found[name] = [other.pk for other in getattr(row, name).all()]
        for name in table.people:
            found[name] = self._person(getattr(row, table.field(name).attname))
        for name in table.contents:
            found[name] = self._content(getattr(row, name))
        return found

    def _rows(self, name: str, rows: Iterable[Model] | QuerySet[Any]) -> Iterator[Record]:
        table = TABLES[name]
        yield from (self.record(table, row) for row in rows)

    def _content(self, content: Record) -> Record:
        self._learn(authors_in(content))
        return exchanged(content, Exchange(self._said, _same, _same, _same, _same))

    def _said(self, record: Record) -> Record:
        author = self._names.get(record.pop("author_id", None) or 0)
        return _with_author(record | {"author": author})

    def _person(self, user_id: int | None) -> str | None:
        if user_id is None:
            return None
        self._learn([user_id])
        return self._names.get(user_id)

    def _learn(self, user_ids: Iterable[int]) -> None:
        unknown = set(user_ids) - set(self._names)
        if unknown:
            users = get_user_model().objects.filter(pk__in=unknown)
            self._names |= dict(users.values_list("pk", "username"))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, UUID) else value


def _with_author(record: Record) -> Record:
    """A name that found no account when the text was restored goes on its way."""
    if record["author"] or NAMELESS not in record.get("attributes", {}):
        return record
    rest = dict(record["attributes"])
    return record | {"author": rest.pop(NAMELESS), "attributes": rest}
