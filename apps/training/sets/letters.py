"""The characters of texts: how often each, how they are written, which are mixed up."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache

RARE = 20
"""Seen less often, a character is hardly learned."""

FORMS = ("NFC", "NFD")

_LOOK_ALIKE = dict(
    zip(
        "АВЕКМНОРСТХІЅЈаеорсухіѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABEKMHOPCTXISJaeopcyxisjABEZHIKMNOPTYXo",
        strict=True,
    )
)
"""Letters of other scripts that look like Latin ones, and the Latin ones."""

_PAIRS: tuple[tuple[str, str, str], ...] = (
    ("’", "'", "curly and straight apostrophes"),
    ("‘", "'", "curly and straight apostrophes"),
    ("“", '"', "curly and straight quotation marks"),
    ("”", '"', "curly and straight quotation marks"),
    ("‐", "-", "two hyphens that look the same"),
    ("‑", "-", "two hyphens that look the same"),
    ("–", "-", "a dash and a hyphen"),
    ("—", "-", "a dash and a hyphen"),
    ("ي", "ی", "Arabic and Persian yeh"),
    ("ك", "ک", "Arabic and Persian kaf"),
    ("ʼ", "’", "two apostrophes that look the same"),
    ("ß", "β", "sharp s and beta"),
    ("ſ", "s", "long and round s: map them only if you want them read alike"),
)
_SPACES = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\t"
_UNSEEN = "\u200b\u200e\u200f\u00ad\ufeff\u2060"


class Letters:
    """Gathers the characters of all texts, one line after the other."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.composed = self.decomposed = 0

    def add(self, text: str) -> tuple[bool, bool]:
        """Count a line; whether some of it is composed, and some decomposed."""
        self.counts.update(text)
        if text.isascii():
            return False, False
        is_composed = unicodedata.normalize("NFD", text) != text
        is_decomposed = unicodedata.normalize("NFC", text) != text
        self.composed += is_composed
        self.decomposed += is_decomposed
        return is_composed, is_decomposed

    @property
    def is_mixed(self) -> bool:
        """Whether the same letters are written in two ways."""
        return bool(self.composed and self.decomposed)


def in_form(counts: Mapping[str, int], form: str) -> Counter[str]:
    """The same characters as they are after normalisation.

    Composing looks at pairs of characters, which counts cannot: NFC of counts is what it is where
    nothing is to be composed, and exact for decomposing.
    """
    if form != "NFD":
        return Counter(counts)
    found: Counter[str] = Counter()
    for char, count in counts.items():
        for piece in unicodedata.normalize("NFD", char):
            found[piece] += count
    return found


def lacking(counts: Mapping[str, int], alphabet: Collection[str]) -> dict[str, int]:
    """The characters that a model cannot write, in the form in which it lacks fewest.

    What kraken takes for a space is one, whichever it is.
    """
    known = {char for entry in alphabet for char in entry} | {" "}
    ways = [
        {
            char: count
            for char, count in in_form(counts, form).items()
            if char not in known and not char.isspace()
        }
        for form in FORMS
    ]
    return min(ways, key=lambda way: (sum(way.values()), len(way)))


def coverage(counts: Mapping[str, int], alphabet: Collection[str]) -> float:
    """The share of characters, as they stand in the texts, that a model can write, 0-1."""
    total = sum(count for char, count in counts.items() if not char.isspace())
    if not total:
        return 0.0
    return max(0.0, 1 - sum(lacking(counts, alphabet).values()) / total)


def mappings(counts: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """Characters that could be written as others: from, to, and why."""
    found = [
        (one, other, why) for one, other, why in _PAIRS if counts.get(one) and counts.get(other)
    ]
    found += [(char, " ", "another kind of space") for char in _SPACES if counts.get(char)]
    found += [(char, "", "cannot be seen on the page") for char in _UNSEEN if counts.get(char)]
    if main_script(counts) == "LATIN":
        found += [
            (char, latin, f"looks like {latin} and is {script(char).title()}")
            for char, latin in _LOOK_ALIKE.items()
            if counts.get(char) and _is_stray(char, counts)
        ]
    return found


def _is_stray(char: str, counts: Mapping[str, int]) -> bool:
    """Whether letters of this character's script are too few to be words of their own."""
    total = sum(counts.values())
    own = sum(count for other, count in counts.items() if script(other) == script(char))
    return own < 0.02 * total


def main_script(counts: Mapping[str, int]) -> str:
    """The script of most letters, as Unicode's names call it; empty without letters."""
    scripts: Counter[str] = Counter()
    for char, count in counts.items():
        scripts[script(char)] += count
    del scripts[""]
    return max(scripts, key=lambda name: scripts[name], default="")


@cache
def script(char: str) -> str:
    """The script of a letter, as Unicode's name begins; empty for anything else."""
    if not char.isalpha():
        return ""
    return unicodedata.name(char, "").split(" ", 1)[0].split("-", 1)[0]


def is_right_to_left(text: str) -> bool | None:
    """Whether a text runs to the left, by most of its strong letters; ``None`` without any."""
    strong = Counter(unicodedata.bidirectional(char) for char in text)
    left, right = strong["L"], strong["R"] + strong["AL"]
    return None if not (left or right) else right > left


def name_of(char: str) -> str:
    """What a character is called, with its number."""
    said = unicodedata.name(char, "no name").lower()
    return f"{said}, U+{ord(char):04X}"


def shown(char: str) -> str:
    """A character as it can be seen alone: marks on a circle, spaces by a sign."""
    if unicodedata.combining(char):
        return f"◌{char}"
    if char.isspace():
        return "␣"
    return char if char.isprintable() else f"U+{ord(char):04X}"


def letter_count(text: str) -> int:
    """Characters that take room on the line: no marks on others, no spaces."""
    return sum(1 for char in text if not (char.isspace() or unicodedata.combining(char)))


def most_common(counts: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    """Characters by count, the rarest last; the same order every time."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
