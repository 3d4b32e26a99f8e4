"""Pages of a document: add, describe, move, delete."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.db.models import F, QuerySet
from natsort import natsort_keygen, ns

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part, PartMetadata
from apps.documents.services.planning import facts
from apps.documents.tasks import request_preparation
from apps.events import services as events
from apps.images.models import PageImage
from apps.images.services import clean_name, create_images, delete_images, frame_name
from apps.images.sniff import ImageFile, inspect

DELETE_AT_ONCE = 100
_COPY = re.compile(r" \(\d+\)(?=(\.[^.]*)?$)")
_natural = natsort_keygen(alg=ns.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AddedFile:
    """The pages of one file: those made now, and those that were here before."""

    created: tuple[Part, ...]
    existing: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.created, *self.existing)


def add_part(
    *,
    document: Document,
    user: Any,
    upload: "File[Any]",
    name: str = "",
    batch: UUID | None = None,
    fields: Mapping[str, Any] | None = None,
) -> AddedFile:
    """Add the page, or pages, of an image file at the end of the document.

    Files of one ``batch`` come to stand in natural order of their names, in whatever order they
    arrive. The same file under the same name is not added twice, so a retry is safe; another file
    under a name that is taken is added as ``name (2)``.
    """
    name = clean_name(name or upload.name or "")
    found = inspect(upload, name=name)
    with transaction.atomic():
        document = _lock(document)
        existing = _already_here(document, found, name)
        names = _free_names(document, found, name, set(existing))
        images = create_images(upload=upload, found=found, names=names, batch=batch)
        created = _insert(document, images, fields or {})
        if created:
            _publish(document, "part.created", created, user)
    return AddedFile(created=tuple(created), existing=tuple(existing.values()))


def _lock(document: Document) -> Document:
    """Places of pages are given out one writer at a time."""
    return Document.objects.select_for_update().get(pk=document.pk)


def _already_here(document: Document, found: ImageFile, name: str) -> dict[int, Part]:
    parts = document.parts.filter(image__sha256=found.sha256).select_related("image", "type")
    count = len(found.frames)
    return {
        part.image.frame: part
        for part in parts
        if _COPY.sub("", part.image.original_name) == frame_name(name, part.image.frame, count)
    }


def _free_names(
    document: Document, found: ImageFile, name: str, existing: Collection[int]
) -> dict[int, str]:
    """A name for each frame that is new, none of them taken in this document."""
    stem = PurePosixPath(name).stem
    taken = set(
        document.parts.filter(image__original_name__startswith=stem).values_list(
            "image__original_name", flat=True
        )
    )
    names: dict[int, str] = {}
    for number in range(len(found.frames)):
        if number not in existing:
            names[number] = _free_name(frame_name(name, number, len(found.frames)), taken)
            taken.add(names[number])
    return names


def _free_name(name: str, taken: Collection[str]) -> str:
    path, number, free = PurePosixPath(name), 2, name
    while free in taken:
        free = f"{path.stem} ({number}){path.suffix}"
        number += 1
    return free


def _insert(
    document: Document, images: Iterable[PageImage], fields: Mapping[str, Any]
) -> list[Part]:
    rows = list(images)
    if not rows:
        return []
    place = _place(document, rows[0])
    document.parts.filter(order__gte=place).update(order=F("order") + len(rows))
    parts = [
        Part(document=document, image=image, order=place + number, **fields)
        for number, image in enumerate(rows)
    ]
    return Part.objects.bulk_create(parts)


def _place(document: Document, image: PageImage) -> int:
    """Before the first page of the same batch with a later name, else at the end of the batch."""
    last = document.parts.order_by("-order").values_list("order", flat=True).first()
    end = 0 if last is None else last + 1
    if image.batch is None:
        return end
    mates = document.parts.filter(image__batch=image.batch).exclude(image=image)
    places = mates.order_by("-order").values_list("order", "image__original_name")
    newest = places.first()
    key = _name_key(image.original_name)
    if newest is None:
        return end
    if _name_key(newest[1]) < key:
        return newest[0] + 1
    return min(order for order, name in places if _name_key(name) > key)


def _name_key(name: str) -> tuple[Any, str]:
    return _natural(name), name


def _publish(
    document: Document,
    kind: str,
    parts: Iterable[Part],
    user: Any,
    more: Mapping[str, Any] | None = None,
) -> None:
    document.save(update_fields=["updated_at"])
    for part in parts:
        payload = {"part": part.pk, "user": user.username, **(more or {})}
        events.emit(topic=events.document_topic(document.pk), kind=kind, payload=payload)
        if kind == "part.created":
            request_preparation(part.pk)


@transaction.atomic
def update_part(*, part: Part, user: Any, fields: Mapping[str, Any]) -> Part:
    """Change what is known about a page; ``original_name`` is the name of its file."""
    fields = dict(fields)
    original_name = fields.pop("original_name", None)
    if original_name:
        part.image.original_name = clean_name(original_name)
        part.image.save(update_fields=["original_name"])
    for name, value in fields.items():
        setattr(part, name, value)
    part.save(update_fields=[*fields, "updated_at"])
    titled = {"title": part.title} if "name" in fields else {}
    _publish(part.document, "part.changed", [part], user, facts(fields) | titled)
    return part


@transaction.atomic
def add_metadata(*, part: Part, fields: Mapping[str, Any]) -> PartMetadata:
    """Note a key and a value about the page."""
    return PartMetadata.objects.create(part=part, **fields)


@transaction.atomic
def update_metadata(*, row: PartMetadata, fields: Mapping[str, Any]) -> PartMetadata:
    """Change this page's key or value; other pages keep theirs."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def move_parts(
    *, document: Document, user: Any, part_ids: Collection[int], index: int
) -> list[int]:
    """Move pages before the page that has number ``index`` (from 0) now; -1 is the end."""
    document = _lock(document)
    order = list(document.parts.values_list("pk", flat=True))
    before = order if index < 0 else order[:index]
    chosen = set(part_ids)
    at = sum(part_id not in chosen for part_id in before)
    return _rearrange(document, user, order, chosen, at)


