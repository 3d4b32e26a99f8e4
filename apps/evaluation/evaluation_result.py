"""What an evaluation says, as the job keeps it and as a table for a spreadsheet."""

import csv
import io
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.engine.evaluation import EvaluationReport, LineErrors, differences, evaluate

CONFUSIONS_SHOWN = 30
WORST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of a page with its right text and what was read; ``number`` counts from 1."""

    part_id: int
    page: str
    number: int
    type: str
    truth: str
    read: str


def evaluation_result(lines: Sequence[ReadLine]) -> dict[str, Any]:
    """Rates over all lines, per page and line type, what was confused, and the worst lines."""
    report = evaluate((line.truth, line.read) for line in lines)
    pages = _grouped(lines, report, lambda line: (line.part_id, line.page))
    types = _grouped(lines, report, lambda line: line.type)
    return {
        "cer": report.cer,
        "wer": report.wer,
        "interval": report.interval,
        "lines": report.lines,
        "characters": report.characters,
        "words": report.words,
        "substitutions": report.substitutions,
        "insertions": report.insertions,
        "deletions": report.deletions,
        "relaxed": [{"name": name, "cer": cer} for name, cer in report.relaxed.items()],
        "confusions": [_confusion(pair, lines) for pair in report.confusions[:CONFUSIONS_SHOWN]],
        "pages": [{"part": part, "title": title, **rates} for (part, title), rates in pages],
        "types": [{"type": name, **rates} for name, rates in types] if len(types) > 1 else [],
        "worst": _worst(lines, report),
    }


def _grouped(
    lines: Sequence[ReadLine], report: EvaluationReport, key: Any
) -> list[tuple[Any, dict[str, Any]]]:
    groups: dict[Hashable, list[LineErrors]] = defaultdict(list)
    for line, errors in zip(lines, report.by_line, strict=True):
        groups[key(line)].append(errors)
    return [(name, _rates(rows)) for name, rows in groups.items()]


def _rates(rows: Sequence[LineErrors]) -> dict[str, Any]:
    whole = sum(rows, LineErrors())
    return {
        "cer": whole.cer,
        "wer": whole.wer,
        "lines": len(rows),
        "characters": whole.characters,
        "words": whole.words,
    }


def _confusion(pair: Any, lines: Sequence[ReadLine]) -> dict[str, Any]:
    examples = [lines[position] for position in pair.examples]
    return {
        "expected": pair.expected,
        "read": pair.read,
        "count": pair.count,
        "examples": [{"part": e.part_id, "page": e.page, "line": e.number} for e in examples],
    }


def _worst(lines: Sequence[ReadLine], report: EvaluationReport) -> list[dict[str, Any]]:
    """The lines with the most wrong characters first; those without any are left out."""
    ranked = sorted(
        (pair for pair in zip(lines, report.by_line, strict=True) if pair[1].character_errors),
        key=lambda pair: (-pair[1].character_errors, -pair[1].cer),
    )
    return [
        {
            "part": line.part_id,
            "page": line.page,
            "line": line.number,
            "cer": errors.cer,
            "errors": errors.character_errors,
            "pieces": [list(piece) for piece in differences(line.truth, line.read)],
        }
        for line, errors in ranked[:WORST_SHOWN]
    ]


def as_csv(result: Mapping[str, Any]) -> str:
    """Rates of the whole, of each page and line type, then confusions, as one table."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["what", "name", "cer", "wer", "lines", "characters", "words"])
    writer.writerow(["all", "", *_numbers(result)])
    _rows(writer, "page", result.get("pages", ()), "title")
    _rows(writer, "line type", result.get("types", ()), "type")
    for row in result.get("relaxed", ()):
        writer.writerow(["without " + row["name"], "", row["cer"]])
    writer.writerow([])
    writer.writerow(["expected", "read", "count"])
    for pair in result.get("confusions", ()):
        writer.writerow([_safe(pair["expected"]), _safe(pair["read"]), pair["count"]])
    return buffer.getvalue()


def _rows(writer: Any, kind: str, rows: Iterable[Mapping[str, Any]], name: str) -> None:
    for row in rows:
        writer.writerow([kind, _safe(row[name]), *_numbers(row)])


def _numbers(row: Mapping[str, Any]) -> list[Any]:
    return [row.get(name) for name in ("cer", "wer", "lines", "characters", "words")]


def _safe(text: str) -> str:
    # What starts like a formula must not become one in a spreadsheet.
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
