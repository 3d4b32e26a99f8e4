"""Accounts, teams and the token through the REST API."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.users.models import Team, User
from tests.factories import PASSWORD, TeamFactory, UserFactory

WRONG = {"non_field_errors": ["Unable to log in with provided credentials."]}


def test_the_token_opens_the_api(alice: User) -> None:
    client = APIClient()
    form = {"username": "alice", "password": PASSWORD}
    token = client.post("/api/token-auth/", form).json()["token"]
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert client.get("/api/users/current/").json()["username"] == "alice"
    again = APIClient().post("/api/token-auth/", form | {"regenerate": True}).json()["token"]
    assert again != token and client.get("/api/users/current/").status_code == 401


def test_wrong_credentials_are_refused_in_the_contracts_words(alice: User) -> None:
    answer = APIClient().post("/api/token-auth/", {"username": "alice", "password": "no"})
    assert (answer.status_code, answer.json()) == (400, WRONG)


def test_guessing_through_the_api_is_limited(alice: User) -> None:
    form = {"username": "alice", "password": "no"}
    codes = [APIClient().post("/api/token-auth/", form).status_code for _ in range(7)]
    assert codes[0] == 400 and codes[-1] == 429


@pytest.mark.django_db
def test_without_credentials_the_answer_is_401() -> None:
    answer = APIClient().get("/api/users/")
    assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Token"


def test_people_see_and_change_only_themselves(api_of: Any, alice: User, bob: User) -> None:
    api = api_of(bob)
    assert [row["pk"] for row in api.get("/api/users/").json()["results"]] == [bob.pk]
    changed = api.patch(
        f"/api/users/{bob.pk}/", {"first_name": "Bob", "username": "root", "is_active": False}
    ).json()
    assert (changed["first_name"], changed["username"], changed["is_active"]) == (
        "Bob",
        "bob",
        True,
    )
    assert api.post("/api/users/", {"username": "x"}).status_code == 403


def test_administrators_make_accounts_but_delete_none_that_owns_something(
    api_of: Any, project: Any, alice: User
) -> None:
    api = api_of(UserFactory(username="adam", is_staff=True))
    made = api.post("/api/users/", {"username": "new", "email": "new@example.org"})
    assert made.status_code == 201
    assert not User.objects.get(username="new").has_usable_password()
    refused = api.delete(f"/api/users/{alice.pk}/")
    assert refused.status_code == 409 and "owns" in refused.json()["message"]
    assert api.delete(f"/api/users/{made.json()['pk']}/").status_code == 204


def test_a_team_belongs_to_who_made_it(api_of: Any, alice: User, bob: User) -> None:
    made = api_of(alice).post("/api/groups/", {"name": "Editors"}).json()
    team = Team.objects.get(pk=made["pk"])
    assert made["owner"] == alice.pk and [user["pk"] for user in made["users"]] == [alice.pk]
    team.members.add(bob)
    api = api_of(bob)
    assert api.get("/api/groups/").json()["count"] == 1
    assert api.patch(f"/api/groups/{team.pk}/", {"name": "Mine"}).status_code == 404
    assert api.delete(f"/api/groups/{team.pk}/").status_code == 404
    TeamFactory(name="Others")
    assert api.get("/api/groups/").json()["count"] == 1
