"""Regions and lines come in the order in which people read them, in every direction."""

import random
from dataclasses import replace

import pytest

from apps.layout.reading_order import order_lines, order_regions
from apps.layout.transform import rotate90
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout


def region(name: str, left: int, top: int, right: int, bottom: int) -> RegionLayout:
    ring = ((left, top), (right, top), (right, bottom), (left, bottom))
    return RegionLayout(ring, type=name)


def line(name: str, left: int, right: int, y: int, **kwargs: str) -> LineLayout:
    return LineLayout(((left, y), (right, y)), text=LineText(name), **kwargs)


def said(lines: tuple[LineLayout, ...]) -> str:
    return " ".join(line.text.text for line in lines if line.text)


def names(regions: tuple[RegionLayout, ...]) -> str:
    return " ".join(region.type or "" for region in regions)


def shuffled(items: list) -> tuple:
    return tuple(random.Random(7).sample(items, len(items)))


NEWSPAPER = [
    region("title", 100, 50, 900, 150),
    region("a1", 100, 200, 340, 500),
    region("a2", 100, 520, 340, 900),
    region("b1", 380, 200, 620, 700),
    region("b2", 380, 720, 620, 900),
    region("c1", 660, 200, 900, 900),
    region("foot", 100, 950, 900, 990),
]


def test_columns_below_a_headline() -> None:
    assert names(order_regions(shuffled(NEWSPAPER), "horizontal-lr")) == "title a1 a2 b1 b2 c1 foot"


def test_columns_from_the_right() -> None:
    assert names(order_regions(shuffled(NEWSPAPER), "horizontal-rl")) == "title c1 b1 b2 a1 a2 foot"


def test_upright_columns_from_the_right_and_from_the_left() -> None:
    columns = [
        region(name, x, 100, x + 80, 900) for name, x in (("3", 100), ("2", 200), ("1", 300))
    ]
    assert names(order_regions(shuffled(columns), "vertical-rl")) == "1 2 3"
    assert names(order_regions(shuffled(columns), "vertical-lr")) == "3 2 1"


def test_outlines_that_overlap_a_little_do_not_confuse() -> None:
    regions = [region("margin", 20, 120, 210, 400), region("main", 200, 100, 900, 1000)]
    assert names(order_regions(shuffled(regions), "horizontal-lr")) == "margin main"


def test_regions_without_outline_come_last() -> None:
    regions = (RegionLayout(None, type="x"), region("a", 0, 0, 10, 10))
    assert names(order_regions(regions, "horizontal-lr")) == "a x"
    assert order_regions((), "horizontal-lr") == ()


def page(lines: tuple[LineLayout, ...], regions: tuple[RegionLayout, ...] = ()) -> PageLayout:
    return PageLayout(1000, 1000, regions=regions, lines=lines)


def test_lines_without_regions_in_two_columns_below_a_title() -> None:
    rows = range(200, 900, 60)
    left = [line(f"l{y}", 100, 450, y) for y in rows]
    right = [line(f"r{y}", 550, 900, y + 4) for y in rows]
    ordered = order_lines(
        page(shuffled([line("t", 100, 900, 100), *left, *right])), "horizontal-lr"
    )
    expected = ["t", *(f"l{y}" for y in rows), *(f"r{y}" for y in rows)]
    assert said(ordered) == " ".join(expected)


def test_narrow_columns_whose_lines_run_over_into_the_gap() -> None:
    rows = range(100, 900, 50)
    left = [line(f"l{y}", 100, 505 if y == 300 else 495, y) for y in rows]
    right = [line(f"r{y}", 500, 900, y + 4) for y in rows]
    ordered = order_lines(page(shuffled([*left, *right])), "horizontal-lr")
    assert said(ordered) == " ".join([*(f"l{y}" for y in rows), *(f"r{y}" for y in rows)])


def test_pieces_of_a_row_are_read_in_the_direction_of_the_script() -> None:
    lines = [line("a", 100, 300, 100), line("b", 320, 600, 104), line("c", 100, 600, 160)]
    assert said(order_lines(page(shuffled(lines)), "horizontal-lr")) == "a b c"
    assert said(order_lines(page(shuffled(lines)), "horizontal-rl")) == "b a c"


def test_a_date_on_the_right_is_read_before_the_salutation_below_it() -> None:
    lines = [line("date", 600, 900, 100), line("dear", 100, 300, 200), line("text", 100, 900, 300)]
    assert said(order_lines(page(shuffled(lines)), "horizontal-lr")) == "date dear text"


