"""Lines that are cut or joined keep texts, glyphs and history in all layers."""

from typing import Any
from uuid import uuid4

import pytest

from apps.documents.models import Document, Line, LineTranscription, Part, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.users.models import User
from tests.editor.conftest import Send, glyphs_of, state_of, text_in


def cut_of(line: Line, piece: str, second: str) -> dict[str, Any]:
    """The change that cuts the line behind its first word."""
    half = {"uid": str(line.uid), "baseline": [[40, 70], [95, 70]]}
    return {
        "updated": {"lines": [half]},
        "created": {"lines": [{"uid": second, "baseline": [[95, 70], [150, 70]]}]},
        "cuts": [{"id": piece, "line": str(line.uid), "second": second, "at": [95, 70]}],
        "order": [str(line.uid), second],
    }


def uncut_of(line: Line, piece: str, second: str) -> dict[str, Any]:
    whole = {"baseline": line.baseline, "mask": line.mask, "mask_manual": False}
    undone = {"line": str(line.uid), "second": second, "at": [95, 70], "undone": True}
    return {
        "reason": "undo",
        "updated": {"lines": [{"uid": str(line.uid)} | whole]},
        "deleted": {"lines": [second]},
        "cuts": [{"id": piece} | undone],
        "order": [str(line.uid)],
    }


def test_a_cut_divides_the_texts_of_all_layers(
    send: Send, part: Part, line: Line, layer: TranscriptionLayer, second_layer: TranscriptionLayer
) -> None:
    piece, second = str(uuid4()), str(uuid4())
    answer = send(**cut_of(line, piece, second))
    assert answer.status_code == 200, answer.json()
    assert set(answer.json()["masks_pending"]) == {str(line.uid), second}
    first, last = text_in(str(line.uid), layer), text_in(second, layer)
    assert (first.text, first.glyphs) == ("alpha", glyphs_of("alpha", 40))
    assert (last.text, last.glyphs) == ("beta!", glyphs_of("beta!", 100))
    for row in (first, last):
        assert (row.confidence, row.source, row.source_name) == (0.9, TextSource.MODEL, "m")
        assert [old.text for old in row.revisions.all()] == ["alpha beta!", "earlier"]
    assert text_in(str(line.uid), second_layer).text == "alfa"
    assert text_in(second, second_layer).text == "beta"
    assert Line.objects.get(uid=second).attributes == {"custom": "kept"}


def test_a_cut_of_a_line_from_right_to_left(
    send: Send, document: Document, line: Line, layer: TranscriptionLayer
) -> None:
    """The baseline runs from left to right; the text begins on the right."""
    document.main_script = "Arab"
    document.save()
    LineTranscription.objects.filter(line=line, layer=layer).update(
        glyphs=glyphs_of("!ateb ahpla", 40)[::-1]
    )
    second = str(uuid4())
    right, left = [[95, 70], [150, 70]], [[40, 70], [95, 70]]
    change = cut_of(line, str(uuid4()), second)
    change["updated"] = {"lines": [{"uid": str(line.uid), "baseline": right}]}
    change["created"] = {"lines": [{"uid": second, "baseline": left}]}
    assert send(**change).status_code == 200
    first, last = text_in(str(line.uid), layer), text_in(second, layer)
    assert (first.text, last.text) == ("alpha", "beta!")
    assert len(first.glyphs or ()) == len(last.glyphs or ()) == 5


def test_undo_and_redo_of_a_cut_are_exact(
    send: Send, part: Part, line: Line, layer: TranscriptionLayer
) -> None:
    before = state_of(part)
    piece, second = str(uuid4()), str(uuid4())
    send(**cut_of(line, piece, second))
    after = state_of(part)
    undo = send(**uncut_of(line, piece, second))
    assert undo.status_code == 200, undo.json()
    assert state_of(part) == before
    redo = send(**cut_of(line, piece, second) | {"reason": "redo"})
    assert redo.status_code == 200
    assert state_of(part) == after
    send(**uncut_of(line, piece, second))
    assert state_of(part) == before


def test_undo_of_a_cut_keeps_what_was_typed_since(
    send: Send, bob: User, part: Part, line: Line, layer: TranscriptionLayer
) -> None:
    piece, second = str(uuid4()), str(uuid4())
    send(**cut_of(line, piece, second))
    typed = {"line": second, "layer": layer.pk, "text": "gamma", "base_version": 3}
    assert send(bob, texts=[typed]).status_code == 200
    assert send(**uncut_of(line, piece, second)).status_code == 200
    row = text_in(str(line.uid), layer)
    assert row.text == "alpha gamma"
    assert "alpha beta!" in [old.text for old in row.revisions.all()]


