"""What the tabs of an evaluation of texts show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from apps.engine.evaluation import relaxed_rate
from apps.engine.relaxation import KINDS, relaxed
from apps.evaluation import figures
from apps.evaluation.crops import Crop, crops
from apps.evaluation.figures import Group, Reading
from apps.evaluation.findings import Line, TextFindings

LINES_AT_ONCE = 25
CONFUSIONS_SHOWN = 60
CHART_WIDTH, CHART_HEIGHT = 240, 80
TABS = {
    "overview": "Overview",
    "characters": "Characters",
    "lines": "Worst lines",
    "compare": "Side by side",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, made safe: tab, subject, what does not count, page of lines."""

    tab: str
    kinds: tuple[str, ...]
    subject: int
    part: int | None
    page: str
    is_only_different: bool

    @property
    def query(self) -> str:
        """The choices that stay when another tab is opened."""
        query = QueryDict(mutable=True)
        query.setlist("without", list(self.kinds))
        query["subject"] = str(self.subject)
        return query.urlencode()


def asked(query: QueryDict, findings: TextFindings) -> Asked:
    """The choices of an address; what makes no sense is the usual."""
    tabs = TABS if findings.has_truth else {"compare": TABS["compare"]}
    subject, part = query.get("subject", ""), query.get("part", "")
    return Asked(
        tab=query.get("tab", "") if query.get("tab", "") in tabs else next(iter(tabs)),
        kinds=kinds_in(query),
        subject=int(subject) if subject.isdecimal() else -1,
        part=int(part) if part.isdecimal() else None,
        page=query.get("page", "1"),
        is_only_different=bool(query.get("different")),
    )


def kinds_in(query: QueryDict) -> tuple[str, ...]:
    """The differences that are not to count, as an address names them."""
    return tuple(kind for kind in KINDS if kind in query.getlist("without"))


def context(user: Any, findings: TextFindings, wanted: Asked) -> dict[str, Any]:
    """Everything that the tab asked for shows."""
    made = figures.readings(findings, wanted.kinds)
    chosen = next((one for one in made if one.position == wanted.subject), made[0])
    shared = {
        "findings": findings,
        "readings": made,
        "chosen": chosen,
        "asked": replace(wanted, subject=chosen.position),
        "tabs": TABS if findings.has_truth else {},
        "kinds": [(kind, kind in wanted.kinds) for kind in KINDS],
        "failed": [subject for subject in findings.subjects if subject.error],
        "pages": findings.pages,
    }
    tabs: dict[str, Callable[[], dict[str, Any]]] = {
        "overview": lambda: _overview(findings, made, chosen),
        "characters": lambda: _characters(user, findings, chosen),
        "lines": lambda: _lines(user, findings, chosen, wanted),
        "compare": lambda: _compare(user, findings, made, wanted),
    }
    return shared | tabs[wanted.tab]()


