"""Whether a change set fits the page that it is meant for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from apps.documents.changes import ChangeSet, ElementChange, Points, Values, raise_invalid
from apps.documents.models import Line, LineType, Part, Region, RegionType
from apps.layout.geometry import polygon_problem

Element = Region | Line
_LOCKED = "This region is locked. Unlock it first."
MARGIN = 0.05  # of the longer side of the page that a point may lie outside it


@dataclass(slots=True)
class PageState:
    """The regions and lines of a page as they are in the database, and what they may refer to."""

    part: Part
    regions: dict[UUID, Region]
    lines: dict[UUID, Line]
    region_types: set[int]
    line_types: set[int]

    @classmethod
    def of(cls, part: Part) -> "PageState":
        document = part.document_id
        return cls(
            part=part,
            regions={row.uid: row for row in part.regions.all()},
            lines={row.uid: row for row in part.lines.all()},
            region_types=set(
                RegionType.objects.filter(document=document).values_list("pk", flat=True)
            ),
            line_types=set(LineType.objects.filter(document=document).values_list("pk", flat=True)),
        )


def check_layout(state: PageState, change_set: ChangeSet) -> None:
    """Raise ``ApplicationError`` with everything that keeps the layout from being changed so."""
    check = _Check(state, change_set)
    check.identities()
    for index, change in enumerate(change_set.created_regions):
        check.region(f"created.regions.{index}", change.values)
    for index, change in enumerate(change_set.updated_regions):
        check.region(f"updated.regions.{index}", change.values, state.regions.get(change.uid))
    for index, change in enumerate(change_set.created_lines):
        check.line(f"created.lines.{index}", change.values)
    for index, change in enumerate(change_set.updated_lines):
        check.line(f"updated.lines.{index}", change.values, state.lines.get(change.uid))
    check.pieces()
    check.locks()
    check.order()
    raise_invalid(check.errors)


def fitted(points: Points | None, part: Part) -> Points | None:
    """The points with those just outside the page moved onto its edge."""
    if points is None:
        return None
    width, height = part.image.width, part.image.height
    return [[min(max(x, 0), width), min(max(y, 0), height)] for x, y in points]


@dataclass(slots=True)
class _Check:
    """Collects the problems of one change set by place."""

    state: PageState
    change_set: ChangeSet
    errors: dict[str, str] = field(default_factory=dict)

    def fail(self, place: str, message: str) -> None:
        self.errors.setdefault(place, message)

    def identities(self) -> None:
        """What is created must be new everywhere; what is changed or deleted must be here."""
        changes, state = self.change_set, self.state
        self._new("created.regions", Region, changes.created_regions)
        self._new("created.lines", Line, changes.created_lines)
        self._known("updated.regions", state.regions, _uids(changes.updated_regions))
        self._known("updated.lines", state.lines, _uids(changes.updated_lines))
        self._known("deleted.regions", state.regions, changes.deleted_regions)
        self._known("deleted.lines", state.lines, changes.deleted_lines)

    def region(self, place: str, values: Values, stored: Region | None = None) -> None:
        if stored is None or "polygon" in values:
            self._polygon(f"{place}.polygon", values.get("polygon"), crossing=True)
        self._type(place, values, self.state.region_types)
        self._external_id(place, values, self.state.regions.values(), stored)

    def locks(self) -> None:
        """A locked region keeps its place and shape until the change itself unlocks it."""
        updates = {change.uid: change.values for change in self.change_set.updated_regions}
        locked = {uid for uid, row in self.state.regions.items() if row.is_locked}
        held = {uid for uid in locked if updates.get(uid, {}).get("locked") is not False}
        for index, change in enumerate(self.change_set.updated_regions):
            if change.uid in held and "polygon" in change.values:
                self.fail(f"updated.regions.{index}", _LOCKED)
        if held & set(self.change_set.deleted_regions):
            self.fail("deleted.regions", _LOCKED)

    def line(self, place: str, values: Values, stored: Line | None = None) -> None:
        baseline = values.get("baseline", stored and stored.baseline)
        mask = values.get("mask", stored and stored.mask)
        if not baseline and not mask:
            self.fail(place, "A line needs a baseline or a mask.")
        if values.get("baseline") is not None:
            self._baseline(f"{place}.baseline", values["baseline"])
        if values.get("mask") is not None:
            self._polygon(f"{place}.mask", values["mask"])
        if values.get("region") not in (None, *self._regions_after()):
            self.fail(f"{place}.region", "This page has no such region.")
        self._type(place, values, self.state.line_types)
        self._external_id(place, values, self.state.lines.values(), stored)

    def pieces(self) -> None:
        """Lines that are joined are here and go, but for one; a cut line is here, its half new."""
        deleted = set(self.change_set.deleted_lines)
        created = set(_uids(self.change_set.created_lines))
        for index, piece in enumerate(self.change_set.pieces):
            others = {uid for uid in piece.lines if uid != piece.into}
            here = {piece.into, *others} if piece.kind == "join" else {piece.into}
            gone, made = (deleted, created) if piece.kind == "join" else (created, deleted)
            if piece.undone:
                here, gone = here - others, made
            if here - set(self.state.lines) or piece.into in deleted or others - gone:
                self.fail(f"pieces.{index}", "These lines cannot be joined or cut any more.")

    def order(self) -> None:
        if self.change_set.order is None:
            return
        lines = set(self.state.lines) - set(self.change_set.deleted_lines)
        if set(self.change_set.order) != lines | set(_uids(self.change_set.created_lines)):
            self.fail("order", "The order does not name each line of the page once.")

    def _new(self, place: str, model: type[Element], changes: Sequence[ElementChange]) -> None:
        if model.objects.filter(uid__in=_uids(changes)).exists():
            self.fail(place, "An element with this uid exists already.")

    def _known(self, place: str, rows: Iterable[UUID], uids: Iterable[UUID]) -> None:
        if set(uids) - set(rows):
            self.fail(place, "This page has no element with this uid.")

    def _regions_after(self) -> set[UUID]:
        left = set(self.state.regions) - set(self.change_set.deleted_regions)
        return left | set(_uids(self.change_set.created_regions))

    def _type(self, place: str, values: Values, types: set[int]) -> None:
        if values.get("type") is not None and values["type"] not in types:
            self.fail(f"{place}.type", "This document has no such type.")

    def _external_id(
        self, place: str, values: Values, rows: Iterable[Element], stored: Element | None
    ) -> None:
        wanted = values.get("external_id")
        if wanted and any(row.external_id == wanted for row in rows if row != stored):
            self.fail(f"{place}.external_id", "Another element of this page has this id.")

    def _baseline(self, place: str, points: Points) -> None:
        if len({tuple(point) for point in points}) < 2:
            self.fail(place, "A baseline needs at least two different points.")
        self._inside(place, points)

    def _polygon(self, place: str, points: Points | None, *, crossing: bool = False) -> None:
        """Outlines of lines may cross themselves, as those of some programs do."""
        problem = polygon_problem([(x, y) for x, y in points or ()])
        if problem and (crossing or "crosses" not in problem):
            self.fail(place, problem)
        self._inside(place, points or [])

    def _inside(self, place: str, points: Points) -> None:
        image = self.state.part.image
        margin = round(max(image.width, image.height) * MARGIN)
        for x, y in points:
            if not (-margin <= x <= image.width + margin and -margin <= y <= image.height + margin):
                self.fail(place, f"The point {x}, {y} lies outside the page.")


def _uids(changes: Iterable[ElementChange]) -> list[Any]:
    return [change.uid for change in changes]
