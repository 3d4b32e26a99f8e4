"""Documents, scripts, types, layers and metadata through the REST API."""

from typing import Any

import pytest

from apps.documents.models import Document, DocumentMembership, LineTranscription
from apps.projects.models import Project
from apps.users.models import User
from tests import factories

NEW = {
    "name": "Peer document",
    "project": "letters",
    "main_script": "Latin",
    "read_direction": "ltr",
    "line_offset": 0,
}


def test_a_new_document_answers_with_the_whole_contract(
    api_of: Any, project: Project, bob: User
) -> None:
    tag = factories.DocumentTagFactory(project=project, name="charter")
    made = api_of(bob).post("/api/documents/", NEW | {"tags": [tag.pk]}, format="json")
    body = made.json()
    assert made.status_code == 201
    assert [layer["name"] for layer in body["transcriptions"]] == ["manual"]
    assert body["valid_block_types"][0]["name"] == "MainZone"
    assert set(body["valid_block_types"][0]) == {"pk", "name"}
    assert body["tags"] == [{"pk": tag.pk, "name": "charter", "color": tag.color}]
    assert (body["project"], body["project_id"], body["project_name"]) == (
        "letters",
        project.pk,
        "Letters",
    )
    assert (body["main_script"], body["parts_count"]) == ("Latin", 0)
    assert body["show_confidence_viz"] in (True, False)
    assert Document.objects.get().owner == bob


def test_what_is_missing_is_named(api_of: Any, project: Project, bob: User) -> None:
    answer = api_of(bob).post("/api/documents/", {"name": "x"}, format="json")
    required = ["This field is required."]
    assert (answer.status_code, answer.json()) == (
        400,
        {"project": required, "main_script": required},
    )
    for change in ({"main_script": "Klingon?"}, {"project": "nowhere"}, {"line_offset": 7}):
        assert api_of(bob).post("/api/documents/", NEW | change, format="json").status_code == 400


def test_viewers_and_strangers_cannot_put_documents_into_a_project(
    api_of: Any, project: Project, vera: User, charlie: User
) -> None:
    for user in (vera, charlie):
        assert api_of(user).post("/api/documents/", NEW, format="json").status_code == 400
    assert not Document.objects.exists()


def test_a_document_is_changed_and_deleted(
    api_of: Any, document: Document, alice: User, bob: User
) -> None:
    address = f"/api/documents/{document.pk}/"
    changed = api_of(bob).patch(address, {"main_script": "Hebrew", "read_direction": "rtl"})
    assert changed.json()["main_script"] == "Hebrew"
    document.refresh_from_db()
    assert document.main_script == "Hebr"
    assert api_of(bob).delete(address).status_code == 404
    assert api_of(alice).delete(address).status_code == 204
    assert api_of(alice).get(address).json() == {"detail": "No Document matches the given query."}


def test_lists_are_filtered_ordered_and_paginated(
    api_of: Any, project: Project, document: Document, alice: User
) -> None:
    factories.PartFactory(document=document)
    other = factories.ProjectFactory(owner=alice, slug="other")
    factories.DocumentFactory(project=other, name="Alpha")
    gone = factories.DocumentFactory(project=project, name="Archived")
    api = api_of(alice)
    api_of(alice).get("/")
    Document.objects.filter(pk=gone.pk).update(archived_at=gone.created_at)
    assert api.get("/api/documents/").json()["count"] == 2
    assert api.get(f"/api/documents/?project={other.pk}").json()["results"][0]["name"] == "Alpha"
    assert api.get("/api/documents/?project=other").status_code == 400
    first = api.get("/api/documents/?ordering=-parts_count").json()["results"][0]
    assert (first["pk"], first["parts_count"]) == (document.pk, 1)
    assert api.get("/api/documents/?name=alph").json()["count"] == 1
    page = api.get("/api/documents/?paginate_by=1").json()
    assert len(page["results"]) == 1 and page["next"]
    assert api.get("/api/documents/?page=9").status_code == 404


