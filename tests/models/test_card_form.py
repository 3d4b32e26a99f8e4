"""The card: filled by itself, written by its owner, checked against the repository's schema."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from django.test import Client

from apps.documents.models import Document
from apps.models.card import head_of
from apps.models.card_check import lacks
from apps.models.models import OcrModel
from apps.users.models import User
from tests import factories

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def model(alice: User) -> OcrModel:
    return factories.OcrModelFactory(owner=alice, name="Gothic", script="Latf", accuracy=0.934)


def _shown(client: Client, model: OcrModel) -> dict[str, Any]:
    """What the form shows, as a browser posts it back."""
    form = client.get(f"/model/{model.pk}/card/").context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_the_card_fills_itself(model: OcrModel, document: Document) -> None:
    factories.DocumentMetadataFactory(document=document, key="Language", value="Latin; deu, ???")
    model.details = {"document": document.pk, "test": {"cer": 0.05, "wer": 0.2}}
    head = head_of(model)
    assert head["language"] == ["lat", "deu"]
    assert (head["script"], head["model_type"]) == (["Latf"], ["recognition"])
    assert head["metrics"] == {"cer": 5.0, "wer": 20.0}
    assert [lack.field for lack in lacks(head)] == ["license"]


def test_what_is_left_as_it_is_follows_what_is_known(
    client_of: ClientOf, alice: User, model: OcrModel
) -> None:
    client, url = client_of(alice), f"/model/{model.pk}/card/"
    posted = _shown(client, model) | {"license": "CC-BY-4.0", "language": "Latin, deu"}
    assert client.post(url, posted).status_code == 302
    model.refresh_from_db()
    assert model.card == {"license": "CC-BY-4.0", "language": ["lat", "deu"]}
    model.script, model.name = "Latn", "Roman"
    model.save()
    assert (head_of(model)["script"], head_of(model)["summary"]) == (["Latn"], "Roman")


def test_what_a_person_wrote_is_never_overwritten(
    client_of: ClientOf, alice: User, model: OcrModel
) -> None:
    client, url = client_of(alice), f"/model/{model.pk}/card/"
    client.post(url, _shown(client, model) | {"summary": "Mine", "metrics": "cer 3.5"})
    model.refresh_from_db()
    model.details = {"test": {"cer": 0.5}}
    model.description = "Something else"
    model.save()
    assert (head_of(model)["summary"], head_of(model)["metrics"]) == ("Mine", {"cer": 3.5})
    client.post(url, _shown(client, model) | {"summary": ""})
    model.refresh_from_db()
    assert head_of(model)["summary"] == "Something else"


def test_authors_are_written_a_line_each(client_of: ClientOf, alice: User, model: OcrModel) -> None:
    client, url = client_of(alice), f"/model/{model.pk}/card/"
    lines = "Ada Löw; Uni Bonn; 0000-0002-1801-3147\nBob"
    client.post(url, _shown(client, model) | {"authors": lines})
    model.refresh_from_db()
    orcid = "https://orcid.org/0000-0002-1801-3147"
    ada = {"name": "Ada Löw", "affiliation": "Uni Bonn", "orcid": orcid}
    assert model.card["authors"] == [ada, {"name": "Bob"}]
    assert _shown(client, model)["authors"].splitlines()[1] == "Bob"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("language", "Klingonese", "There is no language called “Klingonese”"),
        ("script", "Latn, Elvish", "There is no script called “Elvish”"),
        ("metrics", "very good", "is no figure"),
        ("datasets", "my data", "must be an address such as"),
        ("license", "WTF", "not one of the available choices"),
        ("authors", "; Uni Bonn", "each author needs a name"),
    ],
)
def test_what_does_not_keep_to_the_schema_is_said_at_its_field(
    client_of: ClientOf, alice: User, model: OcrModel, field: str, value: str, words: str
) -> None:
    client, url = client_of(alice), f"/model/{model.pk}/card/"
    answer = client.post(url, _shown(client, model) | {field: value})
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    model.refresh_from_db()
    assert model.card == {}


def test_only_the_owner_writes_it(
    client_of: ClientOf, bob: User, charlie: User, model: OcrModel
) -> None:
    factories.ModelShareFactory(model=model, user=bob)
    url = f"/model/{model.pk}/card/"
    assert client_of(bob).get(url).status_code == 404
    assert client_of(bob).post(url, {"summary": "x"}).status_code == 404
    assert client_of(charlie).get(f"/model/{model.pk}/with-card/").status_code == 404
    assert client_of(bob).get(f"/model/{model.pk}/with-card/").status_code == 200


def test_figures_are_named_by_what_they_were_measured_on(model: OcrModel) -> None:
    assert head_of(model)["metrics"] == {"cer_by_its_file": 6.6}
    model.details = {"split": {"by": "lines", "seed": 1}}
    assert head_of(model)["metrics"] == {"cer_lines_of_training_pages": 6.6}
    model.details = {"split": {"by": "pages", "validation_parts": [1]}}
    assert head_of(model)["metrics"] == {"cer": 6.6}
    test = {"cer": 0.1, "wer": 0.3, "interval": [0.08, 0.12], "lines": 40, "pages": 2}
    model.details |= {"test": test}
    found = {"cer": 10.0, "wer": 30.0, "cer_95_low": 8.0, "cer_95_high": 12.0}
    assert head_of(model)["metrics"] == found


def test_the_page_never_shows_a_figure_alone(
    client_of: ClientOf, alice: User, model: OcrModel
) -> None:
    client, url = client_of(alice), f"/model/{model.pk}/"
    assert "which pages is not known" in client.get(url).content.decode()
    model.details = {"split": {"by": "lines", "seed": 1}}
    model.save()
    assert "which flatters" in client.get(url).content.decode()
    assert "lines of the same pages" in client.get("/models/").content.decode()
    model.details |= {"test": {"cer": 0.25, "interval": [0.2, 0.3], "lines": 9, "pages": 1}}
    model.save()
    words = client.get(url).content.decode()
    for part in ("75.00 %", "70.0 % to 80.0 %", "9 lines of 1 test page that it never saw"):
        assert part in words


def test_the_markdown_tells_how_it_was_trained(
    client_of: ClientOf, alice: User, model: OcrModel
) -> None:
    model.details = {
        "job": "x",
        "set": {"name": "Charters", "version": 2, "digest": "abc", "pages": 12},
        "options": {"normalization": "NFC", "learning_rate": 0.001, "augment": True},
        "software": {"kraken": "7.1.1"},
    }
    model.save()
    text = client_of(alice).get(f"/model/{model.pk}/card.md").content.decode()
    head = yaml.safe_load(text.split("---\n")[1])
    assert head["software_hints"] == ["version>=7.1.1"]
    for part in ("Charters, version 2", "**Pages**: 12", "NFC", "learning rate", "kraken 7.1.1"):
        assert part in text
