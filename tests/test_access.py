"""Every route and method as every person: nothing is reachable that the table does not grant."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from apps.users.models import User
from tests import factories
from tests.access_level import Level
from tests.access_table import TABLE
from tests.access_world import SECRET, address, make_world
from tests.routes import Route, all_routes

ROUTES = all_routes()
REFUSED = (401, 403, 404)
LADDER = ("anonymous", "stranger", "viewer", "editor", "manager", "owner")
FIRST_ALLOWED = {
    Level.PUBLIC: "anonymous",
    Level.ACCOUNT: "stranger",
    Level.VIEWER: "viewer",
    Level.EDITOR: "editor",
    Level.MANAGER: "manager",
    Level.OWNER: "owner",
}


@pytest.fixture
def people(project: Any, alice: User, bob: User, vera: User, charlie: User) -> dict[str, Any]:
    manager = factories.UserFactory(username="mona")
    factories.MembershipFactory(project=project, user=manager, role="manager")
    return {
        "anonymous": None,
        "stranger": charlie,
        "viewer": vera,
        "editor": bob,
        "manager": manager,
        "owner": alice,
        "admin": factories.UserFactory(username="adam", is_staff=True, is_superuser=True),
    }


@pytest.fixture
def world(line: Any, bob: User) -> dict[str, Any]:
    return make_world(line=line, bob=bob)


def _answer(route: Route, url: str, user: User | None) -> Any:
    """What the person gets; nothing of what the request changed stays."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    options: dict[str, Any] = (
        {"content_type": "application/json"} if url.startswith("/api/") else {}
    )
    if route.method == "GET":
        options = {}
    savepoint = transaction.savepoint()
    try:
        return client.generic(route.method, url, **options)
    finally:
        transaction.savepoint_rollback(savepoint)


def _is_refused(response: Any) -> bool:
    to_login = response.status_code == 302 and response["Location"].startswith("/login/?next=")
    return to_login or response.status_code in REFUSED


def _problem(response: Any, *, allowed: bool, person: str) -> str | None:
    status = response.status_code
    if status >= 500:
        return f"{person}: status {status}"
    if allowed and (_is_refused(response) or status == 405):
        return f"{person} is refused ({status})"
    if not allowed and not (_is_refused(response) or status == 405):
        return f"{person} gets through ({status})"
    return None


def _leaks(response: Any) -> bool:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return SECRET.encode() in body


def _may(level: Level, person: str) -> bool:
    if level in FIRST_ALLOWED:
        return LADDER.index(person) >= LADDER.index(FIRST_ALLOWED[level])
    return False


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    routes, rows = {str(route) for route in ROUTES}, set(TABLE)
    assert sorted(routes - rows) == [], "add a row to tests/access_table.py for each of these"
    assert sorted(rows - routes) == [], "these routes are gone: take their rows away"


@pytest.mark.parametrize("route", [route for route in ROUTES if str(route) in TABLE], ids=str)
def test_access(route: Route, people: dict[str, Any], world: dict[str, Any], settings: Any) -> None:
    level, url = TABLE[str(route)], address(route, world)
    problems = []
    for person in LADDER:
        response = _answer(route, url, people[person])
        problems.append(_problem(response, allowed=_may(level, person), person=person))
        if person in ("anonymous", "stranger") and _leaks(response):
            problems.append(f"{person} reads what is not theirs")
    if level == Level.ADMIN:
        response = _answer(route, url, people["admin"])
        problems.append(_problem(response, allowed=True, person="admin"))
    assert [problem for problem in problems if problem] == []
