"""What the jobs of archives need to know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RestoreParams:
    """``file`` is the stored upload, ``name`` what the person called it; without ``project`` a
    new one is made."""

    file: str
    name: str
    project: int | None = None


@dataclass(frozen=True, slots=True)
class ProjectArchiveParams:
    """The project whose documents are archived."""

    project: int
