"""What an import did with each file, as it is shown and downloaded."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Status = Literal["imported", "skipped", "failed"]
COLUMNS = ("file", "status", "page", "lines", "texts", "message")


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: what happened, to which page, how many lines and texts, and why."""

    file: str
    status: Status
    page: str = ""
    part_id: int | None = None
    lines: int = 0
    texts: int = 0
    message: str = ""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def summary(reports: Iterable[FileReport]) -> str:
    """One sentence for the job panel."""
    rows = list(reports)
    count = {
        status: sum(row.status == status for row in rows)
        for status in ("imported", "skipped", "failed")
    }
    texts = sum(row.texts for row in rows)
    parts = [f"{count['imported']} of {len(rows)} files imported, {texts} line texts"]
    if count["skipped"]:
        parts.append(f"{count['skipped']} skipped")
    if count["failed"]:
        parts.append(f"{count['failed']} could not be read")
    return ", ".join(parts) + "."


def as_csv(rows: Iterable[dict[str, object]]) -> str:
    """The report as a table for a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({key: _safe_cell(value) for key, value in row.items()} for row in rows)
    return buffer.getvalue()


def _safe_cell(value: object) -> object:
    # A file name that starts like a formula must not become one in a spreadsheet.
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"} else value
