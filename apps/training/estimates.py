"""How long a training will take on this machine, from how fast the last ones were."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from apps.jobs.models import Job, JobState
from apps.jobs.templatetags.job_words import duration, seconds_range
from apps.training import own_presets
from apps.training.presets import PRESETS, preset
from apps.users.models import User

LOOKED_AT = 10
CACHED_FOR = 60
PACE_KEY = "training-pace"
UNKNOWN = "time unknown yet"


@dataclass(frozen=True, slots=True)
class PresetRow:
    """A preset as the form shows it; ``time`` is the estimate in words."""

    key: str
    label: str
    words: str
    time: str
    is_chosen: bool
    own: int = 0


def preset_rows(user: User, *, lines: int | None, chosen: str) -> list[PresetRow]:
    """The built-in presets and a person's own ones, with the time that each will take."""
    paces = known_paces()
    rows = [
        PresetRow(one.key, one.label, one.words, _time(one.options, lines, paces), False)
        for one in PRESETS
    ]
    for own in own_presets.of_user(user):
        options = {**preset(own.preset).options, **own.options}
        key = f"{own_presets.PREFIX}{own.pk}"
        words = "Your own, for reading." if own.task == "recognition" else "Your own, for finding."
        rows.append(PresetRow(key, own.name, words, _time(options, lines, paces), False, own.pk))
    known = {row.key for row in rows}
    chosen = chosen if chosen in known else "balanced"
    return [_chosen(row, chosen) for row in rows]


def _chosen(row: PresetRow, chosen: str) -> PresetRow:
    return PresetRow(row.key, row.label, row.words, row.time, row.key == chosen, row.own)


def known_paces() -> list[float]:
    """Lines a second of the last recognition trainings, measured while they ran."""
    found: list[float] | None = cache.get(PACE_KEY)
    if found is None:
        jobs = Job.objects.filter(kind="train", state__in=(JobState.DONE, JobState.RUNNING))
        rows = jobs.order_by("-pk").values_list("data__lines_per_second", "params__task")
        found = [float(pace) for pace, task in rows[:LOOKED_AT] if pace and task == "recognition"]
        cache.set(PACE_KEY, found, CACHED_FOR)
    return found


def _time(options: Any, lines: int | None, paces: Sequence[float]) -> str:
    longest = int(options["max_seconds"])
    if not paces or not lines:
        return f"{UNKNOWN}; at most {duration(longest)}" if not paces else _at_most(longest)
    quick = lines / max(paces) * options["min_epochs"]
    slow = lines / min(paces) * options["epochs"]
    return seconds_range(min(quick, longest), min(slow, longest))


def _at_most(seconds: int) -> str:
    return f"at most {duration(seconds)}"
