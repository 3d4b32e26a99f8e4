"""Finding the places of characters: the job writes places and never a text."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from apps.documents.models import Document, LineTranscription, Part, TranscriptionLayer
from apps.documents.services.places import put_places
from apps.jobs.models import Job, JobState
from apps.layout.types import Glyph
from apps.models.models import OcrModel
from apps.users.models import User
from tests import factories

ClientOf = Callable[[User | None], Client]
ApiOf = Callable[[User | None], APIClient]
Run = Callable[[Job], Job]


@pytest.fixture
def scanned(pages: list[Part], small_image: Any, alice: User) -> list[Part]:
    """Pages whose images can be opened."""
    from apps.images.services import create_from_upload

    for part in pages[:2]:
        (part.image,) = create_from_upload(upload=small_image(), name="a.png")
        part.save()
    return pages


def test_places_are_stored_beside_texts_that_stay(
    client_of: ClientOf,
    bob: User,
    document: Document,
    scanned: list[Part],
    truth: TranscriptionLayer,
    make_model: Callable[..., OcrModel],
    run_all: Run,
) -> None:
    model = make_model(name="Reader", owner=bob)
    before = list(LineTranscription.objects.order_by("pk").values("text", "version", "author"))
    data = {"selection": "all", "layer": truth.pk, "model": model.pk, "direction": "horizontal-lr"}
    answer = client_of(bob).post(f"/document/{document.pk}/places/", data)
    assert answer.status_code == 204
    job = Job.objects.roots().get()
    assert "Left out Page 3" in job.log
    run_all(job)
    assert set(job.children.values_list("state", flat=True)) == {JobState.DONE}
    rows = LineTranscription.objects.order_by("pk")
    assert list(rows.values("text", "version", "author")) == before
    assert all("".join(glyph[0] for glyph in row.glyphs or ()) == row.text for row in rows)


def test_a_model_of_another_script_is_refused(
    api_of: ApiOf,
    bob: User,
    document: Document,
    scanned: list[Part],
    truth: TranscriptionLayer,
    make_model: Callable[..., OcrModel],
    run_all: Run,
) -> None:
    model = make_model(name="Reader", owner=bob)
    LineTranscription.objects.update(text="سطر")
    body = {"model": model.pk, "transcription": truth.pk, "parts": [scanned[0].pk]}
    url = f"/api/documents/{document.pk}/forced_align/"
    answer = api_of(bob).post(url, body, format="json")
    assert answer.json()["status"] == "ok"
    run_all(Job.objects.get(pk=answer.json()["job"]))
    child = Job.objects.get(part=scanned[0])
    assert (child.state, "lacks most characters" in child.error) == (JobState.FAILED, True)
    assert not LineTranscription.objects.filter(glyphs__isnull=False).exists()


def test_by_rest_only_with_models_and_layers_of_ones_own(
    api_of: ApiOf, bob: User, vera: User, document: Document, truth: Any, model: OcrModel
) -> None:
    url = f"/api/documents/{document.pk}/forced_align/"
    foreign = factories.TranscriptionLayerFactory()
    hers = {"model": model.pk, "transcription": truth.pk}
    assert "model" in api_of(bob).post(url, hers, format="json").json()["error"]
    stolen = {"model": model.pk, "transcription": foreign.pk}
    assert "transcription" in api_of(bob).post(url, stolen, format="json").json()["error"]
    assert api_of(vera).post(url, hers, format="json").status_code == 404


def test_a_text_that_was_changed_meanwhile_is_passed_over(
    alice: User, pages: list[Part], truth: TranscriptionLayer
) -> None:
    first, second = pages[0].lines.all()
    ring = ((0, 0), (1, 0), (1, 1))
    places = {
        str(first.uid): ("line 1", tuple(Glyph(char, ring) for char in "line 1")),
        str(second.uid): ("another", tuple(Glyph(char, ring) for char in "another")),
    }
    assert put_places(part=pages[0], layer=truth, places=places, user=alice) == 1
    assert LineTranscription.objects.get(line=first).glyphs
    assert LineTranscription.objects.get(line=second).glyphs is None
