"""Where annotated words are now, although their lines were edited since.

An annotation names the version of the text that was marked. The differences between that version
and the present text move its offsets, so that an edit never shifts an annotation to other words;
where all of the words are gone it is detached, and its quote says what it was about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from apps.annotations.models import Annotation
from apps.documents.models import Line, LineTranscription, TranscriptionRevision


@dataclass(frozen=True, slots=True)
class Span:
    """Marked text as it stands now: offsets in code points; lines by id and uid."""

    start_line: int
    start_uid: UUID
    start_offset: int
    end_line: int
    end_uid: UUID
    end_offset: int
    before: int
    """Characters of the layer on this page before the line where it starts."""
    between: int
    """Characters from the beginning of that line to the beginning of the last one."""


@dataclass(frozen=True, slots=True)
class _Text:
    line: int
    text: str
    version: int
    begins: int


def spans(annotations: Iterable[Annotation]) -> dict[int, Span]:
    """Where text annotations of one page are now, by id; detached ones are left out."""
    rows = [row for row in annotations if row.layer_id is not None]
    if not rows:
        return {}
    pages = {row.layer_id: row.part_id for row in rows if row.layer_id}
    layers = {layer_id: _texts(part_id, layer_id) for layer_id, part_id in pages.items()}
    old = _old_texts(rows, layers)
    found = {row.pk: _span(row, layers[row.layer_id or 0], old) for row in rows}
    return {pk: span for pk, span in found.items() if span is not None}


def _texts(part_id: int, layer_id: int) -> dict[UUID, _Text]:
    rows = LineTranscription.objects.filter(line__part_id=part_id, layer_id=layer_id)
    known = {row.line_id: row for row in rows.only("line_id", "text", "version")}
    found, begins = {}, 0
    for line in Line.objects.filter(part_id=part_id).only("pk", "uid"):
        row = known.get(line.pk)
        text, version = (row.text, row.version) if row else ("", 0)
        found[line.uid] = _Text(line.pk, text, version, begins)
        begins += len(text)
    return found


_Old = Mapping[tuple[int, UUID, int], str]


def _old_texts(rows: Sequence[Annotation], layers: Mapping[int, Mapping[UUID, _Text]]) -> _Old:
    """The texts that were marked where they are no longer the present ones."""
    wanted = set()
    for row in rows:
        for uid, version in ((row.start_line, row.start_version), (row.end_line, row.end_version)):
            now = layers[row.layer_id or 0].get(uid) if uid else None
            if uid and now and now.version != version:
                wanted.add((row.layer_id or 0, uid, version))
    if not wanted:
        return {}
    revisions = TranscriptionRevision.objects.filter(
        transcription__layer_id__in={layer for layer, _, _ in wanted},
        transcription__line__uid__in={uid for _, uid, _ in wanted},
        version__in={version for _, _, version in wanted},
    ).values_list("transcription__layer_id", "transcription__line__uid", "version", "text")
    return {(layer, uid, version): text for layer, uid, version, text in revisions}


def _span(row: Annotation, texts: Mapping[UUID, _Text], old: _Old) -> Span | None:
    first_uid, last_uid, layer = row.start_line, row.end_line, row.layer_id or 0
    if first_uid is None or last_uid is None or not {first_uid, last_uid} <= texts.keys():
        return None
    start, end = texts[first_uid], texts[last_uid]
    before = old.get((layer, first_uid, row.start_version), start.text)
    after = old.get((layer, last_uid, row.end_version), end.text)
    first = moved(before, start.text, row.start_offset, is_end=False)
    last = moved(after, end.text, row.end_offset, is_end=True)
    if end.begins + last <= start.begins + first:
        return None
    return Span(
        start_line=start.line,
        start_uid=first_uid,
        start_offset=first,
        end_line=end.line,
        end_uid=last_uid,
        end_offset=last,
        before=start.begins,
        between=end.begins - start.begins,
    )


def moved(before: str, after: str, offset: int, *, is_end: bool) -> int:
    """The place in ``after`` of a place in ``before``, both in code points.

    A correction inside the marked words, or of all of them, stays marked; what was put in right
    at an edge stays outside, and so does what stands for other words as well.
    """
    if before == after:
        return min(offset, len(after))
    for _tag, i1, i2, j1, j2 in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if not (i1 < offset <= i2 if is_end else i1 <= offset < i2):
            continue
        if i2 - i1 == j2 - j1 or offset == i1:
            return j1 + offset - i1
        return j2 if offset == i2 or not is_end else j1
    return len(after) if offset else 0
