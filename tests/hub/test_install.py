"""Installing a public model: fetched, checked, inspected, kept with licence and citation."""

import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from apps.common.errors import ApplicationError
from apps.hub.models import HubEntry
from apps.hub.offers import updates
from apps.hub.services import request_install, request_refresh
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.runner import run as run_job
from apps.models.models import OcrModel
from apps.users.models import User
from tests.hub.conftest import Install, Refresh
from tests.hub.repository import Deposit, Repository, card
from tests.web_server import Answer, cut_off, held

WEIGHTS = "/files/101/charters.safetensors"


def _stored() -> list[str]:
    root = Path(str(default_storage.path("models")))
    return [path.name for path in root.glob("*")] if root.exists() else []


def test_the_model_is_there_with_licence_and_citation(
    install: Install, alice: User, weights: bytes
) -> None:
    job = install()
    assert (job.state, job.message) == ("done", "“Reads charters” is installed.")
    assert "The checksum of charters.safetensors is right (md5)." in job.log
    model = OcrModel.objects.get()
    assert job.result["model"] == model.pk
    assert (model.owner, model.name, model.role) == (alice, "Reads charters", "recognition")
    assert (model.script, model.accuracy, model.is_public) == ("Latn", 0.95, False)
    with default_storage.open(str(model.file.name)) as file:
        assert file.read() == weights
    hub = model.details["hub"]
    assert hub["id"] == "10.5281/zenodo.101"
    assert (hub["concept"], hub["record"], hub["version"]) == ("10.5281/zenodo.100", 101, "1.0")
    assert (hub["licence"], hub["licence_name"]) == (
        "CC-BY-4.0",
        "Creative Commons Attribution 4.0",
    )
    assert hub["citation"] == (
        "Ada Author (2025). Reads charters (version 1.0) [model]."
        " https://doi.org/10.5281/zenodo.101"
    )
    assert hub["sha256"] == model.sha256 == hashlib.sha256(weights).hexdigest()
    assert hub["datasets"] == ["https://github.com/example/ground-truth"]
    assert model.details["alphabet"]


@pytest.mark.parametrize("checksum", ["md5:00", "sha256:00"])
def test_a_wrong_checksum_leaves_nothing_behind(
    install: Install, repository: Repository, checksum: str
) -> None:
    before = _stored()
    repository.deposits[101].checksum = checksum
    job = install()
    assert job.state == "failed"
    assert "its checksum is not the one" in job.error
    assert not OcrModel.objects.exists()
    assert _stored() == before


def test_without_a_checksum_the_log_says_so(install: Install, repository: Repository) -> None:
    repository.deposits[101].checksum = ""
    job = install()
    assert job.state == "done"
    assert "gives no checksum" in job.log


