"""Proposes which pages are learned from, which judge each epoch, and which judge at the end.

Whole pages, never lines: lines of one page are so alike that a model which saw some of them reads
the others better than any page that it never saw.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

TRAIN, VALIDATION, TEST = "train", "validation", "test"
SHARE = 0.1
"""Of the lines, for validation and again for the test."""

_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be placed. Pages with one ``group`` are never parted; ``kind`` is what the split
    is balanced by (document and hand). ``fixed`` is the split that a person chose."""

    key: int
    lines: int
    kind: Hashable = ""
    group: Hashable = None
    fixed: str | None = None
    may_test: bool = True


@dataclass(slots=True)
class _Unit:
    """Pages that go together."""

    pages: list[Page]
    order: str
    lines: int = field(init=False)

    def __post_init__(self) -> None:
        self.lines = sum(page.lines for page in self.pages)

    @property
    def kind(self) -> Hashable:
        return self.pages[0].kind

    @property
    def may_test(self) -> bool:
        return all(page.may_test for page in self.pages)

    @property
    def fixed(self) -> str | None:
        return next((page.fixed for page in self.pages if page.fixed), None)


def propose(pages: Sequence[Page], *, seed: int) -> dict[int, str]:
    """The split of each page by its key: the same for the same pages and seed.

    At least one page for each split where there are three, two splits where there are two; pages
    without lines are learned from, as they would judge nothing.
    """
    units = _units(pages, seed)
    placed = {page.key: page.fixed or unit.fixed or TRAIN for unit in units for page in unit.pages}
    free = [unit for unit in units if unit.fixed is None and unit.lines]
    taken = _Taken(units)
    wanted = _wanted(units)
    for number, split in enumerate(wanted):
        kept = sum(1 for other in (TRAIN, *wanted[number + 1 :]) if not taken.of(other))
        for unit in taken.draw(free, split, kept=kept):
            placed |= dict.fromkeys((page.key for page in unit.pages), split)
            free.remove(unit)
    return placed


def _wanted(units: Iterable[_Unit]) -> tuple[str, ...]:
    count = sum(1 for unit in units if unit.lines)
    return (VALIDATION, TEST)[: max(0, count - 1)]


def _units(pages: Sequence[Page], seed: int) -> list[_Unit]:
    groups: dict[Hashable, list[Page]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: page.key):
        name = ("group", page.group) if page.group is not None else ("page", page.key)
        groups[name].append(page)
    return sorted(
        (_Unit(found, _drawn(seed, found[0].key)) for found in groups.values()),
        key=lambda unit: unit.order,
    )


def _drawn(seed: int, key: int) -> str:
    """Where a page stands in the draw: another page more or less moves no other one."""
    return sha256(f"{seed}:{key}".encode()).hexdigest()


class _Taken:
    """How many lines each split has of each kind, and the draw of what it still lacks."""

    def __init__(self, units: Sequence[_Unit]) -> None:
        self._all: dict[Hashable, int] = defaultdict(int)
        self._lines: dict[tuple[str, Hashable], int] = defaultdict(int)
        for unit in units:
            self._all[unit.kind] += unit.lines
            if unit.fixed:
                self._lines[unit.fixed, unit.kind] += unit.lines

    def draw(self, free: Sequence[_Unit], split: str, *, kept: int) -> list[_Unit]:
        """Units for the split; ``kept`` of the free ones stay for splits that have none yet."""
        drawn: list[_Unit] = []
        left = [unit for unit in free if split != TEST or unit.may_test]
        rest = len(free)
        while left and rest > kept and self._is_short(left, split):
            unit = self._next(self._small(left), split)
            left.remove(unit)
            rest -= 1
            self._lines[split, unit.kind] += unit.lines
            drawn.append(unit)
        return drawn

    def _small(self, left: Sequence[_Unit]) -> Sequence[_Unit]:
        """Those that leave most lines to learn from; the smallest where none does."""
        room = sum(self._all.values()) / 2 - self.of(VALIDATION) - self.of(TEST)
        fitting = [unit for unit in left if unit.lines < room]
        return fitting or [min(left, key=lambda unit: unit.lines)]

    def of(self, split: str) -> int:
        """Lines that the split has so far."""
        return sum(lines for (name, _), lines in self._lines.items() if name == split)

    def _is_short(self, left: Sequence[_Unit], split: str) -> bool:
        """Whether one more page brings the split nearer to its share of the lines."""
        has = self.of(split)
        mean = sum(unit.lines for unit in left) / len(left)
        return not has or has + mean / 2 <= SHARE * sum(self._all.values())

    def _next(self, left: Sequence[_Unit], split: str) -> _Unit:
        """Of the kind that lacks most, a page of usual length among the first of the draw."""
        kinds: dict[Hashable, list[_Unit]] = defaultdict(list)
        for unit in left:
            kinds[unit.kind].append(unit)
        kind = max(kinds, key=lambda kind: self._need(kind, kinds, split))
        first = kinds[kind][:_LOOKED_AT]
        usual = sum(unit.lines for unit in kinds[kind]) / len(kinds[kind])
        return min(first, key=lambda unit: abs(unit.lines - usual))

    def _need(
        self, kind: Hashable, kinds: Mapping[Hashable, list[_Unit]], split: str
    ) -> tuple[bool, float]:
        lacks = SHARE * self._all[kind] - self._lines[split, kind]
        return len(kinds[kind]) > 1, lacks


def one_page_lines(count: int, *, seed: int) -> frozenset[int]:
    """Which lines of the only page are kept for validation: a tenth, at least one."""
    order = sorted(range(count), key=lambda number: _drawn(seed, number))
    return frozenset(order[: max(1, round(count * SHARE))])
