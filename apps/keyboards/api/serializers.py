"""Keyboards as JSON: what their file says, and beside it whose they are."""

from typing import Any

from apps.keyboards.characters import names_of
from apps.keyboards.layout import Layout, written
from apps.keyboards.models import Keyboard
from apps.keyboards.services import layout_of
from apps.users.models import User


def builtin_head(name: str, layout: Layout) -> dict[str, Any]:
    """A keyboard of the program in the list."""
    return {
        "id": f"builtin/{name}",
        "name": layout.name,
        "builtin": True,
        "owner": None,
        "mine": False,
        "project": None,
        "project_name": None,
        "can_edit": False,
        "can_delete": False,
    }


def head(keyboard: Any, user: User) -> dict[str, Any]:
    """A person's keyboard in the list; needs a row with ``can_edit`` and ``can_delete``."""
    project = keyboard.project
    return {
        "id": keyboard.pk,
        "name": keyboard.name,
        "builtin": False,
        "owner": keyboard.owner.username,
        "mine": keyboard.owner_id == user.pk,
        "project": project and project.pk,
        "project_name": project and project.name,
        "can_edit": keyboard.can_edit,
        "can_delete": keyboard.can_delete,
    }


def with_keys(about: dict[str, Any], layout: Layout) -> dict[str, Any]:
    """The keyboard itself, with the names of what is on its keys."""
    texts = {key["character"] for key in layout.keys}
    return about | {"keyboard": written(layout), "names": {text: names_of(text) for text in texts}}


def with_own_keys(keyboard: Keyboard, user: User) -> dict[str, Any]:
    return with_keys(head(keyboard, user), layout_of(keyboard))
