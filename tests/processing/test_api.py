"""The REST endpoints that ask for work, in the shapes of the contract."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.users.models import User
from tests import factories

ApiOf = Callable[[User | None], APIClient]


def _post(client: APIClient, document: Document, process: str, **data: Any) -> Any:
    return client.post(f"/api/documents/{document.pk}/{process}/", data, format="json")


def test_segment_without_parts_takes_all(
    api_of: ApiOf, bob: User, document: Document, pages: list[Part]
) -> None:
    answer = _post(api_of(bob), document, "segment", override=True)
    job = Job.objects.roots().get()
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "job": job.pk})
    assert job.total == 3


def test_segmenting_a_page_twice_at_once_is_refused(
    api_of: ApiOf, bob: User, document: Document, part: Part
) -> None:
    client = api_of(bob)
    _post(client, document, "segment", parts=[part.pk])
    answer = _post(client, document, "segment", parts=[part.pk])
    assert answer.status_code == 400
    assert answer.json() == {"status": "error", "error": "Already processing."}


def test_unknown_pages_and_missing_fields_are_named(
    api_of: ApiOf, bob: User, document: Document, part: Part
) -> None:
    client = api_of(bob)
    unknown = _post(client, document, "segment", parts=[999]).json()
    assert unknown == {
        "status": "error",
        "error": {"parts": ['Invalid pk "999" - object does not exist.']},
    }
    missing = _post(client, document, "transcribe", parts=[part.pk]).json()["error"]
    assert missing == {
        "model": ["This field is required."],
        "transcription": ["This field is required."],
    }


def test_pages_and_layers_of_another_document_are_unknown(
    api_of: ApiOf, bob: User, document: Document, model: OcrModel
) -> None:
    other = factories.PartFactory()
    layer = factories.TranscriptionLayerFactory(document=other.document)
    answer = _post(
        api_of(bob),
        document,
        "transcribe",
        parts=[other.pk],
        model=model.pk,
        transcription=layer.pk,
    )
    assert set(answer.json()["error"]) == {"parts", "model", "transcription"}


def test_transcribe_train_and_evaluate(
    api_of: ApiOf,
    alice: User,
    document: Document,
    pages: list[Part],
    truth: TranscriptionLayer,
    model: OcrModel,
) -> None:
    client = api_of(alice)
    data = {"parts": [pages[0].pk], "model": model.pk, "transcription": truth.pk}
    assert _post(client, document, "transcribe", **data).status_code == 200
    training = _post(client, document, "train", model_name="Peer", override=True, **data)
    assert training.status_code == 200, training.json()
    assert _post(client, document, "evaluate", **data).status_code == 200
    assert {job.kind for job in Job.objects.roots()} == {"transcribe", "train", "evaluate"}


def test_training_is_refused_in_the_words_of_the_contract(
    api_of: ApiOf,
    alice: User,
    document: Document,
    pages: list[Part],
    layer: TranscriptionLayer,
) -> None:
    client = api_of(alice)
    missing = _post(client, document, "train", parts=[pages[0].pk]).json()
    assert missing["error"] == {"transcription": ["This field is required."]}
    empty = _post(
        client, document, "train", parts=[pages[2].pk], transcription=layer.pk, model_name="x"
    )
    assert "has text" in empty.json()["error"]["non_field_errors"][0]
    few = _post(client, document, "segtrain", parts=[pages[0].pk], model_name="x").json()
    assert few["error"] == {"parts": ["Segmentation training requires at least 2 images."]}
    nameless = _post(client, document, "segtrain", parts=[page.pk for page in pages[:2]])
    assert nameless.status_code == 400


@pytest.mark.parametrize(
    "process", ["segment", "transcribe", "train", "segtrain", "evaluate", "parts/1/reset_masks"]
)
def test_strangers_and_viewers_ask_for_nothing(
    api_of: ApiOf, vera: User, charlie: User, document: Document, process: str
) -> None:
    assert _post(api_of(charlie), document, process).status_code == 404
    assert _post(api_of(None), document, process).status_code == 401
    expected = 400 if process == "evaluate" else 404
    assert _post(api_of(vera), document, process).status_code == expected


def test_reset_masks_computes_the_masks_of_one_page(
    api_of: ApiOf, bob: User, document: Document, pages: list[Part]
) -> None:
    answer = _post(api_of(bob), document, f"parts/{pages[0].pk}/reset_masks")
    assert answer.json() == {"status": "ok"}
    assert Job.objects.get(part__isnull=False).kind == "masks"
