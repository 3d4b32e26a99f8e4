"""Replacing in many lines as one change with history, and taking the whole of it back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.documents.changes import MAX_TEXT
from apps.documents.models import LineTranscription, Part, TranscriptionRevision
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import line_text
from apps.documents.services.progress import lock_part
from apps.documents.services.transcriptions import TextWrite, save_texts
from apps.jobs.models import Job
from apps.jobs.services import enqueue
from apps.layout.types import LineText
from apps.search.models import ReplacedState, ReplacedText, Replacement
from apps.search.params import ReplaceParams
from apps.search.pattern import Finder, replaced
from apps.search.scopes import Scope
from apps.users.models import User

MAX_LINES = 20_000
SOURCE_NAME = "find and replace"
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """A text as it was in the preview; ``hits`` are the numbers of the matches to replace."""

    text_id: int
    version: int
    hits: frozenset[int] | None = None


@transaction.atomic
def request_replacement(
    *, user: User, scope: Scope, finder: Finder, words: str, chosen: Sequence[Chosen]
) -> Replacement:
    """Replace in the chosen texts: at once on one page, as a job on many.

    A text that changed since the preview is left as it is and reported.
    """
    if len(chosen) > MAX_LINES:
        raise ApplicationError(
            "invalid", f"Replace in at most {MAX_LINES} lines at once. Do it in several parts."
        )
    replacement = Replacement.objects.create(
        user=user,
        project=scope.project,
        document=scope.document,
        query=asdict(finder.query),
        words=words,
    )
    rows = _planned(replacement, scope, finder, chosen)
    if not any(row.state == ReplacedState.WAITING for row in rows):
        raise ApplicationError(
            "nothing_to_do", "Nothing is left to replace: the texts were changed meanwhile."
        )
    ReplacedText.objects.bulk_create(rows, batch_size=CHUNK)
    _carry_out(replacement, user, ReplacedState.WAITING)
    return replacement


@transaction.atomic
def undo_replacement(*, replacement: Replacement, user: User) -> Replacement:
    """Bring the old texts back where nobody changed them since; the others are reported."""
    replacement = Replacement.objects.select_for_update().get(pk=replacement.pk)
    if Job.objects.active().filter(kind="replace", params__replacement=replacement.pk).exists():
        raise ApplicationError(
            "busy", "This replacement is still being worked on. Wait for it, or cancel its job."
        )
    if not replacement.texts.filter(state=ReplacedState.DONE).exists():
        raise ApplicationError("nothing_to_do", "There is nothing of this left to undo.")
    replacement.undone_at = timezone.now()
    replacement.save(update_fields=["undone_at"])
    _carry_out(replacement, user, ReplacedState.DONE)
    return replacement


def pages_left(*, replacement: Replacement, user: User, state: ReplacedState) -> list[int]:
    """Pages with texts in this state that the person may change, in order."""
    parts = Part.objects.editable_by(user).filter(
        pk__in=replacement.texts.filter(state=state).values("part")
    )
    return list(parts.order_by("document_id", "order", "pk").values_list("pk", flat=True))


@transaction.atomic
def replace_on_page(*, replacement: Replacement, part_id: int, user: User) -> None:
    """Write the new texts of one page where the old ones are still what was previewed."""
    part = _locked(part_id)
    rows = list(replacement.texts.filter(part_id=part_id, state=ReplacedState.WAITING))
    if part is None or not rows:
        return
    stored = _stored(rows)
    due = [row for row in rows if _version(row, stored) == row.version_before]
    writes = [
        TextWrite(
            stored[_key(row)].line_id,
            row.layer_id,
            LineText(row.text_after),
            TextSource.MANUAL,
            SOURCE_NAME,
        )
        for row in due
    ]
    saved = save_texts(part=part, writes=writes, user=user) if writes else []
    for row in rows:
        row.state = ReplacedState.SKIPPED
    for row, text in zip(due, saved, strict=True):
        row.state, row.version_after = ReplacedState.DONE, text.version
    ReplacedText.objects.bulk_update(rows, ["state", "version_after"], batch_size=CHUNK)


@transaction.atomic
def undo_on_page(*, replacement: Replacement, part_id: int, user: User) -> None:
    """Write the old texts of one page, with what was known of them, where nobody changed them."""
    part = _locked(part_id)
    rows = list(replacement.texts.filter(part_id=part_id, state=ReplacedState.DONE))
    if part is None or not rows:
        return
    stored = _stored(rows)
    due = [row for row in rows if _version(row, stored) == row.version_after]
    old = _revisions(due, stored)
    writes = [_old_text(row, stored[_key(row)], old.get(row.pk)) for row in due]
    if writes:
        save_texts(part=part, writes=writes, user=user)
    for row in rows:
        row.state = ReplacedState.KEPT
    for row in due:
        row.state = ReplacedState.UNDONE
    ReplacedText.objects.bulk_update(rows, ["state"], batch_size=CHUNK)


def _planned(
    replacement: Replacement, scope: Scope, finder: Finder, chosen: Sequence[Chosen]
) -> list[ReplacedText]:
    wanted = {row.text_id: row for row in chosen}
    ids, rows = list(wanted), []
    for start in range(0, len(ids), CHUNK):
        texts = LineTranscription.objects.filter(
            pk__in=ids[start : start + CHUNK],
            line__part__in=scope.parts.values("pk"),
            layer__in=scope.layers.values("pk"),
        )
        for text in texts.select_related("line").order_by("pk"):
            row = _plan(replacement, text, wanted[text.pk], finder)
            if row:
                rows.append(row)
    return rows


def _plan(
    replacement: Replacement, text: LineTranscription, chosen: Chosen, finder: Finder
) -> ReplacedText | None:
    """What is to become of one text; ``None`` where the replacement changes nothing."""
    row = ReplacedText(
        replacement=replacement,
        part_id=text.line.part_id,
        layer_id=text.layer_id,
        line_uid=text.line.uid,
        version_before=chosen.version,
        text_before=text.text,
    )
    if text.version != chosen.version:
        row.state = ReplacedState.SKIPPED
        return row
    hits = finder.hits(text.text)
    if chosen.hits is not None:
        hits = [hit for number, hit in enumerate(hits) if number in chosen.hits]
    row.text_after = replaced(text.text, hits)
    if len(row.text_after) > MAX_TEXT:
        raise ApplicationError("invalid", f"A line has at most {MAX_TEXT} characters.")
    return row if row.text_after != row.text_before else None


def _carry_out(replacement: Replacement, user: User, state: ReplacedState) -> None:
    """Do what is in this state: one page now, several by a job."""
    undo = state == ReplacedState.DONE
    pages = pages_left(replacement=replacement, user=user, state=state)
    if not pages:
        raise ApplicationError("nothing_to_do", "You may not change the pages of this any more.")
    if len(pages) == 1:
        work = undo_on_page if undo else replace_on_page
        work(replacement=replacement, part_id=pages[0], user=user)
        return
    replacement.job = _job(replacement, user, undo=undo, pages=len(pages))
    replacement.save(update_fields=["job"])


def _job(replacement: Replacement, user: User, *, undo: bool, pages: int) -> Job:
    words = f"Undo: {replacement}" if undo else str(replacement)
    return enqueue(
        kind="replace",
        user=user,
        params=asdict(ReplaceParams(replacement=replacement.pk, undo=undo)),
        title=f"{words} on {pages} pages",
        document=replacement.document,
    )


def _locked(part_id: int) -> Part | None:
    part = Part.objects.filter(pk=part_id).first()
    return part and lock_part(part)


Stored = Mapping[tuple[UUID, int], LineTranscription]


def _key(row: ReplacedText) -> tuple[UUID, int]:
    return row.line_uid, row.layer_id


def _stored(rows: Iterable[ReplacedText]) -> Stored:
    found: dict[tuple[UUID, int], LineTranscription] = {}
    lines: dict[int, list[UUID]] = defaultdict(list)
    for row in rows:
        lines[row.layer_id].append(row.line_uid)
    for layer_id, uids in lines.items():
        texts = LineTranscription.objects.filter(layer=layer_id, line__uid__in=uids)
        found |= {(text.line.uid, layer_id): text for text in texts.select_related("line")}
    return found


def _version(row: ReplacedText, stored: Stored) -> int | None:
    """The version that the text has now; ``None`` where its line is gone or on another page."""
    text = stored.get(_key(row))
    return text.version if text and text.line.part_id == row.part_id else None


def _revisions(rows: Iterable[ReplacedText], stored: Stored) -> dict[int, TranscriptionRevision]:
    """What is known of the old texts, by row."""
    texts = {stored[_key(row)].pk: row for row in rows}
    revisions = TranscriptionRevision.objects.filter(transcription__in=list(texts))
    return {
        texts[old.transcription_id].pk: old
        for old in revisions
        if old.version == texts[old.transcription_id].version_before
    }


def _old_text(
    row: ReplacedText, now: LineTranscription, old: TranscriptionRevision | None
) -> TextWrite:
    if old is None:
        return TextWrite(now.line_id, row.layer_id, LineText(row.text_before))
    source = TextSource(old.source)
    return TextWrite(now.line_id, row.layer_id, line_text(old), source, old.source_name)
