"""Overlap of regions."""

from hypothesis import given
from hypothesis import strategies as st

from apps.layout.geometry import Box, box_polygon
from apps.layout.metrics_regions import compare_areas, compare_regions
from apps.layout.types import PageLayout, RegionLayout


def _page(*regions: tuple[str | None, Box]) -> PageLayout:
    made = tuple(RegionLayout(polygon=box_polygon(box), type=name) for name, box in regions)
    return PageLayout(width=1000, height=1000, regions=made)


def test_half_of_a_region_is_a_third_of_both_where_the_rest_lies_beside() -> None:
    truth, found = _page(("text", (0, 0, 100, 100))), _page(("text", (50, 0, 150, 100)))
    scores = compare_regions(truth, found)
    assert scores["text"].iou == 5000 / 15000
    assert (scores["text"].truth, scores["text"].found) == (1, 1)


def test_a_wrong_type_is_no_match_but_the_area_is() -> None:
    truth, found = _page(("text", (0, 0, 100, 100))), _page((None, (0, 0, 100, 100)))
    assert {name: score.iou for name, score in compare_regions(truth, found).items()} == {
        "text": 0,
        "": 0,
    }
    assert compare_areas(truth, found).iou == 1


def test_how_an_area_is_cut_up_does_not_matter() -> None:
    truth = _page(("text", (0, 0, 100, 100)))
    found = _page(("text", (0, 0, 100, 50)), ("text", (0, 50, 100, 100)))
    assert compare_regions(truth, found)["text"].iou == 1


def test_nothing_to_find_and_nothing_found() -> None:
    assert compare_areas(_page(), _page()).iou == 1
    assert compare_areas(_page(("a", (0, 0, 9, 9))), _page()).iou == 0


boxes = st.tuples(
    st.integers(0, 50), st.integers(0, 50), st.integers(51, 100), st.integers(51, 100)
)


@given(boxes, boxes)
def test_the_overlap_is_the_same_from_both_sides(a: Box, b: Box) -> None:
    here, there = _page(("x", a)), _page(("x", b))
    assert compare_areas(here, there).iou == compare_areas(there, here).iou
    assert 0 < compare_areas(here, there).iou <= 1
    assert compare_areas(here, here).iou == 1
