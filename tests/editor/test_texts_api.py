"""Texts of another layer, the past of a line, and bringing words back or over with their glyphs."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.documents.models import Line, LineTranscription, Part, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.users.models import User
from tests import factories

ApiOf = Callable[[User | None], APIClient]
GLYPHS = [["o", [[1, 1], [2, 1], [2, 2]], 0.5], ["n", [[3, 1], [4, 1], [4, 2]], 0.9]]


@pytest.fixture
def url(part: Part) -> str:
    return f"/api/documents/{part.document_id}/parts/{part.pk}/"


@pytest.fixture
def line(part: Part) -> Line:
    """A line that has no text yet."""
    return factories.LineFactory(part=part)


@pytest.fixture
def read_layer(document: Any) -> TranscriptionLayer:
    return factories.TranscriptionLayerFactory(document=document, name="Reader")


@pytest.fixture
def read_text(line: Line, read_layer: TranscriptionLayer) -> LineTranscription:
    """What the recogniser read on the line."""
    return factories.LineTranscriptionFactory(
        line=line,
        layer=read_layer,
        text="on",
        confidence=0.7,
        glyphs=GLYPHS,
        source=TextSource.MODEL,
        source_name="Reader 1",
    )


def _send(api: APIClient, url: str, *texts: dict[str, Any], reason: str = "edit") -> Any:
    body = {"id": str(uuid4()), "base_revision": 0, "reason": reason, "texts": texts}
    return api.post(f"{url}changes/", body, format="json")


def _text(line: Line, layer: TranscriptionLayer, words: str, base: int, **more: Any) -> Any:
    return {
        "line": str(line.uid), "layer": layer.pk, "text": words, "base_version": base, **more,
    }  # fmt: skip


def test_the_texts_of_another_layer(
    api_of: ApiOf, vera: User, charlie: User, url: str, read_text: LineTranscription
) -> None:
    asked = f"{url}texts/?layer={read_text.layer_id}"
    answer = api_of(vera).get(asked)
    assert answer.status_code == 200
    assert answer.json() == {
        "layer": read_text.layer_id,
        "texts": {
            str(read_text.line.uid): {
                "text": "on",
                "confidence": 0.7,
                "glyphs": [["o", 0.5], ["n", 0.9]],
                "version": 1,
            }
        },
    }
    assert api_of(charlie).get(asked).status_code == 404
    assert api_of(vera).get(f"{url}texts/").status_code == 400
    assert api_of(vera).get(f"{url}texts/?layer=999999").status_code == 404


def test_a_layer_of_another_document_is_not_given_away(api_of: ApiOf, vera: User, url: str) -> None:
    foreign = factories.LineTranscriptionFactory()
    assert api_of(vera).get(f"{url}texts/?layer={foreign.layer_id}").status_code == 404
    here = f"{url}lines/{foreign.line.uid}/history/?layer={foreign.layer_id}"
    assert api_of(vera).get(here).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_lines(
    api_of: ApiOf,
    vera: User,
    url: str,
    part: Part,
    read_text: LineTranscription,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(20):
        line = factories.LineFactory(part=part)
        factories.LineTranscriptionFactory(line=line, layer=read_text.layer)
    with django_assert_max_num_queries(3):
        found = api_of(vera).get(f"{url}texts/?layer={read_text.layer_id}").json()
    assert len(found["texts"]) == 21


def test_the_history_of_a_line_names_every_hand(
    api_of: ApiOf, alice: User, bob: User, vera: User, url: str, read_text: LineTranscription
) -> None:
    line, layer = read_text.line, read_text.layer
    assert _send(api_of(alice), url, _text(line, layer, "one", 1)).status_code == 200
    assert _send(api_of(bob), url, _text(line, layer, "ones", 2)).status_code == 200
    found = api_of(vera).get(f"{url}lines/{line.uid}/history/?layer={layer.pk}").json()
    rows = [
        (row["version"], row["text"], row["source"], row["source_name"], row["author"])
        for row in found["versions"]
    ]
    assert rows == [
        (3, "ones", "manual", "", "bob"),
        (2, "one", "manual", "", "alice"),
        (1, "on", "model", "Reader 1", ""),
    ]
    assert found["versions"][2]["source_label"] == "Recognised"
    assert found["versions"][2]["confidence"] == 0.7
    assert found["next"] is None


def test_the_history_comes_in_pages_of_fifty(
    api_of: ApiOf,
    vera: User,
    url: str,
    read_text: LineTranscription,
    django_assert_max_num_queries: Any,
) -> None:
    LineTranscription.objects.filter(pk=read_text.pk).update(version=121)
    for version in range(1, 121):
        factories.TranscriptionRevisionFactory(
            transcription=read_text, version=version, written_at=timezone.now()
        )
    asked = f"{url}lines/{read_text.line.uid}/history/?layer={read_text.layer_id}"
    with django_assert_max_num_queries(4):
        first = api_of(vera).get(asked).json()
    assert [row["version"] for row in first["versions"]] == list(range(121, 71, -1))
    second = api_of(vera).get(f"{asked}&before={first['next']}").json()
    assert [row["version"] for row in second["versions"]] == list(range(71, 21, -1))
    third = api_of(vera).get(f"{asked}&before={second['next']}").json()
    assert [row["version"] for row in third["versions"]] == list(range(21, 0, -1))
    assert third["next"] is None


def test_a_line_without_text_has_no_history(
    api_of: ApiOf, vera: User, charlie: User, url: str, line: Line, layer: TranscriptionLayer
) -> None:
    asked = f"{url}lines/{line.uid}/history/?layer={layer.pk}"
    assert api_of(vera).get(asked).json()["versions"] == []
    assert api_of(charlie).get(asked).status_code == 404
    assert api_of(vera).get(f"{url}lines/{uuid4()}/history/").status_code == 400


def test_restoring_a_version_brings_back_its_glyphs(
    api_of: ApiOf, bob: User, url: str, read_text: LineTranscription
) -> None:
    line, layer = read_text.line, read_text.layer
    _send(api_of(bob), url, _text(line, layer, "one", 1))
    typed = LineTranscription.objects.get(pk=read_text.pk)
    assert (typed.confidence, typed.source) == (None, "manual")
    restored = _text(line, layer, "on", 2, from_layer=layer.pk)
    assert _send(api_of(bob), url, restored).status_code == 200
    row = LineTranscription.objects.get(pk=read_text.pk)
    assert (row.text, row.version, row.glyphs, row.confidence) == ("on", 3, GLYPHS, 0.7)
    assert (row.source, row.source_name, row.author) == ("model", "Reader 1", bob)
    assert row.revisions.count() == 2


def test_words_taken_from_another_layer_keep_their_glyphs_and_are_the_persons(
    api_of: ApiOf, bob: User, url: str, read_text: LineTranscription, layer: TranscriptionLayer
) -> None:
    line = read_text.line
    taken = _text(line, layer, "on", 0, from_layer=read_text.layer_id)
    assert _send(api_of(bob), url, taken).status_code == 200
    row = line.transcriptions.get(layer=layer)
    assert (row.text, row.glyphs, row.confidence) == ("on", GLYPHS, 0.7)
    assert (row.source, row.source_name, row.author) == ("manual", "Reader", bob)


@pytest.mark.parametrize("words", ["on!", ""])
def test_other_words_take_nothing_along(
    api_of: ApiOf, bob: User, url: str, read_text: LineTranscription, layer: TranscriptionLayer,
    words: str,
) -> None:  # fmt: skip
    line = read_text.line
    factories.LineTranscriptionFactory(line=line, layer=layer, text="before")
    taken = _text(line, layer, words, 1, from_layer=read_text.layer_id)
    assert _send(api_of(bob), url, taken).status_code == 200
    row = line.transcriptions.get(layer=layer)
    assert (row.text, row.glyphs, row.source_name) == (words, None, "")


def test_glyphs_are_never_taken_from_another_document(
    api_of: ApiOf, bob: User, url: str, line: Line, layer: TranscriptionLayer
) -> None:
    foreign = factories.TranscriptionLayerFactory()
    factories.LineTranscriptionFactory(line=line, layer=foreign, text="on", glyphs=GLYPHS)
    _send(api_of(bob), url, _text(line, layer, "on", 0, from_layer=foreign.pk))
    assert line.transcriptions.get(layer=layer).glyphs is None
    bad = _send(api_of(bob), url, _text(line, layer, "x", 1, from_layer="nonsense"))
    assert bad.status_code == 400


def test_markup_is_stored_as_it_was_typed(
    api_of: ApiOf, bob: User, url: str, line: Line, layer: TranscriptionLayer
) -> None:
    words = "<em>a</em> <script>alert(1)</script> <s onclick=x>b</s>"
    _send(api_of(bob), url, _text(line, layer, words, 0))
    assert line.transcriptions.get(layer=layer).text == words


def test_the_texts_of_some_lines_alone(
    api_of: ApiOf, vera: User, part: Part, url: str, read_text: LineTranscription
) -> None:
    other = factories.LineFactory(part=part)
    factories.LineTranscriptionFactory(line=other, layer=read_text.layer, text="other")
    asked = f"{url}texts/?layer={read_text.layer_id}&lines="
    api = api_of(vera)
    assert list(api.get(asked + str(other.uid)).json()["texts"]) == [str(other.uid)]
    both = f"{other.uid},{read_text.line.uid}"
    assert set(api.get(asked + both).json()["texts"]) == set(both.split(","))
    assert api.get(asked + str(uuid4())).json()["texts"] == {}
    assert api.get(asked + "nonsense").status_code == 400