@pytest.mark.parametrize("slope", [-0.2, -0.05, 0.05, 0.2])
def test_lines_that_climb_or_fall_keep_their_order(slope: float) -> None:
    lines = [
        LineLayout(
            tuple((x, round(300 + i * 40 + slope * x)) for x in range(100, 901, 100)),
            text=LineText(str(i)),
        )
        for i in range(12)
    ]
    assert said(order_lines(page(shuffled(lines)), "horizontal-lr")) == " ".join(
        map(str, range(12))
    )


def test_short_lines_between_curved_ones_stay_between_them() -> None:
    curved = [
        LineLayout(((100, y), (500, y - 60), (900, y)), text=LineText(f"{y}")) for y in (200, 280)
    ]
    lines = [*curved, line("250", 850, 900, 250)]
    assert said(order_lines(page(shuffled(lines)), "horizontal-lr")) == "200 250 280"


def test_regions_first_then_their_lines_and_orphans_by_place() -> None:
    top, low = region("top", 100, 100, 900, 300), region("low", 100, 500, 900, 900)
    lines = [
        line("a", 120, 880, 150, region_uid=top.uid),
        line("b", 120, 880, 250, region_uid=top.uid),
        line("orphan", 120, 880, 400),
        line("c", 120, 880, 600, region_uid=low.uid),
        LineLayout(None, text=LineText("d"), region_uid=low.uid),
        LineLayout(None, text=LineText("nowhere")),
    ]
    ordered = order_lines(page(shuffled(lines), (low, top)), "horizontal-lr")
    assert said(ordered) == "a b orphan c d nowhere"


def test_a_page_turned_to_upright_script_is_read_in_the_same_order() -> None:
    lines = [line(str(i), 100, 900, 100 + 50 * i) for i in range(10)]
    turned = rotate90(page(tuple(lines)), 1)
    ordered = order_lines(replace(turned, lines=shuffled(list(turned.lines))), "vertical-rl")
    assert said(ordered) == " ".join(map(str, range(10)))


def test_no_line_is_lost_or_doubled() -> None:
    rng = random.Random(3)
    lines = [
        LineLayout(
            (
                (x := rng.randrange(900), y := rng.randrange(900)),
                (x + 80, y + rng.randrange(-90, 90)),
            )
        )
        for _ in range(120)
    ]
    ordered = order_lines(page(tuple(lines)), "horizontal-lr")
    assert sorted(line.uid for line in ordered) == sorted(line.uid for line in lines)


def cells(widths: tuple[int, int, int], pitch: int) -> list[LineLayout]:
    """Four rows of three cells, whose columns begin ``pitch`` apart."""
    return [
        line(f"{row}{name}", at * pitch, at * pitch + width, 100 + 40 * row)
        for row in range(4)
        for at, (name, width) in enumerate(zip("abc", widths, strict=True))
    ]


def test_cells_far_from_each_other_are_read_row_by_row() -> None:
    table = cells((100, 80, 90), 200)
    ordered = order_lines(page(shuffled(table)), "horizontal-lr")
    assert said(ordered) == "0a 0b 0c 1a 1b 1c 2a 2b 2c 3a 3b 3c"
    ordered = order_lines(page(shuffled(table)), "horizontal-rl")
    assert said(ordered) == "0c 0b 0a 1c 1b 1a 2c 2b 2a 3c 3b 3a"
    turned = rotate90(page(tuple(table)), 1)
    ordered = order_lines(replace(turned, lines=shuffled(list(turned.lines))), "vertical-rl")
    assert said(ordered) == "0a 0b 0c 1a 1b 1c 2a 2b 2c 3a 3b 3c"


def test_verse_in_columns_on_common_lines_is_read_column_by_column() -> None:
    verse = cells((180, 150, 170), 200)
    ordered = order_lines(page(shuffled(verse)), "horizontal-lr")
    assert said(ordered) == "0a 1a 2a 3a 0b 1b 2b 3b 0c 1c 2c 3c"


def test_a_region_inside_another_one_is_read_where_it_lies() -> None:
    outer, inner = region("outer", 100, 100, 900, 900), region("inner", 150, 300, 850, 500)
    lines = [
        line(str(y), 200, 800, y, region_uid=inner.uid if 300 < y < 500 else outer.uid)
        for y in range(150, 900, 100)
    ]
    ordered = order_lines(page(shuffled(lines), (inner, outer)), "horizontal-lr")
    assert said(ordered) == "150 250 350 450 550 650 750 850"
