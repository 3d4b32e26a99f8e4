"""Writes the text of a PAGE line: its words and glyphs, and every reading that a file had."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.page_kept import KEPT_OF_TEXT, Keeper, carry, is_list, parsed
from apps.formats.page_text import OTHERS, READINGS, WORDS
from apps.formats.points import confidence, format_points, mean
from apps.formats.xml import clean
from apps.layout.geometry import bounding_box, box_polygon
from apps.layout.glyphs import has_consistent_glyphs, split_words
from apps.layout.types import Glyph, LineText, Polygon

_MOST_GLYPHS = 10_000  # of one word
_COUNTS = ("n", "gap", "glyphs", "conf", "TextEquiv", "id", "custom")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with how sure it is, and what else it may be."""

    text: str
    sure: float | None
    others: tuple[tuple[str, float], ...] = ()


class TextWriter:
    """Writes texts by the rules of one version; ``fallback`` is the place of what has none."""

    def __init__(self, keeper: Keeper, fallback: Polygon) -> None:
        self._keeper = keeper
        self._fallback = fallback
        self._takes_more = _takes_more(keeper)

    def write(self, line: Element, text: LineText) -> list[str]:
        """Write what a line says; returns the groups for its ``custom``."""
        left = dict(text.attributes)
        groups = [left.pop("custom")] if "custom" in left else []
        if has_consistent_glyphs(text):
            for word, kept in _words(text, left.pop(WORDS, "")):
                self._word(line, word, kept)
        rows = parsed(left.pop(READINGS, ""))
        reading = Reading(text.text, text.confidence)
        if not self.readings(line, reading, rows):
            left[READINGS] = text.attributes[READINGS]
        return [*groups, *carry(left, KEPT_OF_TEXT)]

    def readings(self, element: Element, reading: Reading, rows: Any) -> bool:
        """Write a text and all else it may be; ``False`` where the version takes but one."""
        if _are_readings(rows) and (self._takes_more or _is_one_plain(rows)):
            for row in rows:
                if _has_text(row):
                    self._keeper.write(element, "TextLineType", {"TextEquiv": [row]})
                else:
                    self._main(element, reading, row)
            return True
        self._equiv(element, reading.text, reading.sure)
        if self._takes_more:
            for index, (other, share) in enumerate(reading.others, 1):
                self._equiv(element, other, share).set("index", str(index))
        return not rows

    def _main(self, element: Element, reading: Reading, row: Sequence[Any]) -> None:
        equiv = self._equiv(element, reading.text, reading.sure)
        kept: dict[str, Any] = dict(row[1])
        if plain := [part for part in row[2:] if isinstance(part, list)]:
            kept["PlainText"] = plain
        self._keeper.write(equiv, "TextEquivType", kept)

    def _equiv(self, element: Element, text: str, sure: float | None) -> Element:
        equiv = self._add(element, "TextEquiv")
        if sure is not None:
            equiv.set("conf", f"{sure:.4f}")
        self._add(equiv, "Unicode").text = clean(text)
        return equiv

    def _add(self, parent: Element, name: str) -> Element:
        return SubElement(parent, f"{{{self._keeper.schema.namespace}}}{name}")

    def _word(self, line: Element, word: LineText, kept: Mapping[str, Any]) -> None:
        element = self._part(line, "Word", kept)
        points = [point for glyph in word.glyphs for point in glyph.polygon]
        outline = box_polygon(bounding_box(points)) if points else self._fallback
        only = word.glyphs[0] if len(word.glyphs) == 1 else None
        if only and only.polygon:
            outline = only.polygon
        self._add(element, "Coords").set("points", format_points(outline))
        sure = mean(glyph.confidence for glyph in word.glyphs)
        if only and len(only.char) > 1:
            self._say(element, "Word", Reading(only.char, sure, only.alternatives), kept)
            return
        of_glyphs = kept.get("glyphs", ())
        for index, glyph in enumerate(word.glyphs):
            of_glyph = of_glyphs[index] if index < len(of_glyphs) else {}
            self._glyph(element, glyph, outline, of_glyph)
        sure = float(kept["conf"]) if "conf" in kept else sure
        self._say(element, "Word", Reading(word.text, sure), kept)

    def _glyph(
        self, word: Element, glyph: Glyph, outline: Polygon, kept: Mapping[str, Any]
    ) -> None:
        element = self._part(word, "Glyph", kept)
        self._add(element, "Coords").set("points", format_points(glyph.polygon or outline))
        self._say(element, "Glyph", Reading(glyph.char, glyph.confidence, glyph.alternatives), kept)

    def _part(self, parent: Element, name: str, kept: Mapping[str, Any]) -> Element:
        element = self._add(parent, name)
        ids = self._keeper.ids
        element.set("id", ids.claim(kept.get("id"), f"{name.lower()}_{len(ids)}"))
        return element

    def _say(self, element: Element, name: str, reading: Reading, kept: Mapping[str, Any]) -> None:
        left: dict[str, Any] = {}
        rows = kept.get("TextEquiv", ())
        if not self.readings(element, reading, rows):
            left = {"TextEquiv": rows}
        elif reading.others and not rows and not self._takes_more:
            left = {OTHERS: json.dumps(reading.others, ensure_ascii=False)}
        more = {key: value for key, value in kept.items() if key not in _COUNTS}
        if more:
            left |= self._keeper.write(element, f"{name}Type", more)
        groups = [kept["custom"]] if "custom" in kept else []
        if groups or left:
            element.set("custom", clean(" ".join([*groups, *carry(left)])))


