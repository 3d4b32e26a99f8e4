"""The scripts of the world: ISO 15924 codes, numbers and names, and the way each is written."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from apps.layout.types import TextDirection

TABLE = Path(__file__).with_name("scripts.tsv")


@dataclass(frozen=True, slots=True)
class Script:
    """One script; ``number`` is its ISO number, ``direction`` the usual one of its lines."""

    code: str
    number: int
    name: str
    name_fr: str
    direction: TextDirection

    def __str__(self) -> str:
        return self.name

    @property
    def is_rtl(self) -> bool:
        return self.direction == "horizontal-rl"


@cache
def scripts() -> tuple[Script, ...]:
    """All scripts in the order of their names."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Script(
                code=row["code"],
                number=int(row["number"]),
                name=row["name"],
                name_fr=row["name_fr"],
                direction=cast(TextDirection, row["direction"]),
            )
            for row in csv.DictReader(file, delimiter="\t")
        )


@cache
def by_code() -> dict[str, Script]:
    return {script.code: script for script in scripts()}


@cache
def by_name() -> dict[str, Script]:
    return {script.name: script for script in scripts()}


def direction_of(code: str) -> TextDirection:
    """The usual direction of lines in the script; left to right where it is not known."""
    script = by_code().get(code)
    return script.direction if script else "horizontal-lr"


def choices() -> list[tuple[str, str]]:
    """The scripts as choices of a form field."""
    return [(script.code, script.name) for script in scripts()]
