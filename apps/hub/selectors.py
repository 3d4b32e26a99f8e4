"""Reading the catalogue: what fits, what there is to choose from, how old it is."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from apps.hub import words
from apps.hub.models import HubEntry, HubEntryQuerySet
from apps.hub.params import REFRESH
from apps.jobs.models import Job, JobState

SORTS = {
    "newest": ("-published_at", "-record"),
    "oldest": ("published_at", "record"),
    "title": ("title", "record"),
    "smallest": ("size", "record"),
}
SORT_NAMES = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "title": "By title",
    "smallest": "Smallest first",
}
FRESH = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HubFilter:
    """What the catalogue is narrowed down to, and its order; ``since`` is a year."""

    q: str = ""
    kind: str = ""
    script: str = ""
    language: str = ""
    licence: str = ""
    since: str = ""
    sort: str = "newest"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "HubFilter":
        """What a query of an address asks for."""
        found = {name: asked.get(name, "").strip()[:200] for name in cls.__slots__}
        return cls(**found | {"sort": found["sort"] if found["sort"] in SORTS else "newest"})

    @property
    def narrows(self) -> bool:
        return any((self.q, self.kind, self.script, self.language, self.licence, self.since))


def entries(wanted: HubFilter, user: Any) -> HubEntryQuerySet:
    """The newest versions that fit; each word has to be found somewhere in the card."""
    found = HubEntry.objects.visible_to(user).newest()
    for word in wanted.q.lower().split()[:20]:
        found = found.filter(search_text__contains=word)
    for column, code in (
        ("kinds", wanted.kind),
        ("scripts", wanted.script),
        ("languages", wanted.language),
    ):
        if code:
            found = found.filter(**{f"{column}__contains": f"|{code}|"})
    if wanted.licence:
        found = found.filter(licence=wanted.licence)
    if wanted.since.isdecimal() and len(wanted.since) == 4:
        found = found.filter(published_at__year__gte=int(wanted.since))
    return found.order_by(*SORTS[wanted.sort])


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter, and how many models it leaves."""

    value: str
    label: str
    count: int


def options() -> dict[str, list[Option]]:
    """The choices of each filter, as the catalogue has them."""
    columns = ("kinds", "scripts", "languages", "licence", "published_at")
    rows = list(HubEntry.objects.newest().values_list(*columns))
    years = Counter(row[4].year for row in rows if row[4])
    newer = {year: sum(years[y] for y in years if y >= year) for year in years}
    return {
        "kind": _options(
            (code for row in rows for code in words.unpacked(row[0])), words.kind_name
        ),
        "script": _options(
            (code for row in rows for code in words.unpacked(row[1])), words.script_name
        ),
        "language": _options(
            (code for row in rows for code in words.unpacked(row[2])), words.language_name
        ),
        "licence": _options((row[3] for row in rows if row[3]), str),
        "since": [Option(str(y), str(y), newer[y]) for y in sorted(newer, reverse=True)],
    }


def _options(codes: Iterable[str], name: Callable[[str], str]) -> list[Option]:
    found = [Option(code, name(code), count) for code, count in Counter(codes).items()]
    return sorted(found, key=lambda option: option.label.lower())


def versions(entry: HubEntry) -> HubEntryQuerySet:
    """All versions of the model, the newest first."""
    rows = HubEntry.objects.filter(concept_doi=entry.concept_doi)
    return rows.order_by("-published_at", "-record")


def related(entry: HubEntry, user: Any) -> dict[str, list[HubEntry]]:
    """Models of the catalogue that the card names: what it came from, what came after it."""
    named = {
        key: {_bare(text) for text in entry.card.get(key, [])}
        for key in ("base_model", "obsoleted_by", "variant_of")
    }
    dois = set().union(*named.values())
    rows = HubEntry.objects.visible_to(user).filter(Q(doi__in=dois) | Q(concept_doi__in=dois))
    latest = [row for row in rows if row.doi in dois or row.is_latest]
    return {
        key: [row for row in latest if {row.doi, row.concept_doi} & texts]
        for key, texts in named.items()
        if texts
    }


def _bare(address: str) -> str:
    _, found, rest = address.partition("10.")
    return found + rest


def listed_at() -> datetime | None:
    """When the whole list was last read."""
    found: datetime | None = HubEntry.objects.aggregate(when=Max("seen_at"))["when"]
    return found


def is_fresh() -> bool:
    when = listed_at()
    return when is not None and timezone.now() - when < FRESH


def running_refresh() -> Job | None:
    return Job.objects.active().filter(kind=REFRESH).order_by("pk").first()


@dataclass(frozen=True, slots=True)
class CatalogueState:
    """How old the catalogue is, whether it is being fetched, and why that failed last time."""

    total: int
    listed_at: datetime | None
    missing_cards: int
    job: Job | None
    is_fresh: bool

    @property
    def is_running(self) -> bool:
        return self.job is not None and self.job.is_active

    @property
    def failure(self) -> str:
        return self.job.error if self.job and self.job.state == JobState.FAILED else ""

    @property
    def may_refresh(self) -> bool:
        return not self.is_running and (not self.is_fresh or bool(self.missing_cards))

    @property
    def is_due(self) -> bool:
        """Whether to fetch without being asked: it is old, and nobody tried today."""
        lately = self.job is not None and timezone.now() - self.job.created_at < FRESH
        return bool(self.total) and not self.is_fresh and not lately


def catalogue_state() -> CatalogueState:
    return CatalogueState(
        total=HubEntry.objects.newest().count(),
        listed_at=listed_at(),
        missing_cards=HubEntry.objects.without_card().count(),
        job=Job.objects.filter(kind=REFRESH).order_by("-pk").first(),
        is_fresh=is_fresh(),
    )
