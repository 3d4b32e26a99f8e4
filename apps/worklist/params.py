"""What the ranking of a layer needs to know, kept in ``Job.params``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankParams:
    """Rank the lines of this layer."""

    layer: int
