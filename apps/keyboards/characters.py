"""Characters by name and by code point: Unicode's, and those of the medieval initiative MUFI."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIMIT = 120
MUFI = Path(__file__).parent / "data" / "mufi.tsv"
# Names that are made from their number: nobody looks for them, and they are most of Unicode.
COUNTED = re.compile(
    r"(CJK (UNIFIED|COMPATIBILITY) IDEOGRAPH|HANGUL SYLLABLE|TANGUT|NUSHU|KHITAN"
    r"|EGYPTIAN HIEROGLYPH-|ANATOLIAN HIEROGLYPH|CUNEIFORM SIGN|BAMUM LETTER PHASE"
    r"|VARIATION SELECTOR|SIGNWRITING|MATHEMATICAL |BRAILLE)"
)
CODE = re.compile(r"(?:u\+|0x|\\u|&#x)?([0-9a-f]{2,6});?", re.IGNORECASE)
DECIMAL = re.compile(r"&#(\d{2,7});?")
LAST = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Character:
    """A character with what people call it."""

    text: str
    name: str

    @property
    def code(self) -> str:
        return " ".join(f"U+{ord(letter):04X}" for letter in self.text)


def name_of(letter: str) -> str:
    """The name of one character, the empty text where it has none."""
    return unicodedata.name(letter, "") or mufi_names().get(letter, "")


def names_of(text: str) -> str:
    """The names of all characters of a key."""
    return ", ".join(name_of(letter) or f"U+{ord(letter):04X}" for letter in text)


@cache
def mufi_names() -> dict[str, str]:
    """Names of characters in the private use area, as MUFI gives them out."""
    rows = (line.split("\t") for line in MUFI.read_text(encoding="utf-8").splitlines())
    return {chr(int(row[0], 16)): row[1] for row in rows if len(row) == 2}


def found_characters(query: str) -> list[Character]:
    """What a person may mean: the characters themselves, a code point, or words of a name."""
    query = query.strip()
    if not query:
        return []
    found = {**dict.fromkeys(_by_code(query)), **dict.fromkeys(_themselves(query))}
    if query.isascii():
        found |= dict.fromkeys(_by_name(query))
    return [Character(letter, name_of(letter)) for letter in found][:LIMIT]


def _themselves(query: str) -> Iterable[str]:
    """Characters that were pasted in, or the one letter that was typed."""
    if len(query) == 1 or not query.isascii():
        return [letter for letter in query if name_of(letter) and not letter.isspace()]
    return []


def _by_code(query: str) -> Iterator[str]:
    decimal, code = DECIMAL.fullmatch(query), CODE.fullmatch(query)
    number = int(decimal[1]) if decimal else int(code[1], 16) if code else LAST + 1
    if number <= LAST and not 0xD800 <= number <= 0xDFFF and name_of(chr(number)):
        yield chr(number)


def _by_name(query: str) -> list[str]:
    words = query.upper().split()
    hits = [
        (_rank(words, name), name, letter)
        for letter, name in _names().items()
        if all(word in name for word in words)
    ]
    return [letter for _, _, letter in sorted(hits)[:LIMIT]]


def _rank(words: list[str], name: str) -> tuple[bool, bool, int]:
    """Whole words that follow each other first, then whole words, then the shortest name."""
    inside = f" {name} "
    together = f" {' '.join(words)} " in inside
    whole = all(f" {word} " in inside for word in words)
    return not together, not whole, len(name)


@cache
def _names() -> dict[str, str]:
    """Some forty thousand names; the first search of a process takes the time to list them."""
    names = {
        chr(number): name
        for number in range(0x20, 0x1FFFF)
        if (name := unicodedata.name(chr(number), "")) and not COUNTED.match(name)
    }
    return names | mufi_names()
