"""What other apps show on a model's page, and what can be done with models from there.

Apps above this one register in ``AppConfig.ready``; this app knows none of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apps.models.models import OcrModel
from apps.users.models import User

Collect = Callable[[OcrModel, User], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Section:
    """A panel of the model's page; its template gets ``model``, ``is_owner`` and ``data``."""

    title: str
    template: str
    collect: Collect
    order: int


@dataclass(frozen=True, slots=True)
class Panel:
    """A section with what it has to say about one model."""

    title: str
    template: str
    data: Mapping[str, Any]

    @property
    def anchor(self) -> str:
        return "section-" + "-".join(self.title.lower().split())


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do with one model: a link, or a dialog where ``is_dialog``."""

    label: str
    url_of: Callable[[OcrModel], str]
    when: Callable[[OcrModel, User], bool]
    is_dialog: bool


@dataclass(frozen=True, slots=True)
class ActionLink:
    """An action for one model, with its address."""

    label: str
    url: str
    is_dialog: bool


@dataclass(frozen=True, slots=True)
class ManyAction:
    """Something to do with several models of the list: ``?models=1&models=2`` of an address."""

    label: str
    url_name: str
    least: int
    is_dialog: bool

    @property
    def url(self) -> str:
        return reverse(self.url_name)


Dependency = Callable[[OcrModel, User], Sequence[str]]

_sections: list[Section] = []
_dependencies: list[Dependency] = []
_actions: list[Action] = []
_many_actions: list[ManyAction] = []


def register_section(title: str, template: str, collect: Collect, order: int = 100) -> None:
    """Add a panel to every model's page; it is left out where ``collect`` returns ``None``."""
    _sections.append(Section(title, template, collect, order))
    _sections.sort(key=lambda section: section.order)


def register_action(
    label: str,
    url_of: Callable[[OcrModel], str],
    when: Callable[[OcrModel, User], bool] = lambda model, user: True,
    *,
    is_dialog: bool = False,
) -> None:
    """Add an entry to the menu of every model for which ``when`` says yes (without a query)."""
    _actions.append(Action(label, url_of, when, is_dialog))


def register_many_action(
    label: str, url_name: str, *, least: int = 2, is_dialog: bool = False
) -> None:
    """Add a button to the models list for ``least`` or more ticked models."""
    _many_actions.append(ManyAction(label, url_name, least, is_dialog))


def register_dependency(words: Dependency) -> None:
    """Add sentences to what is said before a model is deleted: what will miss it."""
    _dependencies.append(words)


def dependencies_of(model: OcrModel, user: User) -> list[str]:
    return [sentence for words in _dependencies for sentence in words(model, user)]


def panels_of(model: OcrModel, user: User) -> list[Panel]:
    """The registered panels that have something to say about this model, in order."""
    found = ((section, section.collect(model, user)) for section in _sections)
    return [
        Panel(section.title, section.template, data) for section, data in found if data is not None
    ]


def actions_for(model: OcrModel, user: User) -> list[ActionLink]:
    """The registered actions that ``user`` has for this model."""
    return [
        ActionLink(action.label, action.url_of(model), action.is_dialog)
        for action in _actions
        if action.when(model, user)
    ]


def many_actions() -> Sequence[ManyAction]:
    return tuple(_many_actions)
