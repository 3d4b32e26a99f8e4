"""Making keyboards, changing them, sharing them with a project."""

from typing import Any

from django.db import transaction

from apps.common.errors import ApplicationError
from apps.keyboards.layout import Layout
from apps.keyboards.models import Keyboard
from apps.projects.models import Project
from apps.users.models import User

MAX_OWN = 200


@transaction.atomic
def add_keyboard(*, user: User, layout: Layout, project: Project | None = None) -> Keyboard:
    """A keyboard of one's own: new, imported, or the copy of another."""
    if Keyboard.objects.filter(owner=user).count() >= MAX_OWN:
        raise ApplicationError(
            "too_many", f"You have {MAX_OWN} keyboards. Delete one that you do not need first."
        )
    return Keyboard.objects.create(owner=user, project=project, **_fields(layout))


@transaction.atomic
def change_keyboard(*, keyboard: Keyboard, user: User, layout: Layout) -> Keyboard:
    """Give it other keys, or another name."""
    for name, value in _fields(layout).items():
        setattr(keyboard, name, value)
    keyboard.save()
    return keyboard


@transaction.atomic
def share_keyboard(*, keyboard: Keyboard, user: User, project: Project | None) -> Keyboard:
    """Let the people of a project use and change it; only its owner decides that."""
    if keyboard.owner_id != user.pk:
        raise ApplicationError(
            "not_yours", f"Only {keyboard.owner} can say with whom this keyboard is shared."
        )
    keyboard.project = project
    keyboard.save(update_fields=["project", "updated_at"])
    return keyboard


@transaction.atomic
def delete_keyboard(*, keyboard: Keyboard, user: User) -> None:
    keyboard.delete()


def layout_of(keyboard: Keyboard) -> Layout:
    return Layout(
        name=keyboard.name,
        author=keyboard.author,
        version=keyboard.version,
        keys=keyboard.keys,
        extra=keyboard.extra,
    )


def _fields(layout: Layout) -> dict[str, Any]:
    return {
        "name": layout.name,
        "author": layout.author,
        "version": layout.version,
        "keys": list(layout.keys),
        "extra": layout.extra,
    }