@dataclass(frozen=True, slots=True)
class Bar:
    """One page in a small chart; sizes are units of the drawing."""

    title: str
    rate: float
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The character error rate of one reading, page by page, on the scale of all charts."""

    reading: Reading
    bars: tuple[Bar, ...]


def _overview(findings: TextFindings, made: Sequence[Reading], chosen: Reading) -> dict[str, Any]:
    found = figures.groups(findings, made)
    place = made.index(chosen)
    pairs = [(line.truth, line.read[chosen.position]) for line in findings.lines]
    alone = [(kind, relaxed_rate(pairs, relax)) for kind, relax in KINDS.items()]
    return {
        "groups": found,
        "place": place,
        "charts": charts(made, found["Page"]),
        "top": max((row.cer for group in found["Page"] for row in group.rows), default=0),
        "alone": alone,
        "verdicts": {
            one.position: figures.verdict(one.versus) for one in made if one.versus is not None
        },
    }


def charts(made: Sequence[Reading], pages: Sequence[Group]) -> list[Chart]:
    """A small chart for each reading, all on one scale."""
    top = max((row.cer for group in pages for row in group.rows), default=0) or 1
    step = CHART_WIDTH / max(len(pages), 1)
    return [
        Chart(
            reading,
            tuple(
                _bar(group, group.rows[place].cer, (number * step, step), top)
                for number, group in enumerate(pages)
            ),
        )
        for place, reading in enumerate(made)
    ]


def _bar(group: Group, rate: float, at: tuple[float, float], top: float) -> Bar:
    height = max(CHART_HEIGHT * rate / top, 0.5)
    width = max(at[1] - min(2, at[1] / 4), 0.2)
    return Bar(
        group.name,
        rate,
        round(at[0], 2),
        round(CHART_HEIGHT - height, 2),
        round(width, 2),
        round(height, 2),
    )


def _characters(user: Any, findings: TextFindings, chosen: Reading) -> dict[str, Any]:
    found = figures.confusions(chosen.report)
    tables = [
        ("Taken for others", "is", found.substituted[:CONFUSIONS_SHOWN]),
        ("Left out", "was left out", found.deleted[:CONFUSIONS_SHOWN]),
        ("Put in", "was put in", found.inserted[:CONFUSIONS_SHOWN]),
    ]
    wanted = [
        findings.lines[number] for _, _, rows in tables for row in rows for number in row.examples
    ]
    places = crops(user, wanted)
    return {
        "tables": [
            (
                title,
                [
                    (row, [_example(findings.lines[n], chosen, places) for n in row.examples])
                    for row in rows
                ],
            )
            for title, _, rows in tables
        ]
    }


def _example(line: Line, chosen: Reading, places: dict[str, Crop]) -> dict[str, Any]:
    return {
        "line": line,
        "crop": places.get(line.uid),
        "pieces": figures.marked(line, chosen.position),
    }


def _lines(user: Any, findings: TextFindings, chosen: Reading, wanted: Asked) -> dict[str, Any]:
    rows = figures.worst(findings, chosen, wanted.kinds)
    if wanted.part is not None:
        rows = [row for row in rows if findings.pages[row.line.page].part == wanted.part]
    page = Paginator(rows, LINES_AT_ONCE).get_page(wanted.page)
    places = crops(user, [row.line for row in page])
    return {
        "page": page,
        "rows": [
            {
                "line": row.line,
                "title": findings.pages[row.line.page].title,
                "errors": row.errors,
                "pieces": row.pieces,
                "crop": places.get(row.line.uid),
            }
            for row in page
        ],
    }


def _compare(
    user: Any, findings: TextFindings, made: Sequence[Reading], wanted: Asked
) -> dict[str, Any]:
    """All readings under each other, line by line; where there is truth, marked against it."""
    lines: Sequence[Line] = findings.lines
    is_sorted = wanted.is_only_different or findings.has_truth
    if is_sorted and len(made) > 1:
        lines = figures.disagreements(findings, made)
    if wanted.part is not None:
        lines = [line for line in lines if findings.pages[line.page].part == wanted.part]
    page = Paginator(lines, LINES_AT_ONCE).get_page(wanted.page)
    places = crops(user, page)
    relax = relaxed(wanted.kinds)
    return {
        "page": page,
        "rows": [
            {
                "line": line,
                "title": findings.pages[line.page].title,
                "crop": places.get(line.uid),
                "read": [_output(line, reading, findings, relax) for reading in made],
            }
            for line in page
        ],
    }


def _output(
    line: Line, reading: Reading, findings: TextFindings, relax: Callable[[str], str]
) -> dict[str, Any]:
    pieces = figures.marked(line, reading.position, relax) if findings.has_truth else ()
    return {
        "name": reading.subject.name,
        "text": line.read[reading.position],
        "sure": line.sure[reading.position],
        "pieces": pieces,
        "is_right": findings.has_truth and all(right == read for right, read in pieces),
    }
