"""Annotations through the API: as the contract says, on their page, never shifted in silence."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.annotations.models import Annotation, AnnotationTaxonomy
from apps.documents.models import Line, Part, TranscriptionLayer
from apps.users.models import User
from tests import factories

pytestmark = pytest.mark.django_db
Api = Callable[[User | None], APIClient]


def url(part: Part, kind: str, pk: int | None = None) -> str:
    base = f"/api/documents/{part.document_id}/parts/{part.pk}/annotations/{kind}/"
    return base if pk is None else f"{base}{pk}/"


def taxonomies(part: Part, kind: str = "annotations") -> str:
    return f"/api/documents/{part.document_id}/taxonomies/{kind}/"


@pytest.fixture
def api(api_of: Api, alice: User) -> APIClient:
    return api_of(alice)


@pytest.fixture
def certainty(api: APIClient, part: Part) -> int:
    body = {"name": "certainty", "allowed_values": ["high", "low"]}
    answer = api.post(taxonomies(part, "components"), body, format="json")
    assert answer.status_code == 201
    return int(answer.json()["pk"])


@pytest.fixture
def initial(api: APIClient, part: Part, certainty: int) -> int:
    body = {
        "name": "Initial",
        "marker_type": "Rectangle",
        "marker_detail": "#ff0000",
        "has_comments": True,
        "typology": {"name": "deco"},
        "components": [certainty],
    }
    answer = api.post(taxonomies(part), body, format="json")
    assert answer.status_code == 201
    shown = answer.json()
    assert shown["typology"]["name"] == "deco"
    assert shown["components"][0]["allowed_values"] == ["high", "low"]
    assert (shown["marker_type"], shown["abbreviation"]) == ("Rectangle", None)
    return int(shown["pk"])


@pytest.fixture
def person(part: Part) -> AnnotationTaxonomy:
    row: AnnotationTaxonomy = factories.AnnotationTaxonomyFactory(
        document=part.document, name="Person", marker="background"
    )
    return row


@pytest.fixture
def words(line: Line, layer: TranscriptionLayer) -> Line:
    factories.LineTranscriptionFactory(line=line, layer=layer, text="To Paris and back")
    return line


def mark(line: Line, layer: TranscriptionLayer, taxonomy: AnnotationTaxonomy) -> dict[str, Any]:
    """“Paris”."""
    return {
        "taxonomy": taxonomy.pk,
        "comments": None,
        "transcription": layer.pk,
        "start_line": line.pk,
        "start_offset": 3,
        "end_line": line.pk,
        "end_offset": 8,
        "components": [],
    }


def edit(api: APIClient, line: Line, layer: TranscriptionLayer, text: str) -> None:
    base = f"/api/documents/{line.part.document_id}/parts/{line.part_id}/transcriptions/"
    row = line.transcriptions.get(layer=layer)
    answer = api.patch(f"{base}{row.pk}/", {"content": text}, format="json")
    assert answer.status_code == 200


def test_an_image_annotation_is_answered_as_the_contract_says(
    api: APIClient, part: Part, initial: int, certainty: int
) -> None:
    body = {
        "part": part.pk,
        "taxonomy": initial,
        "comments": ["c"],
        "coordinates": [[10, 10], [100, 10], [100, 100], [10, 100]],
        "components": [{"component": certainty, "value": "high"}],
    }
    answer = api.post(url(part, "image"), body, format="json")
    assert answer.status_code == 201
    shown = answer.json()
    assert shown["coordinates"] == body["coordinates"]
    assert shown["components"][0]["component"]["name"] == "certainty"
    assert shown["as_w3c"]["body"] == [
        {"type": "TextualBody", "value": "c", "purpose": "commenting"},
        {"type": "TextualBody", "value": "high", "purpose": "attribute-certainty"},
    ]
    assert "10,10 100,10 100,100 10,100" in shown["as_w3c"]["target"]["selector"]["value"]
    listed = api.get(url(part, "image")).json()["results"]
    assert listed == [shown]
    assert api.get(url(part, "text")).json()["count"] == 0


def test_an_update_takes_values_away_and_leaves_what_is_not_given(
    api: APIClient, part: Part, initial: int, certainty: int
) -> None:
    body = {
        "taxonomy": initial,
        "comments": ["c"],
        "coordinates": [[10, 10], [60, 60]],
        "components": [{"component": certainty, "value": "low"}],
    }
    pk = api.post(url(part, "image"), body, format="json").json()["pk"]
    address = url(part, "image", pk)
    assert api.patch(address, {"comments": []}, format="json").json()["components"][0]["value"]
    shown = api.patch(address, {"components": []}, format="json").json()
    assert (shown["components"], shown["comments"], len(shown["coordinates"])) == ([], [], 4)
    assert api.patch(taxonomies(part) + f"{initial}/", {"name": "I"}, format="json").json()[
        "typology"
    ]
    assert api.delete(address).status_code == 204
    assert not Annotation.objects.exists()


def test_marked_words_stay_marked_when_the_line_is_edited(
    api: APIClient, words: Line, layer: TranscriptionLayer, person: AnnotationTaxonomy
) -> None:
    part = words.part
    answer = api.post(url(part, "text"), mark(words, layer, person), format="json")
    assert answer.status_code == 201
    assert answer.json()["quote"] == "Paris"
    assert answer.json()["as_w3c"]["target"]["selector"] == {
        "type": "TextPositionSelector",
        "start": 3,
        "end": 8,
    }

    def place() -> tuple[int, int]:
        [row] = api.get(url(part, "text"), {"transcription": layer.pk}).json()["results"]
        return row["start_offset"], row["end_offset"]

    edit(api, words, layer, "Once to Paris and back")
    assert place() == (8, 13)
    edit(api, words, layer, "Once to Parris, and back")
    assert place() == (8, 14)
    edit(api, words, layer, "Once and back")
    [row] = api.get(url(part, "text")).json()["results"]
    assert (row["start_line"], row["quote"]) == (None, "Paris")
    assert row["as_w3c"]["target"]["selector"] == {"type": "TextQuoteSelector", "exact": "Paris"}


def test_lines_may_be_named_by_uid(
    api: APIClient, words: Line, layer: TranscriptionLayer, person: AnnotationTaxonomy
) -> None:
    body = mark(words, layer, person)
    del body["start_line"], body["end_line"]
    assert api.post(url(words.part, "text"), body, format="json").status_code == 400
    ends = {"start_uid": str(words.uid), "end_uid": str(words.uid)}
    answer = api.post(url(words.part, "text"), body | ends, format="json")
    assert (answer.status_code, answer.json()["start_line"]) == (201, words.pk)
    strange = ends | {"end_uid": str(factories.LineFactory().uid)}
    assert api.post(url(words.part, "text"), body | strange, format="json").status_code == 400


@pytest.mark.parametrize(
    ("change", "words_of_it"),
    [
        ({"end_offset": 99}, "beyond the end"),
        ({"end_offset": 3}, "at least one character"),
        ({"start_line": 0}, "start_line"),
        ({"components": [{"component": 0, "value": "x"}]}, "component"),
    ],
)
def test_a_place_that_marks_nothing_is_refused(
    api: APIClient,
    words: Line,
    layer: TranscriptionLayer,
    person: AnnotationTaxonomy,
    change: dict[str, Any],
    words_of_it: str,
) -> None:
    body = mark(words, layer, person) | change
    answer = api.post(url(words.part, "text"), body, format="json")
    assert answer.status_code == 400
    assert words_of_it in answer.content.decode()
    assert not Annotation.objects.exists()


def test_rows_of_other_pages_and_documents_are_refused(
    api: APIClient, part: Part, initial: int, certainty: int, words: Line
) -> None:
    other = factories.PartFactory()
    strange = factories.AnnotationTaxonomyFactory(document=other.document)
    square = [[0, 0], [9, 0], [9, 9]]
    for body in (
        {"part": other.pk, "taxonomy": initial, "coordinates": square},
        {"taxonomy": strange.pk, "coordinates": square},
        {"taxonomy": initial, "coordinates": [[5000, 5000], [6000, 5000], [6000, 6000]]},
        {
            "taxonomy": initial,
            "coordinates": square,
            "components": [{"component": certainty, "value": "perhaps"}],
        },
    ):
        assert api.post(url(part, "image"), body, format="json").status_code == 400
    assert not Annotation.objects.exists()


def test_a_list_costs_the_same_however_long(
    api: APIClient,
    words: Line,
    layer: TranscriptionLayer,
    person: AnnotationTaxonomy,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(12):
        api.post(url(words.part, "text"), mark(words, layer, person), format="json")
    with django_assert_max_num_queries(9):
        assert api.get(url(words.part, "text")).json()["count"] == 12
