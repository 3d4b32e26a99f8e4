"""Evaluations for programs."""

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.users.models import User

ApiOf = Callable[[User | None], APIClient]
Run = Callable[[Job], Job]


def test_several_models_are_asked_for_and_read(
    alice: User,
    vera: User,
    charlie: User,
    document: Document,
    truth: TranscriptionLayer,
    model: OcrModel,
    make_model: Any,
    run_all: Run,
    api_of: ApiOf,
) -> None:
    other = make_model(name="Other")
    wanted = {"transcription": truth.pk, "models": [model.pk, other.pk]}
    asked = api_of(alice).post(f"/api/documents/{document.pk}/evaluate/", wanted, format="json")
    assert asked.json()["status"] == "ok", asked.json()
    job = run_all(Job.objects.get(pk=asked.json()["job"]))
    assert job.state == JobState.DONE, job.error
    rows = api_of(vera).get(f"/api/evaluations/?document={document.pk}").json()["results"]
    assert [row["name"] for row in rows[0]["subjects"]] == ["Reader", "Other"]
    assert rows[0]["documents"] == [document.pk]
    address = f"/api/evaluations/{rows[0]['pk']}/"
    assert api_of(vera).get(address).json()["uid"] == str(job.uid)
    found = api_of(vera).get(f"{address}findings/?without=spaces").json()
    assert found["without"] == ["spaces"]
    assert found["subjects"][0]["cer"] == 0
    assert api_of(charlie).get(address).status_code == 404
    assert api_of(alice).get(f"/api/evaluations/?model={other.pk}").json()["count"] == 1
    assert api_of(alice).get("/api/evaluations/?model=999").json()["count"] == 0
    assert api_of(vera).delete(address).status_code == 404
    assert api_of(alice).delete(address).status_code == 204
    assert api_of(alice).get(address).status_code == 404


def test_models_that_nobody_may_use_are_refused(
    vera: User,
    document: Document,
    truth: TranscriptionLayer,
    model: OcrModel,
    api_of: ApiOf,
) -> None:
    wanted = {"transcription": truth.pk, "models": [model.pk]}
    address = f"/api/documents/{document.pk}/evaluate/"
    assert api_of(vera).post(address, wanted, format="json").status_code == 400


def test_the_list_costs_the_same_for_many(
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    model: OcrModel,
    run_all: Run,
    api_of: ApiOf,
    django_assert_max_num_queries: Any,
) -> None:
    wanted = {"transcription": truth.pk, "models": [model.pk]}
    for _ in range(3):
        asked = api_of(alice).post(f"/api/documents/{document.pk}/evaluate/", wanted, format="json")
        run_all(Job.objects.get(pk=asked.json()["job"]))
    with django_assert_max_num_queries(6):
        assert api_of(alice).get("/api/evaluations/").json()["count"] == 3


def test_pages_of_any_documents_are_measured_with_a_layer_each(
    alice: User,
    charlie: User,
    document: Document,
    truth: TranscriptionLayer,
    pages: list[Part],
    model: OcrModel,
    run_all: Run,
    api_of: ApiOf,
) -> None:
    wanted = {
        "models": [model.pk],
        "pages": [{"part": part.pk, "transcription": truth.pk} for part in pages[:2]],
    }
    asked = api_of(alice).post("/api/evaluations/", wanted, format="json")
    assert asked.status_code == 201, asked.json()
    assert run_all(Job.objects.get(pk=asked.json()["job"])).result["cer"] == 0
    model.is_public = True
    model.save()
    refused = api_of(charlie).post("/api/evaluations/", wanted, format="json")
    assert refused.status_code == 400
    assert "can be read by you" in refused.json()["error"]
