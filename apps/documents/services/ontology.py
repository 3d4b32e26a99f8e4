"""Writes of the ontology: the region, line and page types of one document."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max

from apps.common.errors import ApplicationError
from apps.documents.models import Document, LineType, PartType, RegionType
from apps.documents.models.ontology import OntologyType
from apps.events import services as events
from apps.users.models import User

TYPES: dict[str, type[RegionType] | type[LineType] | type[PartType]] = {
    "region": RegionType,
    "line": LineType,
    "page": PartType,
}

COLORS = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#F0E442",
    "#332288",
    "#882255",
    "#117733",
    "#AA4499",
    "#999933",
)
"""Told apart by colour-blind readers too; new types take them in turn."""

DEFAULTS = {
    "region": (
        "MainZone",
        "TitlePageZone",
        "RunningTitleZone",
        "NumberingZone",
        "MarginTextZone",
        "DropCapitalZone",
        "GraphicZone",
        "TableZone",
        "QuireMarksZone",
        "StampZone",
        "DamageZone",
    ),
    "line": ("DefaultLine", "HeadingLine", "InterlinearLine", "DropCapitalLine", "MusicLine"),
    "page": ("Page", "Title page", "Cover", "Blank"),
}
"""The names of SegmOnto that most documents need, in the order of their frequency."""

_Type = TypeVar("_Type", bound=OntologyType)


def create_default_types(*, document: Document) -> None:
    """Give a new document the usual types."""
    for kind, names in DEFAULTS.items():
        model: Any = TYPES[kind]
        model.objects.bulk_create(
            model(document=document, name=name, order=order, color=_color(order))
            for order, name in enumerate(names)
        )


@transaction.atomic
def add_type(
    *, document: Document, user: User, kind: str, name: str, color: str = ""
) -> OntologyType:
    """A new type at the end of the list."""
    rows = TYPES[kind].objects.filter(document=document)
    checked = _checked_name(document, kind, name)
    last = rows.aggregate(last=Max("order"))["last"]
    order = 0 if last is None else last + 1
    row = TYPES[kind].objects.create(
        document=document, name=checked, order=order, color=_checked_color(color or _color(order))
    )
    _publish(document.pk)
    return row


@transaction.atomic
def update_type(*, type: _Type, user: User, name: str, color: str) -> _Type:
    """Rename or colour a type; what has the type keeps it."""
    row: Any = type
    if name.strip() != row.name:
        row.name = _checked_name(row.document, kind_of(row), name)
    row.color = _checked_color(color)
    row.save(update_fields=["name", "color"])
    _publish(row.document_id)
    return type


@transaction.atomic
def delete_type(*, type: OntologyType, user: User) -> None:
    """Delete a type; what had it stays, without a type."""
    row: Any = type
    _publish(row.document_id)
    row.delete()


@transaction.atomic
def move_type(*, type: OntologyType, user: User, step: int) -> None:
    """Move a type up (-1) or down (1) in its list."""
    row: Any = type
    rows = list(TYPES[kind_of(row)].objects.filter(document=row.document))
    here = rows.index(row)
    there = min(max(here + step, 0), len(rows) - 1)
    rows.insert(there, rows.pop(here))
    _number(kind_of(row), rows)
    _publish(row.document_id)


@transaction.atomic
def replace_types(*, document: Document, user: User, type_ids: Mapping[str, Sequence[int]]) -> None:
    """Keep of each kind exactly these types, in this order; others of the document are deleted.

    A type of another document is taken over by its name. All kinds change, or none.
    """
    for kind, ids in type_ids.items():
        _replace(document, user, kind, ids)
    _publish(document.pk)


def _replace(document: Document, user: User, kind: str, type_ids: Sequence[int]) -> None:
    model = TYPES[kind]
    wanted = model.objects.visible_to(user).in_bulk(list(type_ids))
    if len(wanted) != len(set(type_ids)):
        raise ApplicationError("invalid", f"At least one of these {kind} types does not exist.")
    kept: list[Any] = []
    for type_id in dict.fromkeys(type_ids):
        row: Any = wanted[type_id]
        if row.document_id != document.pk:
            row, _ = model.objects.get_or_create(
                document=document, name=row.name, defaults={"color": row.color}
            )
        if row not in kept:
            kept.append(row)
    model.objects.filter(document=document).exclude(pk__in=[row.pk for row in kept]).delete()
    _number(kind, kept)


def kind_of(type: OntologyType) -> str:
    return next(kind for kind, model in TYPES.items() if isinstance(type, model))


def _publish(document_id: int) -> None:
    """Tell who looks at a page of the document, so that colours and names are everybody's."""
    events.emit(topic=events.document_topic(document_id), kind="types", payload={})


def _number(kind: str, rows: list[Any]) -> None:
    for order, row in enumerate(rows):
        row.order = order
    TYPES[kind].objects.bulk_update(rows, ["order"])


def _color(order: int) -> str:
    return COLORS[order % len(COLORS)]


def _checked_color(color: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        raise ApplicationError("invalid", f"“{color}” is no colour: write it as #rrggbb.")
    return color


def _checked_name(document: Document, kind: str, name: str) -> str:
    name = name.strip()
    if not name:
        raise ApplicationError("invalid", "A type needs a name.")
    if len(name) > 128:
        raise ApplicationError("invalid", "The name of a type has at most 128 characters.")
    if TYPES[kind].objects.filter(document=document, name=name).exists():
        raise ApplicationError("invalid", f"This document has a {kind} type “{name}” already.")
    return name
