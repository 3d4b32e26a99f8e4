"""The text of a PAGE line: its own text first, else its words; glyphs where they spell it."""

import re
from collections.abc import Callable

from lxml.etree import _Element as Element

from apps.formats.page_custom import whole_number
from apps.formats.points import confidence, mean
from apps.formats.xml import child, children
from apps.layout.glyphs import has_consistent_glyphs, join_glyphs
from apps.layout.types import Glyph, LineText, Polygon

_LINE_BREAK = re.compile(r"\s*[\r\n]+\s*")


def text_equiv(element: Element) -> tuple[str, float | None]:
    """The main text of an element, that of the lowest index, and its confidence."""
    readings = _readings(element)
    return readings[0] if readings else ("", None)


def _readings(element: Element) -> list[tuple[str, float | None]]:
    """All that an element may say, with confidence: the one of the lowest index first."""
    given = [equiv for equiv in children(element, "TextEquiv") if _unicode(equiv)]
    ranked = sorted(given, key=_index)
    return [(_unicode(equiv), confidence(equiv.get("conf"))) for equiv in ranked]


def _index(equiv: Element) -> int:
    return whole_number(equiv.get("index")) or 0


def _unicode(equiv: Element) -> str:
    for name in ("Unicode", "PlainText"):
        element = child(equiv, name)
        if element is not None and element.text and element.text.strip():
            return _LINE_BREAK.sub(" ", element.text.strip("\r\n"))
    return ""


def line_text(line: Element, place: Callable[[Element], Polygon]) -> LineText | None:
    """What a line says, or ``None`` where it says nothing."""
    words = list(children(line, "Word"))
    said = [text_equiv(word) for word in words]
    text, sure = text_equiv(line)
    if not text:
        text, sure = " ".join(word for word, _ in said if word), mean(conf for _, conf in said)
    if not text:
        return None
    whole = LineText(text, sure, join_glyphs(_glyphs(word, place) for word in words))
    # Boxes of other characters than the text's would mislead whoever looks at them.
    return whole if has_consistent_glyphs(whole) else LineText(text, sure)


def _glyphs(word: Element, place: Callable[[Element], Polygon]) -> tuple[Glyph, ...]:
    return tuple(_glyph(glyph, place) for glyph in children(word, "Glyph"))


def _glyph(element: Element, place: Callable[[Element], Polygon]) -> Glyph:
    """A character; what it may also be is told with a probability, or not kept."""
    (char, conf), *others = _readings(element) or [("", None)]
    known = tuple((other, share) for other, share in others if share is not None)
    return Glyph(char, place(element), conf, known)
