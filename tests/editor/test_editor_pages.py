"""The editor page, the JSON it reads, the history of a page."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.documents.models import Document, Line, Part, Snapshot, TranscriptionLayer
from apps.documents.services.progress import refresh_layers
from apps.documents.services.snapshots import take_snapshot
from apps.users.models import User
from tests import factories

Api = Callable[[User | None], APIClient]
Browser = Callable[[User | None], Client]


def editor_url(part: Part) -> str:
    return f"/api/documents/{part.document_id}/parts/{part.pk}/editor/"


def page_url(part: Part, what: str = "edit") -> str:
    return f"/document/{part.document_id}/part/{part.pk}/{what}/"


def _facts(part: Part) -> dict[str, Any]:
    return {
        "id": part.pk,
        "name": part.image.original_name,
        "title": part.title,
        "order": 0,
        "count": 1,
        "previous": None,
        "next": None,
        "width": 400,
        "height": 300,
        "revision": 0,
        "image": "",
        "thumbnail": "",
        "direction": "horizontal-lr",
        "line_offset": "baseline",
        "status": "todo",
        "assignee": None,
        "assignee_name": None,
        "has_manual_order": False,
        "turns": 0,
    }


def test_everything_of_one_page(
    api_of: Api, alice: User, part: Part, layer: TranscriptionLayer
) -> None:
    kind = factories.RegionTypeFactory(document=part.document, name="MainZone")
    region = factories.RegionFactory(part=part, type=kind)
    line = factories.LineFactory(part=part, region=region)
    ring = [[1, 1], [2, 1], [2, 2]]
    factories.LineTranscriptionFactory(
        line=line, layer=layer, text="a", confidence=0.5, glyphs=[["a", ring, 0.5]]
    )
    refresh_layers(part=part)
    data = api_of(alice).get(editor_url(part)).json()
    assert data["part"] | {"image": "", "thumbnail": ""} == _facts(part)
    assert data["layer"] == layer.pk
    assert data["regions"][0]["type"] == kind.pk
    assert data["lines"][0] == {
        "uid": str(line.uid),
        "baseline": line.baseline,
        "mask": line.mask,
        "mask_manual": False,
        "region": str(region.uid),
        "type": None,
        "order": 0,
        "text": {"text": "a", "confidence": 0.5, "glyphs": [500], "version": 1},
    }


def test_the_layer_is_the_one_that_is_asked_for(
    api_of: Api, alice: User, part: Part, layer: TranscriptionLayer
) -> None:
    line = factories.LineFactory(part=part)
    factories.LineTranscriptionFactory(line=line, layer=layer, text="a")
    model = factories.TranscriptionLayerFactory(document=part.document, name="model")
    refresh_layers(part=part)
    data = api_of(alice).get(editor_url(part), {"layer": model.pk}).json()
    assert [row["name"] for row in data["layers"]] == ["manual", "model"]
    assert (data["layer"], data["lines"][0]["text"]) == (model.pk, None)
    assert api_of(alice).get(editor_url(part), {"layer": "x"}).json()["layer"] == layer.pk


def test_a_page_opens_in_the_layer_that_was_chosen_last(
    client_of: Browser, alice: User, part: Part, layer: TranscriptionLayer
) -> None:
    model = factories.TranscriptionLayerFactory(document=part.document, name="model")

    def shown(preferences: object, query: str = "") -> int:
        alice.preferences = {"editor.layers": preferences}
        alice.save()
        response = client_of(alice).get(page_url(part) + query)
        found: int = response.context["bootstrap"]["layer"]
        return found

    document = str(part.document_id)
    assert shown({document: model.pk}) == model.pk
    assert shown({document: model.pk}, f"?layer={layer.pk}") == layer.pk
    for nonsense in ({"0": model.pk}, {document: 0}, {document: "x"}, [], None):
        assert shown(nonsense) == layer.pk


def test_who_may_read_and_who_may_edit(
    api_of: Api, alice: User, vera: User, charlie: User, part: Part
) -> None:
    assert api_of(alice).get(editor_url(part)).json()["can_edit"] is True
    assert api_of(vera).get(editor_url(part)).json()["can_edit"] is False
    assert api_of(charlie).get(editor_url(part)).status_code == 404
    assert api_of(None).get(editor_url(part)).status_code == 401


@pytest.fixture
def big(document: Document, layer: TranscriptionLayer) -> Part:
    """A page of 40 lines in two layers, in the middle of a long document."""
    image_of = factories.PageImageFactory
    parts = [Part(document=document, image=image_of(), order=order) for order in range(30)]
    Part.objects.bulk_create(parts)
    part = document.parts.get(order=15)
    lines = Line.objects.bulk_create(
        Line(part=part, order=order, baseline=[[0, order], [9, order]]) for order in range(40)
    )
    second = factories.TranscriptionLayerFactory(document=document)
    for line in lines:
        for where in (layer, second):
            factories.LineTranscriptionFactory(line=line, layer=where)
    return part


def test_the_editor_page_asks_little_of_the_database(
    client_of: Browser, api_of: Api, alice: User, big: Part
) -> None:
    client, api = client_of(alice), api_of(alice)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page_url(big))
    assert len(queries) <= 20, [query["sql"] for query in queries]
    with CaptureQueriesContext(connection) as queries:
        api.get(editor_url(big))
    assert len(queries) <= 14
    script = response.content.decode().split('id="bootstrap" type="application/json">')[1]
    data: dict[str, Any] = json.loads(script.split("</script>")[0])
    assert (data["part"]["previous"], data["part"]["next"]) == (
        big.document.parts.get(order=14).pk,
        big.document.parts.get(order=16).pk,
    )
    assert len(data["filmstrip"]["frames"]) == 30
    assert data["urls"]["changes"] == f"/api/documents/{big.document_id}/parts/{big.pk}/changes/"
    assert data["urls"]["part_template"] == f"/document/{big.document_id}/part/0/edit/"
    assert data["urls"]["page_template"] == f"/document/{big.document_id}/page/0/"


def test_the_page_by_its_number(client_of: Browser, alice: User, charlie: User, big: Part) -> None:
    url = f"/document/{big.document_id}/page/16/"
    assert client_of(alice).get(url).headers["Location"] == page_url(big)
    assert client_of(charlie).get(url).status_code == 404
    assert client_of(alice).get(f"/document/{big.document_id}/page/0/").status_code == 404


def test_names_are_data_in_the_page(client_of: Browser, alice: User, part: Part) -> None:
    Document.objects.update(name="</script><script>alert(1)</script>")
    body = client_of(alice).get(page_url(part)).content.decode()
    assert "<script>alert" not in body


def test_strangers_see_no_editor_and_no_history(
    client_of: Browser, charlie: User, part: Part
) -> None:
    for what in ("edit", "history"):
        assert client_of(charlie).get(page_url(part, what)).status_code == 404
        assert client_of(None).get(page_url(part, what)).status_code in (302, 404)


def test_history_in_two_clicks(
    client_of: Browser, alice: User, part: Part, layer: TranscriptionLayer
) -> None:
    line = factories.LineFactory(part=part)
    row = factories.LineTranscriptionFactory(line=line, layer=layer, text="before")
    assert "No earlier states" in client_of(alice).get(page_url(part, "history")).content.decode()
    snapshot = take_snapshot(part=part, user=alice, reason="Before segmentation")
    row.text = "after"
    row.save()
    client = client_of(alice)
    fragment = client.get(page_url(part, "history"), headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert "1 line, 0 regions, 1 text" in fragment.content.decode()
    url = page_url(part, "history") + f"{snapshot.pk}/restore/"
    response = client.post(url, headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert json.loads(response.headers["HX-Trigger"])["dialog:close"] is True
    row.refresh_from_db()
    assert row.text == "before"
    assert Snapshot.objects.count() == 2
    assert client.post(url).headers["Location"] == page_url(part)


def test_history_of_the_first_selected_page(
    client_of: Browser, alice: User, charlie: User, part: Part
) -> None:
    other = factories.PartFactory(document=part.document, name="second")
    url = f"/document/{part.document_id}/history/"
    query = {"selection": f"{other.pk}"}
    headers = {"HX-Request": "true"}
    body = client_of(alice).get(url, query, headers=headers).content.decode()
    assert "History of “second”" in body
    assert client_of(alice).get(url, {"selection": "999"}).status_code == 404
    assert client_of(alice).get(url, {"selection": "nonsense"}).status_code == 404
    assert client_of(charlie).get(url, query).status_code == 404


def test_only_editors_restore_and_only_on_the_right_page(
    client_of: Browser, alice: User, vera: User, part: Part
) -> None:
    snapshot = take_snapshot(part=part, user=alice, reason="Before segmentation")
    url = page_url(part, "history") + f"{snapshot.pk}/restore/"
    assert client_of(vera).get(page_url(part, "history")).status_code == 200
    assert client_of(vera).post(url).status_code == 404
    other = factories.PartFactory(document=part.document)
    wrong = page_url(other, "history") + f"{snapshot.pk}/restore/"
    assert client_of(alice).post(wrong).status_code == 404
