"""Accounts through their pages: sign in, first account, profile, API key, passwords."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.authtoken.models import Token

from apps.jobs.models import Job
from apps.projects.models import Project
from apps.users import services
from apps.users.models import User
from tests.factories import PASSWORD, UserFactory

FIRST = {"username": "admin", "email": "admin@example.org", "password": "a long good phrase"}


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_a_script_signs_in_with_username_and_password(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/login/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token and 'name="username"' in page and 'name="password"' in page

    answer = client.post(
        "/login/",
        {"csrfmiddlewaretoken": token[1], "username": "alice", "password": PASSWORD},
    )

    assert answer.status_code == 302
    key = client.get("/profile/apikey/").content.decode()
    assert f'data-key="{Token.objects.get(user=alice).key}"' in key
    assert 'id="api-key-clipboard"' in key


def test_a_person_signs_in_by_mail_address_and_goes_where_they_wanted(alice: User) -> None:
    answer = Client().post(
        "/login/?next=/projects/", {"username": alice.email, "password": PASSWORD}
    )
    assert answer["Location"] == "/projects/"


def test_a_wrong_password_is_refused_in_words(alice: User) -> None:
    answer = Client().post("/login/", {"username": "alice", "password": "wrong"})
    assert answer.status_code == 200
    assert b'role="alert"' in answer.content


def test_guessing_passwords_is_limited(alice: User) -> None:
    client = Client()
    for _ in range(6):
        client.post("/login/", {"username": "alice", "password": "wrong"})
    answer = client.post("/login/", {"username": "alice", "password": PASSWORD})
    assert answer.status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_signing_out_ends_the_session(client_of: Any, alice: User) -> None:
    client = client_of(alice)
    client.post("/logout/")
    assert client.get("/projects/").status_code == 302


@pytest.mark.django_db
def test_without_accounts_every_page_says_how_to_make_the_first() -> None:
    answer = Client().get("/projects/", follow=True)
    assert answer.redirect_chain[-1][0] == "/setup/"
    assert "set-up link" in answer.content.decode()


@pytest.mark.django_db
def test_the_link_makes_the_first_account_once(folder: Path, sent_tasks: Any) -> None:
    link = services.setup_link()
    assert link and services.setup_link() == link
    assert (folder / "setup_token").stat().st_mode & 0o777 == 0o600
    client = Client()

    assert client.get(link).status_code == 200
    answer = client.post(link, FIRST)

    assert answer["Location"] == "/"
    user = User.objects.get()
    assert user.is_superuser and user.check_password(FIRST["password"])
    assert Project.objects.get().is_sample
    assert Job.objects.get().kind == "sample"
    assert Client().get(link).status_code == 404
    assert Client().post(link, FIRST | {"username": "thief"}).status_code == 404
    assert services.setup_link() is None and not (folder / "setup_token").exists()


@pytest.mark.django_db
def test_a_wrong_token_makes_nothing(folder: Path) -> None:
    services.setup_link()
    assert Client().post("/setup/guessed/", FIRST).status_code == 404
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_weak_password_is_refused_and_the_link_stays_good(folder: Path) -> None:
    link = services.setup_link() or ""
    answer = Client().post(link, FIRST | {"password": "1234"})
    assert "too short" in answer.content.decode()
    assert services.setup_link() == link


@pytest.mark.django_db
def test_of_two_at_once_one_gets_the_first_account(folder: Path) -> None:
    token = (services.setup_link() or "").split("/")[-2]
    services.create_first_account(token=token, **FIRST)
    (folder / "setup_token").write_text(token)
    with pytest.raises(services.ApplicationError):
        services.create_first_account(token=token, **FIRST | {"username": "second"})
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_sign_up_cannot_take_the_first_account(settings: Any) -> None:
    settings.REGISTRATION_OPEN = True
    form = {"username": "thief", "email": "t@example.org", "password1": "a long good phrase"}
    Client().post("/signup/", form)
    assert not User.objects.exists()
    UserFactory(username="first")
    Client().post("/signup/", form)
    assert User.objects.filter(username="thief").exists()


def test_the_profile_changes_name_and_mail(client_of: Any, alice: User, bob: User) -> None:
    client, form = client_of(alice), {"first_name": "Alice", "last_name": "", "email": "n@x.org"}
    assert client.post("/profile/", form).status_code == 302
    alice.refresh_from_db()
    assert (alice.first_name, alice.email) == ("Alice", "n@x.org")
    taken = client.post("/profile/", form | {"email": bob.email.upper()})
    assert "exists already" in taken.content.decode()


def test_a_new_key_replaces_the_old_one(client_of: Any, alice: User) -> None:
    old = services.api_token(user=alice)
    client_of(alice).post("/profile/apikey/new/")
    assert Token.objects.get(user=alice).key != old


def test_a_forgotten_password_is_set_anew_by_mail(alice: User) -> None:
    client = Client()
    client.post("/password/reset/", {"email": alice.email})
    link = re.search(r"http://testserver(/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link
    form = client.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    new = "another good phrase"
    client.post(address, {"password1": new, "password2": new})
    alice.refresh_from_db()
    assert alice.check_password(new)
    assert b"used up" in Client().get(link[1], follow=True).content


def test_the_password_is_changed_with_the_old_one(client_of: Any, alice: User) -> None:
    new = "another good phrase"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client_of(alice).post("/password/change/", form)
    alice.refresh_from_db()
    assert alice.check_password(new)


@pytest.mark.django_db
def test_commands_make_accounts_and_print_tokens(capsys: Any) -> None:
    call_command("user", "create", "carol", "--email", "c@example.org", "--admin")
    assert "Password: " in capsys.readouterr().out
    assert User.objects.get(username="carol").is_superuser
    call_command("user", "token", "carol")
    assert capsys.readouterr().out.strip() == Token.objects.get().key
    for arguments in (
        ("token", "nobody"),
        ("create", "carol", "--email", "d@example.org"),
        ("create", "dora", "--email", "C@example.org"),
        ("create", "dora", "--email", "d@example.org", "--password", "short"),
    ):
        with pytest.raises(CommandError):
            call_command("user", *arguments)
