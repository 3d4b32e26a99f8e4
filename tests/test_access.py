"""Every route and method as every person: nothing is reachable that the table does not grant."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from apps.users.models import User
from tests import factories
from tests.access_table import TABLE, Level
from tests.routes import Route, all_routes

ROUTES = all_routes()
REFUSED = (401, 403, 404)
SECRET = "Sesame"
"""Part of every name that only members may read."""

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
def world(project: Any, alice: User, bob: User, document: Any, part: Any, line: Any) -> Any:
    """One row of each kind, all of it alice's; keys are what stands before ``<pk>`` in a path."""
    project.name = document.name = SECRET
    project.save()
    document.save()
    layer = factories.TranscriptionLayerFactory(document=document, name=f"{SECRET} layer")
    text = factories.LineTranscriptionFactory(line=line, layer=layer, text=f"{SECRET} text")
    region = factories.RegionFactory(part=part)
    types = {
        "region": factories.RegionTypeFactory(document=document),
        "line": factories.LineTypeFactory(document=document),
        "part": factories.PartTypeFactory(document=document),
    }
    model = factories.OcrModelFactory(owner=alice, name=f"{SECRET} model")
    job = factories.JobFactory(user=alice, document=document, title=SECRET)
    export = factories.ExportFactory(user=alice, document=document, name=f"{SECRET}.zip")
    metadata = factories.DocumentMetadataFactory(document=document)
    return {
        "project": project,
        "projects": project,
        "documents": document,
        "document": document,
        "parts": part,
        "part": part,
        "lines": line,
        "blocks": region,
        "regions": region,
        "transcriptions": layer,
        "layers": layer,
        "layer": layer,
        "line_transcriptions": text,
        "documents/metadata": metadata,
        "metadata": metadata,
        "parts/metadata": factories.PartMetadataFactory(part=part),
        "blocks_types": types["region"],
        "block": types["region"],
        "region": types["region"],
        "line": types["line"],
        "types": types["region"],
        "models": model,
        "model": model,
        "jobs": job,
        "tasks": job,
        "task_groups": job,
        "job": job,
        "exports": export,
        "downloads": export,
        "snapshots": factories.SnapshotFactory(part=part, reason=SECRET),
        "membership": project.memberships.get(user=bob),
        "groups": factories.TeamFactory(owner=alice, name=f"{SECRET} team"),
        "users": alice,
        "tags/project": factories.ProjectTagFactory(user=alice, name=f"{SECRET} tag"),
        "tags": factories.DocumentTagFactory(project=project, name=f"{SECRET} tag"),
        "share": factories.ModelShareFactory(model=model),
        "image": part.image,
        "scripts": SimpleNamespace(pk=215),
    }


def _address(route: Route, world: dict[str, Any]) -> str:
    """The path with the ids of the world in it."""
    parts = route.path.split("/")
    for place, part in enumerate(parts):
        for name in re.findall(r"<(\w+)>", part):
            before = [word for word in parts[:place] if "<" not in word]
            parts[place] = parts[place].replace(
                f"<{name}>", str(_value(name, before, route, world))
            )
    return "/" + "/".join(parts)


def _value(name: str, before: list[str], route: Route, world: dict[str, Any]) -> Any:
    fixed = {"kind": "region", "name": "view.jpg", "uidb36": "1", "key": "set-password"}
    fixed |= {"token": "void", "slug": world["project"].slug}
    if route.path.startswith("media/"):
        fixed["kind"] = "view"
    if name in fixed:
        return fixed[name]
    if name == "membership_id" and before[0] == "document":
        return _document_membership(world).pk
    if name == "share_id":
        return world["share"].pk
    if name.endswith("uid"):
        return world[name.removesuffix("_uid") if "_" in name else before[-1]].uid
    if name.endswith("_id"):
        return world[name.removesuffix("_id") if name != "type_id" else "types"].pk
    chains = ("/".join(before[-2:]), before[-1])
    return next(world[chain].pk for chain in chains if chain in world)


def _document_membership(world: dict[str, Any]) -> Any:
    return factories.DocumentMembershipFactory(
        document=world["document"], user=world["membership"].user
    )


def _answer(route: Route, address: str, user: User | None) -> Any:
    """What the person gets; nothing of what the request changed stays."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    options: dict[str, Any] = (
        {"content_type": "application/json"} if address.startswith("/api/") else {}
    )
    if route.method == "GET":
        options = {}
    savepoint = transaction.savepoint()
    try:
        return client.generic(route.method, address, **options)
    finally:
        transaction.savepoint_rollback(savepoint)


def _is_refused(response: Any) -> bool:
    to_login = response.status_code == 302 and response["Location"].startswith("/login/")
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
    level, address = TABLE[str(route)], _address(route, world)
    problems = []
    for person in LADDER:
        response = _answer(route, address, people[person])
        problems.append(_problem(response, allowed=_may(level, person), person=person))
        if person in ("anonymous", "stranger") and _leaks(response):
            problems.append(f"{person} reads what is not theirs")
    if level == Level.ADMIN:
        response = _answer(route, address, people["admin"])
        problems.append(_problem(response, allowed=True, person="admin"))
    assert [problem for problem in problems if problem] == []
