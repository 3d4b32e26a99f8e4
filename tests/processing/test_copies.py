"""Copying a layer into another: the dialog, the REST route, the job, and who may ask."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from apps.documents.models import (
    Document,
    LayerProgress,
    LineTranscription,
    Part,
    Snapshot,
    TranscriptionLayer,
)
from apps.documents.models.transcription import TextSource
from apps.events.models import Event
from apps.jobs import services as jobs
from apps.jobs.models import Job, JobState
from apps.users.models import User
from tests import factories

ClientOf = Callable[[User | None], Client]
ApiOf = Callable[[User | None], APIClient]
Run = Callable[[Job], Job]
GLYPHS = [["x", [[1, 1], [2, 1], [2, 2]], 0.5]]


@pytest.fixture
def target(document: Document) -> TranscriptionLayer:
    return factories.TranscriptionLayerFactory(document=document, name="Corrected")


def _ask(client: Client, document: Document, **data: Any) -> Any:
    values = {"selection": "all", "existing": "keep", **data}
    return client.post(f"/document/{document.pk}/copy/", values)


def _texts(layer: TranscriptionLayer) -> list[str]:
    rows = LineTranscription.objects.filter(layer=layer).order_by("line__part", "line__order")
    return list(rows.values_list("text", flat=True))


def test_a_layer_is_copied_with_all_that_is_known_of_its_texts(
    client_of: ClientOf,
    bob: User,
    document: Document,
    pages: list[Part],
    truth: TranscriptionLayer,
    target: TranscriptionLayer,
    run_all: Run,
) -> None:
    first = pages[0].lines.first()
    read = LineTranscription.objects.filter(line=first, layer=truth)
    read.update(source=TextSource.MODEL, source_name="Reader", glyphs=GLYPHS, confidence=0.5)
    answer = _ask(client_of(bob), document, source=truth.pk, target=target.pk)
    assert answer.status_code == 204
    job = Job.objects.roots().get()
    assert job.title == "Copy “manual” into “Corrected” on 2 pages"
    assert "Left out Page 3" in job.log
    run_all(job)
    assert job.children.filter(state=JobState.DONE).count() == 2
    assert _texts(target) == ["line 1", "line 2", "line 1", "line 2"]
    row = LineTranscription.objects.get(line=first, layer=target)
    assert (row.source, row.source_name, row.author) == ("model", "Reader", bob)
    assert (row.glyphs, row.confidence) == (GLYPHS, 0.5)
    assert LayerProgress.objects.get(part=pages[0], layer=target).line_count == 2
    assert Event.objects.filter(kind="part.text", payload__layer=target.pk).count() == 2
    reasons = set(Snapshot.objects.values_list("reason", flat=True))
    assert reasons == {"Before the layer “manual” was copied into “Corrected”"}


@pytest.mark.parametrize(
    ("existing", "words", "versions"), [("keep", "mine", 1), ("replace", "line 1", 2)]
)
def test_lines_with_text_stay_or_are_replaced_with_history(
    client_of: ClientOf,
    bob: User,
    document: Document,
    pages: list[Part],
    truth: TranscriptionLayer,
    target: TranscriptionLayer,
    run_all: Run,
    existing: str,
    words: str,
    versions: int,
) -> None:
    line = pages[0].lines.first()
    mine = factories.LineTranscriptionFactory(line=line, layer=target, text="mine")
    _ask(client_of(bob), document, source=truth.pk, target=target.pk, existing=existing)
    run_all(Job.objects.roots().get())
    mine.refresh_from_db()
    assert (mine.text, mine.version) == (words, versions)
    assert list(mine.revisions.values_list("text", flat=True)) == ["mine"] * (versions - 1)
    child = Job.objects.get(part=pages[0])
    assert child.result["kept"] == (1 if existing == "keep" else 0)


def test_copying_again_changes_nothing_and_stores_nothing(
    client_of: ClientOf,
    bob: User,
    document: Document,
    truth: TranscriptionLayer,
    target: TranscriptionLayer,
    run_all: Run,
) -> None:
    for _ in range(2):
        _ask(client_of(bob), document, source=truth.pk, target=target.pk, existing="replace")
        run_all(Job.objects.roots().order_by("-pk")[0])
    assert Snapshot.objects.count() == 2
    assert set(
        LineTranscription.objects.filter(layer=target).values_list("version", flat=True)
    ) == {1}


def test_one_page_from_the_editor_or_the_whole_document_into_a_new_layer(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part], truth: Any, run_all: Run
) -> None:
    client, chosen = client_of(bob), str(pages[0].pk)
    dialog = client.get(f"/document/{document.pk}/copy/", {"selection": chosen, "source": truth.pk})
    assert "Only the chosen pages" in dialog.content.decode()
    assert "Copy texts on 1 page" in dialog.content.decode()
    _ask(client, document, source=truth.pk, name="First", selection=chosen, pages="chosen")
    _ask(client, document, source=truth.pk, name="All", selection=str(pages[1].pk), pages="all")
    titles = list(Job.objects.roots().order_by("pk").values_list("title", flat=True))
    assert titles == ["Copy “manual” into “First” on Page 1", "Copy “manual” into “All” on Page 2"]
    run_all(Job.objects.roots().order_by("pk")[0])
    assert _texts(document.layers.get(name="First")) == ["line 1", "line 2"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "manual"}, "already"),
        ({}, "name a new one"),
        ({"target": "same"}, "another layer"),
        ({"source": "999999", "name": "New"}, "valid choice"),
    ],
)
def test_what_cannot_be_copied_is_said(
    client_of: ClientOf,
    bob: User,
    document: Document,
    truth: TranscriptionLayer,
    values: dict[str, str],
    words: str,
) -> None:
    data = {"source": truth.pk, **values}
    if data.get("target"):
        data["target"] = truth.pk
    answer = _ask(client_of(bob), document, **data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Job.objects.exists()
    assert document.layers.count() == 1


def test_the_rest_route(
    api_of: ApiOf,
    bob: User,
    vera: User,
    charlie: User,
    document: Document,
    pages: list[Part],
    truth: TranscriptionLayer,
    run_all: Run,
) -> None:
    url = f"/api/documents/{document.pk}/copy_layer/"
    body = {"source": truth.pk, "new_layer": "Copy", "parts": [pages[1].pk]}
    assert api_of(vera).post(url, body, format="json").status_code == 404
    assert api_of(charlie).post(url, body, format="json").status_code == 404
    both = api_of(bob).post(url, body | {"transcription": truth.pk}, format="json")
    assert both.status_code == 400
    answer = api_of(bob).post(url, body, format="json")
    assert answer.status_code == 200
    run_all(Job.objects.get(pk=answer.json()["job"]))
    assert _texts(document.layers.get(name="Copy")) == ["line 1", "line 2"]
    foreign = factories.TranscriptionLayerFactory()
    stolen = api_of(bob).post(url, {"source": foreign.pk, "new_layer": "X"}, format="json")
    assert stolen.status_code == 400
    assert not document.layers.filter(name="X").exists()


def test_a_cancelled_copy_leaves_whole_pages_and_can_be_retried(
    client_of: ClientOf,
    bob: User,
    document: Document,
    truth: TranscriptionLayer,
    target: TranscriptionLayer,
    run_all: Run,
) -> None:
    _ask(client_of(bob), document, source=truth.pk, target=target.pk)
    job = Job.objects.roots().get()
    jobs.cancel_job(job=job, user=bob)
    run_all(job)
    assert _texts(target) == []
    again = jobs.retry_job(job=job, user=bob)
    run_all(again)
    assert len(_texts(target)) == 4


def test_a_layer_that_went_meanwhile_fails_in_words(
    client_of: ClientOf,
    bob: User,
    document: Document,
    truth: TranscriptionLayer,
    target: TranscriptionLayer,
    run_all: Run,
) -> None:
    _ask(client_of(bob), document, source=truth.pk, target=target.pk)
    target.delete()
    run_all(Job.objects.roots().get())
    assert "deleted meanwhile" in Job.objects.filter(part__isnull=False)[0].error


def test_the_layers_page_offers_it_to_editors(
    client_of: ClientOf, bob: User, vera: User, document: Document, truth: TranscriptionLayer
) -> None:
    page = f"/document/{document.pk}/layers/"
    offer = f"/document/{document.pk}/copy/?selection=all&amp;source={truth.pk}"
    assert offer in client_of(bob).get(page).content.decode()
    assert offer not in client_of(vera).get(page).content.decode()
