"""Regions, lines and texts of a page through the REST API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.documents.models import (
    LayerProgress,
    Line,
    LineTranscription,
    Part,
    Region,
    Snapshot,
    TranscriptionLayer,
    TranscriptionRevision,
)
from apps.documents.models.transcription import TextSource
from apps.users.models import User
from tests import factories

BOX = [[10, 10], [300, 10], [300, 250], [10, 250]]
Api = Callable[[User | None], APIClient]


@pytest.fixture
def url(part: Part) -> str:
    return f"/api/documents/{part.document_id}/parts/{part.pk}/"


@pytest.fixture
def api(api_of: Api, alice: User) -> APIClient:
    client = api_of(alice)
    client.default_format = "json"
    return client


@pytest.fixture
def lines(part: Part, layer: TranscriptionLayer) -> list[Line]:
    rows = [factories.LineFactory(part=part) for _ in range(3)]
    for row, text in zip(rows, ("one", "two", "three"), strict=True):
        factories.LineTranscriptionFactory(line=row, layer=layer, text=text)
    return rows


def test_a_region_from_drawing_to_deleting(api: APIClient, url: str, part: Part) -> None:
    kind = factories.RegionTypeFactory(document=part.document)
    made = api.post(url + "blocks/", {"document_part": part.pk, "box": BOX, "typology": None})
    assert made.status_code == 201
    row = Region.objects.get()
    assert made.json() == {
        "pk": row.pk,
        "document_part": part.pk,
        "external_id": f"eSc_textblock_{row.uid.hex[:8]}",
        "order": 0,
        "box": BOX,
        "typology": None,
        "locked": False,
    }
    one = f"{url}blocks/{row.pk}/"
    assert api.patch(one, {"typology": kind.pk}).json()["typology"] == kind.pk
    assert api.get(url + "blocks/").json()["results"][0]["box"] == BOX
    line = factories.LineFactory(part=part, region=row)
    assert api.delete(one).status_code == 204
    line.refresh_from_db()
    assert line.region is None
    part.refresh_from_db()
    assert (part.revision, part.region_count, part.line_count) == (3, 0, 1)


def test_bad_regions(api: APIClient, url: str, part: Part) -> None:
    few = api.post(url + "blocks/", {"document_part": part.pk, "box": [[10, 10]]})
    assert few.status_code == 400
    assert few.json() == {"box": ["Polygon needs to have at least 3 points, it has 1: [[10, 10]]."]}
    other = factories.PartFactory(document=part.document)
    wrong = api.post(url + "blocks/", {"document_part": other.pk, "box": BOX})
    assert wrong.status_code == 400
    foreign = factories.RegionTypeFactory()
    assert api.post(url + "blocks/", {"box": BOX, "typology": foreign.pk}).status_code == 400
    assert not Region.objects.exists()


def test_a_line_from_drawing_to_deleting(
    api: APIClient, url: str, part: Part, layer: TranscriptionLayer
) -> None:
    region = factories.RegionFactory(part=part)
    body = {"document_part": part.pk, "baseline": [[20, 100], [280, 100]], "region": region.pk}
    made = api.post(url + "lines/", body)
    assert made.status_code == 201
    pk = made.json()["pk"]
    line = Line.objects.get(pk=pk)
    assert made.json() == {
        "pk": pk,
        "document_part": part.pk,
        "external_id": f"eSc_line_{line.uid.hex[:8]}",
        "order": 0,
        "region": region.pk,
        "baseline": [[20, 100], [280, 100]],
        "mask": None,
        "typology": None,
    }
    one = f"{url}lines/{pk}/"
    assert api.patch(one, {"external_id": "l1"}).json()["external_id"] == "l1"
    factories.LineTranscriptionFactory(line=line, layer=layer, text="words")
    assert api.get(one).json()["transcriptions"][0]["content"] == "words"
    assert "transcriptions" not in api.get(url + "lines/").json()["results"][0]
    gone = api.delete(one)
    assert gone.status_code == 200
    assert gone.json()["transcriptions"][0]["content"] == "words"
    assert api.get(one).status_code == 404


def test_lines_in_bulk(api: APIClient, url: str, part: Part, layer: TranscriptionLayer) -> None:
    made = api.post(
        url + "lines/bulk_create/",
        {
            "lines": [
                {
                    "document_part": part.pk,
                    "baseline": [[20, 200], [280, 200]],
                    "mask": None,
                    "transcriptions": [{"transcription": layer.pk, "content": "bulk one"}],
                },
                {"document_part": part.pk, "baseline": [[20.4, 150], [280, 150]]},
            ]
        },
    )
    assert made.status_code == 200, made.json()
    assert made.json()["status"] == "ok"
    first, second = made.json()["lines"]
    assert (first["baseline"], first["transcriptions"]) == ([[20, 150], [280, 150]], [])
    assert second["transcriptions"][0]["content"] == "bulk one"
    assert LayerProgress.objects.get(part=part, layer=layer).line_count == 1
    changed = api.put(
        url + "lines/bulk_update/",
        {
            "lines": [
                {"pk": first["pk"], "order": 1},
                {"pk": second["pk"], "baseline": [[1, 2], [9, 2]]},
            ]
        },
    )
    assert changed.status_code == 200
    assert [row["pk"] for row in changed.json()["lines"]] == [second["pk"], first["pk"]]
    unknown = api.put(url + "lines/bulk_update/", {"lines": [{"pk": 99, "typology": None}]})
    assert unknown.status_code == 400
    assert "[99]" in unknown.json()["lines"]
    gone = api.post(url + "lines/bulk_delete/", {"lines": [second["pk"]]})
    assert gone.json()["lines"][0]["transcriptions"][0]["content"] == "bulk one"
    assert part.lines.count() == 1


def test_one_bad_line_refuses_all(api: APIClient, url: str, part: Part) -> None:
    bad = {"lines": [{"baseline": [[1, 1], [9, 1]]}, {"baseline": [[20, 150]], "mask": None}]}
    response = api.post(url + "lines/bulk_create/", bad)
    assert response.status_code == 400
    assert "at least 2 points" in response.json()[1]["baseline"][0]
    assert api.post(url + "lines/bulk_create/", {"lines": [{}]}).status_code == 400
    assert api.post(url + "lines/bulk_create/", {"lines": "x"}).status_code == 400
    assert not Line.objects.exists()


def test_merging_keeps_texts_glyphs_and_history(
    api: APIClient, url: str, part: Part, layer: TranscriptionLayer
) -> None:
    left = factories.LineFactory(part=part, baseline=[[20, 60], [180, 60]], mask=None)
    right = factories.LineFactory(part=part, baseline=[[200, 60], [380, 60]], mask=None)
    for line, word in ((right, "b"), (left, "a")):
        x = line.baseline[0][0]
        ring = [[x, 50], [x + 9, 50], [x + 9, 60], [x, 60]]
        text = factories.LineTranscriptionFactory(
            line=line,
            layer=layer,
            text=word,
            glyphs=[[word, ring, 0.5]],
            confidence=0.5,
            source=TextSource.MODEL,
            source_name="m",
        )
        factories.TranscriptionRevisionFactory(transcription=text, text=f"old {word}")
    response = api.post(url + "lines/merge/", {"lines": [right.pk, left.pk]})
    assert response.status_code == 200, response.json()
    body = response.json()["lines"]
    assert [row["pk"] for row in body["deleted"]] == [right.pk, left.pk]
    assert body["created"]["baseline"] == [[20, 60], [180, 60], [200, 60], [380, 60]]
    merged = body["created"]["transcriptions"][0]
    assert (merged["content"], merged["avg_confidence"]) == ("a b", 0.5)
    assert [graph["c"] for graph in merged["graphs"]] == ["a", " ", "b"]
    assert merged["version_source"] == "kraken:m"
    said = sorted(row["data"]["content"] for row in merged["versions"])
    assert said == ["a", "b", "old a", "old b"]
    part.refresh_from_db()
    assert (part.line_count, part.revision) == (1, 1)


def test_what_cannot_be_merged(api: APIClient, url: str, part: Part, lines: list[Line]) -> None:
    assert api.post(url + "lines/merge/", {}).json() == {
        "status": "error",
        "error": "'lines' is mandatory.",
    }
    many = [factories.LineFactory(part=part).pk for _ in range(9)]
    response = api.post(url + "lines/merge/", {"lines": many})
    assert response.json()["error"] == "Can't merge more than 8 lines"
    Line.objects.filter(pk=lines[0].pk).update(baseline=None)
    response = api.post(url + "lines/merge/", {"lines": [lines[0].pk, lines[1].pk]})
    assert response.json()["error"] == "Lines without a baseline cannot be merged"


def test_moving_and_reading_order(api: APIClient, url: str, part: Part, lines: list[Line]) -> None:
    response = api.post(url + "lines/move/", {"lines": [{"pk": lines[2].pk, "order": 0}]})
    assert response.json() == [
        {"pk": lines[2].pk, "order": 0},
        {"pk": lines[0].pk, "order": 1},
        {"pk": lines[1].pk, "order": 2},
    ]
    response = api.post(url + "recalculate_ordering/")
    assert response.json() == {
        "status": "done",
        "lines": [{"pk": line.pk, "order": i} for i, line in enumerate(lines)],
    }


def test_texts_and_their_versions(
    api: APIClient, url: str, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    other = factories.TranscriptionLayerFactory(document=part.document)
    text = "first <em>text</em> & e\u0301 < 3"
    body = {"line": lines[0].pk, "transcription": other.pk, "content": text}
    made = api.post(url + "transcriptions/", body)
    assert made.status_code == 201
    assert (made.json()["content"], made.json()["versions"]) == (text, [])
    assert made.json()["version_author"] == "alice"
    assert made.json()["version_source"] == "eScriptorium"
    again = api.post(url + "transcriptions/", body)
    assert again.status_code == 400
    assert again.json()["non_field_errors"] == [
        "The fields line, transcription must make a unique set."
    ]
    one = f"{url}transcriptions/{made.json()['pk']}/"
    graphs = [{"c": "é", "poly": [[1, 1], [2, 1], [2, 2]], "confidence": 0.9}]
    changed = api.patch(one, {"content": "é", "graphs": graphs, "avg_confidence": 0.9}).json()
    assert changed["graphs"] == graphs
    assert [row["data"]["content"] for row in changed["versions"]] == [text]
    typed = api.patch(one, {"content": "e"}).json()
    assert (typed["graphs"], typed["avg_confidence"]) == (None, None)
    assert typed["versions"][0]["data"]["graphs"] == graphs
    assert len(api.patch(one, {"content": "e"}).json()["versions"]) == 2
    listed = api.get(url + "transcriptions/", {"transcription": layer.pk}).json()
    assert [row["content"] for row in listed["results"]] == ["one", "two", "three"]
    assert api.delete(one).status_code == 204
    assert Snapshot.objects.get(part=part).text_count == 4


def test_texts_in_bulk_all_or_none(
    api: APIClient, url: str, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    pks = [line.transcriptions.get().pk for line in lines]
    bad = [{"pk": pks[0], "content": "x"}, {"pk": pks[1], "avg_confidence": 7}]
    assert api.put(url + "transcriptions/bulk_update/", {"lines": bad}).status_code == 400
    bad = [{"pk": pks[0], "content": "x"}, {"pk": 999, "content": "y"}]
    assert api.put(url + "transcriptions/bulk_update/", {"lines": bad}).status_code == 400
    assert LineTranscription.objects.get(pk=pks[0]).text == "one"
    good = [{"pk": pks[1], "content": "2"}, {"pk": pks[0], "content": "1"}]
    response = api.put(url + "transcriptions/bulk_update/", {"lines": good})
    assert [row["content"] for row in response.json()] == ["2", "1"]
    assert response.json()[0]["versions"][0]["data"]["content"] == "two"
    assert api.post(url + "transcriptions/bulk_delete/", {"lines": pks}).status_code == 204
    assert set(LineTranscription.objects.values_list("text", flat=True)) == {""}
    assert TranscriptionRevision.objects.filter(text="three").exists()
    other = factories.TranscriptionLayerFactory(document=part.document)
    new = [{"line": line.pk, "transcription": other.pk, "content": "n"} for line in lines]
    made = api.post(url + "transcriptions/bulk_create/", {"lines": new})
    assert made.json()["status"] == "ok" and len(made.json()["lines"]) == 3
    assert LayerProgress.objects.get(part=part, layer=other).line_count == 3


def test_only_twenty_versions_and_few_queries(
    api: APIClient, url: str, lines: list[Line], part: Part, layer: TranscriptionLayer
) -> None:
    text = lines[0].transcriptions.get()
    LineTranscription.objects.filter(pk=text.pk).update(version=31)
    for version in range(1, 31):
        factories.TranscriptionRevisionFactory(
            transcription=text, version=version, text=str(version)
        )
    with CaptureQueriesContext(connection) as queries:
        rows = api.get(url + "transcriptions/").json()["results"]
    assert len(queries) <= 5, [query["sql"] for query in queries]
    assert [row["data"]["content"] for row in rows[0]["versions"]] == [
        str(version) for version in range(30, 10, -1)
    ]
    pks = [line.transcriptions.get().pk for line in lines]
    body = {"lines": [{"pk": pk, "content": "new"} for pk in pks]}
    with CaptureQueriesContext(connection) as few:
        api.put(url + "transcriptions/bulk_update/", {"lines": body["lines"][:1]})
    with CaptureQueriesContext(connection) as many:
        api.put(url + "transcriptions/bulk_update/", body)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "blocks/"),
        ("post", "lines/"),
        ("post", "lines/bulk_create/"),
        ("put", "lines/bulk_update/"),
        ("post", "lines/bulk_delete/"),
        ("post", "lines/merge/"),
        ("post", "lines/move/"),
        ("post", "recalculate_ordering/"),
        ("post", "transcriptions/"),
        ("post", "transcriptions/bulk_create/"),
        ("put", "transcriptions/bulk_update/"),
        ("post", "transcriptions/bulk_delete/"),
    ],
)
def test_only_editors_write(
    api_of: Api, vera: User, charlie: User, url: str, method: str, path: str
) -> None:
    for user in (vera, charlie):
        assert getattr(api_of(user), method)(url + path, {}, format="json").status_code == 404


def test_readers_read_and_strangers_do_not(
    api_of: Api, vera: User, charlie: User, url: str, lines: list[Line]
) -> None:
    text = lines[0].transcriptions.get()
    paths = ["blocks/", "lines/", f"lines/{lines[0].pk}/", "transcriptions/"]
    for path in (*paths, f"transcriptions/{text.pk}/"):
        assert api_of(vera).get(url + path).status_code == 200
        assert api_of(charlie).get(url + path).status_code == 404


def test_rows_of_another_page_are_out_of_reach(
    api: APIClient, url: str, part: Part, layer: TranscriptionLayer, lines: list[Line]
) -> None:
    far = factories.LineFactory(part=factories.PartFactory(document=part.document))
    text = factories.LineTranscriptionFactory(line=far, layer=layer, text="far")
    assert api.get(f"{url}lines/{far.pk}/").status_code == 404
    assert api.delete(f"{url}lines/{far.pk}/").status_code == 404
    attempts: list[tuple[str, str, dict[str, Any]]] = [
        ("post", "lines/bulk_delete/", {"lines": [far.pk]}),
        ("post", "lines/merge/", {"lines": [far.pk, lines[0].pk]}),
        ("post", "lines/move/", {"lines": [{"pk": far.pk, "order": 0}]}),
        ("post", "transcriptions/", {"line": far.pk, "transcription": layer.pk, "content": "x"}),
        ("put", "transcriptions/bulk_update/", {"lines": [{"pk": text.pk, "content": "x"}]}),
        ("post", "transcriptions/bulk_delete/", {"lines": [text.pk]}),
    ]
    for method, path, body in attempts:
        assert getattr(api, method)(url + path, body).status_code == 400, path
    text.refresh_from_db()
    assert text.text == "far"
