"""Finding texts in a page, a document and a project."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.documents.models import Document, LineTranscription, Part, TranscriptionLayer
from apps.search import selectors
from apps.users.models import User
from tests import factories


def texts(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [line["text"] for page in answer.json()["pages"] for line in page["lines"]]


def test_hits_are_told_with_their_places(
    search: Any, pages: list[Part], layer: TranscriptionLayer, document: Document
) -> None:
    found = search("imperio", layer=layer.pk, replacement="regno").json()
    [page] = found["pages"]
    [line] = page["lines"]
    assert page["part"] == pages[1].pk
    assert (page["title"], page["number"]) == ("Page 2", 2)
    assert page["document_name"] == document.name
    assert page["thumbnail"]
    assert page["url"] == f"/document/{document.pk}/part/{pages[1].pk}/edit/"
    assert (line["number"], line["layer_name"], line["version"]) == (2, "manual", 1)
    assert line["text"] == "Imperio et imperio"
    assert line["hits"] == [[0, 7], [11, 18]]
    assert line["inserts"] == ["regno", "regno"]
    assert (found["lines"], found["hits"], found["next"]) == (1, 2, None)
    assert (found["searched"], found["total"]) == (3, 3)


def test_all_layers_or_one(search: Any, pages: list[Part], layer: TranscriptionLayer) -> None:
    assert texts(search("cur non")) == [
        "Cur non eſt veritus",
        "CUR NON EST VERITUS",
    ]
    assert texts(search("cur non", layer=layer.pk)) == ["Cur non eſt veritus"]
    assert texts(search("cur non", layer_name="model")) == ["CUR NON EST VERITUS"]


def test_options(search: Any, pages: list[Part], layer: TranscriptionLayer) -> None:
    options = {"layer": layer.pk}
    assert texts(search("cur", match_case=True, **options)) == []
    assert texts(search("e", whole_words=True, **options)) == []
    assert texts(search(r"\bi\w+o\b", regex=True, **options)) == ["Imperio et imperio"]
    factories.LineTranscriptionFactory(
        line=factories.LineFactory(part=pages[2]), layer=layer, text="étoit"
    )
    assert texts(search("etoit", **options)) == []
    assert texts(search("etoit", ignore_marks=True, **options)) == ["étoit"]


def test_case_is_folded_beyond_what_the_database_knows(search: Any, pages: list[Part]) -> None:
    assert texts(search("sustulit et s", layer_name="manual")) == ["Suſtulit et ſubiit"]


def test_per_cent_signs_are_signs(search: Any, pages: list[Part]) -> None:
    assert texts(search("%")) == []
    assert texts(search("_")) == []


def test_places(search: Any, pages: list[Part], document: Document, alice: User) -> None:
    other = factories.DocumentFactory(project=document.project)
    line = factories.LineFactory(part=factories.PartFactory(document=other))
    manual = factories.TranscriptionLayerFactory(document=other, name="manual")
    factories.LineTranscriptionFactory(line=line, layer=manual, text="cur et alibi")
    assert texts(search("cur", part=pages[0].pk, layer_name="manual")) == ["Cur precor Alcides"]
    found = search("cur", project=document.project_id, layer_name="manual")
    assert texts(found) == ["Cur precor Alcides", "Cur non eſt veritus", "cur et alibi"]


def test_an_answer_ends_with_a_page_and_can_be_gone_on_with(search: Any, pages: list[Part]) -> None:
    first = search("cur", lines=1).json()
    assert [page["number"] for page in first["pages"]] == [1]
    assert (first["searched"], first["total"]) == (1, 3)
    second = search("cur", lines=1, cursor=first["next"]).json()
    assert [page["number"] for page in second["pages"]] == [2]
    assert (second["next"], second["searched"]) == (None, 3)


def test_an_answer_reads_a_bounded_number_of_texts(
    search: Any, pages: list[Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "TEXTS_PER_ANSWER", 3)
    monkeypatch.setattr(selectors, "TEXTS_AT_ONCE", 2)
    found = search("nihil", regex=True).json()
    assert (found["pages"], found["searched"]) == ([], 1)
    assert found["next"]


def test_what_is_archived_or_of_others_is_not_found(
    search: Any, pages: list[Part], document: Document, charlie: User, vera: User
) -> None:
    assert search("cur", user=charlie).status_code == 404
    assert search("cur", user=charlie, part=pages[0].pk).status_code == 404
    assert search("cur", user=charlie, project=document.project_id).status_code == 404
    assert texts(search("alcides", user=vera, layer_name="manual")) == ["Cur precor Alcides"]
    document.layers.filter(name="model").update(archived_at="2026-01-01T00:00:00Z")
    assert len(texts(search("alcides"))) == 1


def test_a_document_without_pages_has_no_hits(search: Any, document: Document) -> None:
    assert search("a").json()["pages"] == []
    assert search("a", project=document.project_id).json()["total"] == 0


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"q": "a(", "regex": True}, "fault at character"),
        ({"q": ""}, None),
        ({"q": "a", "part": 1}, None),
        ({"q": "a", "cursor": "1-2"}, "no cursor"),
        ({"q": "a", "cursor": "1-2-99999999999999999999"}, "no cursor"),
    ],
)
def test_faults_are_refused_in_words(
    api_of: Callable[[User], APIClient],
    alice: User,
    document: Document,
    pages: list[Part],
    asked: dict[str, Any],
    words: str | None,
) -> None:
    answer = api_of(alice).get("/api/search/", {"document": document.pk} | asked)
    assert answer.status_code == 400
    if words:
        assert words in answer.json()["message"]


def test_the_number_of_queries_does_not_grow(
    search: Any, pages: list[Part], document: Document, layer: TranscriptionLayer
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert search("cur").status_code == 200
        return len(caught)

    before = queries()
    for _ in range(5):
        line = factories.LineFactory(part=factories.PartFactory(document=document))
        factories.LineTranscriptionFactory(line=line, layer=layer, text="cur")
    assert queries() == before


def test_postgresql_looks_for_letters_in_an_index(search: Any, pages: list[Part]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads all texts.")
    rows = LineTranscription.objects.filter(text__icontains="alcides").order_by()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "line_text_letters" in rows.explain()


def test_texts_that_are_sent_along_are_matched(
    api_of: Callable[[User], APIClient], charlie: User
) -> None:
    body = {
        "q": r"(\w)a",
        "regex": True,
        "replacement": r"a\1",
        "texts": ["na pa", "", "x"],
    }
    answer = api_of(charlie).post("/api/search/match/", body, format="json")
    assert answer.json()["matches"] == [
        {"hits": [[0, 2], [3, 5]], "inserts": ["an", "ap"]},
        {"hits": [], "inserts": []},
        {"hits": [], "inserts": []},
    ]
    assert api_of(charlie).post("/api/search/match/", {"q": "("}, format="json").status_code == 400
