"""Compares what was read with what should have been read.

Rates are edits over the length of the right text, all lines together, as jiwer and ``ketos test``
count them; the interval is a percentile bootstrap over lines (Efron 1979; Bisani & Ney 2004).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import regex
from rapidfuzz.distance import Levenshtein

from apps.engine.relaxation import RELAXATIONS

_CONFUSIONS_KEPT = 500
_EXAMPLES_KEPT = 5
_RESAMPLES = 1000
_RESAMPLED_AT_ONCE = 2_000_000  # drawn lines, so that memory stays bounded
_SEED = 20_240_131
_CLUSTER = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Confusion:
    """``expected`` was read as ``read``; an empty string is something left out or put in.

    Both may be several characters (``rn`` read as ``m``). ``examples`` are positions of lines, from
    0, in which it happened.
    """

    expected: str
    read: str
    count: int
    examples: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LineErrors:
    """The edits of a line, or of several added up, and the lengths of the right text."""

    characters: int = 0
    words: int = 0
    character_errors: int = 0
    word_errors: int = 0

    def __add__(self, other: "LineErrors") -> "LineErrors":
        return LineErrors(
            self.characters + other.characters,
            self.words + other.words,
            self.character_errors + other.character_errors,
            self.word_errors + other.word_errors,
        )

    @property
    def cer(self) -> float:
        """Wrong characters of all, 0 and up."""
        return _rate(self.character_errors, self.characters)

    @property
    def wer(self) -> float:
        """Wrong words of all, 0 and up."""
        return _rate(self.word_errors, self.words)


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """Error rates 0-1 over all lines, and what was most often taken for what.

    ``interval`` holds the character error rate of the whole population with 95 % confidence,
    ``None`` for fewer than two lines. ``relaxed`` is the character error rate where differences of
    one kind do not count, by the name of the kind. ``by_line`` has the order of the pairs.
    """

    cer: float
    wer: float
    characters: int
    words: int
    lines: int
    character_errors: int
    substitutions: int
    insertions: int
    deletions: int
    confusions: tuple[Confusion, ...]
    interval: tuple[float, float] | None = None
    relaxed: dict[str, float] = field(default_factory=dict)
    by_line: tuple[LineErrors, ...] = ()


def evaluate(pairs: Iterable[tuple[str, str]], *, is_relaxed: bool = True) -> EvaluationReport:
    """The report over pairs of reference and hypothesis, one pair a line.

    The rates without some differences take longer than all the rest; ``is_relaxed`` asks for them.
    """
    known = list(pairs)
    rows = tuple(line_errors(reference, hypothesis) for reference, hypothesis in known)
    characters, words = sum(row.characters for row in rows), sum(row.words for row in rows)
    errors = sum(row.character_errors for row in rows)
    tags = [op.tag for pair in known for op in Levenshtein.editops(*pair)]
    return EvaluationReport(
        cer=_rate(errors, characters),
        wer=_rate(sum(row.word_errors for row in rows), words),
        characters=characters,
        words=words,
        lines=len(rows),
        character_errors=errors,
        substitutions=tags.count("replace"),
        insertions=tags.count("insert"),
        deletions=tags.count("delete"),
        confusions=_confusions(known),
        interval=_interval(rows),
        relaxed={name: relaxed_rate(known, relax) for name, relax in RELAXATIONS.items()}
        if is_relaxed
        else {},
        by_line=rows,
    )


def line_errors(reference: str, hypothesis: str) -> LineErrors:
    """The errors of one line, counted in code points and in words as whitespace parts them."""
    words = reference.split()
    return LineErrors(
        characters=len(reference),
        words=len(words),
        character_errors=Levenshtein.distance(reference, hypothesis),
        word_errors=Levenshtein.distance(words, hypothesis.split()),
    )


def _confusions(pairs: Sequence[tuple[str, str]]) -> tuple[Confusion, ...]:
    where: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        for right, read in differences(*pair):
            if right != read:
                where[right, read].append(number)
    often = sorted(where.items(), key=lambda item: (-len(item[1]), item[0]))[:_CONFUSIONS_KEPT]
    return tuple(
        Confusion(expected, read, len(lines), tuple(dict.fromkeys(lines))[:_EXAMPLES_KEPT])
        for (expected, read), lines in often
    )


def differences(reference: str, hypothesis: str) -> tuple[tuple[str, str], ...]:
    """Both texts cut into pieces that belong together: the right one and what was read for it.

    Neighbouring edits are one piece, a letter keeps its marks. Letters that were only exchanged,
    one for one, are told apart from each other.
    """
    right, read = _CLUSTER.findall(reference), _CLUSTER.findall(hypothesis)
    pieces: list[tuple[str, str]] = []
    start = end = (0, 0)
    for op in Levenshtein.opcodes(right, read):
        if op.tag == "equal":
            pieces += _parted(right[start[0] : end[0]], read[start[1] : end[1]])
            same = "".join(right[op.src_start : op.src_end])
            pieces.append((same, same))
            start = (op.src_end, op.dest_end)
        end = (op.src_end, op.dest_end)
    return (*pieces, *_parted(right[start[0] : end[0]], read[start[1] : end[1]]))


def _parted(right: list[str], read: list[str]) -> Iterator[tuple[str, str]]:
    if len(right) == len(read):
        yield from zip(right, read, strict=True)
    elif right or read:
        yield "".join(right), "".join(read)


def _interval(rows: Sequence[LineErrors]) -> tuple[float, float] | None:
    """The 2.5th and 97.5th percentile of the rate over lines drawn with replacement."""
    if len(rows) < 2:
        return None
    errors = np.array([row.character_errors for row in rows])
    lengths = np.array([row.characters for row in rows])
    generator = np.random.default_rng(_SEED)
    at_once = max(1, _RESAMPLED_AT_ONCE // len(rows))
    rates: list[float] = []
    while len(rates) < _RESAMPLES:
        size = (min(at_once, _RESAMPLES - len(rates)), len(rows))
        drawn = generator.integers(0, len(rows), size=size)
        rates += list(errors[drawn].sum(axis=1) / np.maximum(lengths[drawn].sum(axis=1), 1))
    low, high = np.percentile(rates, [2.5, 97.5])
    return float(low), float(high)


def relaxed_rate(pairs: Iterable[tuple[str, str]], relax: Callable[[str], str]) -> float:
    """The character error rate where differences that ``relax`` takes away do not count."""
    errors = length = 0
    for reference, hypothesis in pairs:
        right = relax(reference)
        errors += Levenshtein.distance(right, relax(hypothesis))
        length += len(right)
    return _rate(errors, length)


def _rate(errors: int, length: int) -> float:
    return errors / length if length else float(errors > 0)
