"""What an evaluation found, line by line: the content of its file."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from apps.layout.metrics_lines import LineErrors, LineScore
from apps.layout.metrics_regions import RegionScore

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Subject:
    """A model or a layer that was measured; ``error`` says why it could not be.

    ``unknown`` are characters of the truth that the model cannot write, with how often they occur,
    ``None`` where its alphabet is not known; ``learned`` the titles of pages that it learned from.
    """

    name: str
    model: int | None = None
    layer: int | None = None
    seconds: float | None = None
    error: str = ""
    unknown: tuple[tuple[str, int], ...] | None = ()
    learned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was measured."""

    part: int
    title: str
    document: int
    document_name: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its right text and a reading of each subject; ``page`` is a position.

    ``sure`` is how sure each subject was, 0-1, where it said so. ``number`` counts from 1.
    """

    page: int
    uid: str
    number: int
    type: str
    region: str
    truth: str
    read: tuple[str, ...]
    sure: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class TextFindings:
    """All lines of an evaluation of texts."""

    subjects: tuple[Subject, ...]
    pages: tuple[Page, ...]
    lines: tuple[Line, ...]
    has_truth: bool


Path = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The lines and regions of one page as somebody, or a model, drew them."""

    lines: tuple[tuple[str, Path], ...] = ()
    regions: tuple[tuple[str, Path], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What one subject found on a page, and how that compares with the truth."""

    drawn: Drawn
    score: LineScore
    errors: LineErrors
    regions: dict[str, RegionScore]
    areas: RegionScore


@dataclass(frozen=True, slots=True)
class LayoutPage:
    """A page with its own layout and what each subject found; ``None`` where one failed.

    ``turns`` and the size tell whether the page was turned since.
    """

    page: Page
    width: int
    height: int
    turns: int
    truth: Drawn
    found: tuple[Found | None, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class LayoutFindings:
    """All pages of an evaluation of lines and regions."""

    subjects: tuple[Subject, ...]
    pages: tuple[LayoutPage, ...]


def pack(findings: TextFindings | LayoutFindings) -> bytes:
    """The findings as they lie in a file."""
    content = {"format": FORMAT, **asdict(findings)}
    return gzip.compress(json.dumps(content, ensure_ascii=False).encode(), mtime=0)


def unpack_text(data: bytes) -> TextFindings:
    """What ``pack`` wrote of texts."""
    content = json.loads(gzip.decompress(data))
    return TextFindings(
        subjects=_subjects(content["subjects"]),
        pages=tuple(Page(**page) for page in content["pages"]),
        lines=tuple(_line(row) for row in content["lines"]),
        has_truth=content["has_truth"],
    )


def unpack_layout(data: bytes) -> LayoutFindings:
    """What ``pack`` wrote of lines and regions."""
    content = json.loads(gzip.decompress(data))
    return LayoutFindings(
        subjects=_subjects(content["subjects"]),
        pages=tuple(_layout_page(row) for row in content["pages"]),
    )


def _subjects(rows: Sequence[dict[str, Any]]) -> tuple[Subject, ...]:
    return tuple(
        Subject(
            **{
                **row,
                "unknown": _counted(row["unknown"]),
                "learned": tuple(row["learned"]),
            }
        )
        for row in rows
    )


def _counted(rows: Sequence[Sequence[Any]] | None) -> tuple[tuple[str, int], ...] | None:
    return None if rows is None else tuple((char, count) for char, count in rows)


def _line(row: dict[str, Any]) -> Line:
    return Line(**{**row, "read": tuple(row["read"]), "sure": tuple(row["sure"])})


def _layout_page(row: dict[str, Any]) -> LayoutPage:
    return LayoutPage(
        page=Page(**row["page"]),
        width=row["width"],
        height=row["height"],
        turns=row["turns"],
        truth=_drawn(row["truth"]),
        found=tuple(_found(one) if one else None for one in row["found"]),
    )


def _drawn(row: dict[str, Any]) -> Drawn:
    return Drawn(
        lines=tuple((uid, _path(path)) for uid, path in row["lines"]),
        regions=tuple((name, _path(path)) for name, path in row["regions"]),
    )


def _path(points: Sequence[Sequence[int]]) -> Path:
    return tuple((x, y) for x, y in points)


def _found(row: dict[str, Any]) -> Found:
    errors = row["errors"]
    return Found(
        drawn=_drawn(row["drawn"]),
        score=LineScore(**row["score"]),
        errors=LineErrors(
            missed=tuple(errors["missed"]),
            extra=tuple(errors["extra"]),
            split=tuple((uid, tuple(others)) for uid, others in errors["split"]),
            merged=tuple((uid, tuple(others)) for uid, others in errors["merged"]),
        ),
        regions={name: RegionScore(**score) for name, score in row["regions"].items()},
        areas=RegionScore(**row["areas"]),
    )
