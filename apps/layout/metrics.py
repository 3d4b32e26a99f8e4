"""How far a recognised text is from the right one: character and word error rates."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """Edits that turn hypotheses into references of a total length; counts add up."""

    edits: int = 0
    length: int = 0

    def __add__(self, other: "ErrorCount") -> "ErrorCount":
        return ErrorCount(self.edits + other.edits, self.length + other.length)

    @property
    def rate(self) -> float:
        """Edits per unit, at most 1; text where there should be none is wholly wrong."""
        if not self.length:
            return 1.0 if self.edits else 0.0
        return min(1.0, self.edits / self.length)


def character_errors(reference: str, hypothesis: str) -> ErrorCount:
    """The edits between two texts, counted in code points."""
    return ErrorCount(Levenshtein.distance(reference, hypothesis), len(reference))


def word_errors(reference: str, hypothesis: str) -> ErrorCount:
    """The edits between two texts, counted in words as spaces part them."""
    words = reference.split()
    return ErrorCount(Levenshtein.distance(words, hypothesis.split()), len(words))


def total(counts: Iterable[ErrorCount]) -> ErrorCount:
    """All counts as one: long lines weigh more than short ones, as they should."""
    return sum(counts, ErrorCount())


def cer(reference: str, hypothesis: str) -> float:
    """The character error rate, 0 to 1."""
    return character_errors(reference, hypothesis).rate


def wer(reference: str, hypothesis: str) -> float:
    """The word error rate, 0 to 1."""
    return word_errors(reference, hypothesis).rate