@transaction.atomic
def place_parts(
    *, document: Document, user: Any, part_ids: Collection[int], position: int
) -> list[int]:
    """Move pages so that the first of them gets the number ``position`` (from 0)."""
    document = _lock(document)
    order = list(document.parts.values_list("pk", flat=True))
    return _rearrange(document, user, order, set(part_ids), max(position, 0))


def _rearrange(
    document: Document, user: Any, order: list[int], chosen: set[int], at: int
) -> list[int]:
    moved = [part_id for part_id in order if part_id in chosen]
    if not moved:
        raise ApplicationError("invalid", "Choose the pages to move: none of these are here.")
    rest = [part_id for part_id in order if part_id not in chosen]
    _number(document, rest[:at] + moved + rest[at:])
    document.save(update_fields=["updated_at"])
    payload = {"parts": moved[:100], "user": user.username}
    events.emit(topic=events.document_topic(document.pk), kind="part.moved", payload=payload)
    return moved


def _number(document: Document, order: Iterable[int]) -> None:
    """Write the places of those pages whose place is another than before."""
    places = dict(document.parts.values_list("pk", "order"))
    changed = [
        Part(pk=part_id, order=place)
        for place, part_id in enumerate(order)
        if places[part_id] != place
    ]
    Part.objects.bulk_update(changed, ["order"], batch_size=500)


@transaction.atomic
def delete_parts(*, document: Document, user: Any, parts: QuerySet[Part]) -> int:
    """Delete pages with everything on them and close the gaps; the number of pages that went."""
    document = _lock(document)
    ids = list(parts.filter(document=document).order_by().values_list("pk", flat=True))
    images = list(PageImage.objects.filter(part__in=parts.filter(document=document)))
    for start in range(0, len(ids), DELETE_AT_ONCE):
        Part.objects.filter(pk__in=ids[start : start + DELETE_AT_ONCE]).delete()
    delete_images(images=images)
    _number(document, document.parts.values_list("pk", flat=True))
    document.save(update_fields=["updated_at"])
    payload = {"parts": ids, "user": user.username}
    events.emit(topic=events.document_topic(document.pk), kind="part.deleted", payload=payload)
    return len(ids)
