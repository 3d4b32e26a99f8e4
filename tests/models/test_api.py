"""Models over REST, in the shapes of the contract."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from apps.documents.models import Document
from apps.engine.fake import write_model
from apps.models.models import OcrModel
from apps.users.models import User
from tests import factories

ApiOf = Callable[[User | None], APIClient]


@pytest.fixture
def model(alice: User) -> OcrModel:
    return factories.OcrModelFactory(owner=alice, name="overfit", script="Syrc", accuracy=0.5)


def test_a_model_in_the_contract_shape(
    api_of: ApiOf, alice: User, document: Document, model: OcrModel
) -> None:
    factories.JobFactory(user=alice, document=document, ocr_model=model)
    assert api_of(alice).get(f"/api/models/{model.pk}/").json() == {
        "pk": model.pk,
        "name": "overfit",
        "file": f"http://testserver/model/{model.pk}/download/",
        "file_size": 7,
        "job": "Recognize",
        "owner": "alice",
        "training": False,
        "versions": [],
        "documents": [document.pk],
        "accuracy_percent": 50.0,
        "rights": "owner",
        "script": "Syriac",
        "parent": None,
        "can_share": True,
    }


def test_the_list_has_own_shared_and_public_models(
    api_of: ApiOf, alice: User, bob: User, model: OcrModel
) -> None:
    factories.OcrModelFactory(owner=alice, is_public=True, role="segmentation")
    factories.ModelShareFactory(model=model, user=bob)
    client = api_of(bob)
    rows = client.get("/api/models/").json()["results"]
    assert [row["rights"] for row in rows] == ["public", "user"]
    assert client.get("/api/models/?job=2").json()["count"] == 1


def test_an_upload_is_checked(api_of: ApiOf, alice: User, tmp_path: Path) -> None:
    content = write_model(tmp_path / "m.safetensors").read_bytes()
    client = api_of(alice)

    def post(name: str, content: bytes, job: str) -> tuple[int, dict[str, object]]:
        file = SimpleUploadedFile(name, content)
        answer = client.post("/api/models/", {"name": "new", "job": job, "file": file})
        return answer.status_code, answer.json()

    assert post("m.safetensors", content, "Recognize")[0] == 201
    code, body = post("m.safetensors", content, "Segment")
    assert (code, list(body)) == (400, ["file"])
    assert post("m.mlmodel", b"nothing", "Recognize")[0] == 400
    assert OcrModel.objects.count() == 1


def test_only_the_owner_changes_shares_and_deletes(
    api_of: ApiOf, alice: User, bob: User, charlie: User, model: OcrModel
) -> None:
    url = f"/api/models/{model.pk}/"
    factories.ModelShareFactory(model=model, user=bob)
    for user, code in ((bob, 404), (charlie, 404), (None, 401)):
        client = api_of(user)
        assert client.patch(url, {"name": "x"}).status_code == code
        assert client.delete(url).status_code == code
        assert client.post(f"{url}share/", {"user": "charlie"}).status_code == code
    client = api_of(alice)
    assert client.patch(url, {"name": "better", "script": "Latin"}).json()["script"] == "Latin"
    assert client.patch(url, {"script": "Elvish of Rivendell"}).status_code == 400
    assert client.post(f"{url}share/", {"user": "charlie"}).status_code == 201
    assert api_of(charlie).get(url).json()["rights"] == "user"
    assert client.delete(url).status_code == 204


def test_documents_are_told_by_the_work_not_by_each_of_its_pages(
    api_of: ApiOf, alice: User, document: Document, model: OcrModel
) -> None:
    group = factories.JobFactory(user=alice, document=document, ocr_model=model, is_group=True)
    for _ in range(3):
        factories.JobFactory(user=alice, document=document, ocr_model=model, parent=group)
    assert api_of(alice).get(f"/api/models/{model.pk}/").json()["documents"] == [document.pk]
