"""Presets that people keep for themselves."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from apps.common.errors import ApplicationError
from apps.training.models import TrainingPreset
from apps.training.presets import preset
from apps.users.models import User

PREFIX = "own-"


def of_user(user: User) -> list[TrainingPreset]:
    """The presets of a person, by name."""
    return list(TrainingPreset.objects.visible_to(user))


def usual(user: User, task: str) -> TrainingPreset | None:
    """The preset that this person starts from."""
    return TrainingPreset.objects.filter(owner=user, task=task, is_default=True).first()


def resolved(user: User, key: str) -> tuple[str, dict[str, Any]]:
    """The built-in preset that ``key`` means, and the options above it."""
    if not key.startswith(PREFIX):
        return preset(key).key, {}
    number = key.removeprefix(PREFIX)
    found = TrainingPreset.objects.filter(owner=user, pk=int(number) if number.isdecimal() else 0)
    row = found.first()
    return (preset(row.preset).key, dict(row.options)) if row else (preset("").key, {})


@transaction.atomic
def keep(
    *, user: User, task: str, name: str, preset: str, options: Mapping[str, Any]
) -> TrainingPreset:
    """Keep options under a name; the same name again replaces them."""
    row, _ = TrainingPreset.objects.update_or_create(
        owner=user,
        task=task,
        name=_name(name),
        defaults={"preset": preset, "options": dict(options)},
    )
    return row


@transaction.atomic
def change(*, row: TrainingPreset, user: User, name: str, is_default: bool) -> None:
    """Rename a preset, and say whether trainings start from it; only one of a task does."""
    name = _name(name)
    others = TrainingPreset.objects.filter(owner=row.owner, task=row.task).exclude(pk=row.pk)
    if others.filter(name=name).exists():
        raise ApplicationError("name_taken", f"You have a preset called “{name}” already.")
    if is_default:
        others.update(is_default=False)
    row.name, row.is_default = name, is_default
    row.save(update_fields=["name", "is_default"])


@transaction.atomic
def delete(*, row: TrainingPreset, user: User) -> None:
    row.delete()


def _name(name: str) -> str:
    name = name.strip()[:100]
    if not name:
        raise ApplicationError("invalid", "Give the preset a name.")
    return name
