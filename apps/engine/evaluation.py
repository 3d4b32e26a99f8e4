"""Compares what was read with what should have been read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

_CONFUSIONS_KEPT = 50


@dataclass(frozen=True, slots=True)
class Confusion:
    """``expected`` was read as ``read``; an empty string is a character left out or put in."""

    expected: str
    read: str
    count: int


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """Error rates 0-1 over all lines, and what was most often taken for what."""

    cer: float
    wer: float
    characters: int
    words: int
    lines: int
    character_errors: int
    confusions: tuple[Confusion, ...]


def evaluate(pairs: Iterable[tuple[str, str]]) -> EvaluationReport:
    """The report over pairs of reference and hypothesis, one pair a line."""
    characters = words = lines = character_errors = word_errors = 0
    confused: Counter[tuple[str, str]] = Counter()
    for reference, hypothesis in pairs:
        lines += 1
        characters += len(reference)
        words += len(reference.split())
        word_errors += Levenshtein.distance(reference.split(), hypothesis.split())
        for operation in Levenshtein.editops(reference, hypothesis):
            character_errors += 1
            expected = "" if operation.tag == "insert" else reference[operation.src_pos]
            read = "" if operation.tag == "delete" else hypothesis[operation.dest_pos]
            confused[(expected, read)] += 1
    return EvaluationReport(
        cer=_rate(character_errors, characters),
        wer=_rate(word_errors, words),
        characters=characters,
        words=words,
        lines=lines,
        character_errors=character_errors,
        confusions=tuple(
            Confusion(expected, read, count)
            for (expected, read), count in confused.most_common(_CONFUSIONS_KEPT)
        ),
    )


def _rate(errors: int, length: int) -> float:
    return errors / length if length else float(errors > 0)
