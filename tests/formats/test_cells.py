"""Regions that are cells find together to tables, whatever their numbers say."""

import pytest

from apps.formats.blocks import Block
from apps.formats.cells import Table, in_tables
from apps.layout.types import RegionLayout


def cell(
    row: object, column: object, rows: object = "", columns: object = "", *, parent: str = "t",
    name: str = "", left: int | None = None,
) -> Block:  # fmt: skip
    """A cell by the words of the store; ``left``: where it stands on the page."""
    given = {"row": row, "col": column, "rowSpan": rows, "colSpan": columns, "parent": parent}
    ring = None if left is None else ((left, 0), (left + 9, 0), (left + 9, 9))
    kept = {key: str(value) for key, value in given.items() if value != ""}
    return Block(RegionLayout(ring, external_id=name or None, attributes=kept))


def plain(**attributes: str) -> Block:
    return Block(RegionLayout(None, attributes=attributes))


def table_of(*blocks: Block) -> Table:
    [found] = in_tables(blocks)
    assert isinstance(found, Table)
    return found


def grid(*blocks: Block) -> list[list[int | None]]:
    """The rows of the one table: which of the blocks stands where, by number."""
    return [
        [None if found is None else blocks.index(found.blocks[0]) for found in row]
        for row in table_of(*blocks).rows()
    ]


def test_cells_stand_where_they_say_in_whatever_order_they_come() -> None:
    assert grid(cell(1, 1), cell(0, 0), cell(0, 1), cell(1, 0)) == [[1, 2], [3, 0]]


def test_rows_and_columns_that_nothing_begins_in_are_left_out() -> None:
    assert grid(cell(3, 7), cell(900_000_000, 2)) == [[None, 0], [1, None]]


def test_spans_are_one_cell() -> None:
    blocks = cell(0, 0, 2, 2), cell(0, 2), cell(1, 2), cell(2, 0), cell(2, 1), cell(2, 2)
    assert grid(*blocks) == [[0, 1], [0, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ((cell(0, 0, 1, 3), cell(0, 1), cell(1, 0), cell(1, 2)), [[0, 1, None], [2, None, 3]]),
        ((cell(0, 0, 3, 1), cell(1, 0), cell(0, 1)), [[0, 2], [1, None]]),
        ((cell(0, 0, 9, 9), cell(0, 1, 9, 9), cell(1, 0, 9, 9)), [[0, 1], [2, 1]]),
        ((cell(0, 0, 999999999, 0), cell(1, 1, "x", "-1")), [[0, None], [0, 1]]),
    ],
)
def test_no_cell_covers_another(blocks: tuple[Block, ...], expected: object) -> None:
    assert grid(*blocks) == expected


def test_two_cells_at_one_place_and_what_lies_in_a_cell_are_in_that_cell() -> None:
    blocks = cell(0, 0, name="a"), cell(0, 0), plain(parent="a"), cell(0, 1)
    found = table_of(*blocks)
    assert [one.blocks for one in found.cells] == [list(blocks[:3]), [blocks[3]]]


def test_tables_are_told_apart_and_stand_where_their_first_cell_stands() -> None:
    first, note, second = cell(0, 0), plain(), cell(0, 0, parent="u")
    last = cell(0, 1)
    found = in_tables([note, first, second, note, last])
    assert [isinstance(one, Table) for one in found] == [False, True, True, False]
    assert [len(one.cells) for one in found if isinstance(one, Table)] == [2, 1]


def test_nameless_tables_end_where_a_place_comes_again_or_something_stands_between() -> None:
    rows = [cell(0, 0, parent=""), cell(0, 1, parent="")]
    found = in_tables([*rows, cell(0, 0, parent=""), plain(), cell(0, 1, parent="")])
    assert [len(one.cells) if isinstance(one, Table) else 0 for one in found] == [2, 1, 0, 1]


@pytest.mark.parametrize(
    "attributes",
    [
        {"row": "1"},
        {"row": "-1", "col": "0"},
        {"row": "1", "col": "٣"},
        {"row": "9" * 99, "col": "0"},
    ],
)
def test_what_has_no_place_is_no_cell(attributes: dict[str, str]) -> None:
    block = plain(**attributes)
    assert in_tables([block]) == [block]


def test_tables_wider_than_word_processors_take_stay_single_regions() -> None:
    blocks = [cell(0, column) for column in range(64)]
    assert in_tables(blocks) == blocks
    assert len(in_tables(blocks[:63])) == 1


def test_the_places_of_cells_say_from_which_side_columns_are_counted() -> None:
    from_left = table_of(cell(0, 0, left=0), cell(0, 1, left=50), cell(1, 0), cell(1, 1))
    from_right = table_of(cell(0, 0, left=50), cell(0, 1, left=0))
    assert from_left.runs_left() is False
    assert from_right.runs_left() is True
    assert table_of(cell(0, 0, left=5), cell(1, 0, left=9)).runs_left() is None
    wide = table_of(cell(0, 0, 1, 2), cell(0, 2), cell(1, 0), cell(1, 1))
    assert [(one.column, one.columns) for one in wide.mirrored().cells] == [
        (1, 2),
        (0, 1),
        (2, 1),
        (1, 1),
    ]
