"""What a job of the kind ``replace`` needs to know, kept in ``Job.params``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReplaceParams:
    """``undo``: bring back the old texts instead."""

    replacement: int
    undo: bool = False
