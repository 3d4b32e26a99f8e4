"""Where the characters of a line lie, what else they may be, and what typing leaves of that."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from apps.documents.models import Line, LineTranscription, Part, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import glyph_rows, line_text
from apps.users.models import User
from tests import factories

ApiOf = Callable[[User | None], APIClient]


def _box(left: int) -> list[list[int]]:
    return [[left, 0], [left + 9, 0], [left + 9, 20], [left, 20]]


ROWS = [
    ["t", _box(0), 0.99],
    ["h", _box(10), 0.6, [["b", 0.3], ["k", 0.05]]],
    ["o", _box(20), 0.5, [["e", 0.4]]],
    ["u", _box(30), 0.97],
]


@pytest.fixture
def line(part: Part) -> Line:
    row: Line = factories.LineFactory(part=part)
    return row


@pytest.fixture
def text(line: Line, layer: TranscriptionLayer) -> LineTranscription:
    return factories.LineTranscriptionFactory(
        line=line, layer=layer, text="thou", confidence=0.7, glyphs=ROWS, source=TextSource.MODEL
    )


@pytest.fixture
def url(line: Line) -> str:
    return f"/api/documents/{line.part.document_id}/parts/{line.part_id}/"


def _type(api: APIClient, url: str, text: LineTranscription, words: str, **more: Any) -> None:
    change = {"line": str(text.line.uid), "layer": text.layer_id, "text": words}
    body = {"id": str(uuid4()), "base_revision": 0, "reason": "edit"} | more
    text.refresh_from_db()
    body["texts"] = [change | {"base_version": text.version}]
    assert api.post(f"{url}changes/", body, format="json").status_code == 200
    text.refresh_from_db()


def test_the_characters_of_a_line(
    api_of: ApiOf, vera: User, url: str, text: LineTranscription
) -> None:
    asked = f"{url}glyphs/?layer={text.layer_id}&line={text.line.uid}"
    answer = api_of(vera).get(asked)
    assert answer.status_code == 200
    assert answer.json() == {"version": 1, "glyphs": ROWS}
    page = api_of(vera).get(f"{url}editor/?layer={text.layer_id}").json()
    assert page["lines"][0]["text"]["glyphs"][1] == 600


def test_a_line_without_text_has_no_characters(
    api_of: ApiOf, vera: User, url: str, line: Line, layer: TranscriptionLayer
) -> None:
    answer = api_of(vera).get(f"{url}glyphs/?layer={layer.pk}&line={line.uid}")
    assert answer.json() == {"version": 0, "glyphs": []}


def test_strangers_and_nonsense_find_nothing(
    api_of: ApiOf, vera: User, charlie: User, url: str, text: LineTranscription
) -> None:
    of_layer = f"layer={text.layer_id}"
    assert api_of(charlie).get(f"{url}glyphs/?{of_layer}&line={text.line.uid}").status_code == 404
    other = factories.LineFactory()
    foreign = factories.TranscriptionLayerFactory()
    for query in (f"{of_layer}&line={other.uid}", f"layer={foreign.pk}&line={text.line.uid}"):
        assert api_of(vera).get(f"{url}glyphs/?{query}").status_code == 404
    for query in ("", of_layer, f"{of_layer}&line=no-uid", f"line={text.line.uid}"):
        assert api_of(vera).get(f"{url}glyphs/?{query}").status_code == 400


def test_typing_keeps_what_is_known_of_the_characters_that_stay(
    api_of: ApiOf, alice: User, url: str, text: LineTranscription
) -> None:
    _type(api_of(alice), url, text, "theu")
    assert text.confidence is None
    assert text.glyphs == [ROWS[0], ROWS[1], ["e", _box(20), None], ROWS[3]]
    _type(api_of(alice), url, text, "thou", reason="undo")
    assert (text.glyphs, text.confidence) == (ROWS, 0.7)
    _type(api_of(alice), url, text, "quick")
    assert text.glyphs is None


def test_characters_that_do_not_spell_the_text_are_not_kept(
    api_of: ApiOf, alice: User, url: str, text: LineTranscription
) -> None:
    LineTranscription.objects.filter(pk=text.pk).update(text="thou art")
    _type(api_of(alice), url, text, "thou arts")
    assert text.glyphs is None


def test_alternatives_go_through_the_page_types_unchanged(text: LineTranscription) -> None:
    assert glyph_rows(line_text(text).glyphs) == ROWS
    assert line_text(text).glyphs[2].alternatives == (("e", 0.4),)
