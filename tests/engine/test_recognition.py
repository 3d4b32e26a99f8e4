"""Reading lines: whatever they lack, in logical order, each once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from apps.engine.errors import EngineError
from apps.engine.options import RecognitionOptions
from apps.layout.types import LineLayout, LineText, PageLayout
from tests.engine.conftest import TEXTS, layout_of, train_reader

pytestmark = pytest.mark.kraken

Read = Callable[..., list[LineText]]


@pytest.fixture
def read(page_image: Image.Image, reader: Path) -> Read:
    def read(layout: PageLayout, options: RecognitionOptions | None = None) -> list[LineText]:
        from apps.engine.recognition import recognise

        texts = dict(recognise(page_image, layout, reader, options or RecognitionOptions()))
        return [texts[line.uid] for line in layout.lines]

    return read


def _right(texts: list[LineText]) -> int:
    return sum(text.text == truth for text, truth in zip(texts, TEXTS, strict=True))


def test_lines_are_read_with_confidence_and_place(read: Read, page_layout: PageLayout) -> None:
    texts = read(page_layout)
    assert _right(texts) >= 3
    for text, line in zip(texts, page_layout.lines, strict=True):
        assert text.confidence is not None
        assert 0.2 < text.confidence <= 1
        assert "".join(glyph.char for glyph in text.glyphs) == text.text
        assert line.mask
        for glyph in text.glyphs:
            assert all(70 <= x <= 405 for x, _ in glyph.polygon)
    starts = [min(x for x, _ in glyph.polygon) for glyph in texts[0].glyphs]
    assert starts == sorted(starts)


def test_doubted_characters_tell_what_else_they_may_be(read: Read, page_layout: PageLayout) -> None:
    glyphs = [glyph for text in read(page_layout) for glyph in text.glyphs]
    assert any(glyph.alternatives for glyph in glyphs)
    for glyph in glyphs:
        chars = [char for char, _ in glyph.alternatives]
        shares = [share for _, share in glyph.alternatives]
        assert len(chars) <= 3
        assert glyph.char not in chars
        assert shares == sorted(shares, reverse=True)
        assert all(0.02 <= share < 1 for share in shares)
        assert glyph.confidence is not None
        assert glyph.confidence <= 0.98 or not chars


def test_the_batch_size_changes_nothing(read: Read, page_layout: PageLayout) -> None:
    alone = read(page_layout, RecognitionOptions(batch_size=1))
    together = read(page_layout, RecognitionOptions(batch_size=4))
    assert [text.text for text in alone] == [text.text for text in together]


def test_a_line_without_mask_is_read_from_a_box(read: Read, page_layout: PageLayout) -> None:
    first = replace(page_layout.lines[0], mask=None)
    layout = replace(page_layout, lines=(first, *page_layout.lines[1:]))
    assert len(read(layout)[0].text) >= 5


def test_a_line_without_baseline_is_read_within_its_mask(
    read: Read, page_layout: PageLayout
) -> None:
    lines = tuple(replace(line, baseline=None) for line in page_layout.lines)
    assert _right(read(replace(page_layout, lines=lines))) >= 2


def test_every_line_comes_out_once_even_where_nothing_can_be_read(
    read: Read, page_layout: PageLayout
) -> None:
    hopeless = (
        LineLayout(baseline=None, mask=None),
        LineLayout(baseline=((5, 5), (5, 5))),
        LineLayout(baseline=((100, 900), (300, 900)), mask=((100, 880), (300, 880), (300, 905))),
        LineLayout(baseline=((-50, 2000), (900, 2000))),
    )
    texts = read(replace(page_layout, lines=(*page_layout.lines, *hopeless)))
    assert len(texts) == 8
    assert _right(texts[:4]) >= 3
    assert texts[4] == texts[5] == LineText(text="")


def test_text_written_right_to_left_comes_out_in_logical_order(
    page_image: Image.Image, tmp_path: Path
) -> None:
    from apps.engine.recognition import recognise

    texts = ("אבג דהוז", "חטי כלמנ", "סעפ 12 צק", "רשת אבגד")
    model = train_reader(page_image, texts, tmp_path, "horizontal-rl")
    layout = layout_of(texts)
    options = RecognitionOptions(direction="horizontal-rl")
    read = dict(recognise(page_image, layout, model, options))
    lines = [read[line.uid] for line in layout.lines]
    right = [line for line, truth in zip(lines, texts, strict=True) if line.text == truth]
    assert len(right) >= 3
    places = [min(x for x, _ in glyph.polygon) for glyph in right[0].glyphs if glyph.char != " "]
    assert places == sorted(places, reverse=True)


def test_a_model_for_boxes_reads_the_boxes_of_the_lines(
    page_image: Image.Image, page_layout: PageLayout, shared: Path
) -> None:
    from apps.engine.recognition import recognise

    model = shared / "models" / "model_froc.mlmodel"
    texts = dict(recognise(page_image, page_layout, model, RecognitionOptions()))
    assert set(texts) == {line.uid for line in page_layout.lines}
    assert any(text.text for text in texts.values())


def test_a_missing_or_unfit_model_is_refused(
    page_image: Image.Image, page_layout: PageLayout, tmp_path: Path
) -> None:
    from apps.engine import loader
    from apps.engine.recognition import recognise

    options = RecognitionOptions()
    with pytest.raises(EngineError, match="is missing"):
        next(recognise(page_image, page_layout, tmp_path / "gone.mlmodel", options))
    finder = loader.default_segmentation_model()
    with pytest.raises(EngineError, match="is no recognition model"):
        next(recognise(page_image, page_layout, finder, options))


def test_a_model_is_loaded_once_until_its_file_changes(reader: Path, tmp_path: Path) -> None:
    from apps.engine import loader

    copy = tmp_path / "copy.safetensors"
    copy.write_bytes(reader.read_bytes())
    first = loader.load_net(copy, "recognition", "cpu")
    assert loader.load_net(copy, "recognition", "cpu") is first
    copy.unlink()
    copy.write_bytes(reader.read_bytes())
    assert loader.load_net(copy, "recognition", "cpu") is not first
