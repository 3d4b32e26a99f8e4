"""Pages over REST: the shape of the contract, who may, what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from apps.documents.models import Document, Part
from apps.users.models import User
from tests import factories
from tests.images import samples

pytestmark = pytest.mark.django_db
FIELDS = [
    "pk",
    "name",
    "filename",
    "title",
    "typology",
    "image",
    "image_file_size",
    "original_filename",
    "bw_image",
    "workflow",
    "order",
    "recoverable",
    "transcription_progress",
    "source",
    "max_avg_confidence",
    "comments",
    "updated_at",
    "status",
    "assignee",
    "assignee_name",
]
Api = Callable[[User | None], APIClient]


def url(document: Document, rest: str = "") -> str:
    return f"/api/documents/{document.pk}/parts/{rest}"


def image(name: str = "f10.png", width: int = 60) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.encoded(samples.page((width, 40)), "PNG"))


def test_a_new_page_is_answered_in_the_words_of_the_contract(
    document: Document, bob: User, api_of: Api
) -> None:
    answer = api_of(bob).post(url(document), {"image": image(), "name": "f. 10r", "source": "BnF"})
    assert answer.status_code == 201
    page = answer.json()
    assert [key for key in page if key not in ("result", "parts")] == FIELDS
    assert page["result"] == "created"
    assert page["parts"] == [page["pk"]]
    assert (page["name"], page["title"], page["source"]) == ("f. 10r", "f. 10r", "BnF")
    assert page["filename"] == page["original_filename"] == "f10.png"
    assert page["image"]["size"] == [60, 40]
    assert page["image"]["uri"].startswith("/media/original/")
    assert page["image"]["thumbnails"] == {}
    assert page["workflow"] == {"convert": "pending"}
    assert page["bw_image"] is None
    assert page["comments"] is None


def test_the_same_file_again_is_answered_as_a_duplicate(
    document: Document, bob: User, api_of: Api
) -> None:
    api = api_of(bob)
    first = api.post(url(document), {"image": image()}).json()
    again = api.post(url(document), {"image": image()})
    assert again.status_code == 200
    assert (again.json()["pk"], again.json()["result"]) == (first["pk"], "duplicate")
    other = api.post(url(document), {"image": image(width=70)})
    assert other.status_code == 201
    assert other.json()["original_filename"] == "f10 (2).png"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("a.jpg", b"Dear sister, " * 20), "a.jpg is no image that can be read"),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.4"), "a.pdf is a PDF"),
        (SimpleUploadedFile("a.png", samples.noise("PNG")[:999]), "a.png is damaged"),
        (SimpleUploadedFile("a.png", samples.bomb()), "million pixels"),
    ],
    ids=["text", "pdf", "truncated", "bomb"],
)
def test_what_is_no_page_is_refused_with_the_name_of_the_file(
    document: Document, bob: User, api_of: Api, file: SimpleUploadedFile, words: str
) -> None:
    answer = api_of(bob).post(url(document), {"image": file})
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_image"
    assert words in answer.json()["message"]
    assert not document.parts.exists()


def test_a_page_without_an_image_is_refused(document: Document, bob: User, api_of: Api) -> None:
    answer = api_of(bob).post(url(document), {"name": "f. 10r"})
    assert answer.status_code == 400
    assert "image" in answer.json()


@pytest.mark.parametrize(("person", "status"), [("vera", 404), ("charlie", 404), (None, 401)])
def test_only_editors_add_change_move_and_delete(
    request: Any, document: Document, part: Part, api_of: Api, person: str | None, status: int
) -> None:
    api = api_of(request.getfixturevalue(person) if person else None)
    one = url(document, f"{part.pk}/")
    bulk = f"/api/documents/{document.pk}/bulk_move_parts/"
    assert api.post(url(document), {"image": image()}).status_code == status
    assert api.patch(one, {"name": "x"}).status_code == status
    assert api.post(f"{one}move/", {"index": 0}).status_code == status
    assert api.post(bulk, {"parts": [part.pk], "index": 0}).status_code == status
    assert api.delete(one).status_code == status
    assert Part.objects.filter(pk=part.pk, name="").exists()


def test_viewers_read_and_strangers_find_nothing(
    document: Document, part: Part, vera: User, charlie: User, api_of: Api
) -> None:
    ids = f"/api/documents/{document.pk}/part_ids/"
    assert api_of(vera).get(url(document)).json()["count"] == 1
    assert api_of(vera).get(url(document, f"{part.pk}/")).status_code == 200
    assert api_of(vera).get(ids).json() == [part.pk]
    for address in (url(document), url(document, f"{part.pk}/"), ids):
        assert api_of(charlie).get(address).status_code == 404


def test_a_page_is_found_under_its_own_document_only(
    document: Document, alice: User, api_of: Api, project: Any
) -> None:
    elsewhere = factories.PartFactory(document=factories.DocumentFactory(project=project))
    address = url(document, f"{elsewhere.pk}/")
    assert api_of(alice).get(address).status_code == 404
    assert api_of(alice).delete(address).status_code == 404


def test_a_page_tells_what_is_done_on_it(document: Document, alice: User, api_of: Api) -> None:
    part = factories.PartFactory(document=document, line_count=4)
    layer = factories.TranscriptionLayerFactory(document=document)
    factories.LayerProgressFactory(part=part, layer=layer, line_count=3, confidence=0.875)
    factories.JobFactory(kind="segment", state="failed", part=part, document=document, user=alice)
    page = api_of(alice).get(url(document, f"{part.pk}/")).json()
    assert page["transcription_progress"] == 75
    assert page["max_avg_confidence"] == 0.875
    assert page["workflow"] == {"convert": "done", "segment": "error", "transcribe": "done"}
    assert set(page["image"]["thumbnails"]) == {"card", "large"}


def test_the_detail_has_neighbours_layout_and_metadata(
    document: Document, alice: User, api_of: Api
) -> None:
    first, part, last = (factories.PartFactory(document=document) for _ in range(3))
    region = factories.RegionFactory(part=part)
    line = factories.LineFactory(part=part, region=region)
    factories.PartMetadataFactory(part=part, key="folio", value="1r")
    page = api_of(alice).get(url(document, f"{part.pk}/")).json()
    assert (page["previous"], page["next"]) == (first.pk, last.pk)
    assert [row["pk"] for row in page["regions"]] == [region.pk]
    assert [(row["pk"], row["region"]) for row in page["lines"]] == [(line.pk, region.pk)]
    assert page["metadata"][0]["key"] == {"name": "folio", "cidoc_id": None}
    edges = api_of(alice).get(url(document, f"{first.pk}/")).json()
    assert (edges["previous"], edges["next"]) == (None, part.pk)


def test_the_list_needs_as_many_queries_for_sixty_pages_as_for_three(
    document: Document, alice: User, api_of: Api, django_assert_max_num_queries: Any
) -> None:
    layer = factories.TranscriptionLayerFactory(document=document)

    def add(count: int) -> None:
        for _ in range(count):
            part = factories.PartFactory(document=document, line_count=2)
            factories.LayerProgressFactory(part=part, layer=layer, line_count=1)

    def queries() -> int:
        with django_assert_max_num_queries(8) as captured:
            answer = api_of(alice).get(url(document) + "?paginate_by=50")
        assert answer.status_code == 200
        return len(captured)

    add(3)
    few = queries()
    add(57)
    assert queries() == few


def test_the_list_is_ordered_and_searched(document: Document, alice: User, api_of: Api) -> None:
    for name in ("f10.png", "f2.png", "cover.png"):
        factories.PartFactory(
            document=document, image=factories.PageImageFactory(original_name=name)
        )

    def listed(query: str) -> list[str]:
        rows = api_of(alice).get(url(document) + query).json()["results"]
        return [row["filename"] for row in rows]

    assert listed("") == ["f10.png", "f2.png", "cover.png"]
    assert listed("?ordering=-order") == ["cover.png", "f2.png", "f10.png"]
    assert listed("?ordering=original_filename") == ["cover.png", "f10.png", "f2.png"]
    assert listed("?ordering=title") == ["f10.png", "f2.png", "cover.png"]
    assert listed("?name=F1") == ["f10.png"]
    assert listed("?paginate_by=1&page=2") == ["f2.png"]


def test_a_page_is_renamed_and_described(document: Document, bob: User, api_of: Api) -> None:
    kind = factories.PartTypeFactory(document=document)
    foreign = factories.PartTypeFactory()
    part = factories.PartFactory(document=document)
    api, address = api_of(bob), url(document, f"{part.pk}/")
    body = {
        "name": "f. 1r",
        "comments": "a note",
        "typology": kind.pk,
        "original_filename": "x.jpg",
    }
    page = api.patch(address, body, format="json").json()
    assert (page["title"], page["comments"], page["typology"]) == ("f. 1r", "a note", kind.pk)
    assert page["filename"] == "x.jpg"
    assert api.patch(address, {"comments": None}, format="json").json()["comments"] is None
    assert api.patch(address, {"typology": foreign.pk}, format="json").status_code == 400
    assert api.patch(address, {"name": "x" * 600}, format="json").status_code == 400


def test_pages_move_alone_and_together(document: Document, bob: User, api_of: Api) -> None:
    ids = [factories.PartFactory(document=document).pk for _ in range(4)]
    api = api_of(bob)
    bulk = f"/api/documents/{document.pk}/bulk_move_parts/"
    assert api.post(url(document, f"{ids[3]}/move/"), {"index": 0}).json() == {"status": "moved"}
    listed = f"/api/documents/{document.pk}/part_ids/"
    assert api.get(listed).json() == [ids[3], ids[0], ids[1], ids[2]]
    body: dict[str, Any] = {"parts": [ids[0], ids[3]], "index": -1}
    assert api.post(bulk, body, format="json").json() == {"status": "moved"}
    assert api.get(listed).json() == [ids[1], ids[2], ids[3], ids[0]]
    assert api.post(bulk, {"parts": [], "index": 0}, format="json").status_code == 400
    assert api.post(bulk, {"parts": [10**9], "index": 0}, format="json").status_code == 400
    assert api.post(url(document, f"{ids[0]}/move/"), {"index": "x"}).status_code == 400


def test_a_page_is_found_by_its_place(document: Document, vera: User, api_of: Api) -> None:
    ids = [factories.PartFactory(document=document).pk for _ in range(2)]
    api = api_of(vera)
    answer = api.get(url(document, "byorder/?order=1"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == url(document, f"{ids[1]}/")
    for query, words in (
        ("?order=2", "Out of bounds."),
        ("?order=x", "invalid order."),
        ("", "pass order as an url parameter."),
    ):
        assert api.get(url(document, f"byorder/{query}")).json() == {"error": words}


def test_a_page_is_deleted(document: Document, bob: User, api_of: Api) -> None:
    ids = [factories.PartFactory(document=document).pk for _ in range(2)]
    assert api_of(bob).delete(url(document, f"{ids[0]}/")).status_code == 204
    assert list(document.parts.values_list("pk", "order")) == [(ids[1], 0)]


def test_metadata_of_a_page_is_its_own(
    document: Document, part: Part, bob: User, vera: User, api_of: Api
) -> None:
    other = factories.PartFactory(document=document)
    api, address = api_of(bob), url(document, f"{part.pk}/metadata/")
    body = {"key": {"name": "folio"}, "value": "1r"}
    made = api.post(address, body, format="json")
    assert made.status_code == 201
    assert made.json()["key"] == {"name": "folio", "cidoc_id": None}
    one = f"{address}{made.json()['pk']}/"
    changed = api.patch(one, {"key": {"name": "leaf", "cidoc_id": "P3"}}, format="json").json()
    assert changed == {
        "pk": made.json()["pk"],
        "key": {"name": "leaf", "cidoc_id": "P3"},
        "value": "1r",
    }
    assert api_of(vera).get(address).json()["count"] == 1
    assert api_of(vera).delete(one).status_code == 404
    assert api.get(url(document, f"{other.pk}/metadata/")).json()["count"] == 0
    assert api.post(address, {"value": "1r"}, format="json").status_code == 400
    assert api.delete(one).status_code == 204


def test_the_answers_have_the_keys_of_the_recorded_ones(
    document: Document, part: Part, alice: User, api_of: Api
) -> None:
    root = Path(__file__).resolve().parents[2].parent / "shared" / "design" / "api-samples"
    recorded = root / "parts-detail-1.json"
    if not recorded.exists():
        pytest.skip("The recorded answers are not here.")
    wanted = set(json.loads(recorded.read_text())["response"])
    assert wanted <= set(api_of(alice).get(url(document, f"{part.pk}/")).json())
