"""Rates, groups, confusions and comparisons out of the findings on texts."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from apps.engine.comparison import Comparison, compare
from apps.engine.evaluation import Confusion, EvaluationReport, LineErrors, differences, evaluate
from apps.engine.relaxation import relaxed
from apps.evaluation.findings import Line, Subject, TextFindings

RATES = (
    *("cer", "wer", "interval", "lines", "characters", "words"),
    *("substitutions", "insertions", "deletions"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One subject with its report; ``versus`` compares it with the best of all."""

    position: int
    subject: Subject
    report: EvaluationReport
    versus: Comparison | None = None
    confidence: float | None = None

    @property
    def lines_per_second(self) -> float | None:
        if not self.subject.seconds:
            return None
        return self.report.lines / self.subject.seconds

    @property
    def rates(self) -> dict[str, Any]:
        """The error rates and the counts that they rest on, by name."""
        return {name: getattr(self.report, name) for name in RATES}


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that have something in common, with the errors of each reading, in their order."""

    name: str
    lines: int
    rows: tuple[LineErrors, ...]
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line with its errors and the pieces of both texts that belong together."""

    line: Line
    errors: LineErrors
    pieces: tuple[tuple[str, str], ...]


def readings(findings: TextFindings, kinds: Collection[str] = ()) -> list[Reading]:
    """Each subject that could be measured, without differences of these kinds; best first."""
    relax = relaxed(kinds)
    truth = [relax(line.truth) for line in findings.lines]
    made = [
        Reading(
            position,
            subject,
            evaluate(
                [
                    (right, relax(line.read[position]))
                    for right, line in zip(truth, findings.lines, strict=True)
                ],
                is_relaxed=False,
            ),
            confidence=_confidence(findings.lines, position),
        )
        for position, subject in enumerate(findings.subjects)
        if not subject.error
    ]
    if findings.has_truth:
        made.sort(key=lambda reading: (reading.report.cer, reading.position))
    return [_versus(reading, made[0]) if findings.has_truth else reading for reading in made]


def _versus(reading: Reading, best: Reading) -> Reading:
    if reading is best:
        return reading
    versus = compare(best.report.by_line, reading.report.by_line)
    return Reading(reading.position, reading.subject, reading.report, versus, reading.confidence)


def _confidence(lines: Sequence[Line], position: int) -> float | None:
    known = [sure for line in lines if (sure := line.sure[position]) is not None]
    return sum(known) / len(known) if known else None


def verdict(versus: Comparison) -> str:
    """The comparison with the best in plain words."""
    if not versus.difference:
        return "As many errors as the best."
    draws = round(100 * versus.better)
    chance = "less than 0.1 %" if versus.chance < 0.001 else f"{100 * versus.chance:.1f} %"
    if not versus.is_sure:
        return (
            f"The best is better in {draws} of 100 draws of lines: not enough to be sure"
            f" (by chance alone: {chance})."
        )
    return f"The best is better in {draws} of 100 draws of lines (by chance alone: {chance})."


def grouped(
    findings: TextFindings, made: Sequence[Reading], key: Callable[[Line], Hashable]
) -> list[tuple[Any, int, tuple[LineErrors, ...]]]:
    """The errors of each reading by what ``key`` says of lines, in order of appearance."""
    members: dict[Hashable, list[int]] = defaultdict(list)
    for number, line in enumerate(findings.lines):
        members[key(line)].append(number)
    return [
        (name, len(numbers), tuple(_summed(reading, numbers) for reading in made))
        for name, numbers in members.items()
    ]


def _summed(reading: Reading, numbers: Sequence[int]) -> LineErrors:
    return sum((reading.report.by_line[number] for number in numbers), LineErrors())


def groups(findings: TextFindings, made: Sequence[Reading]) -> dict[str, list[Group]]:
    """By page, and by document, type of line and of region where there are several."""
    pages, found = findings.pages, {}
    found["Page"] = [
        Group(pages[key].title, lines, rows, pages[key])
        for key, lines, rows in grouped(findings, made, lambda line: line.page)
    ]
    keys: dict[str, Callable[[Line], Hashable]] = {
        "Document": lambda line: pages[line.page].document_name,
        "Line type": lambda line: line.type,
        "Region type": lambda line: line.region,
    }
    for label, key in keys.items():
        rows = grouped(findings, made, key)
        if len(rows) > 1:
            found[label] = [
                Group(name or "without a type", lines, errors) for name, lines, errors in rows
            ]
    return found


def worst(findings: TextFindings, reading: Reading, kinds: Collection[str]) -> list[MarkedLine]:
    """The lines with the most wrong characters first; those without any are left out."""
    relax = relaxed(kinds)
    ranked = sorted(
        (
            pair
            for pair in zip(findings.lines, reading.report.by_line, strict=True)
            if pair[1].character_errors
        ),
        key=lambda pair: (-pair[1].character_errors, -pair[1].cer),
    )
    return [
        MarkedLine(line, errors, marked(line, reading.position, relax)) for line, errors in ranked
    ]


def marked(
    line: Line, position: int, relax: Callable[[str], str] = str
) -> tuple[tuple[str, str], ...]:
    """The right text and a reading as pieces that belong together."""
    return differences(relax(line.truth), relax(line.read[position]))


@dataclass(frozen=True, slots=True)
class Confusions:
    """What was taken for what, what was left out and what was put in."""

    substituted: tuple[Confusion, ...]
    deleted: tuple[Confusion, ...]
    inserted: tuple[Confusion, ...]


def confusions(report: EvaluationReport) -> Confusions:
    """The confusions of a report in three tables."""
    pairs = report.confusions
    return Confusions(
        substituted=tuple(pair for pair in pairs if pair.expected and pair.read),
        deleted=tuple(pair for pair in pairs if not pair.read),
        inserted=tuple(pair for pair in pairs if not pair.expected),
    )


def disagreements(findings: TextFindings, made: Sequence[Reading]) -> list[Line]:
    """Lines that were read differently, those with the greatest difference first."""
    places = [reading.position for reading in made]
    apart = []
    for number, line in enumerate(findings.lines):
        read = [line.read[place] for place in places]
        if len(set(read)) > 1:
            apart.append((_apart(number, read, findings, made), number))
    apart.sort(key=lambda item: (-item[0], item[1]))
    return [findings.lines[number] for _, number in apart]


def _apart(
    number: int, read: Sequence[str], findings: TextFindings, made: Sequence[Reading]
) -> int:
    if findings.has_truth:
        errors = [reading.report.by_line[number].character_errors for reading in made]
        return max(errors) - min(errors)
    return max(Levenshtein.distance(read[0], other) for other in read[1:])
