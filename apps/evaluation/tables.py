"""Evaluations as tables for spreadsheets and as JSON for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from apps.common.tables import csv_text
from apps.engine.evaluation import LineErrors
from apps.evaluation import figures
from apps.evaluation.figures import Reading
from apps.evaluation.findings import LayoutFindings, TextFindings
from apps.evaluation.layout_figures import Total, totals

_RATES = ("cer", "wer", "characters", "words", "character_errors", "word_errors")


def text_json(findings: TextFindings, kinds: Sequence[str]) -> dict[str, Any]:
    """All figures, and every line with its readings."""
    made = figures.readings(findings, kinds)
    return {
        "without": list(kinds),
        "pages": [asdict(page) for page in findings.pages],
        "subjects": [_reading(reading, findings) for reading in made],
        "failed": [asdict(subject) for subject in findings.subjects if subject.error],
        "groups": {
            label: [
                {
                    "name": group.name,
                    "lines": group.lines,
                    "rates": [_rates(row) for row in group.rows],
                }
                for group in found
            ]
            for label, found in figures.groups(findings, made).items()
        }
        if findings.has_truth
        else {},
        "lines": [asdict(line) for line in findings.lines],
    }


def _reading(reading: Reading, findings: TextFindings) -> dict[str, Any]:
    known: dict[str, Any] = {
        "position": reading.position,
        **asdict(reading.subject),
        "lines_per_second": reading.lines_per_second,
        "confidence": reading.confidence,
    }
    if not findings.has_truth:
        return known
    report = reading.report
    return known | {
        **reading.rates,
        "against_best": asdict(reading.versus) if reading.versus else None,
        "confusions": [
            {"expected": pair.expected, "read": pair.read, "count": pair.count}
            for pair in report.confusions
        ],
    }


def _rates(row: LineErrors) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _RATES}


def layout_json(findings: LayoutFindings) -> dict[str, Any]:
    """The figures of each subject, over all and page by page, and what went wrong where."""
    return {
        "subjects": [_total(total) for total in totals(findings)],
        "failed": [asdict(subject) for subject in findings.subjects if subject.error],
        "pages": [
            {
                **asdict(page.page),
                "found": [
                    {
                        "precision": found.score.precision,
                        "recall": found.score.recall,
                        "f1": found.score.f1,
                        "iou": found.areas.overlap,
                        **asdict(found.errors),
                    }
                    if found
                    else None
                    for found in page.found
                ],
            }
            for page in findings.pages
        ],
    }


def _total(total: Total) -> dict[str, Any]:
    return {
        "position": total.position,
        **asdict(total.subject),
        "precision": total.score.precision,
        "recall": total.score.recall,
        "f1": total.score.f1,
        "iou": total.areas.overlap,
        "regions": {name: score.iou for name, score in total.regions.items()},
        "lines": total.score.truth,
        "found": total.score.found,
        **{name: getattr(total, name) for name in ("missed", "extra", "split", "merged")},
    }


def text_csv(findings: TextFindings, kinds: Sequence[str]) -> str:
    """Rates of each subject over all and by group, then confusions, as one table."""
    made = figures.readings(findings, kinds)
    rows: list[list[Any]] = [["subject", "by", "name", "lines", *_RATES, "low", "high"]]
    for reading in made:
        whole = sum(reading.report.by_line, LineErrors())
        interval = reading.report.interval or ("", "")
        rows.append(_row(reading, "all", "", len(findings.lines), whole) + list(interval))
    for label, found in figures.groups(findings, made).items():
        rows += [
            _row(reading, label, group.name, group.lines, errors)
            for group in found
            for reading, errors in zip(made, group.rows, strict=True)
        ]
    rows += [[], ["subject", "expected", "read", "count"]]
    rows += [
        [reading.subject.name, pair.expected, pair.read, pair.count]
        for reading in made
        for pair in reading.report.confusions
    ]
    return csv_text(rows)


def _row(reading: Reading, by: str, name: str, lines: int, errors: LineErrors) -> list[Any]:
    return [reading.subject.name, by, name, lines, *(getattr(errors, key) for key in _RATES)]


def lines_csv(findings: TextFindings, kinds: Sequence[str]) -> str:
    """Every line with its truth, its readings and their errors."""
    made = figures.readings(findings, kinds)
    head: list[Any] = ["document", "page", "line", "line type", "region type", "truth"]
    for reading in made:
        head += [reading.subject.name, "wrong characters", "sure"]
    rows = [head]
    for number, line in enumerate(findings.lines):
        page = findings.pages[line.page]
        row: list[Any] = [page.document_name, page.title, line.number, line.type, line.region]
        row.append(line.truth)
        for reading in made:
            wrong = reading.report.by_line[number].character_errors if findings.has_truth else ""
            row += [line.read[reading.position], wrong, line.sure[reading.position]]
        rows.append(row)
    return csv_text(rows)


def layout_csv(findings: LayoutFindings) -> str:
    """Rates of each subject over all and page by page."""
    names = ("precision", "recall", "f1")
    rows: list[list[Any]] = [["subject", "page", *names, "region overlap", "lines", "found"]]
    for total in totals(findings):
        name = total.subject.name
        rates = [getattr(total.score, key) for key in names]
        rows.append([name, "", *rates, total.areas.overlap, total.score.truth, total.score.found])
        for page in findings.pages:
            if found := page.found[total.position]:
                rates = [getattr(found.score, key) for key in names]
                counts = [found.areas.overlap, found.score.truth, found.score.found]
                rows.append([name, page.page.title, *rates, *counts])
    return csv_text(rows)
