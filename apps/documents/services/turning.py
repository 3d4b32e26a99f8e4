"""Turning a page by quarters: the image and everything that was ever drawn on it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from apps.common.errors import ApplicationError
from apps.documents.models import (
    DeletedElement,
    Line,
    LineTranscription,
    Part,
    Region,
    Snapshot,
    TranscriptionRevision,
)
from apps.documents.records import Record
from apps.documents.services.progress import lock_part, publish_layout
from apps.documents.tasks import request_preparation
from apps.images.services import turn_image
from apps.layout.places import moved_attributes
from apps.layout.transform import turned_point
from apps.layout.types import Point

Points = list[list[int]]
Turn = Callable[[Points | None], Points | None]

part_turned = Signal()
"""Sent inside the transaction with ``part`` and ``turn``, which turns a list of points."""

BATCH = 500


@transaction.atomic
def turn_part(*, part: Part, user: Any, quarters: int) -> Part:
    """Turn the page clockwise; drawings, glyphs, history and snapshots turn with it.

    Turning back restores every coordinate. The uploaded file is never written.
    """
    part = lock_part(part)
    quarters %= 4
    if not quarters:
        return part
    turn = _turn(part.image.width, part.image.height, quarters)
    _turn_elements(part, turn)
    _turn_texts(part, turn)
    _turn_history(part, turn)
    part_turned.send(sender=Part, part=part, turn=turn)
    turn_image(image=part.image, quarters=quarters)
    publish_layout(part=part, user=user)
    request_preparation(part.pk)
    return part


def quarters_of(angle: Any) -> int:
    """Quarters clockwise of an angle in degrees; ``ApplicationError`` for any other angle."""
    if isinstance(angle, bool) or not isinstance(angle, int) or angle % 90:
        raise ApplicationError("invalid", "Give an angle of 90, 180 or 270 degrees.")
    return angle // 90 % 4


def _turn(width: int, height: int, quarters: int) -> Turn:
    def turn(points: Points | None) -> Points | None:
        return points and [list(turned_point(x, y, (width, height), quarters)) for x, y in points]

    return turn


def _turn_elements(part: Part, turn: Turn) -> None:
    regions, lines = list(part.regions.all()), list(part.lines.all())
    for region in regions:
        region.polygon = turn(region.polygon)
        region.attributes = _turned_attributes(region.attributes, turn)
    for line in lines:
        line.baseline, line.mask = turn(line.baseline), turn(line.mask)
        line.attributes = _turned_attributes(line.attributes, turn)
    Region.objects.bulk_update(regions, ["polygon", "attributes"], batch_size=BATCH)
    Line.objects.bulk_update(lines, ["baseline", "mask", "attributes"], batch_size=BATCH)
    part.attributes = _turned_attributes(part.attributes, turn)


def _turned_attributes(attributes: Mapping[str, str], turn: Turn) -> dict[str, str]:
    def place(point: Point) -> Point:
        x, y = (turn([list(point)]) or [[*point]])[0]
        return x, y

    return dict(moved_attributes(attributes, place))


def _turn_texts(part: Part, turn: Turn) -> None:
    texts = LineTranscription.objects.filter(line__part=part, glyphs__isnull=False)
    earlier = TranscriptionRevision.objects.filter(
        transcription__line__part=part, glyphs__isnull=False
    )
    for rows in (texts, earlier):
        found: list[Any] = list(rows)
        for row in found:
            row.glyphs = _turned_glyphs(row.glyphs, turn)
        rows.model._default_manager.bulk_update(found, ["glyphs"], batch_size=BATCH)


def _turned_glyphs(glyphs: Iterable[Any] | None, turn: Turn) -> list[Any] | None:
    if glyphs is None:
        return None
    return [[char, turn(ring), *more] for char, ring, *more in glyphs]


def _turn_history(part: Part, turn: Turn) -> None:
    """Snapshots and deleted elements are in the coordinates of the page as it is now, too."""
    snapshots = list(Snapshot.objects.filter(part=part))
    for snapshot in snapshots:
        for record in (*snapshot.content["regions"], *snapshot.content["lines"]):
            _turn_record(record, turn)
    Snapshot.objects.bulk_update(snapshots, ["content"], batch_size=20)
    deleted = list(DeletedElement.objects.filter(part=part))
    for element in deleted:
        _turn_kept(element.content, turn)
    DeletedElement.objects.bulk_update(deleted, ["content"], batch_size=BATCH)


def _turn_kept(content: Record, turn: Turn) -> None:
    """What undo needs: a deleted element, the texts before a cut or join, glyphs put aside."""
    _turn_record(content, turn)
    for texts in content.get("before", {}).values():
        _turn_versions(texts, turn)
    for row in content.get("glyphs", ()):
        row[2] = _turned_glyphs(row[2], turn)


def _turn_record(record: Record, turn: Turn) -> None:
    for name in ("polygon", "baseline", "mask"):
        if record.get(name):
            record[name] = turn(record[name])
    if record.get("attributes"):
        record["attributes"] = _turned_attributes(record["attributes"], turn)
    _turn_versions(record.get("texts", ()), turn)


def _turn_versions(texts: Iterable[Record], turn: Turn) -> None:
    for text in texts:
        for version in (text, *text.get("revisions", ())):
            version["glyphs"] = _turned_glyphs(version.get("glyphs"), turn)
