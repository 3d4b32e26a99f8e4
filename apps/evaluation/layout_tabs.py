"""What the page of an evaluation of lines and regions shows: figures, and pages drawn over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from apps.documents.models import Part
from apps.evaluation.findings import Found, LayoutFindings, LayoutPage, Path
from apps.evaluation.layout_figures import Total, totals

PAGES_AT_ONCE = 4
_MARK = 75  # a mark is as large as a page has room for so many in its height


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line or region as the drawing has it; ``mark`` is the letter of what went wrong."""

    points: str
    mark: str = ""
    x: int = 0
    y: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page with what is there and what was found; ``image`` is empty where it was turned."""

    page: LayoutPage
    found: Found
    image: str
    truth: tuple[Stroke, ...]
    read: tuple[Stroke, ...]
    truth_regions: tuple[Stroke, ...]
    read_regions: tuple[Stroke, ...]
    problems: tuple[Stroke, ...]

    @property
    def size(self) -> int:
        """The size of a mark in pixels of the page."""
        return max(12, self.page.height // _MARK)


def context(user: Any, findings: LayoutFindings, query: QueryDict) -> dict[str, Any]:
    """Figures of all subjects, and drawings of some pages for the chosen one."""
    made = totals(findings)
    wanted = query.get("subject", "")
    chosen = next((one for one in made if str(one.position) == wanted), made[0])
    only = bool(query.get("wrong"))
    pages = [
        page
        for page in findings.pages
        if (found := page.found[chosen.position]) and (found.errors.count or not only)
    ]
    listed = Paginator(pages, PAGES_AT_ONCE).get_page(query.get("page", "1"))
    images = _images(user, listed)
    return {
        "findings": findings,
        "totals": made,
        "chosen": chosen,
        "types": _types(made),
        "failed": [subject for subject in findings.subjects if subject.error],
        "only_wrong": only,
        "page": listed,
        "by_page": [
            (page.page, [page.found[total.position] for total in made]) for page in findings.pages
        ],
        "drawings": [drawing(page, chosen.position, images) for page in listed],
    }


def _types(made: Sequence[Total]) -> list[tuple[str, list[Any]]]:
    names = sorted({name for total in made for name in total.regions})
    return [(name or "without a type", [one.regions.get(name) for one in made]) for name in names]


def _images(user: Any, pages: Iterable[LayoutPage]) -> dict[int, tuple[int, str]]:
    """How each page is turned now, and the address of its image: one query."""
    wanted = [page.page.part for page in pages]
    parts = Part.objects.visible_to(user).filter(pk__in=wanted).select_related("image")
    return {part.pk: (part.image.turns, part.image.view_url) for part in parts}


def drawing(page: LayoutPage, position: int, images: Mapping[int, tuple[int, str]]) -> Drawing:
    """One page with what one subject found on it."""
    found = page.found[position]
    assert found is not None  # noqa: S101 - only pages that the subject measured are drawn
    turns, image = images.get(page.page.part, (-1, ""))
    return Drawing(
        page=page,
        found=found,
        image=image if turns == page.turns else "",
        truth=_strokes(path for _, path in page.truth.lines),
        read=_strokes(path for _, path in found.drawn.lines),
        truth_regions=_strokes(path for _, path in page.truth.regions),
        read_regions=_strokes(path for _, path in found.drawn.regions),
        problems=_problems(page, found),
    )


def _strokes(paths: Iterable[Path]) -> tuple[Stroke, ...]:
    return tuple(Stroke(_points(path)) for path in paths)


def _points(path: Path) -> str:
    return " ".join(f"{x},{y}" for x, y in path)


def _problems(page: LayoutPage, found: Found) -> tuple[Stroke, ...]:
    """What went wrong, drawn once more on top with a letter at its beginning."""
    truth, read = dict(page.truth.lines), dict(found.drawn.lines)
    number = {uid: place for place, (uid, _) in enumerate(page.truth.lines, 1)}
    errors = found.errors
    strokes = [
        *(_problem(truth, uid, "M", f"Line {number.get(uid)} was missed") for uid in errors.missed),
        *(
            _problem(truth, uid, "S", f"Line {number.get(uid)} was found in {len(pieces)} pieces")
            for uid, pieces in errors.split
        ),
        *(
            _problem(read, uid, "J", f"Lines {_list(number, lines)} were run together")
            for uid, lines in errors.merged
        ),
        *(_problem(read, uid, "X", "There is no line here") for uid in errors.extra),
    ]
    return tuple(stroke for stroke in strokes if stroke)


def _list(number: Mapping[str, int], uids: Iterable[str]) -> str:
    return " and ".join(str(number.get(uid, "?")) for uid in uids)


def _problem(paths: Mapping[str, Path], uid: str, mark: str, words: str) -> Stroke | None:
    path = paths.get(uid)
    if not path:
        return None
    return Stroke(_points(path), mark, path[0][0], path[0][1], words)
