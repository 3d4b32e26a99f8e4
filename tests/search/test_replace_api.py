"""Replacing many texts as one change that can be undone."""

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
    TranscriptionLayer,
)
from apps.documents.models.transcription import TextSource
from apps.events.models import Event
from apps.jobs.models import JobState
from apps.jobs.progress import JobCancelled, Progress
from apps.jobs.services import retry_job
from apps.search.models import ReplacedState, Replacement
from apps.users.models import User
from tests.search.conftest import preview

RunJob = Callable[[int], Any]


def now(layer: TranscriptionLayer) -> list[str]:
    rows = LineTranscription.objects.filter(layer=layer).exclude(text="")
    return list(rows.order_by("line__part__order", "line__order").values_list("text", flat=True))


def test_on_one_page_it_is_done_at_once_with_history(
    replace: Any, pages: list[Part], layer: TranscriptionLayer, alice: User
) -> None:
    row = LineTranscription.objects.get(text="Imperio et imperio")
    ring = [[1, 1], [2, 1], [2, 2]]
    LineTranscription.objects.filter(pk=row.pk).update(
        source=TextSource.MODEL, source_name="CATMuS", confidence=0.9, glyphs=[["I", ring, 0.9]]
    )
    answer = replace("imperio", "regno", layer=layer.pk)
    assert answer.status_code == 200
    assert answer.json()["counts"] == {"done": 1}
    row.refresh_from_db()
    assert (row.text, row.version, row.author) == ("regno et regno", 2, alice)
    assert (row.source, row.source_name) == (TextSource.MANUAL, "find and replace")
    assert (row.confidence, row.glyphs) == (None, None)
    [old] = row.revisions.all()
    assert (old.text, old.source_name, old.glyphs) == (
        "Imperio et imperio",
        "CATMuS",
        [["I", ring, 0.9]],
    )
    assert Event.objects.filter(kind="part.text", payload__part=pages[1].pk).exists()
    assert LayerProgress.objects.get(part=pages[1], layer=layer).line_count == 2


def test_undo_brings_everything_back(
    replace: Any,
    pages: list[Part],
    layer: TranscriptionLayer,
    alice: User,
    api_of: Callable[[User], APIClient],
) -> None:
    row = LineTranscription.objects.get(text="Imperio et imperio")
    LineTranscription.objects.filter(pk=row.pk).update(
        source=TextSource.MODEL, source_name="CATMuS", confidence=0.9
    )
    made = replace("imperio", "", layer=layer.pk).json()
    row.refresh_from_db()
    assert row.text == " et "
    url = f"/api/search/replacements/{made['id']}/"
    answer = api_of(alice).post(f"{url}undo/")
    assert answer.json()["counts"] == {"undone": 1}
    assert answer.json()["undone_at"]
    row.refresh_from_db()
    assert (row.text, row.version, row.confidence) == ("Imperio et imperio", 3, 0.9)
    assert (row.source, row.source_name) == (TextSource.MODEL, "CATMuS")
    again = api_of(alice).post(f"{url}undo/")
    assert again.status_code == 400
    assert again.json()["code"] == "nothing_to_do"


def test_only_the_chosen_hits_are_replaced(
    replace: Any, search: Any, pages: list[Part], layer: TranscriptionLayer
) -> None:
    [text] = preview(search, "imperio", layer=layer.pk)
    replace("imperio", "regno", layer=layer.pk, texts=[text | {"hits": [1]}])
    assert "Imperio et regno" in now(layer)


def test_a_text_changed_since_the_preview_is_left(
    replace: Any, search: Any, pages: list[Part], layer: TranscriptionLayer, run_job: RunJob
) -> None:
    texts = preview(search, "cur", layer=layer.pk)
    LineTranscription.objects.filter(pk=texts[0]["id"]).update(text="Cur typed", version=2)
    answer = replace("cur", "Quid", layer=layer.pk, texts=texts)
    assert answer.json()["counts"] == {"done": 1, "skipped": 1}
    assert now(layer)[0] == "Cur typed"
    nothing = replace("cur", "Quid", layer=layer.pk, texts=texts)
    assert nothing.json()["code"] == "nothing_to_do"


def test_many_pages_are_a_job_that_may_run_twice(
    replace: Any, pages: list[Part], layer: TranscriptionLayer, run_job: RunJob, document: Document
) -> None:
    answer = replace(r"(?P<word>\w+) (\w+)", r"\2 \g<word>", regex=True, layer=layer.pk)
    assert answer.status_code == 202
    made = answer.json()
    assert (made["is_active"], made["counts"]) == (True, {"waiting": 5})
    assert now(layer)[0] == "Cur precor Alcides"
    job = run_job(made["job"])
    assert (job.state, job.kind, job.document) == (JobState.DONE, "replace", document)
    assert job.message == "5 texts changed"
    assert job.result["links"][0]["src"] == f"/replacement/{made['id']}/"
    assert now(layer)[0] == "precor Cur Alcides"
    versions = LineTranscription.objects.filter(layer=layer).values_list("version", flat=True)
    again = replace_again(job)
    assert run_job(again).message == "5 texts changed"
    assert set(versions) == {1, 2}


