"""Why a line stands where it stands, in words."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.common.words import counted
from apps.worklist.hand import Measures
from apps.worklist.ranking import grams

UNSURE_BELOW = 0.9
"""A character that is less sure is marked in the editor, unless the person chose otherwise."""

RARE = 20
ENOUGH_CHARACTERS = 300  # below this, all characters are rare
ENOUGH_LINES = 20
NAMED = 3
FAR = 2.0  # standard deviations

_LOOKS = {
    "height": ("written larger", "written smaller"),
    "letter": ("letters wider apart", "letters closer together"),
    "ink": ("darker", "fainter"),
    "slant": ("leaning more to the right", "leaning more to the left"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the corrected lines show so far, and what the model knows (nothing: not known)."""

    lines: int
    characters: Mapping[str, int]
    grams: Collection[str]
    alphabet: frozenset[str]
    hand: Mapping[str, tuple[float, float]]

    @property
    def is_much(self) -> bool:
        return sum(self.characters.values()) >= ENOUGH_CHARACTERS


def usual_hand(rows: Sequence[Measures]) -> dict[str, tuple[float, float]]:
    """Mean and deviation of each measure over the corrected lines, where there are enough."""
    found = {}
    for name in _LOOKS:
        values = [row[name] for row in rows if name in row]
        if len(values) >= ENOUGH_LINES and np.std(values) > 0:
            found[name] = (float(np.mean(values)), float(np.std(values)))
    return found


def reasons_for(text: str, unsure: int, look: Measures, known: Known) -> list[str]:
    """Sentences without their beginning, the most telling first; at least one."""
    if not text.strip():
        return ["nothing was read here"]
    found = [f"unsure of {counted(unsure, 'character')}"] if unsure else []
    found += _characters(text, known)
    if known.lines >= ENOUGH_LINES and _new_share(text, known.grams) >= 0.5:
        found.append("words unlike those corrected so far")
    found += _look(look, known.hand)
    return found or ["fairly sure of it, and much like it is corrected"]


def rare_characters(text: str, known: Known) -> list[str]:
    """The characters of a text that the corrected lines hardly show, the rarest first."""
    if not known.is_much:
        return []
    rare = {char for char in text if not char.isspace() and known.characters.get(char, 0) < RARE}
    return sorted(rare, key=lambda char: (known.characters.get(char, 0), char))


def named(char: str) -> str:
    """A character as it can be read in a sentence: a mark stands on a circle."""
    return f"\N{DOTTED CIRCLE}{char}" if unicodedata.combining(char) else char


def _characters(text: str, known: Known) -> list[str]:
    lacking = sorted(
        {char for char in text if not char.isspace() and char not in known.alphabet}
        if known.alphabet
        else ()
    )
    found = [f"has {named(char)}, which the model does not know" for char in lacking[:NAMED]]
    for char in [char for char in rare_characters(text, known) if char not in lacking][:NAMED]:
        found.append(f"has {named(char)}, {_times(known.characters.get(char, 0))}")
    return found


def _times(count: int) -> str:
    if not count:
        return "not seen so far"
    return f"seen {counted(count, 'time')}"


def _new_share(text: str, seen: Collection[str]) -> float:
    """The share of runs of three characters that the corrected lines do not have."""
    runs = [gram for gram in grams(text) if len(gram) == 3]
    return sum(run not in seen for run in runs) / max(len(runs), 1)


def _look(look: Measures, usual: Mapping[str, tuple[float, float]]) -> list[str]:
    found = []
    for name, (more, less) in _LOOKS.items():
        if name in look and name in usual:
            mean, deviation = usual[name]
            away = (look[name] - mean) / deviation
            if abs(away) > FAR:
                found.append(f"{more if away > 0 else less} than the corrected lines")
    return found
