"""How long a training will take on this machine, from how fast such trainings learn on it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from apps.common.words import counted
from apps.jobs.templatetags.job_words import duration, seconds_range
from apps.training import own_presets
from apps.training.paces import SPEEDY, Pace
from apps.training.presets import PRESETS, preset
from apps.users.models import User


@dataclass(frozen=True, slots=True)
class PresetRow:
    """A preset as the form shows it; ``time`` is the estimate in words.

    ``own`` is the id of a preset that somebody keeps, for one ``task`` only.
    """

    key: str
    label: str
    words: str
    time: str
    is_chosen: bool
    own: int = 0
    task: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """``units`` lines (or pages) an epoch, and how fast such trainings were; there is one pace at
    least."""

    task: str
    units: int
    paces: tuple[Pace, ...]

    @property
    def words(self) -> str:
        """What the times rest on."""
        newest = self.paces[0]
        noun = "line" if self.task == "recognition" else "page"
        source = "From trainings on this machine"
        if newest.measured:
            threads = f", {counted(newest.threads, 'thread')}" if newest.threads > 1 else ""
            source = f"Measured on this machine ({newest.device}{threads})"
        return f"{source}: {_fine(self._seconds[0])} for an epoch of {counted(self.units, noun)}."

    def range(self, options: Mapping[str, Any]) -> str:
        """From the earliest end, with no gain after the first epoch, to the limits."""
        longest = int(options["max_seconds"])
        fastest, slowest = min(self._seconds), max(self._seconds)
        earliest = min(max(options["min_epochs"], options["patience"] + 1), options["epochs"])
        return seconds_range(
            min(fastest * earliest, longest), min(slowest * options["epochs"], longest)
        )

    @property
    def _seconds(self) -> list[float]:
        """How long an epoch takes, by each pace."""
        return [pace.per_unit * self.units for pace in self.paces]


def preset_rows(user: User, *, estimate: Estimate | None, chosen: str) -> list[PresetRow]:
    """The built-in presets and a person's own ones, with the time that each will take."""
    rows = [
        PresetRow(one.key, one.label, one.words, _time(one.options, estimate), False)
        for one in PRESETS
    ]
    for own in own_presets.of_user(user):
        options = {**preset(own.preset).options, **own.options}
        is_alike = not SPEEDY & set(own.options) and estimate and estimate.task == own.task
        time = _time(options, estimate if is_alike else None)
        key = f"{own_presets.PREFIX}{own.pk}"
        words = "Your own, for reading." if own.task == "recognition" else "Your own, for finding."
        rows.append(PresetRow(key, own.name, words, time, False, own.pk, own.task))
    known = {row.key for row in rows}
    chosen = chosen if chosen in known else "balanced"
    return [_chosen(row, chosen) for row in rows]


def _chosen(row: PresetRow, chosen: str) -> PresetRow:
    return replace(row, is_chosen=row.key == chosen)


def _time(options: Mapping[str, Any], estimate: Estimate | None) -> str:
    if estimate is None:
        return f"at most {duration(int(options['max_seconds']))}"
    return estimate.range(options)


def _fine(seconds: float) -> str:
    """A time that may be short: ``0.4 s``, ``12 s``, ``3 min``."""
    return f"{seconds:.1f} s" if seconds < 10 else duration(seconds)
