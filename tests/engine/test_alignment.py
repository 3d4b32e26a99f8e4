"""Places of characters with the real engine: as the recogniser sees them, in every direction."""

from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from PIL import Image

from apps.engine.alignment import align_characters
from apps.engine.errors import EngineError
from apps.engine.options import RecognitionOptions
from apps.engine.recognition import recognise
from apps.formats.registry import read_pages
from apps.layout.types import Glyph, LineText, PageLayout
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
