"""The models pages: list, upload that is checked, sharing, deleting, the guarded download."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.documents.models import Document
from apps.engine.fake import write_model
from apps.engine.options import ModelInfo
from apps.jobs.models import JobState
from apps.models.models import OcrModel
from apps.models.services import details_of, update_model
from apps.users.models import User
from tests import factories

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def model(alice: User) -> OcrModel:
    return factories.OcrModelFactory(owner=alice, name="Gothic", script="Latf", accuracy=0.934)


@pytest.fixture
def file(tmp_path: Path) -> SimpleUploadedFile:
    content = write_model(tmp_path / "m.safetensors", accuracy=0.8).read_bytes()
    return SimpleUploadedFile("Fine model.safetensors", content)


def test_the_list_shows_what_is_known(client_of: ClientOf, alice: User, model: OcrModel) -> None:
    words = client_of(alice).get("/models/").content.decode()
    for word in ("Gothic", "Recognize", "Fraktur", "93.4 %", "alice"):
        assert word in words


def test_models_of_others_are_hidden_until_shared_or_public(
    client_of: ClientOf, bob: User, model: OcrModel
) -> None:
    client = client_of(bob)
    assert "Gothic" not in client.get("/models/").content.decode()
    assert client.get(f"/model/{model.pk}/").status_code == 404
    assert client.get(f"/model/{model.pk}/download/").status_code == 404
    factories.ModelShareFactory(model=model, user=bob)
    assert "Gothic" in client.get("/models/").content.decode()
    assert b"".join(client.get(f"/model/{model.pk}/download/")) == b"weights"
    for action in ("edit", "share", "delete"):
        assert client.post(f"/model/{model.pk}/{action}/", {"name": "x"}).status_code == 404


def test_the_list_is_narrowed_and_sorted(client_of: ClientOf, alice: User, model: OcrModel) -> None:
    factories.OcrModelFactory(owner=alice, name="Layout", role="segmentation")
    client = client_of(alice)
    words = client.get("/models/?role=segmentation&sort=-accuracy").content.decode()
    assert "Layout" in words
    assert "Gothic" not in words
    assert "Gothic" in client.get("/models/?q=frakt").content.decode()
    assert "No model fits" in client.get("/models/?q=nothing").content.decode()


def test_an_upload_is_read_and_added(
    client_of: ClientOf, alice: User, file: SimpleUploadedFile
) -> None:
    answer = client_of(alice).post("/models/new/", {"file": file, "script": "Latn"})
    model = OcrModel.objects.get()
    assert answer["Location"] == f"/model/{model.pk}/"
    assert (model.name, model.role, model.accuracy) == ("Fine model", "recognition", 0.8)
    assert model.details["alphabet"]
    words = client_of(alice).get(f"/model/{model.pk}/").content.decode()
    assert "what its file says" in words


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"x", "must end in .mlmodel"),
        ("a.mlmodel", b"no model", "cannot be loaded"),
        ("a.safetensors", b"", "empty"),
    ],
)
def test_a_file_that_is_no_model_is_refused_with_the_reason(
    client_of: ClientOf, alice: User, name: str, content: bytes, words: str
) -> None:
    upload = SimpleUploadedFile(name, content)
    answer = client_of(alice).post("/models/new/", {"file": upload})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not OcrModel.objects.exists()


def test_the_owner_changes_name_and_description(
    client_of: ClientOf, alice: User, model: OcrModel
) -> None:
    data = {"name": "Blackletter", "script": "Latn", "description": "1500-1600", "is_public": "on"}
    client_of(alice).post(f"/model/{model.pk}/edit/", data)
    model.refresh_from_db()
    assert (model.name, model.script, model.description) == ("Blackletter", "Latn", "1500-1600")
    assert not model.is_public


def test_staff_make_their_models_public(client_of: ClientOf, alice: User, model: OcrModel) -> None:
    alice.is_staff = True
    alice.save()
    data = {"name": "Gothic", "script": "", "is_public": "on"}
    client_of(alice).post(f"/model/{model.pk}/edit/", data)
    model.refresh_from_db()
    assert model.is_public


def test_sharing_and_taking_back(
    client_of: ClientOf, alice: User, bob: User, model: OcrModel
) -> None:
    client = client_of(alice)
    url = f"/model/{model.pk}/share/"
    assert client.post(url, {"member": "nobody"}).status_code == 422
    assert "yours already" in client.post(url, {"member": "alice"}).content.decode()
    assert "bob" in client.post(url, {"member": "bob"}).content.decode()
    share = model.shares.get()
    client.post(f"{url}{share.pk}/revoke/")
    assert not model.shares.exists()


def test_deleting_says_what_goes_and_removes_the_file(
    client_of: ClientOf,
    alice: User,
    model: OcrModel,
    django_capture_on_commit_callbacks: Any,
) -> None:
    client = client_of(alice)
    name = str(model.file.name)
    assert "go for good" in client.get(f"/model/{model.pk}/delete/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/model/{model.pk}/delete/")
    assert not OcrModel.objects.exists()
    assert not default_storage.exists(name)


def test_a_model_in_use_is_not_deleted(
    client_of: ClientOf, alice: User, document: Document, model: OcrModel
) -> None:
    factories.JobFactory(
        user=alice, document=document, ocr_model=model, state=JobState.RUNNING, kind="transcribe"
    )
    answer = client_of(alice).post(f"/model/{model.pk}/delete/")
    assert answer.status_code == 422
    assert "under way use this model" in answer.content.decode()
    assert OcrModel.objects.exists()


def test_the_card_shows_versions_curve_and_use(
    client_of: ClientOf, alice: User, bob: User, document: Document, model: OcrModel
) -> None:
    child = factories.OcrModelFactory(
        owner=alice,
        name="Finer",
        parent=model,
        version=2,
        details={"curve": [[1, 0.5, 0.9]], "split": {"by": "pages", "validation_parts": [1]}},
    )
    factories.OcrModelFactory(owner=bob, name="Hidden", parent=model, version=2)
    factories.JobFactory(user=alice, document=document, ocr_model=child)
    words = client_of(alice).get(f"/model/{child.pk}/").content.decode()
    assert "Gothic v1" in words
    assert "[[1, 0.5, 0.9]]" in words
    assert "Letters of 1848" in words
    assert "Hidden" not in words


def test_what_a_job_notes_meanwhile_is_not_lost_by_a_new_name(alice: User) -> None:
    model = factories.OcrModelFactory(owner=alice, details={"lines": 1})
    stale = OcrModel.objects.get(pk=model.pk)
    OcrModel.objects.filter(pk=model.pk).update(details={"lines": 1, "fewer_lines": [1, 2]})
    update_model(model=stale, user=alice, changes={"name": "Renamed"})
    model.refresh_from_db()
    assert (model.name, model.details["fewer_lines"]) == ("Renamed", [1, 2])


def test_of_a_large_alphabet_every_character_is_known() -> None:
    letters = tuple(chr(0x4E00 + number) for number in range(18_000))
    info = ModelInfo("recognition", "baselines", letters, None, 1, {})
    assert details_of(info)["alphabet"] == list(letters)
