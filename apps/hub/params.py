"""What the jobs of the hub are asked to do."""

from dataclasses import dataclass

REFRESH = "hub-refresh"
INSTALL = "hub-install"
"""The kinds of jobs."""


@dataclass(frozen=True, slots=True)
class InstallParams:
    """Install the model of one record.

    ``file`` is empty where the program is to choose; ``is_public`` makes it everybody's.
    """

    record: int
    file: str = ""
    is_public: bool = False