def replace_again(job: Any) -> int:
    """The same job once more, as after the death of a worker that had written everything."""
    job.state = JobState.QUEUED
    job.save(update_fields=["state"])
    return int(job.pk)


def test_a_cancelled_job_goes_on_where_it_stopped(
    replace: Any,
    pages: list[Part],
    layer: TranscriptionLayer,
    run_job: RunJob,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
    api_of: Callable[[User], APIClient],
) -> None:
    made = replace("cur", "Quid", layer=layer.pk).json()

    def stop_at_second(self: Progress, done: int, *rest: Any) -> None:
        if done == 1:
            raise JobCancelled

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "update", stop_at_second)
        job = run_job(made["job"])
    assert job.state == JobState.CANCELLED
    assert [text.split()[0] for text in now(layer)] == [
        "Quid",
        "Suſtulit",
        "Cur",
        "Imperio",
        "nihil",
    ]
    second = retry_job(job=job, user=alice)
    refused = api_of(alice).post(f"/api/search/replacements/{made['id']}/undo/")
    assert (refused.status_code, refused.json()["code"]) == (409, "busy")
    assert run_job(second.pk).message == "2 texts changed"
    undo = api_of(alice).post(f"/api/search/replacements/{made['id']}/undo/")
    assert undo.status_code == 202
    assert run_job(undo.json()["job"]).message == "2 old texts are back"
    assert now(layer)[0] == "Cur precor Alcides"


def test_undo_leaves_what_somebody_changed_since(
    replace: Any,
    pages: list[Part],
    layer: TranscriptionLayer,
    run_job: RunJob,
    alice: User,
    client_of: Callable[[User], Client],
) -> None:
    made = replace("cur", "Quid", layer=layer.pk).json()
    run_job(made["job"])
    LineTranscription.objects.filter(text="Quid precor Alcides").update(
        text="Quid deprecor", version=3
    )
    answer = client_of(alice).post(f"/replacement/{made['id']}/undo/")
    job = Replacement.objects.get(pk=made["id"]).job
    assert job is not None
    assert answer["Location"] == f"/job/{job.pk}/"
    done = run_job(job.pk)
    assert done.message == "1 old texts are back; 1 left, because they were changed meanwhile"
    assert now(layer)[0] == "Quid deprecor"
    states = Replacement.objects.get(pk=made["id"]).texts.values_list("state", flat=True)
    assert set(states) == {ReplacedState.KEPT, ReplacedState.UNDONE}
    page = client_of(alice).get(f"/replacement/{made['id']}/")
    assert "Not brought back: it was changed since" in page.content.decode()
    assert "Undo this replacement" not in page.content.decode()


def test_texts_outlive_a_deletion_and_its_undo(
    replace: Any,
    pages: list[Part],
    layer: TranscriptionLayer,
    alice: User,
    api_of: Callable[[User], APIClient],
) -> None:
    made = replace("imperio", "regno", layer=layer.pk).json()
    line = LineTranscription.objects.get(text="regno et regno").line
    line.delete()
    answer = api_of(alice).post(f"/api/search/replacements/{made['id']}/undo/")
    assert answer.json()["counts"] == {"kept": 1}


def test_a_project_is_replaced_in_as_one(
    replace: Any, pages: list[Part], layer: TranscriptionLayer, document: Document, run_job: RunJob
) -> None:
    made = replace("cur", "Quid", project=document.project_id, layer_name="manual").json()
    assert (made["project"], made["document"]) == (document.project_id, None)
    assert run_job(made["job"]).message == "2 texts changed"


def test_who_may_replace_and_undo(
    replace: Any,
    search: Any,
    pages: list[Part],
    layer: TranscriptionLayer,
    vera: User,
    bob: User,
    charlie: User,
    api_of: Callable[[User], APIClient],
) -> None:
    texts = preview(search, "imperio", layer=layer.pk)
    assert replace("imperio", "x", user=vera, texts=texts, layer=layer.pk).status_code == 404
    assert replace("imperio", "x", user=charlie, texts=texts, layer=layer.pk).status_code == 404
    made = replace("imperio", "x", texts=texts, layer=layer.pk).json()
    url = f"/api/search/replacements/{made['id']}/"
    assert api_of(bob).get(url).status_code == 200
    assert api_of(charlie).get(url).status_code == 404
    assert api_of(bob).post(f"{url}undo/").status_code == 404
    listed = api_of(vera).get("/api/search/replacements/", {"document": pages[0].document_id})
    [row] = listed.json()["results"]
    assert (row["title"], row["counts"]) == ("Replace “imperio” by “x”", {"done": 1})
    assert api_of(charlie).get("/api/search/replacements/").json()["results"] == []


def test_texts_of_another_place_are_not_touched(
    replace: Any, search: Any, pages: list[Part], layer: TranscriptionLayer
) -> None:
    texts = preview(search, "imperio", layer=layer.pk)
    answer = replace("imperio", "x", part=pages[0].pk, texts=texts)
    assert (answer.status_code, answer.json()["code"]) == (400, "nothing_to_do")
    assert "Imperio et imperio" in now(layer)
