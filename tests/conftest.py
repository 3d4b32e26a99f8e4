"""The people, the page and the clients that every test starts from."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from celery.app.task import Task
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, settings
from rest_framework.test import APIClient

from apps.documents.models import Document, Line, Part, TranscriptionLayer
from apps.projects.models import Project
from apps.users.models import User
from tests import factories

# No test measures time, and that includes the time it takes to think of inputs.
settings.register_profile(
    "patient",
    deadline=None,
    derandomize="CI" in os.environ,  # a landing is judged by the same inputs each time
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def sent_tasks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """Celery tasks that would have been sent, as (name, args): no unit test reaches a broker."""
    sent: list[tuple[str, tuple[Any, ...]]] = []

    def record(task: Task, args: Any = None, kwargs: Any = None, **options: Any) -> None:
        sent.append((task.name, tuple(args or ())))

    monkeypatch.setattr(Task, "apply_async", record)
    return sent


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def real_engine_where_marked(request: pytest.FixtureRequest, settings: Any) -> None:
    if request.node.get_closest_marker("kraken"):
        settings.ENGINE = "kraken"


@pytest.fixture
def alice(db: None) -> User:
    """Owner of the project, the document and everything in it."""
    return factories.UserFactory(username="alice")


@pytest.fixture
def project(alice: User) -> Project:
    return factories.ProjectFactory(owner=alice, name="Letters", slug="letters")


@pytest.fixture
def bob(project: Project) -> User:
    """Editor of the project."""
    user = factories.UserFactory(username="bob")
    factories.MembershipFactory(project=project, user=user, role="editor")
    return user


@pytest.fixture
def vera(project: Project) -> User:
    """Viewer of the project."""
    user = factories.UserFactory(username="vera")
    factories.MembershipFactory(project=project, user=user, role="viewer")
    return user


@pytest.fixture
def charlie(db: None) -> User:
    """A stranger with an account."""
    return factories.UserFactory(username="charlie")


@pytest.fixture
def document(project: Project) -> Document:
    return factories.DocumentFactory(project=project, name="Letters of 1848")


@pytest.fixture
def part(document: Document) -> Part:
    return factories.PartFactory(document=document)


@pytest.fixture
def line(part: Part) -> Line:
    """The only line of ``part``; the counters of the page agree."""
    line = factories.LineFactory(part=part)
    part.line_count = 1
    part.save(update_fields=["line_count"])
    return line


@pytest.fixture
def layer(document: Document) -> TranscriptionLayer:
    """The layer typed by hand."""
    return factories.TranscriptionLayerFactory(document=document, name="manual", is_protected=True)


@pytest.fixture
def client_of() -> Callable[[User | None], Client]:
    """A browser in which the given user is logged in (nobody for ``None``)."""

    def make(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return make


@pytest.fixture
def api_of() -> Callable[[User | None], APIClient]:
    """A REST client that is authenticated as the given user."""

    def make(user: User | None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.force_authenticate(user)
        return client

    return make


@pytest.fixture
def small_image() -> Callable[..., SimpleUploadedFile]:
    """An upload of a small page image: ``small_image("a.png")``."""

    def make(
        name: str = "page.png", image_format: str = "PNG", **options: Any
    ) -> SimpleUploadedFile:
        data = factories.small_image_bytes(image_format=image_format, **options)
        return SimpleUploadedFile(name, data, f"image/{image_format.lower()}")

    return make
