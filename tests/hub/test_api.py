"""Public models over REST."""

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from apps.hub.models import HubEntry
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.users.models import User
from tests.hub.conftest import Install, Refresh
from tests.hub.repository import Repository

ApiOf = Callable[[User | None], APIClient]


def test_list_and_filters(api_of: ApiOf, alice: User, refresh: Refresh) -> None:
    refresh()
    client = api_of(alice)
    body = client.get("/api/hub/models/").json()
    assert body["count"] == 3
    [row] = client.get("/api/hub/models/?q=reads+charters&script=Latn").json()["results"]
    assert row == {
        "pk": 101,
        "doi": "10.5281/zenodo.101",
        "concept_doi": "10.5281/zenodo.100",
        "title": "Reads charters",
        "published": "2025-03-01",
        "is_latest": True,
        "model_type": ["recognition"],
        "script": ["Latn"],
        "language": ["lat"],
        "license": "CC-BY-4.0",
        "software_name": "kraken",
        "authors": [{"name": "Ada Author", "affiliation": "A university"}],
        "keywords": ["kraken_pytorch"],
        "file_size": HubEntry.objects.get(pk=101).size,
        "installed": None,
        "job": None,
        "obstacle": "",
    }


def test_detail_has_card_files_and_versions(api_of: ApiOf, alice: User, refresh: Refresh) -> None:
    refresh()
    body: dict[str, Any] = api_of(alice).get("/api/hub/models/101/").json()
    assert body["card"]["metrics"] == {"cer": 4.12}
    assert "Ten charters." in body["body"]
    assert [file["name"] for file in body["files"]] == ["README.md", "charters.safetensors"]
    assert [row["doi"] for row in body["versions"]] == ["10.5281/zenodo.101"]
    assert body["citation"].startswith("Ada Author (2025)")
    assert api_of(alice).get("/api/hub/models/999/").status_code == 404


def test_install(api_of: ApiOf, alice: User, refresh: Refresh, install: Install) -> None:
    refresh()
    client = api_of(alice)
    url = "/api/hub/models/101/install/"
    answer = client.post(url)
    assert answer.status_code == 202
    assert answer.json()["job"] == Job.objects.get(kind="hub-install").pk
    assert client.post(url).json() == answer.json()
    install()
    model = OcrModel.objects.get()
    again = client.post(url)
    assert (again.status_code, again.json()) == (
        200,
        {"status": "ok", "job": None, "model": model.pk},
    )
    assert client.get("/api/hub/models/101/").json()["installed"] == model.pk


def test_what_cannot_be_is_refused_with_the_reason(
    api_of: ApiOf, alice: User, refresh: Refresh
) -> None:
    refresh()
    client = api_of(alice)
    order = client.post("/api/hub/models/301/install/")
    assert (order.status_code, order.json()["code"]) == (400, "not_usable")
    other = client.post("/api/hub/models/101/install/", {"file": "/etc/passwd"})
    assert (other.status_code, other.json()["code"]) == (400, "no_file")
    everybody = client.post("/api/hub/models/101/install/", {"is_public": True}, format="json")
    assert (everybody.status_code, everybody.json()["code"]) == (400, "not_staff")
    assert client.put("/api/hub/models/101/", {}).status_code == 405


def test_the_catalogue(
    api_of: ApiOf, alice: User, repository: Repository, refresh: Refresh
) -> None:
    client = api_of(alice)
    assert client.get("/api/hub/catalogue/").json() == {
        "models": 0,
        "listed_at": None,
        "missing_cards": 0,
        "is_running": False,
        "error": "",
        "job": None,
    }
    assert client.post("/api/hub/catalogue/").status_code == 202
    assert client.get("/api/hub/catalogue/").json()["is_running"]
    refresh()
    assert client.get("/api/hub/catalogue/").json()["models"] == 3
    assert client.post("/api/hub/catalogue/").json()["code"] == "fresh"


def test_nobody_without_an_account(api_of: ApiOf, refresh: Refresh) -> None:
    refresh()
    client = api_of(None)
    for url in ("/api/hub/models/", "/api/hub/models/101/", "/api/hub/catalogue/"):
        assert client.get(url).status_code == 401
    assert client.post("/api/hub/models/101/install/").status_code == 401
