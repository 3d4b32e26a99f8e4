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
    """One kind of job and the queue whose workers take it."""

    name: str
    queue: str
    handler: Handler


_kinds: dict[str, Kind] = {}


def register(name: str, *, queue: str) -> Callable[[Handler], Handler]:
    """Make the decorated function the handler of jobs of kind ``name``."""

    def decorate(handler: Handler) -> Handler:
        _kinds[name] = Kind(name=name, queue=queue, handler=handler)
        return handler

    return decorate


def kind(name: str) -> Kind:
    return _kinds[name]