def test_the_list_needs_few_queries(
    api_of: Any, project: Project, alice: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        row = factories.DocumentFactory(project=project, name=f"D{number}")
        factories.TranscriptionLayerFactory(document=row)
        factories.RegionTypeFactory(document=row)
        factories.DocumentMembershipFactory(
            document=row, user=factories.UserFactory(username=f"u{number}")
        )
    with django_assert_max_num_queries(12):
        assert api_of(alice).get("/api/documents/").json()["count"] == 10


def test_sharing_a_document(api_of: Any, document: Document, alice: User, charlie: User) -> None:
    address = f"/api/documents/{document.pk}/share/"
    shared = api_of(alice).post(address, {"user": "charlie"})
    assert shared.status_code == 201
    assert shared.json()["shared_with_users"][0]["pk"] == charlie.pk
    assert DocumentMembership.objects.get().role == "editor"
    refused = api_of(alice).post(address, {"user": "nobody"})
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid username."})


def test_the_ontology_is_replaced_as_a_whole_or_not_at_all(
    api_of: Any, document: Document, bob: User
) -> None:
    kept = factories.RegionTypeFactory(document=document, name="Kept")
    factories.RegionTypeFactory(document=document, name="Gone")
    other = factories.DocumentFactory(project=document.project, name="Other")
    foreign = factories.RegionTypeFactory(document=other, name="Foreign")
    hidden = factories.RegionTypeFactory(document=factories.DocumentFactory(), name="Hidden")
    api, address = api_of(bob), f"/api/documents/{document.pk}/modify_ontology/"

    body = {"valid_block_types": [foreign.pk, kept.pk]}
    types = api.patch(address, body, format="json").json()["valid_block_types"]

    assert [row["name"] for row in types] == ["Foreign", "Kept"]
    assert types[1]["pk"] == kept.pk and types[0]["pk"] != foreign.pk
    for wrong in (
        {},
        {"valid_line_types": "all"},
        {"valid_line_types": [], "valid_block_types": [kept.pk, hidden.pk]},
    ):
        refused = api.patch(address, wrong, format="json")
        assert refused.status_code == 400 and "error" in refused.json()
    assert document.region_types.count() == 2


@pytest.mark.parametrize("kind", ["block", "line", "part"])
def test_types_belong_to_a_document(
    api_of: Any, document: Document, bob: User, charlie: User, kind: str
) -> None:
    api, address = api_of(bob), f"/api/types/{kind}/"
    made = api.post(address, {"name": "Peer zone", "document": document.pk})
    assert made.status_code == 201 and made.json()["document"] == document.pk
    one = f"{address}{made.json()['pk']}/"
    assert api.patch(one, {"name": "Zone"}).json()["name"] == "Zone"
    assert api.post(address, {"name": "Zone", "document": document.pk}).status_code == 400
    assert api.get(address, {"document": document.pk}).json()["count"] == 1
    assert api_of(charlie).get(address).json()["count"] == 0
    assert api_of(charlie).patch(one, {"name": "Mine"}).status_code == 404
    assert api.delete(one).status_code == 204


def test_scripts_come_all_at_once(api_of: Any, alice: User) -> None:
    body = api_of(alice).get("/api/scripts/").json()
    assert body["count"] == len(body["results"]) > 200 and body["next"] is None
    latin = next(row for row in body["results"] if row["name"] == "Latin")
    assert latin == {
        "id": 215,
        "name": "Latin",
        "name_fr": "latin",
        "iso_code": "Latn",
        "text_direction": "horizontal-lr",
        "blank_char": " ",
    }
    assert api_of(alice).get("/api/scripts/215/").json() == latin
    assert api_of(alice).get("/api/scripts/99999/").status_code == 404
    directions = {row["iso_code"]: row["text_direction"] for row in body["results"]}
    assert directions["Hebr"] == directions["Syrc"] == "horizontal-rl"
    assert directions["Mong"] == "vertical-lr"


def test_metadata_keys_belong_to_their_row(api_of: Any, document: Document, bob: User) -> None:
    api, address = api_of(bob), f"/api/documents/{document.pk}/metadata/"
    made = api.post(address, {"key": {"name": "shelfmark"}, "value": "Ms 1"}, format="json")
    body = made.json()
    assert made.status_code == 201
    assert body == {
        "pk": body["pk"],
        "key": {"name": "shelfmark", "cidoc_id": None},
        "value": "Ms 1",
    }
    changed = api.patch(f"{address}{body['pk']}/", {"value": "Ms 2"}, format="json").json()
    assert (changed["key"]["name"], changed["value"]) == ("shelfmark", "Ms 2")
    assert api.get(address).json()["count"] == 1
    assert api.delete(f"{address}{body['pk']}/").status_code == 204


def test_layers_are_a_bare_list_and_delete_archives(
    api_of: Any, document: Document, layer: Any, bob: User
) -> None:
    api, address = api_of(bob), f"/api/documents/{document.pk}/transcriptions/"
    made = api.post(address, {"name": "diplomatic"}).json()
    assert set(made) == {"pk", "name", "archived", "avg_confidence", "created_at", "comments"}
    assert api.post(address, {"name": "diplomatic"}).json()["pk"] == made["pk"]
    one = f"{address}{made['pk']}/"
    assert api.patch(one, {"comments": "x"}).json()["comments"] == "x"
    assert [row["name"] for row in api.get(address).json()] == ["diplomatic", "manual"]
    assert api.delete(one).status_code == 204
    assert [row["name"] for row in api.get(address).json()] == ["manual"]
    assert api.patch(one, {"archived": False}, format="json").json()["archived"] is False
    refused = api.delete(f"{address}{layer.pk}/")
    assert (refused.status_code, refused.json()) == (400, "This transcription can not be deleted.")


def test_a_layers_characters_are_counted(
    api_of: Any, line: Any, layer: Any, bob: User, vera: User
) -> None:
    factories.LineTranscriptionFactory(line=line, layer=layer, text="été")
    assert LineTranscription.objects.count() == 1
    address = f"/api/documents/{layer.document_id}/transcriptions/{layer.pk}/stats/"
    body = api_of(vera).get(address).json()
    assert body["line_count"] == 1
    assert body["characters"] == [
        {"char": "é", "frequency": 2},
        {"char": "t", "frequency": 1},
    ]


def test_a_document_out_of_reach_is_404_below_too(
    api_of: Any, document: Document, charlie: User
) -> None:
    for path in ("", "metadata/", "transcriptions/", "events/"):
        answer = api_of(charlie).get(f"/api/documents/{document.pk}/{path}")
        assert answer.status_code == 404, path
