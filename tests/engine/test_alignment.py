"""Places of characters with the real engine: as the recogniser sees them, in every direction."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import dist
from pathlib import Path
from statistics import median

import pytest
import shapely
from PIL import Image

from apps.engine.alignment import align_characters
from apps.engine.errors import EngineError
from apps.engine.options import Command, RecognitionOptions, TrainingData, TrainingOptions
from apps.engine.recognition import recognise
from apps.formats.registry import read_pages
from apps.layout.geometry import bounding_box, polygon_area, polygon_problem
from apps.layout.types import Glyph, LineText, PageLayout, Point, TextDirection
from tests.engine.conftest import TEXTS

pytestmark = [pytest.mark.kraken, pytest.mark.slow]
OPTIONS = RecognitionOptions()


def _middle(glyph: Glyph) -> float:
    return sum(x for x, _ in glyph.polygon) / len(glyph.polygon)


def test_characters_lie_in_reading_order_and_the_text_stays(
    page_image: Image.Image, page_layout: PageLayout, reader: Path
) -> None:
    found = dict(align_characters(page_image, page_layout, reader, OPTIONS))
    for line in page_layout.lines:
        glyphs = found[line.uid]
        assert line.text is not None
        assert "".join(glyph.char for glyph in glyphs) == line.text.text
        middles = [_middle(glyph) for glyph in glyphs]
        assert middles == sorted(middles)
        assert 60 < middles[0] < middles[-1] < 420


def test_a_text_the_model_cannot_read_and_one_too_long(
    page_image: Image.Image, page_layout: PageLayout, reader: Path
) -> None:
    def say(text: str) -> PageLayout:
        lines = (replace(page_layout.lines[0], text=LineText(text)),)
        return replace(page_layout, lines=lines)

    with pytest.raises(EngineError, match="lacks most characters"):
        list(align_characters(page_image, say("सत्यमेव"), reader, OPTIONS))
    long = say(" ".join(TEXTS * 30))
    assert [glyphs for _, glyphs in align_characters(page_image, long, reader, OPTIONS)] == [()]
    strange = say("una ☙ casa")
    ((_, glyphs),) = align_characters(page_image, strange, reader, OPTIONS)
    assert [glyph.confidence is None for glyph in glyphs].count(True) == 1


def test_the_places_are_those_of_the_recogniser(shared: Path) -> None:
    model = shared / "models" / "catmus-print-fondue-tiny-2024-01-31.safetensors"
    file = min((shared / "print_fr_17c").rglob("*.xml"))
    (layout,) = read_pages(file.read_bytes(), file.name)
    image = Image.open(file.with_suffix(".jpg"))
    read = dict(recognise(image, layout, model, OPTIONS))
    said = tuple(replace(line, text=LineText(read[line.uid].text)) for line in layout.lines)
    found = dict(align_characters(image, replace(layout, lines=said), model, OPTIONS))
    off = [
        abs(_middle(ours) - _middle(theirs))
        for uid, text in read.items()
        for ours, theirs in zip(found.get(uid, ()), text.glyphs, strict=False)
    ]
    assert len(off) > 500
    assert median(off) < 4
    # What the page really says lies there, too, though the model reads it otherwise.
    truth = dict(align_characters(image, layout, model, OPTIONS))
    assert sum(bool(glyphs) for glyphs in truth.values()) == len(layout.lines)


def test_down_a_line_they_are_those_of_the_same_line_along(shared: Path) -> None:
    """A page turned by a quarter, so that its lines go down, has the same boxes, turned."""
    model = shared / "models" / "catmus-print-fondue-tiny-2024-01-31.safetensors"
    file = min((shared / "print_fr_17c").rglob("*.xml"))
    (page,) = read_pages(file.read_bytes(), file.name)
    image = Image.open(file.with_suffix(".jpg")).convert("RGB")
    layout = replace(page, lines=page.lines[:6])
    right = image.height - 1

    def turned(points: Sequence[Point] | None) -> tuple[Point, ...]:
        return tuple((right - y, x) for x, y in points or ())

    lines = tuple(
        replace(line, baseline=turned(line.baseline), mask=turned(line.mask))
        for line in layout.lines
    )
    upright = replace(layout, width=image.height, height=image.width, regions=(), lines=lines)
    options = RecognitionOptions(direction="vertical-rl")
    along = dict(align_characters(image, layout, model, OPTIONS))
    rotated = image.transpose(Image.Transpose.ROTATE_270)
    down = dict(align_characters(rotated, upright, model, options))
    off = [
        abs(ours_side - theirs_side)
        for uid, glyphs in along.items()
        for ours, theirs in zip(down[uid], glyphs, strict=True)
        for ours_side, theirs_side in zip(
            bounding_box(ours.polygon), bounding_box(turned(theirs.polygon)), strict=True
        )
    ]
    assert len(off) > 600
    assert sum(each <= 6 for each in off) > 0.95 * len(off)


def _middle_height(glyph: Glyph) -> float:
    return sum(y for _, y in glyph.polygon) / len(glyph.polygon)


LOCAL = "[1,32,0,1 Cr3,5,24 Gn8 Mp2,2 Cr3,5,32 Gn8 Mp2,2 S1(1x0)1,3 Cr1,5,64]"
"""Sees little to the left and right of a column, so that it learns where characters stand."""

BY_HEART = TrainingOptions(
    epochs=40,
    patience=40,
    learning_rate=0.004,
    batch_size=2,
    spec=LOCAL,
    augment=False,
    workers=1,
)


@pytest.mark.parametrize(
    ("page", "direction", "goes"),
    [
        ("rtl_ar_hand/page_5", "horizontal-rl", lambda glyph: -_middle(glyph)),
        ("vertical_ja/tategaki2026-04-24-094138", "vertical-rl", _middle_height),
    ],
)
def test_real_lines_from_the_right_and_downwards(
    shared: Path,
    tmp_path: Path,
    page: str,
    direction: TextDirection,
    goes: Callable[[Glyph], float],
) -> None:
    from apps.engine.training import train
    from apps.engine.training_data import read_page

    learned = read_page(shared / f"{page}.xml")
    layout = replace(learned.layout, lines=learned.layout.lines[:6])
    learned = replace(learned, layout=layout)
    options = replace(BY_HEART, direction=direction)
    model = tmp_path / "reader.safetensors"
    train(options, TrainingData((learned,), (learned,)), None, model, lambda _: Command.CONTINUE)
    image = Image.open(learned.image).convert("RGB")
    found = dict(align_characters(image, layout, model, RecognitionOptions(direction=direction)))
    for line in layout.lines:
        glyphs = found[line.uid]
        assert line.text is not None
        assert "".join(glyph.char for glyph in glyphs) == line.text.text
        places = [goes(glyph) for glyph in glyphs]
        assert all(after >= before - 3 for before, after in pairwise(places))
        assert line.baseline and line.mask
        assert places[-1] - places[0] > 0.6 * dist(line.baseline[0], line.baseline[-1])
        for glyph in glyphs:
            assert polygon_problem(glyph.polygon) is None
            assert polygon_area(glyph.polygon) >= 2
            ring = shapely.make_valid(shapely.Polygon(glyph.polygon))
            inside = ring.intersection(shapely.make_valid(shapely.Polygon(line.mask)).buffer(3))
            assert inside.area > 0.8 * ring.area
