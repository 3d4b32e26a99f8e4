"""Keyboards over REST: one's own, shared ones, those of the program; and finding characters."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.keyboards.models import Keyboard
from apps.projects.models import Project
from apps.users.models import User
from tests import factories

pytestmark = pytest.mark.django_db
Api = Callable[[User | None], APIClient]
URL = "/api/keyboards/"
FILE = {"version": "0.1", "name": "Charters", "author": "Bob", "characters": ["ꝑ", "per"]}


def add(api: APIClient, **body: Any) -> dict[str, Any]:
    answer = api.post(URL, {"keyboard": FILE} | body, format="json")
    assert answer.status_code == 201, answer.json()
    keyboard: dict[str, Any] = answer.json()
    return keyboard


def names(api: APIClient) -> list[str]:
    return [row["name"] for row in api.get(URL).json() if not row["builtin"]]


def test_a_person_makes_changes_and_deletes_a_keyboard(bob: User, api_of: Api) -> None:
    api = api_of(bob)
    made = add(api)
    assert (made["name"], made["owner"], made["mine"]) == ("Charters", "bob", True)
    assert made["keyboard"]["characters"][1]["character"] == "per"
    assert made["names"]["ꝑ"] == "LATIN SMALL LETTER P WITH STROKE THROUGH DESCENDER"
    one = f"{URL}{made['id']}/"
    renamed = made["keyboard"] | {"name": "Registers"}
    changed = api.patch(one, {"keyboard": renamed}, format="json").json()
    assert changed["keyboard"] == renamed
    assert api.get(one).json() == changed
    assert names(api) == ["Registers"]
    assert api.delete(one).status_code == 204
    assert names(api) == []


def test_the_file_is_what_other_programs_read(bob: User, api_of: Api) -> None:
    answer = api_of(bob).get(f"{URL}{add(api_of(bob))['id']}/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="charters.json"'
    assert answer.json() == FILE | {
        "characters": [
            {"row": 0, "column": 0, "character": "ꝑ", "keyboard_code": None},
            {"row": 0, "column": 1, "character": "per", "keyboard_code": None},
        ]
    }


def test_strangers_see_nothing_of_it(bob: User, vera: User, charlie: User, api_of: Api) -> None:
    one = f"{URL}{add(api_of(bob))['id']}/"
    for person in (vera, charlie):
        assert names(api_of(person)) == []
        assert api_of(person).get(one).status_code == 404
        assert api_of(person).patch(one, {"keyboard": FILE}, format="json").status_code == 404
        assert api_of(person).delete(one).status_code == 404


def test_a_shared_keyboard_is_used_by_viewers_and_changed_by_editors(
    project: Project, alice: User, bob: User, vera: User, charlie: User, api_of: Api
) -> None:
    made = add(api_of(alice), project=project.pk)
    one = f"{URL}{made['id']}/"
    assert (made["project"], made["project_name"]) == (project.pk, "Letters")
    seen = api_of(vera).get(one).json()
    assert (seen["can_edit"], seen["can_delete"], seen["mine"]) == (False, False, False)
    assert api_of(vera).patch(one, {"keyboard": FILE}, format="json").status_code == 404
    renamed = FILE | {"name": "All charters"}
    changed = api_of(bob).patch(one, {"keyboard": renamed}, format="json").json()
    assert (changed["name"], changed["can_edit"], changed["can_delete"]) == (
        "All charters", True, False,
    )  # fmt: skip
    refused = api_of(bob).patch(one, {"project": None}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (400, "not_yours")
    assert api_of(bob).delete(one).status_code == 404
    assert api_of(charlie).get(one).status_code == 404
    api_of(alice).patch(one, {"project": None}, format="json")
    assert names(api_of(bob)) == []


def test_who_has_one_document_of_a_project_uses_its_keyboards(
    project: Project, alice: User, charlie: User, api_of: Api
) -> None:
    add(api_of(alice), project=project.pk)
    document = factories.DocumentFactory(project=project)
    factories.DocumentMembershipFactory(document=document, user=charlie, role="editor")
    assert names(api_of(charlie)) == ["Charters"]


def test_it_is_shared_only_with_projects_that_one_may_change(
    project: Project, bob: User, vera: User, api_of: Api
) -> None:
    body = {"keyboard": FILE, "project": project.pk}
    refused = api_of(vera).post(URL, body, format="json")
    assert refused.status_code == 400
    assert "project" in refused.json()
    assert not Keyboard.objects.exists()
    for nonsense in ("x", 999_999, [1]):
        body = {"keyboard": FILE, "project": nonsense}
        assert api_of(bob).post(URL, body, format="json").status_code == 400


@pytest.mark.parametrize("body", [{}, [], {"keyboard": 7}, {"keyboard": {"characters": [7]}}])
def test_nonsense_is_refused(bob: User, api_of: Api, body: Any) -> None:
    assert api_of(bob).post(URL, body, format="json").status_code == 400


def test_there_is_an_end_to_keyboards(
    bob: User, api_of: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.keyboards.services.MAX_OWN", 1)
    add(api_of(bob))
    answer = api_of(bob).post(URL, {"keyboard": FILE}, format="json")
    assert answer.json()["code"] == "too_many"


def test_keyboards_of_the_program_are_read_only(bob: User, api_of: Api) -> None:
    api = api_of(bob)
    heads = [row for row in api.get(URL).json() if row["builtin"]]
    assert len(heads) == 9
    for head in heads:
        keyboard = api.get(f"{URL}{head['id']}/").json()
        assert keyboard["name"] == head["name"] and not keyboard["can_edit"]
        assert keyboard["keyboard"]["characters"]
    assert api.get(f"{URL}builtin/ipa/file/").json()["name"] == "IPA"
    assert api.get(f"{URL}builtin/klingon/").status_code == 404
    assert api.patch(f"{URL}builtin/ipa/", {"keyboard": FILE}, format="json").status_code == 405


def test_a_longer_list_takes_no_more_queries(
    project: Project, bob: User, alice: User, api_of: Api, django_assert_num_queries: Any
) -> None:
    api = api_of(bob)
    add(api, project=project.pk)
    with django_assert_num_queries(1):
        api.get(URL)
    add(api)
    add(api_of(alice), project=project.pk)
    with django_assert_num_queries(1):
        assert len(names(api)) == 3


@pytest.mark.parametrize(
    ("query", "code", "name"),
    [
        ("long s", "U+017F", "LATIN SMALL LETTER LONG S"),
        ("LONG S", "U+017F", "LATIN SMALL LETTER LONG S"),
        ("U+017F", "U+017F", "LATIN SMALL LETTER LONG S"),
        ("017f", "U+017F", "LATIN SMALL LETTER LONG S"),
        ("0x17f", "U+017F", "LATIN SMALL LETTER LONG S"),
        ("&#383;", "U+017F", "LATIN SMALL LETTER LONG S"),
        ("ſ", "U+017F", "LATIN SMALL LETTER LONG S"),
        ("s", "U+0073", "LATIN SMALL LETTER S"),
        ("tironian et", "U+204A", "TIRONIAN SIGN ET"),
        ("punctus elevatus", "U+F161", "PUNCTUS ELEVATUS"),
        ("E8A3", "U+E8A3", "LATIN ABBREVIATION SIGN AUTEM"),
        ("𐤀", "U+10900", "PHOENICIAN LETTER ALF"),
    ],
)
def test_a_character_is_found(charlie: User, api_of: Api, query: str, code: str, name: str) -> None:
    [first, *_] = api_of(charlie).get("/api/characters/", {"q": query}).json()
    assert (first["code"], first["name"]) == (code, name)


@pytest.mark.parametrize("query", ["", "  ", "no such character", "D800", "FFFFFF", "U+E000"])
def test_nothing_is_found(charlie: User, api_of: Api, query: str) -> None:
    assert api_of(charlie).get("/api/characters/", {"q": query}).json() == []


def test_pasted_words_are_told_letter_by_letter(charlie: User, api_of: Api) -> None:
    found = api_of(charlie).get("/api/characters/", {"q": "ꝑ ſ"}).json()
    assert [row["character"] for row in found] == ["ꝑ", "ſ"]
    assert len(api_of(charlie).get("/api/characters/", {"q": "letter"}).json()) == 120
