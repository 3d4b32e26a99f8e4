"""The choices that people make for an import, and what its job needs to know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from apps.common.errors import ApplicationError

DEFAULT_LAYER = "Imported text"

Mode = Literal["add", "replace"]
Match = Literal["name", "order"]
Step = Literal["plan", "look", "import"]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What holds for every source.

    ``mode``: the lines of a page give way to those of its file (``replace``, a snapshot keeps
    them), or lines are matched and only what is new is added. ``match``: files go to pages by
    name, or one after the other. ``compute``: what lines without it get afterwards, ``baselines``,
    ``masks`` or ``both``. ``source`` holds the choices that only one kind of source knows;
    ``choices`` is what such a source asks: id and label of each book of a collection.
    """

    layer: str = DEFAULT_LAYER
    mode: Mode = "add"
    match: Match = "name"
    compute: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)
    choices: Sequence[Sequence[str]] = ()

    @property
    def replace(self) -> bool:
        return self.mode == "replace"


@dataclass(frozen=True, slots=True)
class JobParams:
    """``run`` is the id of the import.

    A ``plan`` writes nothing into the document; nor does a ``look``, at files whose page changed.
    """

    run: int
    step: Step = "import"


CHOICES: Mapping[str, tuple[str, ...]] = {
    "mode": ("add", "replace"),
    "match": ("name", "order"),
    "compute": ("", "baselines", "masks", "both"),
}


def checked_options(values: Mapping[str, Any]) -> ImportOptions:
    """The options, or an error in words; an empty layer name is the usual one."""
    unknown = set(values) - {item.name for item in fields(ImportOptions)}
    if unknown:
        names = ", ".join(sorted(unknown))
        raise ApplicationError("unknown_option", f"An import has no option called {names}.")
    options = ImportOptions(**{**values, "layer": str(values.get("layer") or "").strip()[:512]})
    for name, allowed in CHOICES.items():
        if getattr(options, name) not in allowed:
            given, known = getattr(options, name), ", ".join(filter(None, allowed))
            raise ApplicationError(
                "unknown_option", f"{given} is no choice for {name}. Choose one of: {known}."
            )
    return options if options.layer else ImportOptions(**{**values, "layer": DEFAULT_LAYER})
