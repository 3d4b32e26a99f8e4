"""What is asked of IIIF image services of all versions, levels and limits."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.formats.base import FormatError
from apps.formats.iiif_image import ImageInfo, Single, Tiles, TileSet, Wish, read_info, ways

BASE = "https://a.org/iiif/p1"
MUCH = Wish(max_pixels=400_000_000)


def info(version: int = 3, level: int = 1, **more: Any) -> ImageInfo:
    size = {"width": 3000, "height": 4000}
    return ImageInfo(base=BASE, version=version, level=level, **{**size, **more})


def first(found: ImageInfo, wish: Wish = MUCH) -> Single | Tiles:
    return next(ways(found, wish))


@pytest.mark.parametrize(
    ("version", "url"),
    [
        (1, "full/full/0/native.jpg"),
        (2, "full/full/0/default.jpg"),
        (3, "full/max/0/default.jpg"),
    ],
)
def test_the_whole_image_in_the_words_of_each_version(version: int, url: str) -> None:
    assert first(info(version)) == Single(f"{BASE}/{url}", (3000, 4000))


def test_a_service_with_a_limit_is_asked_for_tiles() -> None:
    found = first(info(max_width=1000, max_height=1000))
    assert isinstance(found, Tiles)
    assert found.size == (3000, 4000)
    assert len(found.pieces) == 3 * 4
    assert found.pieces[-1] == (
        f"{BASE}/2000,3000,1000,1000/1000,1000/0/default.jpg",
        (2000, 3000, 1000, 1000),
    )


def test_a_limit_that_the_page_keeps_changes_nothing() -> None:
    assert first(info(max_width=3000, max_height=4000, max_area=12_000_000)) == Single(
        f"{BASE}/full/max/0/default.jpg", (3000, 4000)
    )


def test_without_tiles_a_limited_service_gives_its_largest() -> None:
    found = first(info(2, 0, max_area=3_000_000, sizes=((1500, 2000), (750, 1000))))
    assert found == Single(f"{BASE}/full/max/0/default.jpg", (1500, 2000))


def test_the_longest_side_that_people_want_is_kept() -> None:
    wish = Wish(max_pixels=400_000_000, max_side=2000)
    assert first(info(), wish) == Single(f"{BASE}/full/1500,2000/0/default.jpg", (1500, 2000))
    assert first(info(2), wish) == Single(f"{BASE}/full/1500,/0/default.jpg", (1500, 2000))
    small = info(3, 0, sizes=((1500, 2000), (375, 500), (3000, 4000)))
    assert first(small, wish) == Single(f"{BASE}/full/1500,2000/0/default.jpg", (1500, 2000))
    tiles = first(info(3, 0, tiles=(TileSet(512, 512, (1, 2, 4)),)), wish)
    assert isinstance(tiles, Tiles)
    assert tiles.size == (1500, 2000)


def test_more_pixels_than_may_be_are_asked_for_smaller() -> None:
    found = first(info(width=30_000, height=40_000), Wish(max_pixels=12_000_000))
    assert isinstance(found, Single)
    assert found.size == (3000, 4000)


def test_tiles_are_named_as_static_files_are() -> None:
    found = info(3, 0, tiles=(TileSet(1024, 1024, (1, 2, 4)),), max_width=1024, max_height=1024)
    tiles = first(found)
    assert isinstance(tiles, Tiles)
    assert tiles.pieces[0][0] == f"{BASE}/0,0,1024,1024/1024,1024/0/default.jpg"
    assert tiles.pieces[2] == (
        f"{BASE}/2048,0,952,1024/952,1024/0/default.jpg",
        (2048, 0, 952, 1024),
    )
    old = first(info(2, 0, tiles=(TileSet(1024, 1024, (1,)),), max_width=1024, max_height=1024))
    assert isinstance(old, Tiles)
    assert old.pieces[2][0] == f"{BASE}/2048,0,952,1024/952,/0/default.jpg"


def test_a_part_is_asked_for_where_parts_are_given() -> None:
    wish = Wish(max_pixels=400_000_000, crop=(10, 20, 300, 400), rotation=90)
    assert first(info(), wish) == Single(f"{BASE}/10,20,300,400/max/90/default.jpg", (300, 400))
    assert first(info(level=0), wish) == Single(f"{BASE}/full/max/0/default.jpg", (3000, 4000))


@given(
    width=st.integers(1, 20_000),
    height=st.integers(1, 20_000),
    tile=st.integers(64, 4096),
    factors=st.lists(st.sampled_from([1, 2, 4, 8, 16]), min_size=1, max_size=5),
    version=st.sampled_from([1, 2, 3]),
    max_pixels=st.integers(1_000_000, 400_000_000),
)
def test_tiles_cover_the_page_once(
    width: int, height: int, tile: int, factors: list[int], version: int, max_pixels: int
) -> None:
    found = info(
        version,
        0,
        width=width,
        height=height,
        tiles=(TileSet(tile, tile, tuple(factors)),),
        max_width=1,
        max_height=1,
    )
    for way in ways(found, Wish(max_pixels=max_pixels)):
        if isinstance(way, Tiles):
            area = sum(box[2] * box[3] for _, box in way.pieces)
            assert area == way.size[0] * way.size[1] <= max_pixels
            assert all(
                box[0] + box[2] <= way.size[0] and box[1] + box[3] <= way.size[1]
                for _, box in way.pieces
            )


def test_info_of_all_versions() -> None:
    one = read_info(
        {
            "@context": "http://library.stanford.edu/iiif/image-api/1.1/context.json",
            "profile": "http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level2",
            "width": 6000,
            "height": 4000,
            "tile_width": 1024,
            "scale_factors": [1, 2],
        },
        BASE,
    )
    assert (one.version, one.level, one.tiles) == (1, 2, (TileSet(1024, 1024, (1, 2)),))
    two = read_info(
        {
            "@context": "http://iiif.io/api/image/2/context.json",
            "profile": ["http://iiif.io/api/image/2/level0.json",
                        {"maxWidth": 1000, "supports": ["regionByPx"]}],
            "width": "600", "height": 400.0,
            "sizes": [{"width": 150, "height": 100}, {"width": 0}],
            "tiles": [{"width": 512, "height": 256, "scaleFactors": [1]}],
        },
        BASE,
    )  # fmt: skip
    assert (two.version, two.level, two.max_width, two.max_height) == (2, 0, 1000, 1000)
    assert two.can("regionByPx")
    assert not two.can("sizeByW")
    assert two.sizes == ((150, 100),)
    three = read_info(
        {"type": "ImageService3", "profile": "level2", "width": 6, "height": 4, "maxArea": 12},
        BASE,
    )
    assert (three.version, three.level, three.max_area) == (3, 2, 12)


@pytest.mark.parametrize("data", [None, [], "x", {}, {"width": 5}, {"width": -1, "height": 10**12}])
def test_info_without_a_size_is_refused(data: Any) -> None:
    with pytest.raises(FormatError, match=r"info\.json"):
        read_info(data, BASE)
