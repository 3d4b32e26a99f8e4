"""Who has a page open just now, kept in the cache for seconds: it is no record of anything."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from django.core.cache import cache

from apps.common.errors import ApplicationError
from apps.documents.models import Part
from apps.users.models import User

EXPIRY = 10  # seconds after which a silent tab counts as gone
_INDEX_EXPIRY = 24 * 3600
_MAX_TABS = 200


@dataclass(frozen=True, slots=True)
class Sign:
    """What one tab tells: the line that is open in it, and whether it is being typed in."""

    tab: str
    line: str | None = None
    typing: bool = False
    leaving: bool = False

    @classmethod
    def read(cls, data: Any) -> Self:
        """From JSON; ``ApplicationError`` "invalid" where it is none."""
        if not isinstance(data, Mapping):
            raise ApplicationError("invalid", "Give an object.")
        line = data.get("line")
        return cls(
            tab=_uid(data.get("tab"), "tab"),
            line=None if line is None else _uid(line, "line"),
            typing=data.get("typing") is True,
            leaving=data.get("leaving") is True,
        )


@dataclass(frozen=True, slots=True)
class Presence:
    """A person on a page, as the others are told."""

    tab: str
    user: int
    name: str
    line: str | None
    typing: bool


def tell_presence(*, part: Part, user: User, sign: Sign) -> None:
    """Note that the tab is here, or that it leaves.

    Each tab has a key of its own, so that two that speak at once never lose each other; the list
    of tabs is mended by whoever speaks next.
    """
    if sign.leaving:
        cache.delete(_key(part, sign.tab))
        return
    here = Presence(sign.tab, user.pk, user.get_username(), sign.line, sign.typing)
    cache.set(_key(part, sign.tab), asdict(here), EXPIRY)
    tabs: list[str] = cache.get(_index(part)) or []
    if sign.tab not in tabs:
        living = cache.get_many([_key(part, tab) for tab in tabs])
        kept = [tab for tab in tabs if _key(part, tab) in living]
        cache.set(_index(part), [*kept[-_MAX_TABS:], sign.tab], _INDEX_EXPIRY)


def people_beside(*, part: Part, user: User) -> list[dict[str, Any]]:
    """The other people on the page, each once: with the tab in which they work, by name."""
    tabs: list[str] = cache.get(_index(part)) or []
    rows = cache.get_many([_key(part, tab) for tab in tabs]).values()
    people: dict[int, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["typing"], row["line"] is not None)):
        people[row["user"]] = row
    people.pop(user.pk, None)
    return sorted(people.values(), key=lambda row: (row["name"], row["user"]))


def _uid(value: Any, place: str) -> str:
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError) as error:
        raise ApplicationError("invalid", f"{place}: This is no UUID.") from error


def _index(part: Part) -> str:
    return f"presence:{part.pk}"


def _key(part: Part, tab: str) -> str:
    return f"presence:{part.pk}:{tab}"
