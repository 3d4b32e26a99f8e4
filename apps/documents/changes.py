"""A change set of the editor: its shape, read from JSON and checked before anything is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Literal, cast, get_args
from uuid import UUID, uuid4

from apps.common.errors import ApplicationError

Reason = Literal["edit", "undo", "redo"]
OrderMode = Literal["automatic", "manual", "unchanged"]
Points = list[list[int]]
Values = Mapping[str, Any]
MAX_ELEMENTS = 5000
MAX_POINTS = 5000
MAX_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class ElementChange:
    """A region or line and the values that are given for it; what is left out stays."""

    uid: UUID
    values: Values


@dataclass(frozen=True, slots=True)
class TextChange:
    """A new text for a line, made from the version ``base_version`` (0: there was none).

    ``from_layer`` names the layer that has, or had, these words: glyphs and confidence of the
    text are taken from there. Its own layer means an earlier version of the text.
    """

    line: UUID
    layer_id: int
    text: str
    base_version: int
    from_layer: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines joined into one of them, or a line cut in two: their texts in all layers follow.

    ``lines`` are those that are joined, in reading order, or the line that is cut through ``at``
    and the new one. ``undone`` takes the piece back that was carried out under this ``uid``.
    """

    uid: UUID
    kind: Literal["join", "cut"]
    lines: tuple[UUID, ...]
    into: UUID
    at: tuple[int, int] = (0, 0)
    undone: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Everything that one edit changes on one page; ``uid`` makes sending it twice harmless.

    Without ``base_revision`` it is made from the page as it is now. ``order_mode`` says who keeps
    the order from now on; "unchanged" leaves that as it is, and without it an order that is not
    the automatic one is taken for a person's.
    """

    uid: UUID = field(default_factory=uuid4)
    base_revision: int | None = None
    reason: Reason = "edit"
    created_regions: Sequence[ElementChange] = ()
    created_lines: Sequence[ElementChange] = ()
    updated_regions: Sequence[ElementChange] = ()
    updated_lines: Sequence[ElementChange] = ()
    deleted_regions: Sequence[UUID] = ()
    deleted_lines: Sequence[UUID] = ()
    pieces: Sequence[Piece] = ()
    texts: Sequence[TextChange] = ()
    order: Sequence[UUID] | None = None
    order_mode: OrderMode | None = None

    @property
    def has_layout(self) -> bool:
        """Whether it changes more than texts."""
        groups = (
            self.created_regions,
            self.created_lines,
            self.updated_regions,
            self.updated_lines,
            self.deleted_regions,
            self.deleted_lines,
            self.pieces,
        )
        mode_changes = self.order_mode not in (None, "unchanged")
        return self.order is not None or mode_changes or any(groups)


@dataclass(slots=True)
class _Reader:
    """Reads values out of JSON and collects what is wrong with them, by place."""

    errors: dict[str, str] = field(default_factory=dict)

    def fail(self, place: str, message: str) -> None:
        self.errors.setdefault(place, message)

    def uid(self, value: Any, place: str) -> UUID:
        try:
            return UUID(value)
        except (ValueError, TypeError, AttributeError):
            self.fail(place, "This is no UUID.")
            return UUID(int=0)

    def number(self, value: Any, place: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
            self.fail(place, "Give a whole number from 0.")
            return 0
        return value

    def optional_number(self, value: Any, place: str) -> int | None:
        return None if value is None else self.number(value, place)

    def optional_uid(self, value: Any, place: str) -> UUID | None:
        return None if value is None else self.uid(value, place)

    def text(self, value: Any, place: str) -> str:
        if not isinstance(value, str) or "\0" in value or len(value) > MAX_TEXT:
            self.fail(place, f"Give a text of at most {MAX_TEXT} characters.")
            return ""
        return value

    def boolean(self, value: Any, place: str) -> bool:
        if not isinstance(value, bool):
            self.fail(place, "Give true or false.")
            return False
        return value

    def points(self, value: Any, place: str) -> Points | None:
        if value is None:
            return None
        if not isinstance(value, list) or len(value) > MAX_POINTS:
            self.fail(place, f"Give a list of at most {MAX_POINTS} points.")
            return None
        if not all(_is_point(point) for point in value):
            self.fail(place, "Each point is a pair of numbers.")
            return None
        return [[round(point[0]), round(point[1])] for point in value]

    def items(self, data: Any, place: str) -> list[Any]:
        if data is None:
            return []
        if not isinstance(data, list) or len(data) > MAX_ELEMENTS:
            self.fail(place, f"Give a list of at most {MAX_ELEMENTS} items.")
            return []
        return data

    def mapping(self, data: Any, place: str) -> Mapping[str, Any]:
        if data is None:
            return {}
        if not isinstance(data, dict):
            self.fail(place, "Give an object.")
            return {}
        return data

    def elements(
        self, data: Any, place: str, fields: Mapping[str, Callable[..., Any]]
    ) -> list[ElementChange]:
        found = []
        for index, item in enumerate(self.items(data, place)):
            here = f"{place}.{index}"
            values = self.mapping(item, here)
            found.append(
                ElementChange(
                    uid=self.uid(values.get("uid"), f"{here}.uid"),
                    values={
                        name: read(self, values[name], f"{here}.{name}")
                        for name, read in fields.items()
                        if name in values
                    },
                )
            )
        self.once([element.uid for element in found], place)
        return found

    def uids(self, data: Any, place: str) -> list[UUID]:
        found = [self.uid(uid, f"{place}.{i}") for i, uid in enumerate(self.items(data, place))]
        self.once(found, place)
        return found

    def once(self, uids: Sequence[UUID], place: str) -> None:
        if len(set(uids)) != len(uids):
            self.fail(place, "An element is named twice.")

    def texts(self, data: Any) -> list[TextChange]:
        found = []
        for index, item in enumerate(self.items(data, "texts")):
            here = f"texts.{index}"
            values = self.mapping(item, here)
            found.append(
                TextChange(
                    line=self.uid(values.get("line"), f"{here}.line"),
                    layer_id=self.number(values.get("layer"), f"{here}.layer"),
                    text=self.text(values.get("text"), f"{here}.text"),
                    base_version=self.number(values.get("base_version"), f"{here}.base_version"),
                    from_layer=self.optional_number(values.get("from_layer"), f"{here}.from_layer"),
                )
            )
        if len({(text.line, text.layer_id) for text in found}) != len(found):
            self.fail("texts", "A text is named twice.")
        return found

    def reason(self, value: Any) -> Reason:
        if value not in get_args(Reason):
            self.fail("reason", "Give edit, undo or redo.")
            return "edit"
        return cast(Reason, value)

    def order_mode(self, value: Any) -> OrderMode | None:
        if value is not None and value not in get_args(OrderMode):
            self.fail("order_mode", "Give automatic, manual or unchanged.")
            return None
        return cast(OrderMode | None, value)


def _joins(reader: _Reader, data: Any) -> list[Piece]:
    found = []
    for index, item in enumerate(reader.items(data, "joins")):
        here = f"joins.{index}"
        values = reader.mapping(item, here)
        lines = reader.uids(values.get("from"), f"{here}.from")
        into = reader.uid(values.get("into"), f"{here}.into")
        if len(lines) < 2 or into not in lines:
            reader.fail(here, "Name at least two lines, and one of them to join into.")
        uid, undone = _piece(reader, values, here)
        found.append(Piece(uid, "join", tuple(lines), into, undone=undone))
    return found


def _cuts(reader: _Reader, data: Any) -> list[Piece]:
    found = []
    for index, item in enumerate(reader.items(data, "cuts")):
        here = f"cuts.{index}"
        values = reader.mapping(item, here)
        line = reader.uid(values.get("line"), f"{here}.line")
        second = reader.uid(values.get("second"), f"{here}.second")
        ((x, y), *_) = reader.points([values.get("at")], f"{here}.at") or [[0, 0]]
        uid, undone = _piece(reader, values, here)
        found.append(Piece(uid, "cut", (line, second), line, (x, y), undone))
    return found


def _piece(reader: _Reader, values: Mapping[str, Any], place: str) -> tuple[UUID, bool]:
    """The identity of a join or cut, and whether it is to be taken back."""
    undone = reader.boolean(values.get("undone", False), f"{place}.undone")
    return reader.uid(values.get("id"), f"{place}.id"), undone


_REGION_FIELDS = {
    "polygon": _Reader.points,
    "type": _Reader.optional_number,
    "locked": _Reader.boolean,
}
_LINE_FIELDS = {
    "baseline": _Reader.points,
    "mask": _Reader.points,
    "mask_manual": _Reader.boolean,
    "region": _Reader.optional_uid,
    "type": _Reader.optional_number,
}


def parse_change_set(data: object) -> ChangeSet:
    """The change set in a JSON body; ``ApplicationError`` names everything that is wrong."""
    reader = _Reader()
    body = reader.mapping(data if data is not None else 0, "body")
    created = reader.mapping(body.get("created"), "created")
    updated = reader.mapping(body.get("updated"), "updated")
    deleted = reader.mapping(body.get("deleted"), "deleted")
    order = body.get("order")
    change_set = ChangeSet(
        uid=reader.uid(body.get("id"), "id"),
        base_revision=reader.number(body.get("base_revision"), "base_revision"),
        reason=reader.reason(body.get("reason", "edit")),
        created_regions=reader.elements(created.get("regions"), "created.regions", _REGION_FIELDS),
        created_lines=reader.elements(created.get("lines"), "created.lines", _LINE_FIELDS),
        updated_regions=reader.elements(updated.get("regions"), "updated.regions", _REGION_FIELDS),
        updated_lines=reader.elements(updated.get("lines"), "updated.lines", _LINE_FIELDS),
        deleted_regions=reader.uids(deleted.get("regions"), "deleted.regions"),
        deleted_lines=reader.uids(deleted.get("lines"), "deleted.lines"),
        pieces=[*_joins(reader, body.get("joins")), *_cuts(reader, body.get("cuts"))],
        texts=reader.texts(body.get("texts")),
        order=None if order is None else reader.uids(order, "order"),
        order_mode=reader.order_mode(body.get("order_mode")),
    )
    raise_invalid(reader.errors)
    return change_set


def raise_invalid(errors: Mapping[str, str]) -> None:
    """Refuse the change set when there are errors."""
    if errors:
        message = f"The change was not saved: {next(iter(errors.values()))}"
        raise ApplicationError("invalid", message, details={"errors": dict(errors)})


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(
            isinstance(number, int | float)
            and not isinstance(number, bool)
            and isfinite(number)
            and abs(number) <= 1_000_000
            for number in point
        )
    )
