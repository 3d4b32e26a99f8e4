"""Projects through their pages."""

from typing import Any

import pytest

from apps.images.models import PageImage
from apps.projects.models import Membership, Project
from apps.users.models import User
from tests import factories


def test_a_project_is_made_in_the_dialog(client_of: Any, alice: User) -> None:
    client = client_of(alice)
    assert "New project" in client.get("/projects/new/").content.decode()
    answer = client.post("/projects/new/", {"name": "Bureau & Co"}, headers={"HX-Request": "true"})
    project = Project.objects.get(name="Bureau & Co")
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/project/{project.slug}/")
    assert project.owner == alice
    assert client.post("/projects/new/", {"name": ""}).status_code == 422


def test_addresses_of_projects_are_unique(client_of: Any, alice: User) -> None:
    client = client_of(alice)
    for _ in range(2):
        client.post("/projects/new/", {"name": "Same"})
        client.post("/projects/new/", {"name": "???"})
    assert len(set(Project.objects.values_list("slug", flat=True))) == 4


def test_the_list_finds_sorts_and_hides_the_archive(client_of: Any, project: Project) -> None:
    owner = project.owner
    factories.ProjectFactory(owner=owner, name="Atlas", slug="atlas")
    client = client_of(owner)
    page = client.get("/projects/?sort=name").content.decode()
    assert page.index("Atlas") < page.index("Letters")
    found = client.get("/projects/?q=atl").content.decode()
    assert "Atlas" in found and "Letters" not in found
    client.post(f"/project/{project.slug}/archive/")
    assert "Letters" not in client.get("/projects/").content.decode().split("<table")[1]
    assert "Letters" in client.get("/projects/?archived=").content.decode()
    client.post(f"/project/{project.slug}/restore/")
    assert "Letters" in client.get("/projects/").content.decode()


def test_renaming_keeps_the_address(client_of: Any, project: Project) -> None:
    client_of(project.owner).post("/project/letters/edit/", {"name": "Correspondence"})
    project.refresh_from_db()
    assert (project.name, project.slug) == ("Correspondence", "letters")


def test_sharing_changing_a_role_and_revoking(
    client_of: Any, project: Project, charlie: User
) -> None:
    client, address = client_of(project.owner), "/project/letters/share/"
    client.post(address, {"member": "charlie", "role": "viewer"})
    assert client_of(charlie).get("/project/letters/").status_code == 200
    client.post(address, {"member": charlie.email, "role": "manager"})
    membership = Membership.objects.get(user=charlie)
    assert membership.role == "manager"
    client.post(f"{address}{membership.pk}/revoke/")
    assert client_of(charlie).get("/project/letters/").status_code == 404


@pytest.mark.parametrize("name", ["nobody", "alice", ""])
def test_sharing_with_nobody_or_the_owner_is_refused(
    client_of: Any, project: Project, name: str
) -> None:
    answer = client_of(project.owner).post(
        "/project/letters/share/", {"member": name, "role": "editor"}
    )
    assert 'role="alert"' in answer.content.decode()
    assert not Membership.objects.exists()


def test_editors_may_not_share(client_of: Any, bob: User) -> None:
    assert client_of(bob).get("/project/letters/share/").status_code == 404


def test_a_membership_is_revoked_only_through_its_project(client_of: Any, bob: User) -> None:
    mine = factories.ProjectFactory(owner=factories.UserFactory(username="zoe"), slug="mine")
    membership = Membership.objects.get(user=bob)
    client_of(mine.owner).post(f"/project/mine/share/{membership.pk}/revoke/")
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_a_member_leaves_and_the_owner_cannot(client_of: Any, bob: User, project: Project) -> None:
    client_of(bob).post("/project/letters/leave/")
    assert client_of(bob).get("/project/letters/").status_code == 404
    page = client_of(project.owner).post("/project/letters/leave/", follow=True)
    assert "as owner" in page.content.decode()


def test_deleting_says_what_goes_and_asks_for_the_name(
    client_of: Any, project: Project, part: Any, line: Any
) -> None:
    client = client_of(project.owner)
    asked = client.get("/project/letters/delete/").content.decode()
    assert "1 document, 1 page, 1 line" in asked
    assert client.post("/project/letters/delete/", {"name": "letters?"}).status_code == 422
    assert Project.objects.exists()
    client.post("/project/letters/delete/", {"name": "Letters"})
    assert not Project.objects.exists() and not PageImage.objects.exists()


def test_a_document_share_shows_the_project_but_not_its_other_documents(
    client_of: Any, document: Any, charlie: User
) -> None:
    factories.DocumentFactory(project=document.project, name="Secret accounts")
    factories.DocumentMembershipFactory(document=document, user=charlie, role="viewer")
    page = client_of(charlie).get("/project/letters/").content.decode()
    assert document.name in page and "Secret accounts" not in page
    assert "New document" not in page


@pytest.mark.parametrize("address", ["/", "/projects/", "/project/letters/"])
def test_lists_ask_the_same_number_of_questions_whatever_their_length(
    client_of: Any, project: Project, address: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        other = factories.ProjectFactory(owner=project.owner, slug=f"p{number}")
        document = factories.DocumentFactory(project=project, name=f"D{number}")
        factories.PartFactory(document=document)
        factories.PartFactory(document=factories.DocumentFactory(project=other))
    client = client_of(project.owner)
    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200
