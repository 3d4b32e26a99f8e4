"""Any page with anything in it survives both versions of PAGE, which are valid."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from apps.formats.registry import codec
from apps.layout.types import Glyph, LineLayout, PageLayout
from tests.formats.rich_layouts import rich_layouts
from tests.formats.support import comparable, page_errors


@pytest.mark.parametrize("name", ["page", "page-2013"])
@settings(max_examples=60, deadline=None)
@given(layout=rich_layouts())
def test_everything_survives(name: str, layout: PageLayout) -> None:
    page = codec(name)
    written = page.write(layout)
    assert page_errors(written) == ""
    again = page.read(written)
    assert settled(again) == settled(layout)
    assert settled(page.read(page.write(again))) == settled(again)


def settled(layout: PageLayout) -> PageLayout:
    """Without what PAGE has no place for: where spaces are, and which ids made lines have."""
    lines = tuple(_settled_line(line) for line in layout.lines)
    return comparable(replace(layout, lines=lines))


def _settled_line(line: LineLayout) -> LineLayout:
    if not line.text:
        return line
    glyphs = tuple(Glyph(" ", ()) if glyph.char == " " else glyph for glyph in line.text.glyphs)
    return replace(line, text=replace(line.text, glyphs=glyphs))