def test_a_download_that_broke_off_goes_on(
    install: Install,
    refresh: Refresh,
    repository: Repository,
    weights: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refresh()
    monkeypatch.setattr("apps.common.web.ATTEMPTS", 2)
    monkeypatch.setattr("apps.common.web.WebClient._wait", lambda *_: None)
    repository.server.routes[WEIGHTS] = cut_off(weights, 20, {"ETag": '"a"'})
    assert install().state == "done"


def test_while_it_is_fetched_the_job_says_how_much_is_here(
    install: Install, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In bytes and percent; the rest of the file comes only once that was said."""
    body, release = b"x" * 200_000, threading.Event()
    repository.deposits[101].files["charters.safetensors"] = body
    repository.server.routes[WEIGHTS] = held(body, 100_000, release)
    said: list[tuple[int, int, str]] = []
    update = Progress.update

    def hear(self: Progress, done: int, total: int, message: str = "", **data: Any) -> None:
        said.append((done, total, message))
        update(self, done, total, message, **data)
        if 100_000 <= done < total:
            release.set()

    monkeypatch.setattr(Progress, "update", hear)
    install()
    words = "Fetching charters.safetensors: 97.7\xa0KB of 195.3\xa0KB, 50 %"
    assert words in [message for done, total, message in said if 100_000 <= done < total]


def test_a_download_that_stays_cut_is_refused_in_words(
    install: Install, repository: Repository, weights: bytes
) -> None:
    repository.server.routes[WEIGHTS] = Answer(weights[:20])
    job = install()
    assert f"20 of its {len(weights)} bytes came" in job.error
    repository.server.routes[WEIGHTS] = cut_off(weights, 20, {})
    assert "the connection broke off" in install().error
    assert not OcrModel.objects.exists()


def test_a_redirect_to_a_private_address_is_not_followed(
    install: Install, repository: Repository
) -> None:
    inside = f"http://localhost:{repository.server.server_port}/secret"
    repository.server.routes[WEIGHTS] = Answer(status=302, headers={"Location": inside})
    assert "leads to an address inside this network" in install().error
    assert "/secret" not in repository.server.asked


def test_more_than_was_announced_is_not_taken(install: Install, repository: Repository) -> None:
    repository.server.routes[WEIGHTS] = Answer(b"x" * 1_000_000)
    assert "sends more than the" in install().error


def test_a_huge_file_is_not_even_asked_for(
    install: Install, repository: Repository, settings: Any
) -> None:
    settings.MAX_UPLOAD_MB = 1
    repository.deposits[101].announced = 5 * 1024**2
    assert "takes models of up to 1 MB" in install().error
    assert WEIGHTS not in repository.server.asked


def test_a_file_that_kraken_cannot_load_says_so_and_may_be_tried_again(
    install: Install, repository: Repository, alice: User, weights: bytes
) -> None:
    files = repository.deposits[101].files
    files["charters.safetensors"] = b"no model at all"
    job = install()
    assert job.state == "failed"
    assert "cannot be loaded" in job.error
    assert HubEntry.objects.get(pk=101).refusal == job.error
    files["charters.safetensors"] = weights
    assert install().state == "done"


def test_of_several_files_the_one_that_can_be_loaded_is_taken(
    install: Install, repository: Repository, weights: bytes
) -> None:
    repository.deposits[101].files |= {
        "a.safetensors": b"another program's",
        "charters.safetensors": b"not a model",
        "good.mlmodel": weights,
        "notes.pdf": b"%PDF",
    }
    job = install()
    assert OcrModel.objects.get().details["hub"]["file"] == "good.mlmodel"
    assert "a.safetensors" in job.log
    assert "notes.pdf" not in repository.asked_files


def test_the_file_that_is_asked_for_is_taken(
    install: Install, repository: Repository, alice: User, weights: bytes, refresh: Refresh
) -> None:
    repository.deposits[101].files["small.safetensors"] = weights
    refresh()
    entry = HubEntry.objects.get(pk=101)
    with pytest.raises(ApplicationError, match="has no model file"):
        request_install(user=alice, entry=entry, file="../x.safetensors")
    install(file="small.safetensors")
    assert OcrModel.objects.get().details["hub"]["file"] == "small.safetensors"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            {"weights.zip": b"PK"},
            "no file that kraken can load (.mlmodel or .safetensors). It holds",
        ),
        ({"old.pronn": b"x"}, "an old version of kraken"),
        ({}, "no file that kraken can load"),
    ],
)
def test_a_record_without_a_usable_file_is_refused_at_once(
    refresh: Refresh, repository: Repository, alice: User, files: dict[str, bytes], words: str
) -> None:
    repository.deposits[101].files = {"README.md": card("Reads charters"), **files}
    refresh()
    with pytest.raises(ApplicationError) as caught:
        request_install(user=alice, entry=HubEntry.objects.get(pk=101))
    assert words in caught.value.message


def test_what_the_program_has_no_use_for_is_refused(refresh: Refresh, alice: User) -> None:
    refresh()
    with pytest.raises(ApplicationError, match="model for reading order"):
        request_install(user=alice, entry=HubEntry.objects.get(pk=301))


def test_the_same_model_is_installed_once_a_person(
    install: Install, alice: User, charlie: User, refresh: Refresh
) -> None:
    refresh()
    entry = HubEntry.objects.get(pk=101)
    first = request_install(user=alice, entry=entry)
    assert request_install(user=alice, entry=entry) == first
    other = request_install(user=charlie, entry=entry)
    assert other is not None
    assert other != first
    for job in (first, other):
        assert job is not None
        run_job(job.pk)
    assert {model.owner for model in OcrModel.objects.all()} == {alice, charlie}
    assert request_install(user=alice, entry=entry) is None


def test_a_job_that_is_delivered_late_does_not_install_twice(install: Install, alice: User) -> None:
    job = install()
    Job.objects.filter(pk=job.pk).update(state="queued")
    run_job(job.pk)
    job.refresh_from_db()
    assert "among your models already" in job.message
    assert OcrModel.objects.count() == 1


def test_only_an_administrator_installs_for_everybody(install: Install, alice: User) -> None:
    with pytest.raises(ApplicationError, match="Only an administrator"):
        install(is_public=True)
    alice.is_staff = True
    alice.save()
    install(is_public=True)
    assert OcrModel.objects.get().is_public


def test_a_strange_record_is_refused_in_words(install: Install, repository: Repository) -> None:
    for body in (b"[]", b'{"files": [{"key": "a.safetensors"}]}', b'{"files": 3}'):
        repository.server.routes["/api/records/101"] = Answer(body)
        assert "cannot be understood" in install().error
    repository.server.routes["/api/records/101"] = Answer(b"<html>", 200)
    assert "is not JSON" in install().error


def test_a_newer_version_is_told_until_it_is_installed(
    install: Install, repository: Repository, alice: User, charlie: User, weights: bytes
) -> None:
    install()
    assert updates(alice) == []
    files = {"README.md": card("Reads charters"), "charters.safetensors": weights}
    repository.add(Deposit(151, "Newer", files, concept=100, published="2026-01-01"))
    HubEntry.objects.update(seen_at="2020-01-01T00:00:00Z")
    run_job(request_refresh(user=charlie).pk)
    [found] = updates(alice)
    assert (found.model.details["hub"]["record"], found.entry.pk) == (101, 151)
    assert updates(charlie) == []
    install(151)
    assert updates(alice) == []
