"""A public repository with four models, and the jobs that read it and install from it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.engine.fake import write_model
from apps.hub import catalogue
from apps.hub.models import HubEntry
from apps.hub.services import request_install, request_refresh
from apps.jobs.models import Job
from apps.jobs.runner import run as run_job
from apps.users.models import User
from tests.hub.repository import Deposit, Repository, card, old_card
from tests.web_server import running

Refresh = Callable[[], Job]
Install = Callable[..., Job]


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The repository on this machine needs no rest between two cards, and no time to come back."""
    monkeypatch.setattr(catalogue, "REST", 0)
    monkeypatch.setattr("apps.common.web.ATTEMPTS", 1)


@pytest.fixture
def weights(tmp_path: Path) -> bytes:
    """A file that the engine takes for a model."""
    return write_model(tmp_path / "weights.safetensors", accuracy=0.95).read_bytes()


@pytest.fixture
def repository(settings: Any, weights: bytes) -> Iterator[Repository]:
    """A reader of charters in two versions, one of an old schema, and one for reading order."""
    with running() as server:
        settings.MODEL_REPO_OAI_URL = server.url("/oai2d")
        settings.MODEL_REPO_URL = server.url("/api/")
        settings.FETCH_ALLOWED_HOSTS = ["127.0.0.1"]
        found = Repository(server)
        charters = {"README.md": card("Reads charters"), "charters.safetensors": weights}
        found.add(Deposit(101, "Reads charters", charters, concept=100))
        novels = {"metadata.json": old_card("Reads novels", "n.mlmodel"), "n.mlmodel": weights}
        found.add(Deposit(201, "Novels", novels, published="2021-05-04"))
        order = card("Orders lines", model_type=["reading order"], language=["ara"])
        found.add(Deposit(301, "Order", {"README.md": order, "o.safetensors": weights}))
        yield found


@pytest.fixture
def refresh(alice: User, repository: Repository) -> Refresh:
    """Ask for the catalogue and fetch it."""

    def do() -> Job:
        job = request_refresh(user=alice)
        run_job(job.pk)
        job.refresh_from_db()
        return job

    return do


@pytest.fixture
def install(alice: User, refresh: Refresh) -> Install:
    """Fetch the catalogue if it is not here, ask for an installation and do it."""

    def do(number: int = 101, user: User = alice, **options: Any) -> Job:
        if not HubEntry.objects.exists():
            assert refresh().state == "done"
        entry = HubEntry.objects.get(pk=number)
        job = request_install(user=user, entry=entry, **options)
        assert job is not None
        run_job(job.pk)
        job.refresh_from_db()
        return job

    return do
