"""Editions made of the texts of lines, and lines as a poor model would have read them."""

import random
from collections.abc import Sequence
from pathlib import Path

from apps.formats.base import FormatError
from apps.formats.registry import read_pages
from apps.layout.markup import plain_text

HYPHENS = "-¬="
Pages = list[list[str]]


def running_text(pages: Sequence[Sequence[str]]) -> str:
    """The lines as one text without line breaks; words that hyphens part are whole again."""
    pieces = []
    for line in (line.strip() for page in pages for line in page):
        joined = line.endswith(tuple(HYPHENS))
        pieces.append(line.rstrip(HYPHENS) if joined else line + " ")
    return "".join(pieces)


def misread(line: str, share: float, letters: str, rng: random.Random) -> str:
    """The line with so many of its characters exchanged, lost or doubled."""
    out = []
    for char in line:
        luck = rng.random() / share if share else 1.0
        if luck >= 1:
            out.append(char)
        elif luck < 0.6:
            out.append(rng.choice(letters))
        elif luck > 0.8:
            out.append(char + rng.choice(letters))
    return "".join(out)


def misread_pages(pages: Pages, share: float, seed: int = 1) -> Pages:
    rng = random.Random(seed)
    letters = "".join(line for page in pages for line in page)
    return [[misread(line, share, letters, rng) for line in page] for page in pages]


def is_right(wanted: str, found: str) -> bool:
    """Whether a line got its own words; a hyphen at its end is the reader's business."""
    return _bare(wanted) == _bare(found)


def _bare(text: str) -> str:
    return " ".join(text.strip().rstrip(HYPHENS).split())


def true_pages(folder: Path) -> Pages:
    """The texts of the lines of every page of a data set."""
    found = []
    for path in sorted(folder.rglob("*.xml")):
        try:
            layouts = read_pages(path.read_bytes(), path.name)
        except FormatError:
            continue
        for layout in layouts:
            lines = [plain_text(line.text.text) for line in layout.lines if line.text]
            found.append([line for line in lines if line.strip()])
    return [page for page in found if page]
