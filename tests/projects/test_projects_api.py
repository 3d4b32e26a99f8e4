"""Projects and tags through the REST API."""

from typing import Any

import pytest

from apps.projects.models import Membership, Project, ProjectTag
from apps.users.models import User
from tests import factories


def test_a_project_is_made_read_changed_and_deleted(api_of: Any, alice: User) -> None:
    api = api_of(alice)
    made = api.post("/api/projects/", {"name": "Peer project"}).json()
    assert made | {"created_at": 0, "updated_at": 0} == {
        "id": made["id"],
        "owner": "alice",
        "slug": "peer-project",
        "documents_count": 0,
        "shared_with_users": [],
        "shared_with_groups": [],
        "name": "Peer project",
        "guidelines": None,
        "created_at": 0,
        "updated_at": 0,
        "tags": [],
    }
    address = f"/api/projects/{made['id']}/"
    changed = api.patch(address, {"name": "New", "guidelines": "https://example.org"}).json()
    assert (changed["name"], changed["guidelines"]) == ("New", "https://example.org")
    assert api.get("/api/projects/").json()["count"] == 1
    assert api.delete(address).status_code == 204
    assert not Project.objects.exists()


def test_tags_go_in_as_keys_and_come_out_as_objects(api_of: Any, project: Project) -> None:
    api = api_of(project.owner)
    tag = api.post("/api/tags/project/", {"name": "medieval", "color": "#336699"}).json()
    changed = api.patch(f"/api/projects/{project.pk}/", {"tags": [tag["pk"]]}, format="json")
    assert changed.json()["tags"] == [tag]
    assert api.post("/api/tags/project/", {"name": "medieval"}).status_code == 400
    other = factories.ProjectTagFactory(user=factories.UserFactory(username="zoe"))
    refused = api.patch(f"/api/projects/{project.pk}/", {"tags": [other.pk]}, format="json")
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("wanted", "names"),
    [("1", "a b"), ("1,2", "b"), ("1|2", "a b c"), ("none", "d"), ("none|2", "b c d")],
)
def test_the_tag_filter_never_doubles(api_of: Any, alice: User, wanted: str, names: str) -> None:
    tags = [factories.ProjectTagFactory(user=alice, name=str(number)) for number in (1, 2)]
    for name, given in {"a": [0], "b": [0, 1], "c": [1], "d": []}.items():
        row = factories.ProjectFactory(owner=alice, name=name, slug=name)
        row.tags.set([tags[number] for number in given])
    for number, tag in enumerate(tags, 1):
        wanted = wanted.replace(str(number), f"<{tag.pk}>")
    query = wanted.replace("<", "").replace(">", "")
    found = api_of(alice).get("/api/projects/", {"tags": query, "ordering": "name"}).json()
    assert [row["name"] for row in found["results"]] == names.split()


def test_names_and_order(api_of: Any, alice: User) -> None:
    for name in ("Beta", "Alpha", "Gamma"):
        factories.ProjectFactory(owner=alice, name=name, slug=name.lower())
    api = api_of(alice)
    found = api.get("/api/projects/?ordering=-name").json()["results"]
    assert [row["name"] for row in found] == ["Gamma", "Beta", "Alpha"]
    assert api.get("/api/projects/?name=alp").json()["count"] == 1
    for ordering in ("created_at", "documents_count", "id", "owner", "updated_at"):
        assert api.get(f"/api/projects/?ordering={ordering}").status_code == 200


def test_sharing_answers_201_and_knows_its_errors(
    api_of: Any, project: Project, charlie: User
) -> None:
    api, address = api_of(project.owner), f"/api/projects/{project.pk}/share/"
    shared = api.post(address, {"user": "charlie"})
    assert shared.status_code == 201
    assert shared.json()["shared_with_users"][0]["username"] == "charlie"
    assert Membership.objects.get(user=charlie).role == "editor"
    for body, error in (
        ({"user": "nobody"}, "invalid username."),
        ({"group": 99}, "invalid group."),
        ({}, "Please provide either a group(pk) or user(username)."),
    ):
        refused = api.post(address, body, format="json")
        assert (refused.status_code, refused.json()["error"]) == (400, error)
    team = factories.TeamFactory(owner=project.owner)
    assert api.post(address, {"group": team.pk}).status_code == 400
    team.members.add(project.owner)
    assert api.post(address, {"group": team.pk}).json()["shared_with_groups"]


def test_reading_one_document_gives_no_right_to_the_project(
    api_of: Any, document: Any, charlie: User
) -> None:
    factories.DocumentMembershipFactory(document=document, user=charlie, role="manager")
    api, address = api_of(charlie), f"/api/projects/{document.project_id}/"
    assert api.get(address).status_code == 200
    assert api.patch(address, {"name": "Mine"}).status_code == 404
    assert api.delete(address).status_code == 404


def test_the_list_needs_few_queries(
    api_of: Any, alice: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        row = factories.ProjectFactory(owner=alice, slug=f"p{number}")
        factories.MembershipFactory(project=row, user=factories.UserFactory(username=f"u{number}"))
        row.tags.add(factories.ProjectTagFactory(user=alice, name=f"t{number}"))
    assert ProjectTag.objects.count() == 10
    with django_assert_max_num_queries(8):
        assert api_of(alice).get("/api/projects/").json()["count"] == 10
