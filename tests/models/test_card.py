"""The card of a model: what is known of it, to read and for programs."""

from collections.abc import Callable

import pytest
import yaml
from django.test import Client

from apps.models.models import OcrModel
from apps.users.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(alice: User) -> OcrModel:
    return factories.OcrModelFactory(
        owner=alice,
        name="Gothic",
        script="Latf",
        accuracy=0.934,
        description="Fraktur of the 1530s.\nTrained on letters.",
        details={
            "lines": 120,
            "characters": 4000,
            "split": {"by": "pages", "seed": 7, "validation_parts": [3, 4]},
            "alphabet": ["a", "ſ", "ꝛ"],
        },
    )


def test_the_card_says_what_is_known_in_the_words_of_the_repository(
    model: OcrModel, alice: User, client_of: Callable[[User], Client]
) -> None:
    response = client_of(alice).get(f"/model/{model.pk}/card.md")
    assert "Gothic.md" in response["Content-Disposition"]
    _, head, body = response.content.decode().split("---\n", 2)
    found = yaml.safe_load(head)
    assert found["metrics"] == {"cer": 6.6}
    assert (found["script"], found["model_type"]) == (["Latf"], ["recognition"])
    for words in ("120 lines, 4000 characters", "2 pages kept aside", model.sha256, "a ſ ꝛ"):
        assert words in body


def test_programs_get_the_same_as_json(
    model: OcrModel, alice: User, charlie: User, client_of: Callable[[User], Client]
) -> None:
    url = f"/model/{model.pk}/card.json"
    found = client_of(alice).get(url).json()
    assert (found["name"], found["accuracy"], found["lines"]) == ("Gothic", 0.934, 120)
    assert found["file"]["sha256"] == model.sha256
    assert client_of(charlie).get(url).status_code == 404


def test_the_file_of_a_model_can_be_resumed(
    model: OcrModel, alice: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)
    url = f"/model/{model.pk}/download/"
    whole = b"".join(client.get(url).streaming_content)  # type: ignore[attr-defined]
    rest = client.get(url, HTTP_RANGE="bytes=2-")
    assert rest.status_code == 206
    assert b"".join(rest.streaming_content) == whole[2:]  # type: ignore[attr-defined]


def test_a_card_bears_whatever_stands_where_the_record_of_a_repository_should(
    model: OcrModel, alice: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)
    for hub in (
        "10.5281/zenodo.1",
        ["x"],
        {"authors": "me", "metrics": 3, "datasets": "a", "hints": None, "base_model": {}},
        {"authors": [7, {"name": None}, {"name": "Eve", "age": 3}], "languages": [None, "lat"]},
    ):
        model.details["hub"] = hub
        model.save(update_fields=["details"])
        for page in ("", "card.md", "card.json", "with-card/"):
            assert client.get(f"/model/{model.pk}/{page}").status_code in (200, 404), (hub, page)
    head = client.get(f"/model/{model.pk}/card.json").json()["card"]
    assert (head["authors"], head["language"]) == ([{"name": "Eve"}], ["lat"])


def test_the_figure_in_the_file_of_others_is_not_given_out_for_that_of_their_card(
    model: OcrModel, alice: User, client_of: Callable[[User], Client]
) -> None:
    model.details = {"hub": {"id": "10.5281/zenodo.1", "metrics": {"cer": 2.5}}}
    model.save(update_fields=["details"])
    shown = client_of(alice).get(f"/model/{model.pk}/").content.decode()
    assert "what its file says" in shown
    assert "CER 2.5" in shown