def join_of(rows: list[Line], piece: str, into: Line | None = None) -> dict[str, Any]:
    into = into or rows[0]
    gone = [str(row.uid) for row in rows if row != into]
    path = [point for row in rows for point in row.baseline or ()]
    joined = {"uid": str(into.uid), "baseline": path, "mask": None, "mask_manual": False}
    names = [str(row.uid) for row in rows]
    return {
        "updated": {"lines": [joined]},
        "deleted": {"lines": gone},
        "joins": [{"id": piece, "into": str(into.uid), "from": names}],
        "order": [str(into.uid)],
    }


def unjoin_of(rows: list[Line], piece: str) -> dict[str, Any]:
    back = [
        {
            "uid": str(row.uid),
            "baseline": row.baseline,
            "mask": row.mask,
            "mask_manual": row.is_mask_manual,
        }
        for row in rows
    ]
    names = [str(row.uid) for row in rows]
    return {
        "reason": "undo",
        "updated": {"lines": back[:1]},
        "created": {"lines": back[1:]},
        "joins": [{"id": piece, "into": names[0], "from": names, "undone": True}],
        "order": names,
    }


def test_a_join_keeps_texts_glyphs_and_history_of_all_layers(
    send: Send,
    part: Part,
    halves: list[Line],
    layer: TranscriptionLayer,
    second_layer: TranscriptionLayer,
) -> None:
    answer = send(**join_of(halves, str(uuid4())))
    assert answer.status_code == 200, answer.json()
    row = text_in(str(halves[0].uid), layer)
    assert row.text == "one two three"
    assert "".join(glyph[0] for glyph in row.glyphs or ()) == "one two three"
    assert row.confidence == pytest.approx(0.8)
    assert (row.source, row.source_name) == (TextSource.MODEL, "m")
    history = {old.text for old in row.revisions.all()}
    assert history == {"one", "two", "three", "old one", "old two", "old three"}
    assert text_in(str(halves[0].uid), second_layer).text == "2"
    assert part.lines.count() == 1


def test_undo_and_redo_of_a_join_are_exact(send: Send, part: Part, halves: list[Line]) -> None:
    before, piece = state_of(part), str(uuid4())
    send(**join_of(halves, piece))
    after = state_of(part)
    undo = send(**unjoin_of(halves, piece))
    assert undo.status_code == 200, undo.json()
    assert state_of(part) == before
    send(**join_of(halves, piece) | {"reason": "redo"})
    assert state_of(part) == after


def test_undo_of_a_join_keeps_what_was_typed_since_in_the_history(
    send: Send, bob: User, halves: list[Line], layer: TranscriptionLayer
) -> None:
    piece = str(uuid4())
    send(**join_of(halves, piece))
    uid = str(halves[0].uid)
    version = text_in(uid, layer).version
    typed = {"line": uid, "layer": layer.pk, "text": "bob's", "base_version": version}
    send(bob, texts=[typed])
    assert send(**unjoin_of(halves, piece)).status_code == 200
    row = text_in(uid, layer)
    assert (row.text, row.glyphs) == ("one", glyphs_of("one", 10))
    assert "bob's" in [old.text for old in row.revisions.all()]


def test_lines_are_joined_in_the_order_given_for_right_to_left(
    send: Send, document: Document, halves: list[Line], layer: TranscriptionLayer
) -> None:
    document.main_script = "Arab"
    document.save()
    send(**join_of(halves[::-1], str(uuid4())))
    assert text_in(str(halves[2].uid), layer).text == "three two one"


def test_scripts_without_spaces_are_joined_without(
    send: Send, document: Document, halves: list[Line], layer: TranscriptionLayer
) -> None:
    document.main_script = "Jpan"
    document.save()
    send(**join_of(halves, str(uuid4())))
    row = text_in(str(halves[0].uid), layer)
    assert row.text == "onetwothree"
    assert len(row.glyphs or ()) == 11


def test_masks_drawn_by_hand_are_joined(send: Send, halves: list[Line]) -> None:
    Line.objects.filter(pk=halves[1].pk).update(is_mask_manual=True)
    answer = send(**join_of(halves, str(uuid4())))
    joined = Line.objects.get(uid=halves[0].uid)
    assert joined.is_mask_manual and answer.json()["masks_pending"] == []
    xs = [x for x, _ in joined.mask or ()]
    assert (min(xs), max(xs)) == (10, 300)


def test_a_join_of_lines_that_are_gone_is_refused(send: Send, halves: list[Line]) -> None:
    change = join_of(halves, str(uuid4()))
    change["deleted"] = {"lines": change["deleted"]["lines"][:1]}
    assert send(**change).status_code == 400
    change = join_of(halves, str(uuid4()))
    change["joins"][0]["into"] = str(uuid4())
    assert send(**change).status_code == 400
    bad = {"cuts": [{"id": "x", "line": 3, "second": None, "at": "here"}]}
    assert send(**bad).status_code == 400
    assert send(joins=[{"from": []}]).status_code == 400


def test_the_answer_counts_no_more_queries_for_more_lines(
    send: Send, halves: list[Line], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(75):
        assert send(**join_of(halves, str(uuid4()))).status_code == 200
