"""The dialogs: what they say, what they queue, what they refuse, and for whom they open."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.evaluation.models import Evaluation
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.training.models import TrainingSetVersion
from apps.users.models import User
from tests import factories

ClientOf = Callable[[User | None], Client]
KINDS = ("segment", "masks", "transcribe", "train", "evaluate")


def _url(document: Document, kind: str) -> str:
    return f"/document/{document.pk}/{kind}/"


@pytest.mark.parametrize("kind", KINDS)
def test_dialogs_open_for_editors_and_say_how_many_pages(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part], kind: str
) -> None:
    answer = client_of(bob).get(_url(document, kind), {"selection": "all"})
    assert answer.status_code == 200
    assert "3 pages" in answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_dialogs_stay_closed_for_others(
    client_of: ClientOf, vera: User, charlie: User, document: Document, kind: str
) -> None:
    expected = 200 if kind == "evaluate" else 404
    assert client_of(vera).get(_url(document, kind)).status_code == expected
    assert client_of(charlie).get(_url(document, kind)).status_code == 404
    assert client_of(charlie).post(_url(document, kind), {"selection": "all"}).status_code == 404
    assert client_of(None).get(_url(document, kind)).status_code == 302


def _post(client: Client, document: Document, kind: str, **data: Any) -> Any:
    values = {"selection": "all", "direction": "horizontal-lr", **data}
    return client.post(_url(document, kind), values)


def test_segment_queues_a_job_for_each_page_and_closes(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part]
) -> None:
    answer = _post(client_of(bob), document, "segment", steps="both")
    assert answer.status_code == 204
    assert json.loads(answer["HX-Trigger"]) == {"dialog:close": True, "jobs:changed": True}
    job = Job.objects.roots().get()
    assert (job.kind, job.user, job.total) == ("segment", bob, 3)
    assert job.params == {"steps": "both", "model": None, "direction": "horizontal-lr"}
    assert job.title == "Segment 3 pages"


def test_only_the_selected_pages_are_taken(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part]
) -> None:
    _post(client_of(bob), document, "segment", steps="lines", selection=str(pages[1].pk))
    assert Job.objects.get(part__isnull=False).part == pages[1]


def test_a_page_is_never_processed_twice_at_once(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part]
) -> None:
    client = client_of(bob)
    _post(client, document, "segment", steps="both", selection=str(pages[0].pk))
    answer = _post(client, document, "segment", steps="both", selection=str(pages[0].pk))
    assert answer.status_code == 422
    assert "Already being processed" in answer.content.decode()
    _post(client, document, "segment", steps="both")
    group = Job.objects.roots().first()
    assert group is not None
    assert group.total == 2
    assert "Left out Page 1: already being processed." in group.log


def test_the_dialog_warns_of_lines_that_are_there(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part]
) -> None:
    words = client_of(bob).get(_url(document, "segment")).content.decode()
    assert "2 of these pages have" in words
    assert "snapshot" in words


def test_transcribe_makes_the_layer_named_after_the_model(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part], model: OcrModel
) -> None:
    model.is_public = True
    model.save()
    answer = _post(client_of(bob), document, "transcribe", model=model.pk)
    assert answer.status_code == 204
    layer = document.layers.get(name="Reader")
    assert layer.model_name == "Reader"
    group = Job.objects.roots().get()
    assert group.ocr_model == model
    assert group.total == 2
    assert "Left out Page 3: there are no lines yet." in group.log


def test_transcribe_refuses_pages_without_lines(
    client_of: ClientOf, alice: User, document: Document, pages: list[Part], model: OcrModel
) -> None:
    answer = _post(
        client_of(alice), document, "transcribe", model=model.pk, selection=str(pages[2].pk)
    )
    assert answer.status_code == 422
    assert "Segment the pages first" in answer.content.decode()
    assert not document.layers.filter(name="Reader").exists()


def test_a_model_or_layer_of_somebody_else_cannot_be_chosen(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part], model: OcrModel
) -> None:
    foreign = factories.TranscriptionLayerFactory()
    answer = _post(client_of(bob), document, "transcribe", model=model.pk, layer=foreign.pk)
    assert answer.status_code == 422
    assert answer.content.decode().count("Select a valid choice") == 2


def test_train_without_text_is_refused_in_words(
    client_of: ClientOf,
    alice: User,
    document: Document,
    pages: list[Part],
    layer: TranscriptionLayer,
) -> None:
    answer = _post(
        client_of(alice),
        document,
        "train",
        task="recognition",
        name="New",
        layer=layer.pk,
        epochs=3,
    )
    assert answer.status_code == 422
    assert "None of these pages has text" in answer.content.decode()
    assert not Job.objects.exists()


def test_train_refuses_a_base_model_of_the_other_role(
    client_of: ClientOf, alice: User, document: Document, truth: TranscriptionLayer, make_model: Any
) -> None:
    segmenter = make_model(role="segmentation")
    answer = _post(
        client_of(alice),
        document,
        "train",
        task="recognition",
        name="New",
        layer=truth.pk,
        model=segmenter.pk,
        epochs=3,
    )
    assert "is no recognition model" in answer.content.decode()


def test_train_queues_with_the_pages_that_have_text(
    client_of: ClientOf,
    alice: User,
    document: Document,
    pages: list[Part],
    truth: TranscriptionLayer,
) -> None:
    answer = _post(
        client_of(alice),
        document,
        "train",
        task="recognition",
        name="New",
        layer=truth.pk,
        direction="horizontal-lr",
        preset="quick",
    )
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/job/{job.pk}/")
    version = TrainingSetVersion.objects.get(pk=job.params["version"])
    learned = [part for split in version.facts["split"].values() for part in split["parts"]]
    assert sorted(learned) == [pages[0].pk, pages[1].pk]
    assert job.queue == "train"


def test_a_wrong_selection_is_refused_in_words(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part]
) -> None:
    answer = _post(client_of(bob), document, "segment", steps="both", selection="nonsense")
    assert answer.status_code == 422
    assert "none are selected" in answer.content.decode()


def test_the_models_tab_shows_models_trainings_and_evaluations(
    client_of: ClientOf, vera: User, charlie: User, document: Document, model: OcrModel
) -> None:
    model.is_public = True
    model.details = {"document": document.pk}
    model.save()
    evaluation = Evaluation.objects.create(
        user=document.owner, title="Evaluate Reader", page_count=1, line_count=2
    )
    evaluation.documents.create(document=document)
    evaluation.subjects.create(position=0, name="Reader", model=model, figures={"cer": 0.05})
    url = f"/document/{document.pk}/models/"
    words = client_of(vera).get(url).content.decode()
    assert "Reader" in words
    assert "Evaluate Reader" in words
    assert "5.00 % wrong" in words
    assert client_of(charlie).get(url).status_code == 404
