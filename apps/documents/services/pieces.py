"""Lines joined into one or cut in two: their texts in every layer go along, and come back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.documents.changes import Piece
from apps.documents.models import DeletedElement, Line, LineTranscription, TranscriptionRevision
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import glyph_rows, line_text, points_of, text_direction
from apps.documents.records import Record, revisions_from, text_from
from apps.documents.services.change_checks import PageState
from apps.documents.services.elements import forget_missing_authors, texts_of
from apps.documents.services.merging import UNSPACED
from apps.documents.services.transcriptions import TextWrite, put_texts
from apps.layout.pieces import cut_text, join_masks, join_texts
from apps.layout.types import LineLayout, LineText

Texts = dict[int, Record]
"""The records of one line's texts, by layer."""


@dataclass(slots=True)
class HeldPiece:
    """A join or cut with its lines and texts as they were before anything was changed."""

    piece: Piece
    layouts: dict[UUID, LineLayout] = field(default_factory=dict)
    texts: dict[UUID, Texts] = field(default_factory=dict)
    masks_drawn: bool = False


def forget_halves(state: PageState, pieces: Sequence[Piece]) -> None:
    """A half that a cut makes again gets its texts from the cut, not those it once had."""
    born = [
        uid
        for piece in pieces
        if piece.kind == "cut" and not piece.undone
        for uid in piece.lines[1:]
    ]
    if born:
        DeletedElement.objects.filter(part=state.part, uid__in=born).delete()


def hold_texts(state: PageState, pieces: Sequence[Piece]) -> list[HeldPiece]:
    """What the pieces need to know of the page before it is changed."""
    wanted = {uid for piece in pieces for uid in piece.lines}
    lines = [line for uid, line in state.lines.items() if uid in wanted]
    records = texts_of(lines, with_history=True) if lines else {}
    held = []
    for piece in pieces:
        own = [line for line in lines if line.uid in piece.lines]
        held.append(
            HeldPiece(
                piece,
                {line.uid: _shape(line) for line in own},
                {line.uid: {row["layer"]: row for row in records[line.pk]} for line in own},
                any(line.is_mask_manual for line in own),
            )
        )
    return held


def settle_texts(state: PageState, user: Any, held: Iterable[HeldPiece]) -> None:
    """Give the lines the texts that belong to them, once the layout is changed."""
    for item in held:
        actions = {
            ("join", False): _join,
            ("join", True): _part_again,
            ("cut", False): _cut,
            ("cut", True): _heal,
        }
        actions[item.piece.kind, item.piece.undone](state, user, item)


def _shape(line: Line) -> LineLayout:
    return LineLayout(
        baseline=points_of(line.baseline) if line.baseline else None,
        mask=points_of(line.mask) if line.mask else None,
        uid=str(line.uid),
    )


def _as_read(layout: LineLayout, state: PageState) -> LineLayout:
    """The line with a baseline that runs as its text does: on most pages it does so already.

    Of writing from right to left, baselines run from left to right, as programs find them.
    """
    path = layout.baseline or ()
    is_rtl = text_direction(state.part.document) == "horizontal-rl"
    against = is_rtl and len(path) > 1 and path[0][0] < path[-1][0]
    return replace(layout, baseline=path[::-1]) if against else layout


def _join(state: PageState, user: Any, held: HeldPiece) -> None:
    """All that was said on the lines, in their order; what each said before is the history."""
    into = state.lines[held.piece.into]
    _join_masks(state, into, held)
    made: dict[int, int] = {}
    for layer_id in _layers(held.texts.values()):
        rows = [held.texts[uid].get(layer_id) for uid in held.piece.lines if uid in held.texts]
        known = [row for row in rows if row and row["text"]]
        own = held.texts[into.uid].get(layer_id)
        if known in ([], [own]):
            continue
        text = _joined(state, known)
        history = sorted(_history(row for row in rows if row), key=lambda row: row["written_at"])
        made[layer_id] = len(history) + 1
        _store(into, _with(known, layer_id, text, made[layer_id]), _renumbered(history))
    _remember(state, user, held, {into.uid: made})


def _part_again(state: PageState, user: Any, held: HeldPiece) -> None:
    """Undo of a join; the other lines came back with theirs, so this one gets its own again."""
    kept = _recalled(state, held)
    into = state.lines.get(held.piece.into)
    if kept is None or into is None:
        return
    before, made = kept
    for layer_id, version in made.get(into.uid, {}).items():
        now = held.texts.get(into.uid, {}).get(layer_id)
        old = before.get(into.uid, {}).get(layer_id)
        if now and now["version"] == version:
            _restore(into, layer_id, old)
        elif old:
            _write(into, layer_id, old, user)


def _cut(state: PageState, user: Any, held: HeldPiece) -> None:
    """Each half gets its share of every text, and the history of the whole."""
    first, second = (state.lines[uid] for uid in held.piece.lines)
    layout, at = _as_read(held.layouts[first.uid], state), held.piece.at
    if first.attributes:
        second.attributes = first.attributes
        second.save(update_fields=["attributes"])
    made: dict[UUID, dict[int, int]] = {first.uid: {}, second.uid: {}}
    for layer_id, row in held.texts[first.uid].items():
        whole = line_text(text_from(row, first))
        head, tail = cut_text(layout, whole, at)
        if not tail:
            continue
        history = [*row["revisions"], _revision(row)]
        version = row["version"] + 1
        _store(first, _with([row], layer_id, head or LineText(""), version), history)
        _store(second, _with([row], layer_id, tail, version), history)
        made[first.uid][layer_id] = made[second.uid][layer_id] = version
    _remember(state, user, held, made)


