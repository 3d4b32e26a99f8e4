"""The texts of PAGE: the main reading of a line, its words and glyphs, and all other readings."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.etree import _Element as Element

from apps.formats.page_custom import parse_custom, rest_of_custom, whole_number
from apps.formats.page_kept import KEPT_OF_TEXT, as_list, carried, found_in, parsed
from apps.formats.points import confidence, mean
from apps.formats.xml import child, children
from apps.layout.glyphs import space_between
from apps.layout.types import Glyph, LineText, Polygon

READINGS = "page.TextEquiv"
WORDS = "page.words"
OTHERS = "alternatives"
LINES_TEXT = "lines"
"""The text of a region that is the text of its lines, one below the other."""
_MADE_ID = re.compile(r"(word|glyph)_[0-9]+")  # as they are written where none is known
_BLANKS = re.compile(r"(?<!\s)\s+")
Place = Callable[[Element], Polygon]
Keep = Callable[[str | None], str | None]


@dataclass(frozen=True, slots=True)
class Said:
    """The main text of an element, how sure it is, and what else the file says it may be.

    ``rows`` are all its readings as elements, the main one without its text and confidence; none
    where there is no more to say than the text.
    """

    text: str
    sure: float | None
    others: tuple[tuple[str, float], ...]
    rows: list[Any]


_NOTHING = Said("", None, (), [])


def said(element: Element) -> Said:
    """What an element says: the reading of the lowest index."""
    given = list(children(element, "TextEquiv"))
    if len(given) == 1 and (only := _only(element, given[0])):
        return only
    full = [equiv for equiv in given if _unicode(equiv)]
    if not full:
        return _NOTHING
    main, *others = sorted(full, key=_index)
    rows = [_main_row(equiv) if equiv is main else as_list(equiv) for equiv in given]
    known = tuple((_unicode(e), confidence(e.get("conf"))) for e in others)
    shares = tuple((text, share) for text, share in known if share is not None)
    sure = confidence(main.get("conf"))
    is_plain = _is_plain(rows, len(shares))
    if not others:
        shares = _carried_others(element)
    return Said(_unicode(main), sure, shares, [] if is_plain else rows)


def _carried_others(element: Element) -> tuple[tuple[str, float], ...]:
    """Other readings, where the version of the file has no place for them."""
    custom = element.get("custom")
    text = carried(parse_custom(custom)).get(OTHERS) if custom and OTHERS in custom else None
    try:
        rows = json.loads(text) if text else []
        return tuple((str(other), min(max(float(share), 0.0), 1.0)) for other, share in rows)
    except (ValueError, TypeError, RecursionError):
        return ()


def _only(element: Element, equiv: Element) -> Said | None:
    """The reading of nearly all elements: a text, perhaps with its confidence."""
    sure = equiv.get("conf")
    is_plain = len(equiv) == 1 and len(equiv.attrib) == (sure is not None)
    text = _text(equiv, "Unicode") if is_plain else ""
    return Said(text, confidence(sure), _carried_others(element), []) if text else None


def _is_plain(rows: Sequence[Any], shares: int) -> bool:
    """Whether the text and its likely alternatives say all that the readings say."""
    written = [["TextEquiv", {}], *([index] for index in range(1, shares + 1))]
    found = [rows[0], *([whole_number(row[1].get("index"))] for row in rows[1:])]
    return written == found and all(
        row[1].keys() == {"index", "conf"} and len(row) == 3 for row in rows[1:]
    )


def _main_row(equiv: Element) -> list[Any]:
    row = as_list(equiv)
    row[1].pop("conf", None)
    is_unicode = bool(_text(equiv, "Unicode"))
    return [
        part for part in row if not isinstance(part, list) or (part[0] != "Unicode" and is_unicode)
    ]


def _index(equiv: Element) -> int:
    return whole_number(equiv.get("index")) or 0


def _unicode(equiv: Element) -> str:
    return _text(equiv, "Unicode") or _text(equiv, "PlainText")


def _text(equiv: Element, name: str) -> str:
    element = child(equiv, name)
    if element is None or not element.text or not element.text.strip():
        return ""
    return element.text.strip("\r\n")


def one_line(text: str) -> str:
    """The text without line breaks: a line of writing has none."""
    return _BLANKS.sub(lambda found: _in_one_line(found.group()), text)


def _in_one_line(blanks: str) -> str:
    return " " if "\n" in blanks or "\r" in blanks else blanks


def region_texts(region: Element) -> dict[str, str]:
    """What a region itself says, as attributes: its lines say most of it."""
    found = said(region)
    lines = [said(line).text for line in children(region, "TextLine")]
    if not lines:
        text = {"text": found.text} if found.text else {}
        return text | ({READINGS: _json(found.rows)} if found.rows else {})
    if not found.text:
        return {}
    if found.sure is None and not found.rows and found.text == "\n".join(lines).strip("\r\n"):
        return {READINGS: LINES_TEXT}
    return {READINGS: _json([as_list(equiv) for equiv in children(region, "TextEquiv")])}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def line_text(line: Element, place: Place, keep: Keep) -> LineText | None:
    """What a line says, or ``None`` where it says nothing; ``keep`` drops ids that come again."""
    words = [_word(word, place, keep) for word in children(line, "Word")]
    found = said(line)
    text, sure = one_line(found.text), found.sure
    if not text:
        text = " ".join(one_line(word.text) for word in words if word.text)
        sure = mean(word.sure for word in words)
    if not text:
        return None
    attributes = carried(parse_custom(line.get("custom")), KEPT_OF_TEXT)
    if found.rows:
        attributes[READINGS] = _json(found.rows)
    if on_words := rest_of_custom(line.get("custom"), on_words=True):
        attributes["custom"] = on_words
    glyphs, kept = _joined(words, text)
    if any(kept):
        attributes[WORDS] = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return LineText(text, sure, glyphs, attributes)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    sure: float | None
    glyphs: tuple[Glyph, ...]
    kept: dict[str, Any]


_OF_WORD = ("Coords", "Glyph", "TextEquiv")


def _word(element: Element, place: Place, keep: Keep) -> _Word:
    """A word: its glyphs where they spell it, else the word as one glyph."""
    found = said(element)
    parts = list(children(element, "Glyph"))
    glyphs, kept_of_glyphs = _glyphs(parts, place, keep)
    text = found.text or "".join(glyph.char for glyph in glyphs)
    kept = _kept_of(element, keep, found)
    if glyphs and "".join(glyph.char for glyph in glyphs) == text:
        sure = mean(glyph.confidence for glyph in glyphs)
        if found.sure is not None and found.sure != sure:
            kept["conf"] = f"{found.sure:.4f}"
        if any(kept_of_glyphs):
            kept["glyphs"] = kept_of_glyphs
    else:
        glyphs = (Glyph(text, place(element), found.sure, found.others),) if text else ()
    sure = found.sure if found.text else mean(glyph.confidence for glyph in glyphs)
    return _Word(text, sure, glyphs, kept)


def _glyphs(
    parts: Sequence[Element], place: Place, keep: Keep
) -> tuple[tuple[Glyph, ...], list[dict[str, Any]]]:
    readings = [said(part) for part in parts]
    glyphs = tuple(
        Glyph(reading.text, place(part), reading.sure, reading.others)
        for part, reading in zip(parts, readings, strict=True)
    )
    kept = [_kept_of(part, keep, said) for part, said in zip(parts, readings, strict=True)]
    return glyphs, kept


def _kept_of(element: Element, keep: Keep, found: Said) -> dict[str, Any]:
    kept = found_in(element, (), _OF_WORD)
    if "id" in kept and (_MADE_ID.fullmatch(kept["id"]) or not keep(kept["id"])):
        del kept["id"]
    custom = element.get("custom")
    if rest := rest_of_custom(custom):
        kept["custom"] = rest
    if found.rows:
        kept["TextEquiv"] = found.rows
    more = carried(parse_custom(custom)) if custom else {}
    more.pop(OTHERS, None)
    return kept | {name: parsed(value) for name, value in more.items()}


def _joined(words: Sequence[_Word], text: str) -> tuple[tuple[Glyph, ...], list[dict[str, Any]]]:
    """The words where they stand in the text, what is between them filled; none if they differ.

    What is kept of a word says how many glyphs it has, and whether something is before it, where
    that is not one glyph after a gap.
    """
    glyphs: list[Glyph] = []
    kept: list[dict[str, Any]] = []
    at = 0
    for word in words:
        if not word.text:
            continue
        start = text.find(word.text, at)
        gap = text[at:start] if start >= 0 else text
        if gap.strip() or (gap and not glyphs):
            return (), []
        if gap:
            between = space_between(glyphs[-1], word.glyphs[0])
            glyphs.append(Glyph(gap, between.polygon))
        counts = {"n": len(word.glyphs)} if len(word.glyphs) > 1 else {}
        kept.append(word.kept | counts | ({"gap": 0} if kept and not gap else {}))
        glyphs.extend(word.glyphs)
        at = start + len(word.text)
    if at < len(text):
        return (), []
    is_simple = all(row.keys() <= {"n"} for row in kept)
    return tuple(glyphs), [] if is_simple and _splits_so(words, text) else kept


def _splits_so(words: Sequence[_Word], text: str) -> bool:
    return [word.text for word in words if word.text] == text.split()
