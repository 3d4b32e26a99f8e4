"""A snapshot before one edit changes much of a page, so that the page's history has it too."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.common.words import counted
from apps.documents.changes import ChangeSet
from apps.documents.models import Part
from apps.documents.services.snapshots import take_snapshot

MANY_CHANGED = 20
MANY_DELETED = 10
PAUSE = timedelta(minutes=5)
"""So long after a batch of a person the next ones take no snapshot: they are one piece of work."""
_ENDS = ("were deleted", "were changed", "were changed at once")


def snapshot_before_batch(*, part: Part, user: Any, change_set: ChangeSet) -> None:
    """Store the page when the change set changes or deletes many things; undo and redo do not."""
    reason = _reason(change_set) if change_set.reason == "edit" else ""
    if not reason:
        return
    young = part.snapshots.filter(user=user, created_at__gt=timezone.now() - PAUSE)
    newest = young.values_list("reason", flat=True).first()
    if newest is None or not newest.endswith(_ENDS):
        take_snapshot(part=part, user=user, reason=reason)


def _reason(change_set: ChangeSet) -> str:
    lines, regions = len(change_set.deleted_lines), len(change_set.deleted_regions)
    if lines + regions > MANY_DELETED:
        return f"Before {_counted(lines, regions)} were deleted"
    lines, regions = len(change_set.updated_lines), len(change_set.updated_regions)
    if lines + regions > MANY_CHANGED:
        return f"Before {_counted(lines, regions)} were changed"
    texts = len(change_set.texts)
    return f"Before {texts} texts were changed at once" if texts > MANY_CHANGED else ""


def _counted(lines: int, regions: int) -> str:
    words = [
        counted(number, noun) for number, noun in ((lines, "line"), (regions, "region")) if number
    ]
    return " and ".join(words)