def _heal(state: PageState, user: Any, held: HeldPiece) -> None:
    """Undo of a cut: the whole text again, or both halves where somebody typed in one of them."""
    kept = _recalled(state, held)
    first = state.lines.get(held.piece.lines[0])
    if kept is None or first is None:
        return
    before, made = kept
    texts = [held.texts.get(uid, {}) for uid in held.piece.lines]
    for layer_id in _layers(texts):
        rows = [text.get(layer_id) for text in texts]
        versions = [row["version"] if row else None for row in rows]
        marks = [made.get(uid, {}).get(layer_id) for uid in held.piece.lines]
        if marks[0] and versions == marks:
            _restore(first, layer_id, before[first.uid].get(layer_id))
        elif rows[1] and rows[1]["text"]:
            known = [row for row in rows if row and row["text"]]
            _write(first, layer_id, _with(known, layer_id, _joined(state, known), 0), user)


def _join_masks(state: PageState, into: Line, held: HeldPiece) -> None:
    """Masks that a person drew are joined; computed ones are computed anew."""
    masks = [layout.mask for layout in held.layouts.values() if layout.mask]
    if held.masks_drawn and masks:
        ring = join_masks([held.layouts[u].mask or () for u in held.piece.lines if _drawn(held, u)])
        into.mask = [list(point) for point in ring] if ring else None
        into.is_mask_manual = into.mask is not None
        into.save(update_fields=["mask", "is_mask_manual"])


def _drawn(held: HeldPiece, uid: UUID) -> bool:
    return uid in held.layouts and bool(held.layouts[uid].mask)


def _layers(texts: Iterable[Texts]) -> list[int]:
    return sorted({layer_id for rows in texts for layer_id in rows})


def _joined(state: PageState, rows: Sequence[Record]) -> LineText:
    separator = "" if state.part.document.main_script in UNSPACED else " "
    texts = [line_text(text_from(row, Line())) for row in rows]
    return join_texts(texts, separator) or LineText("")


def _with(rows: Sequence[Record], layer_id: int, text: LineText, version: int) -> Record:
    """A record of a text made of others; it keeps their source where they have one."""
    sources = {(row["source"], row["source_name"], row["author_id"]) for row in rows}
    mixed = (TextSource.SYSTEM.value, "", None)
    source, name, author = sources.pop() if len(sources) == 1 else mixed
    return {
        "text": text.text,
        "confidence": text.confidence,
        "glyphs": glyph_rows(text.glyphs),
        "source": source,
        "source_name": name,
        "author_id": author,
        "layer": layer_id,
        "version": version,
    }


def _history(rows: Iterable[Record]) -> Iterable[Record]:
    for row in rows:
        yield from row["revisions"]
        yield _revision(row)


def _revision(row: Record) -> Record:
    return row | {"written_at": row["updated_at"]}


def _renumbered(history: Sequence[Record]) -> list[Record]:
    return [row | {"version": number} for number, row in enumerate(history, start=1)]


def _store(line: Line, record: Record, history: Sequence[Record]) -> None:
    """Make the text of a line in a layer, and its history, what the records say."""
    text = text_from(record, line)
    text.pk = _row_id(line, record["layer"])
    if text.pk:
        fields = ["text", "confidence", "glyphs", "attributes", "source", "source_name", "author"]
        text.save(update_fields=[*fields, "version", "updated_at"])
        text.revisions.all().delete()
    else:
        text.save()
    TranscriptionRevision.objects.bulk_create(revisions_from({"revisions": history}, text))


def _restore(line: Line, layer_id: int, record: Record | None) -> None:
    if record is None:
        LineTranscription.objects.filter(line=line, layer=layer_id).delete()
        return
    _store(line, record, record["revisions"])
    LineTranscription.objects.filter(line=line, layer=layer_id).update(
        updated_at=datetime.fromisoformat(record["updated_at"])
    )


def _row_id(line: Line, layer_id: int) -> int | None:
    rows = LineTranscription.objects.filter(line=line, layer=layer_id)
    return rows.values_list("pk", flat=True).first()


def _write(line: Line, layer_id: int, record: Record, user: Any) -> None:
    """A new version that says what the record says; what is there goes to the history."""
    text = line_text(text_from(record, line))
    source = TextSource(record["source"])
    put_texts(writes=[TextWrite(line.pk, layer_id, text, source, record["source_name"])], user=user)


def _remember(
    state: PageState, user: Any, held: HeldPiece, made: Mapping[UUID, Mapping[int, int]]
) -> None:
    """Keep what the lines said, so that undo brings it back whole, under the piece's own uid."""
    content = {
        "before": {str(uid): list(held.texts.get(uid, {}).values()) for uid in made},
        "made": {
            str(uid): [[layer, version] for layer, version in versions.items()]
            for uid, versions in made.items()
        },
    }
    DeletedElement.objects.update_or_create(
        part=state.part, uid=held.piece.uid, defaults={"content": content, "user": user}
    )


def _recalled(
    state: PageState, held: HeldPiece
) -> tuple[dict[UUID, Texts], dict[UUID, dict[int, int]]] | None:
    """The texts before the piece and the versions that it made; ``None`` for an unknown piece."""
    row = DeletedElement.objects.filter(part=state.part, uid=held.piece.uid).first()
    if row is None:
        return None
    forget_missing_authors([r for records in row.content["before"].values() for r in records])
    layers = set(state.part.document.layers.values_list("pk", flat=True))
    before = {
        UUID(uid): {record["layer"]: record for record in records if record["layer"] in layers}
        for uid, records in row.content["before"].items()
    }
    made = {
        UUID(uid): {layer: version for layer, version in pairs if layer in layers}
        for uid, pairs in row.content["made"].items()
    }
    row.delete()
    return before, made
