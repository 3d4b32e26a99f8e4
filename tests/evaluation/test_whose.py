"""Whose evaluations are: who sees, uses and deletes them, and what becomes of their files."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from apps.documents.models import Document, TranscriptionLayer
from apps.evaluation.models import Evaluation
from apps.evaluation.tasks import prune_files
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.processing.models import DocumentDefaults
from apps.users.models import User
from tests import factories

Run = Callable[[Job], Job]
ClientOf = Callable[[User | None], Client]


def test_strangers_do_not_see_it_and_it_goes_with_its_document(
    evaluated: Evaluation,
    document: Document,
    client_of: ClientOf,
    alice: User,
    vera: User,
    charlie: User,
) -> None:
    address = f"/evaluation/{evaluated.uid}/"
    assert client_of(vera).get(address).status_code == 200
    assert client_of(charlie).get(address).status_code == 404
    document.delete()
    assert client_of(alice).get(address).status_code == 404


def test_findings_whose_evaluation_is_gone_are_deleted(evaluated: Evaluation) -> None:
    name = str(evaluated.file.name)
    prune_files()
    assert default_storage.exists(name)
    evaluated.delete()
    assert prune_files() == 1
    assert not default_storage.exists(name)


def test_who_made_it_or_manages_the_document_deletes_it_after_being_asked(
    evaluated: Evaluation,
    document: Document,
    client_of: ClientOf,
    alice: User,
    bob: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    page, name = f"/evaluation/{evaluated.uid}/", str(evaluated.file.name)
    address = f"{page}delete/"
    assert address in client_of(alice).get(page).content.decode()
    assert address not in client_of(bob).get(page).content.decode()
    assert client_of(bob).post(address).status_code == 404
    asked = client_of(alice).get(address).content.decode()
    assert "go for good" in asked and default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(alice).post(address, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/document/{document.pk}/models/"
    assert client_of(alice).get(page).status_code == 404
    assert not default_storage.exists(name)
    job = Job.objects.get(uid=evaluated.uid)
    assert job.state == JobState.DONE and job.message and "links" not in job.result


def test_an_editor_deletes_an_own_evaluation(
    evaluated: Evaluation, client_of: ClientOf, bob: User
) -> None:
    Evaluation.objects.filter(pk=evaluated.pk).update(user=bob)
    address = f"/evaluation/{evaluated.uid}/"
    assert f"{address}delete/" in client_of(bob).get(address).content.decode()
    assert client_of(bob).post(f"{address}delete/").status_code == 303
    assert not Evaluation.objects.exists()


def test_a_measured_model_becomes_the_usual_one(
    evaluated: Evaluation,
    document: Document,
    model: OcrModel,
    client_of: ClientOf,
    alice: User,
    vera: User,
) -> None:
    address = f"/evaluation/{evaluated.uid}/use/0/"
    assert client_of(vera).post(address).status_code == 404
    answer = client_of(alice).post(address, follow=True)
    assert "is now the usual model" in answer.content.decode()
    assert DocumentDefaults.objects.get(document=document).recognition_model == model
    assert client_of(alice).post(f"/evaluation/{evaluated.uid}/use/1/").status_code == 404


def test_the_model_page_names_the_best_figure_of_a_document(
    evaluated: Evaluation, model: OcrModel, client_of: ClientOf, alice: User, charlie: User
) -> None:
    page = client_of(alice).get(f"/model/{model.pk}/").content.decode()
    assert "4.17 %" in page and "best on these documents" in page
    model.is_public = True
    model.save()
    assert "4.17 %" not in client_of(charlie).get(f"/model/{model.pk}/").content.decode()


def test_of_several_documents_none_is_given_the_model(
    evaluated: Evaluation, alice: User, document: Document, client_of: ClientOf
) -> None:
    address = f"/evaluation/{evaluated.uid}/use/0/"
    Document.objects.filter(pk=document.pk).update(archived_at=timezone.now())
    assert client_of(alice).post(address).status_code == 404
    Document.objects.filter(pk=document.pk).update(archived_at=None)
    evaluated.documents.create(document=factories.DocumentFactory(project=document.project))
    assert client_of(alice).post(address).status_code == 404
    assert not DocumentDefaults.objects.exists()


def test_findings_that_are_stored_while_housekeeping_looks_stay(
    evaluated: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job ends between two looks of housekeeping: at the evaluations, and at the jobs."""
    job = Job.objects.get(uid=evaluated.uid)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    stored, rows = str(evaluated.file.name), Evaluation.objects.filter(pk=evaluated.pk)
    Evaluation.objects.filter(pk=evaluated.pk).update(file="")
    real = Job.objects.filter

    def ends(*args: Any, **kwargs: Any) -> Any:
        rows.update(file=stored)
        real(pk=job.pk).update(state=JobState.DONE)
        return real(*args, **kwargs)

    monkeypatch.setattr(Job.objects, "filter", ends)
    prune_files()
    monkeypatch.undo()
    assert default_storage.exists(stored)


def test_the_models_page_leads_to_the_documents(
    document: Document, truth: TranscriptionLayer, model: OcrModel, client_of: ClientOf, alice: User
) -> None:
    shown = client_of(alice).get(f"/models/try/?models={model.pk}&models=7").content.decode()
    assert f"/document/{document.pk}/try/?models={model.pk},7" in shown
    dialog = client_of(alice).get(f"/document/{document.pk}/try/?models={model.pk}")
    assert "checked" in dialog.content.decode()


def test_the_documents_page_lists_its_evaluations(
    evaluated: Evaluation, document: Document, client_of: ClientOf, alice: User
) -> None:
    shown = client_of(alice).get(f"/document/{document.pk}/models/").content.decode()
    assert f"/evaluation/{evaluated.uid}/" in shown and "4.17 % wrong" in shown
