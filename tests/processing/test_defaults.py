"""What a document is worked on with by one click: choosing it, using it, and who may."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Line, Part, TranscriptionLayer
from apps.events.models import Event
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.processing.models import DocumentDefaults
from apps.processing.services import set_defaults
from apps.users.models import User
from tests import factories

ClientOf = Callable[[User | None], Client]
ApiOf = Callable[[User | None], APIClient]
KRAKEN = "kraken’s own model"


@pytest.fixture
def empty_page(document: Document) -> Part:
    return factories.PartFactory(document=document)


def _now(client: Client, document: Document, kind: str, words: str, part: Part) -> Any:
    data = {"now": words, "selection": str(part.pk)}
    return client.post(f"/document/{document.pk}/{kind}/", data)


def test_without_a_choice_the_dialog_opens(
    client_of: ClientOf, bob: User, document: Document, empty_page: Part
) -> None:
    answer = _now(client_of(bob), document, "segment", "", empty_page)
    assert answer.status_code == 200
    assert "Remember this for the document" in answer.content.decode()
    assert not Job.objects.exists()


def test_remembering_in_the_dialog_makes_it_one_click(
    client_of: ClientOf, bob: User, document: Document, empty_page: Part
) -> None:
    client = client_of(bob)
    posted = {
        "selection": str(empty_page.pk),
        "steps": "both",
        "direction": "vertical-rl",
        "remember": "on",
    }
    assert client.post(f"/document/{document.pk}/segment/", posted).status_code == 204
    Job.objects.all().delete()
    buttons = client.get(f"/document/{document.pk}/work-buttons/").content.decode()
    assert f"Segment with {KRAKEN}" in buttons
    answer = _now(client, document, "segment", KRAKEN, empty_page)
    assert answer.status_code == 204
    assert json.loads(answer["HX-Trigger"])["work:asked"]["words"].startswith("Asked for: Segment")
    job = Job.objects.roots().get()
    assert (job.params["model"], job.params["direction"]) == (None, "vertical-rl")


def test_transcribe_goes_into_the_chosen_layer(
    client_of: ClientOf,
    alice: User,
    document: Document,
    line: Line,
    layer: TranscriptionLayer,
    model: OcrModel,
) -> None:
    set_defaults(user=alice, document=document, recognition_model=model, layer=layer)
    words = "“Reader” into “manual”"
    client = client_of(alice)
    assert words in client.get(f"/document/{document.pk}/images/").content.decode()
    assert _now(client, document, "transcribe", words, line.part).status_code == 204
    job = Job.objects.roots().get()
    assert (job.params["model"], job.params["layer"]) == (model.pk, layer.pk)
    assert not job.params["overwrite_manual"]


def test_what_the_button_did_not_say_is_not_done(
    client_of: ClientOf, alice: User, document: Document, line: Line, model: OcrModel
) -> None:
    """Somebody else chose another model since the page was opened."""
    set_defaults(user=alice, document=document, recognition_model=model)
    answer = _now(client_of(alice), document, "transcribe", "“Older”", line.part)
    assert "Transcribe 1 page" in answer.content.decode()
    assert not Job.objects.exists()


def test_lines_that_are_there_are_told_of_before_they_are_replaced(
    client_of: ClientOf, alice: User, document: Document, line: Line
) -> None:
    set_defaults(user=alice, document=document, is_kraken_segmenting=True)
    answer = _now(client_of(alice), document, "segment", KRAKEN, line.part)
    assert "1 line already" in answer.content.decode()
    assert not Job.objects.exists()


def test_what_cannot_be_done_is_said_in_the_dialog(
    client_of: ClientOf, alice: User, document: Document, empty_page: Part, model: OcrModel
) -> None:
    set_defaults(user=alice, document=document, recognition_model=model)
    answer = _now(client_of(alice), document, "transcribe", "“Reader”", empty_page)
    assert answer.status_code == 422
    assert "there are no lines yet" in answer.content.decode()


def test_a_model_that_is_not_shared_is_said_plainly(
    client_of: ClientOf, alice: User, bob: User, document: Document, line: Line, model: OcrModel
) -> None:
    set_defaults(user=alice, document=document, recognition_model=model)
    client = client_of(bob)
    answer = _now(client, document, "transcribe", "“Reader”", line.part).content.decode()
    assert "is not shared with you. Ask alice to share it" in answer
    assert "Reader" not in client.get(f"/document/{document.pk}/settings/").content.decode()
    assert "Reader" not in client.get(f"/document/{document.pk}/images/").content.decode()
    factories.ModelShareFactory(model=model, user=bob)
    assert _now(client, document, "transcribe", "“Reader”", line.part).status_code == 204


def test_a_hidden_model_stays_when_something_else_is_changed(
    client_of: ClientOf, alice: User, bob: User, document: Document, model: OcrModel
) -> None:
    set_defaults(user=alice, document=document, recognition_model=model)
    client, url = client_of(bob), f"/document/{document.pk}/defaults/"
    assert "The model that is not shared with you" in client.get(url).content.decode()
    assert client.post(url, {"segment": "kraken", "transcribe": "kept"}).status_code == 204
    row = DocumentDefaults.objects.get()
    assert (row.is_kraken_segmenting, row.recognition_model) == (True, model)
    assert client.post(url, {"segment": "", "transcribe": ""}).status_code == 204
    row.refresh_from_db()
    assert (row.is_kraken_segmenting, row.recognition_model) == (False, None)


def test_the_settings_say_what_is_usual(
    client_of: ClientOf, alice: User, vera: User, document: Document, model: OcrModel
) -> None:
    url = f"/document/{document.pk}/settings/"
    assert "asks each time" in client_of(alice).get(url).content.decode()
    set_defaults(user=alice, document=document, recognition_model=model, is_kraken_segmenting=True)
    words = client_of(alice).get(url).content.decode()
    assert f'with <span dir="auto">{KRAKEN}' in words
    assert "“Reader”" in words
    assert "by alice" in words
    panel = client_of(vera).get(f"/document/{document.pk}/defaults/panel/").content.decode()
    assert "Choose…" not in panel


def test_an_archived_layer_and_a_deleted_model_are_asked_for_again(
    client_of: ClientOf, alice: User, document: Document, line: Line, model: OcrModel
) -> None:
    layer = factories.TranscriptionLayerFactory(document=document, name="Second")
    set_defaults(user=alice, document=document, recognition_model=model, layer=layer)
    layer.archived_at = layer.created_at
    layer.save()
    client = client_of(alice)
    answer = _now(client, document, "transcribe", "“Reader”", line.part).content.decode()
    assert "“Second” that texts went into here is in the archive" in answer
    words = client.get(f"/model/{model.pk}/delete/").content.decode()
    assert "the usual model of “Letters of 1848”" in words
    client.post(f"/model/{model.pk}/delete/")
    assert DocumentDefaults.objects.get().recognition_model is None
    assert "split-usual" not in client.get(f"/document/{document.pk}/images/").content.decode()


def test_a_model_is_used_for_a_document_from_its_page(
    client_of: ClientOf, alice: User, charlie: User, document: Document, model: OcrModel
) -> None:
    client, url = client_of(alice), f"/model/{model.pk}/use/"
    assert "Letters of 1848 (Letters)" in client.get(url).content.decode()
    assert client.post(url, {"document": document.pk}).status_code == 204
    assert DocumentDefaults.objects.get().recognition_model == model
    factories.ModelShareFactory(model=model, user=charlie)
    assert client_of(charlie).post(url, {"document": document.pk}).status_code == 422
    assert client_of(charlie).post(url, {}).status_code == 422


def test_bad_choices_are_refused(
    alice: User, bob: User, document: Document, model: OcrModel
) -> None:
    other = factories.TranscriptionLayerFactory()
    for changes in (
        {"segmentation_model": model},
        {"layer": other},
        {"direction": "round"},
    ):
        with pytest.raises(ApplicationError):
            set_defaults(user=alice, document=document, **changes)  # type: ignore[typeddict-item]
    with pytest.raises(ApplicationError, match="gone"):
        set_defaults(user=bob, document=document, recognition_model=model)
    assert not DocumentDefaults.objects.exists()


def test_choosing_tells_open_pages(alice: User, document: Document) -> None:
    set_defaults(user=alice, document=document, is_kraken_segmenting=True)
    assert Event.objects.filter(topic=f"document:{document.pk}", kind="defaults").exists()


def test_over_rest_defaults_are_read_and_changed_one_by_one(
    api_of: ApiOf, alice: User, bob: User, document: Document, model: OcrModel
) -> None:
    url = f"/api/documents/{document.pk}/defaults/"
    nothing = {
        "segmentation_model": None,
        "is_kraken_segmenting": False,
        "recognition_model": None,
        "transcription": None,
        "text_direction": "",
        "problems": [],
    }
    client = api_of(alice)
    assert client.get(url).json() == nothing
    assert (
        client.patch(url, {"recognition_model": model.pk}).json()["recognition_model"] == model.pk
    )
    changed = client.patch(url, {"is_kraken_segmenting": True}).json()
    assert (changed["is_kraken_segmenting"], changed["recognition_model"]) == (True, model.pk)
    seen = api_of(bob).get(url).json()
    assert seen["recognition_model"] is None
    assert "not shared with you" in seen["problems"][0]


def test_over_rest_bad_choices_are_named(
    api_of: ApiOf, alice: User, vera: User, charlie: User, document: Document, model: OcrModel
) -> None:
    url = f"/api/documents/{document.pk}/defaults/"
    client = api_of(alice)
    assert "segmentation_model" in client.patch(url, {"segmentation_model": model.pk}).json()
    assert client.patch(url, {"recognition_model": 999_999}).status_code == 400
    assert client.patch(url, {"text_direction": "round"}).status_code == 400
    assert api_of(vera).get(url).status_code == 200
    assert api_of(vera).patch(url, {"text_direction": ""}).status_code == 404
    assert api_of(charlie).get(url).status_code == 404


def test_the_images_page_asks_no_more_for_more_models(
    client_of: ClientOf, alice: User, document: Document, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        factories.OcrModelFactory(owner=alice, name=f"M{number}")
    set_defaults(user=alice, document=document, recognition_model=OcrModel.objects.first())
    client = client_of(alice)
    with django_assert_max_num_queries(6):
        client.get(f"/document/{document.pk}/work-buttons/")