def _takes_more(keeper: Keeper) -> bool:
    return keeper.schema.types["TextLineType"].children["TextEquiv"].most is None


def _are_readings(rows: Any) -> bool:
    """Whether these are the readings of a text, one of which is the text itself."""
    if not is_list(rows) or any(row[0] != "TextEquiv" for row in rows):
        return False
    return sum(not _has_text(row) for row in rows) == 1


def _has_text(row: Sequence[Any]) -> bool:
    return any(part[0] == "Unicode" for part in row[2:] if isinstance(part, list))


def _is_one_plain(rows: Sequence[Any]) -> bool:
    """Whether the only reading has no more than a plain text beside it."""
    return len(rows) == 1 and not rows[0][1]


def _words(text: LineText, given: str) -> Iterator[tuple[LineText, Mapping[str, Any]]]:
    """The words of a line with what is kept of each, where that is of these words."""
    kept = kept_words(given)
    if not kept or _glyph_count(kept) != len(text.glyphs):
        yield from ((word, {}) for word in _split(text))
        return
    at = 0
    for index, row in enumerate(kept):
        at += row.get("gap", 1) if index else 0
        glyphs = text.glyphs[at : at + row.get("n", 1)]
        at += len(glyphs)
        yield LineText("".join(glyph.char for glyph in glyphs), None, glyphs), row


def _split(text: LineText) -> Iterator[LineText]:
    """The words between the glyphs that are blank; the whole line where it begins with one."""
    if text.text != text.text.strip():
        yield from split_words(text)
        return
    for is_blank, run in groupby(text.glyphs, key=lambda glyph: not glyph.char.strip()):
        glyphs = tuple(run)
        if not is_blank:
            yield LineText("".join(glyph.char for glyph in glyphs), None, glyphs)


def _glyph_count(kept: Sequence[Any]) -> int:
    """How many glyphs the words had, the gaps between them included."""
    words = sum(row.get("n", 1) for row in kept)
    gaps = sum(row.get("gap", 1) for row in kept[1:])
    return int(words + gaps)


def kept_words(text: str) -> list[dict[str, Any]]:
    """What is kept of the words of a line; nothing where the text is not what we wrote."""
    try:
        rows = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    return rows if isinstance(rows, list) and all(map(_is_word, rows)) else []


def _is_word(row: Any) -> bool:
    return isinstance(row, dict) and all(_is_fact(name, row[name]) for name in row)


def _is_fact(name: str, value: Any) -> bool:
    if name in ("n", "gap"):
        return type(value) is int and 0 <= value < _MOST_GLYPHS
    if name == "glyphs":
        return isinstance(value, list) and all(map(_is_word, value))
    if name == "conf":
        return isinstance(value, str) and confidence(value) is not None
    return isinstance(value, str) or (name not in ("id", "custom") and is_list(value))
