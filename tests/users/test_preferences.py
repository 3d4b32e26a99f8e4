"""Preferences: each person's own, set by name, small."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.users.models import User

pytestmark = pytest.mark.django_db
URL = "/api/preferences/"


def test_values_are_kept_by_name(api_of: Any, alice: User, bob: User) -> None:
    api: APIClient = api_of(alice)
    assert api.get(URL).json() == {}
    api.patch(URL, {"editor.fit": "width", "editor.font_size": 21}, format="json")
    answer = api.patch(URL, {"editor.fit": None, "theme": {"a": [1]}}, format="json")
    assert answer.json() == {"editor.font_size": 21, "theme": {"a": [1]}}
    alice.refresh_from_db()
    assert api.get(URL).json() == answer.json()
    assert api_of(bob).get(URL).json() == {}


@pytest.mark.parametrize(
    "body", [["editor.fit"], {"Not a name": 1}, {"editor.big": "x" * 70_000}, {"a" * 65: 1}]
)
def test_what_cannot_be_kept_is_refused(api_of: Any, alice: User, body: Any) -> None:
    answer = api_of(alice).patch(URL, body, format="json")
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert User.objects.get(pk=alice.pk).preferences == {}
