"""Texts as rows of letters that can be compared: without case, accents, spaces and punctuation."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

# What old and new spelling, or two keyboards, write in different ways for the same letter.
_SAME = {
    **{"v": "u", "j": "i", "æ": "ae", "œ": "oe", "ı": "i"},
    **{"\u0649": "\u064a", "\u06cc": "\u064a", "\u0629": "\u0647", "\u06a9": "\u0643"},
}
_LETTERS = ("L", "N", "Mc", "Co")


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """The letters of a text; ``origins`` are their places in the text that they were taken from."""

    text: str
    origins: Ints

    def __len__(self) -> int:
        return len(self.text)

    def place(self, position: int) -> int:
        """The first letter that stands at or after a place of the text they were taken from."""
        return int(np.searchsorted(self.origins, position))


def letters_of(text: str) -> Letters:
    """The letters of ``text``; one character may give none of them, or several."""
    kinds, inverse = np.unique(codes_of(text), return_inverse=True)
    folded = [_folded(chr(code)) for code in kinds]
    lengths = np.array([len(each) for each in folded], dtype=np.int64)
    origins = np.repeat(np.arange(len(text), dtype=np.int64), lengths[inverse] if folded else 0)
    return Letters("".join([folded[kind] for kind in inverse.tolist()]), origins)


def codes_of(text: str) -> npt.NDArray[np.uint32]:
    """The numbers of the characters."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@lru_cache(maxsize=65536)
def _folded(char: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    kept = (each for each in plain if unicodedata.category(each).startswith(_LETTERS))
    return "".join([_SAME.get(each, each) for each in kept if each != "\u0640"])
