"""The tables of a page: which regions are cells, and where each stands in its grid."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from apps.formats.blocks import Block
from apps.layout.geometry import bounding_box
from apps.layout.types import RegionLayout

_LONGEST = 9  # digits of a number that is believed
_WIDEST = 63  # columns that a table may have in a word processor


@dataclass(slots=True)
class Cell:
    """A cell at its place in the grid, what is in it, and how many rows and columns it spans."""

    row: int
    column: int
    blocks: list[Block]
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class Table:
    """A table of ``height`` rows and ``width`` columns; no two cells cover the same place."""

    height: int = 0
    width: int = 0
    cells: list[Cell] = field(default_factory=list)

    def rows(self) -> Iterator[list[Cell | None]]:
        """Row by row what begins in it, or goes on from above; ``None`` where nothing is."""
        grid = {(row, cell.column): cell for cell in self.cells for row in _span(cell)}
        for row in range(self.height):
            column, found = 0, list[Cell | None]()
            while column < self.width:
                cell = grid.get((row, column))
                found.append(cell)
                column += cell.columns if cell else 1
            yield found

    def mirrored(self) -> "Table":
        """The same table with its columns from the other side."""
        cells = [
            Cell(c.row, self.width - c.column - c.columns, c.blocks, c.rows, c.columns)
            for c in self.cells
        ]
        return Table(self.height, self.width, cells)

    def runs_left(self) -> bool | None:
        """Whether its columns are counted from the right, as far as their places tell."""
        votes = 0
        for row in range(self.height):
            places = [_middle(cell) for cell in self._beginning_in(row)]
            known = [place for place in places if place is not None]
            votes += sum((after > before) - (after < before) for before, after in pairwise(known))
        return votes < 0 if votes else None

    def _beginning_in(self, row: int) -> list[Cell]:
        found = [cell for cell in self.cells if cell.row == row]
        return sorted(found, key=lambda cell: cell.column)


def in_tables(blocks: Sequence[Block]) -> list[Block | Table]:
    """The blocks of a page, the cells of each table together where its first one stands."""
    names = list(_names(blocks))
    members: dict[str, list[Block]] = {}
    for name, block in zip(names, blocks, strict=True):
        members.setdefault(name, []).append(block)
    found: list[Block | Table] = []
    for name, block in zip(names, blocks, strict=True):
        if not name or not _is_grid(members[name]):
            found.append(block)
        elif block is members[name][0]:
            found.append(_table(members[name]))
    return found


def _names(blocks: Sequence[Block]) -> Iterator[str]:
    """For each block the table that it belongs to; empty where it belongs to none.

    What lies in a cell belongs to it. Cells of nameless tables belong together as long as they
    follow each other and no place comes twice.
    """
    owners: dict[str, str] = {}
    number, seen = 0, set[tuple[int, int]]()
    for block in blocks:
        name, region = "", block.region
        if region is not None:
            parent = region.attributes.get("parent", "")
            place = place_of(region)
            if place and not parent:
                if not seen or place[:2] in seen:
                    number, seen = number + 1, set()
                seen.add(place[:2])
                name = f"the {number}."
            else:
                name = f"of {parent}" if place else owners.get(parent, "")
            if name and region.external_id:
                owners[region.external_id] = name
        if not name.startswith("the"):
            seen = set()
        yield name


def _is_grid(members: Sequence[Block]) -> bool:
    """Whether a word processor takes a table with so many columns."""
    places = (place_of(block.region) for block in members if block.region)
    return len({place[1] for place in places if place}) <= _WIDEST


def place_of(region: RegionLayout) -> tuple[int, int, int, int] | None:
    """Row, column and the spans of a cell; ``None`` for what is no cell."""
    row, column = (_number(region.attributes.get(key)) for key in ("row", "col"))
    if row is None or column is None:
        return None
    down, across = (_number(region.attributes.get(key)) or 1 for key in ("rowSpan", "colSpan"))
    return row, column, down, across


def _number(text: str | None) -> int | None:
    is_number = text and text.isascii() and text.isdecimal() and len(text) <= _LONGEST
    return int(text) if text and is_number else None


def _table(members: Sequence[Block]) -> Table:
    """The grid has the rows and the columns in which cells begin, whatever their numbers are."""
    given: dict[tuple[int, int], tuple[tuple[int, int], list[Block]]] = {}
    owners: dict[str, list[Block]] = {}
    for block in members:
        region = block.region
        if region is None:
            continue
        place = place_of(region)
        if place is None:
            inside = owners[region.attributes["parent"]]
        else:
            inside = given.setdefault(place[:2], (place[2:], []))[1]
        inside.append(block)
        if region.external_id:
            owners[region.external_id] = inside
    rows, columns = sorted({row for row, _ in given}), sorted({column for _, column in given})
    table = Table(len(rows), len(columns))
    for (row, column), (spans, inside) in sorted(given.items(), key=lambda item: item[0]):
        cell = Cell(bisect_left(rows, row), bisect_left(columns, column), inside)
        cell.rows = bisect_left(rows, row + spans[0]) - cell.row
        cell.columns = bisect_left(columns, column + spans[1]) - cell.column
        table.cells.append(cell)
    _part(table)
    return table


def _part(table: Table) -> None:
    """Shorten the spans that would cover another cell."""
    taken = {(cell.row, cell.column) for cell in table.cells}
    for cell in table.cells:
        wide = 1
        while wide < cell.columns and (cell.row, cell.column + wide) not in taken:
            wide += 1
        columns, deep = range(cell.column, cell.column + wide), 1
        while deep < cell.rows and taken.isdisjoint((cell.row + deep, c) for c in columns):
            deep += 1
        cell.rows, cell.columns = deep, wide
        taken |= {(row, column) for row in _span(cell) for column in columns}


def _span(cell: Cell) -> range:
    return range(cell.row, cell.row + cell.rows)


def _middle(cell: Cell) -> int | None:
    """Twice the middle of a cell from side to side, where a place of it is known."""
    points = [p for block in cell.blocks if block.region for p in block.region.polygon or ()]
    if not points:
        return None
    left, _, right, _ = bounding_box(points)
    return left + right
