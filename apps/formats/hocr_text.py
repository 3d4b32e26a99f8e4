"""The text of an hOCR line: its words with their places, and the characters in them."""

from collections.abc import Iterator

from lxml.etree import _Element as Element

from apps.formats.hocr_title import (
    Properties,
    box,
    classes,
    percent,
    properties,
    rectangle,
    ring,
    spaced,
)
from apps.formats.points import mean, number
from apps.formats.xml import local_name
from apps.layout.glyphs import has_consistent_glyphs, join_glyphs
from apps.layout.types import Glyph, LineText, Polygon

_MARKUPS = {"em": "em", "i": "em", "strong": "strong", "b": "strong", "u": "u", "s": "s"}


def line_text(line: Element, said: Properties) -> LineText | None:
    """The text; of words, spaces between them, and places where each word has one."""
    words = [element for element in line.iter() if "ocrx_word" in classes(element)]
    sure = percent(said.get("x_wconf"))
    keep = "pre" in (line.get("style") or "")
    if not words:
        text = _spaced("".join(_marked(line)), keep)
        return LineText(text, sure) if text else None
    texts = [_plain(word, keep) for word in words]
    known = [percent(properties(word).get("x_wconf")) for word in words]
    glyphs = join_glyphs(tuple(_glyphs(word, keep)) for word in words)
    whole = LineText(
        " ".join(text for text in texts if text), mean(known) if sure is None else sure, glyphs
    )
    if not whole.text:
        return None
    is_placed = any(glyph.polygon for glyph in glyphs) and has_consistent_glyphs(whole)
    return whole if is_placed else LineText(whole.text, whole.confidence)


def _plain(element: Element, keep: bool) -> str:
    return _spaced("".join(map(str, element.itertext())), keep)


def _spaced(text: str, keep: bool) -> str:
    """The text as browsers show it: runs of spaces are one, unless the line says otherwise."""
    return text if keep else spaced(text)


def _marked(element: Element) -> Iterator[str]:
    """The text with the markup that this program knows."""
    yield element.text or ""
    for inner in element:
        tag = _MARKUPS.get(local_name(inner)) if isinstance(inner.tag, str) else None
        words = "".join(_marked(inner))
        yield f"<{tag}>{words}</{tag}>" if tag else words
        yield inner.tail or ""


def _glyphs(word: Element, keep: bool) -> Iterator[Glyph]:
    """The characters of a word, else the word as one."""
    characters = [element for element in word.iter() if "ocrx_cinfo" in classes(element)]
    said = properties(word)
    corners = box(said)
    text = _plain(word, keep)
    if not characters and text and (place := ring(said) or (rectangle(corners) if corners else ())):
        yield Glyph(text, place, percent(said.get("x_wconf")))
    for element in characters:
        of_character = properties(element)
        place = _place(of_character)
        yield Glyph(_plain(element, keep), place, percent(of_character.get("x_conf")))


def _place(said: Properties) -> Polygon:
    if outline := ring(said):
        return outline
    corners = [number(part) for part in said.get("x_bboxes", "").split()]
    if len(corners) != 4 or any(value is None for value in corners):
        return ()
    x0, y0, x1, y1 = (value or 0.0 for value in corners)
    return rectangle((x0, y0, x1, y1))
