"""Which function does which kind of job, and on which queue."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apps.jobs.models import Job
    from apps.jobs.progress import Progress

Handler = Callable[["Job", "Progress"], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job and the queue whose workers take it.

    Of what ``is_quiet`` the program asks for by itself; the lists of people's jobs leave it out.
    """

    name: str
    queue: str
    handler: Handler
    is_quiet: bool = False


_kinds: dict[str, Kind] = {}


def register(name: str, *, queue: str, is_quiet: bool = False) -> Callable[[Handler], Handler]:
    """Make the decorated function the handler of jobs of kind ``name``."""

    def decorate(handler: Handler) -> Handler:
        _kinds[name] = Kind(name, queue, handler, is_quiet)
        return handler

    return decorate


def quiet_kinds() -> list[str]:
    """The kinds that nobody asks for by name."""
    return [kind.name for kind in _kinds.values() if kind.is_quiet]


def kind(name: str) -> Kind:
    return _kinds[name]
