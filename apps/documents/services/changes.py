"""One write of the editor: a change set carried out whole, once, or not at all."""

from collections.abc import Iterable, Sequence
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction

from apps.common.errors import ApplicationError
from apps.documents.changes import ChangeSet, TextChange, raise_invalid
from apps.documents.models import AppliedChange, LineTranscription, Part
from apps.documents.services.batch_snapshots import snapshot_before_batch
from apps.documents.services.change_checks import PageState, check_layout
from apps.documents.services.layout_changes import LayoutResult, apply_layout
from apps.documents.services.progress import (
    lock_part,
    publish_layout,
    publish_texts,
    refresh_layers,
)
from apps.documents.services.text_origins import text_writes
from apps.documents.services.transcriptions import put_texts

Stored = dict[tuple[UUID, int], LineTranscription]


class ChangeResult(TypedDict):
    """What the editor is told: the new revision, versions of texts, lines that need a mask.

    ``order`` is the order of the lines where it is not the one that the change set gave.
    """

    revision: int
    texts: list[dict[str, Any]]
    masks_pending: list[str]
    order: list[str] | None


@transaction.atomic
def apply_changes(*, part: Part, user: Any, change_set: ChangeSet) -> ChangeResult:
    """Carry out a change set; the same one again gives the same answer and changes nothing.

    ``ApplicationError`` "stale" when layout changes were made from an older revision or a text
    from an older version, "invalid" when they do not fit the page: then nothing is changed.
    """
    part = lock_part(part)
    earlier = AppliedChange.objects.filter(part=part, uid=change_set.uid).first()
    if earlier:
        answer: ChangeResult = earlier.response
        return answer
    snapshot_before_batch(part=part, user=user, change_set=change_set)
    layout = _change_layout(part, user, change_set)
    texts = _change_texts(part, user, change_set)
    _publish(part, user, change_set)
    result = ChangeResult(
        revision=part.revision,
        texts=texts,
        masks_pending=layout.masks_pending,
        order=layout.order,
    )
    AppliedChange.objects.create(part=part, uid=change_set.uid, response=result)
    return result


def _change_layout(part: Part, user: Any, change_set: ChangeSet) -> LayoutResult:
    if not change_set.has_layout:
        return LayoutResult([], None)
    if change_set.base_revision not in (None, part.revision):
        raise ApplicationError(
            "stale",
            "The layout of this page was changed by somebody else or by a job meanwhile.",
            details={"revision": part.revision},
        )
    state = PageState.of(part)
    check_layout(state, change_set)
    return apply_layout(state, user, change_set)


def _publish(part: Part, user: Any, change_set: ChangeSet) -> None:
    change = str(change_set.uid)
    if change_set.has_layout:
        publish_layout(part=part, user=user, change=change)
    elif change_set.texts:
        refresh_layers(part=part)
    for layer_id in sorted({text.layer_id for text in change_set.texts}):
        lines = {text.line for text in change_set.texts if text.layer_id == layer_id}
        publish_texts(part=part, layer_id=layer_id, user=user, change=change, lines=lines)


def _change_texts(part: Part, user: Any, change_set: ChangeSet) -> list[dict[str, Any]]:
    """Write the texts; all of them or none."""
    texts = change_set.texts
    if not texts:
        return []
    _check_layers(part, texts)
    stored = _stored(part, texts)
    lines = dict(part.lines.filter(uid__in={text.line for text in texts}).values_list("uid", "pk"))
    _check_versions(part, texts, stored, lines)
    changed = [text for text in texts if _differs(text, stored.get((text.line, text.layer_id)))]
    writes = text_writes(
        part=part,
        texts=changed,
        lines=lines,
        stored=stored,
        is_undo=change_set.reason == "undo",
    )
    written = put_texts(writes=writes, user=user)
    versions = {key: row.version for key, row in stored.items()} | {
        (text.line, text.layer_id): row.version for text, row in zip(changed, written, strict=True)
    }
    return [
        {
            "line": str(text.line),
            "layer": text.layer_id,
            "version": versions.get((text.line, text.layer_id), 0),
        }
        for text in texts
    ]


def _check_layers(part: Part, texts: Iterable[TextChange]) -> None:
    active = set(part.document.layers.active().values_list("pk", flat=True))
    wrong = [index for index, text in enumerate(texts) if text.layer_id not in active]
    raise_invalid(
        {
            f"texts.{index}.layer": "This layer is archived or not of this document."
            for index in wrong
        }
    )


def _check_versions(
    part: Part, texts: Sequence[TextChange], stored: Stored, lines: dict[UUID, int]
) -> None:
    conflicts = [
        _conflict(text, stored.get((text.line, text.layer_id)))
        for text in texts
        if text.line not in lines or _is_stale(text, stored.get((text.line, text.layer_id)))
    ]
    if conflicts:
        raise ApplicationError(
            "stale",
            "Somebody else changed the same text meanwhile.",
            details={"revision": part.revision, "texts": conflicts},
        )


def _is_stale(text: TextChange, row: LineTranscription | None) -> bool:
    """Made from an older version, and not saying what is there by now anyway."""
    version, now = (row.version, row.text) if row else (0, "")
    return version != text.base_version and now != text.text


def _conflict(text: TextChange, row: LineTranscription | None) -> dict[str, Any]:
    return {
        "line": str(text.line),
        "layer": text.layer_id,
        "version": row.version if row else 0,
        "text": row.text if row else None,
        "author": row.author.username if row and row.author else "",
    }


def _differs(text: TextChange, row: LineTranscription | None) -> bool:
    return text.text != (row.text if row else "")


def _stored(part: Part, texts: Iterable[TextChange]) -> Stored:
    rows = LineTranscription.objects.filter(
        line__part=part,
        line__uid__in={text.line for text in texts},
        layer__in={text.layer_id for text in texts},
    ).select_related("line", "author")
    return {(row.line.uid, row.layer_id): row for row in rows}
