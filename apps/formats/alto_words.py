"""Writes the text of an ALTO line: strings, spaces, a hyphen, characters with their places."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.alto_kept import WORD_NAMES, WORDS, load
from apps.formats.alto_outline import set_box
from apps.formats.alto_versions import Version
from apps.formats.points import confidence, format_points, mean
from apps.formats.xml import Ids, clean
from apps.layout.geometry import bounding_box, box_polygon
from apps.layout.glyphs import has_consistent_glyphs, split_words
from apps.layout.types import Glyph, LineText, Point

_LONGEST_VARIANT = 3  # code points that the schema lets a variant of a character have
_REFERENCES = ("STYLEREFS", "PROCESSINGREFS", "TAGREFS")


@dataclass(slots=True)
class _Word:
    content: str
    glyphs: tuple[Glyph, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_glued(self) -> bool:
        return bool(self.extras.get("glued")) or "HYP" in self.extras


@dataclass(frozen=True, slots=True)
class TextWriter:
    """Writes texts; ``references`` gives kept ids their names here, ``names`` takes new ones."""

    version: Version
    ids: Ids
    references: Callable[[str, str], str]
    names: dict[str, str]

    def write(self, line: Element, text: LineText, place: Sequence[Point]) -> float | None:
        """Fill a line; returns the confidence that a reader will find."""
        words = _kept_words(text) or [
            _Word(word.text, word.glyphs if has_consistent_glyphs(word) else ())
            for word in split_words(text)
        ]
        spaces = _spaces(text, words)
        # Of words only the places are known where none has several characters with places.
        has_chars = any(len(word.glyphs) > 1 for word in words)
        sure: list[float | None] = []
        for position, word in enumerate(words):
            if "HYP" in word.extras:
                self._hyphen(line, word)
                continue
            if position and not word.is_glued:
                space = self._add(line, "SP")
                set_box(space, spaces[position])
            is_one = len(word.glyphs) == 1 and "WC" not in word.extras
            is_one = is_one and (
                not has_chars or len(word.glyphs[0].char) > 1 or "whole" in word.extras
            )
            sure.append(self._string(line, word, is_one, text.confidence))
            if not word.glyphs and len(words) == 1:
                set_box(line[-1], place)
        return mean(sure) if text.text.strip() else text.confidence

    def _add(self, parent: Element, tag: str, **attributes: str) -> Element:
        return SubElement(parent, f"{{{self.version.namespace}}}{tag}", attributes)

    def _hyphen(self, line: Element, word: _Word) -> None:
        hyphen = self._add(line, "HYP", CONTENT=clean(word.extras["HYP"]))
        set_box(hyphen, [point for glyph in word.glyphs for point in glyph.polygon])

    def _string(self, line: Element, word: _Word, is_one: bool, sure: float | None) -> float | None:
        string = self._add(line, "String", CONTENT=clean(word.content))
        self._extras(string, word.extras)
        points = [point for glyph in word.glyphs for point in glyph.polygon]
        if points:
            set_box(string, points)
        # Each string carries the line's confidence, so that reading back gives it again.
        own = confidence(word.extras.get("WC"))
        sure = word.glyphs[0].confidence if is_one else sure if own is None else own
        if sure is not None:
            string.set("WC", f"{sure:.4f}")
        shaped = self.version.has_shapes
        if is_one and shaped:
            self._shape(string, word.glyphs[0])
        long = [] if not (shaped or is_one) else list(_long_variants(word.glyphs, is_one))
        for purpose, text in (*word.extras.get("ALTERNATIVE", []), *long):
            alternative = self._add(string, "ALTERNATIVE")
            if purpose:
                alternative.set("PURPOSE", clean(purpose))
            alternative.text = clean(text)
        if shaped and not is_one:
            for glyph in word.glyphs:
                self._glyph(string, glyph)
        return None if sure is None else confidence(f"{sure:.4f}")

    def _extras(self, string: Element, extras: Mapping[str, Any]) -> None:
        for name in WORD_NAMES:
            value = extras.get(name)
            if not isinstance(value, str) or not self.version.allows(name, value):
                continue
            if name == "ID":
                value = self.names[value] = self.ids.claim(value, "string")
            elif name in _REFERENCES:
                value = self.references(name, value)
            if value:
                string.set(name, clean(value))

    def _glyph(self, string: Element, glyph: Glyph) -> None:
        """One element per code point, which is what the schema allows a glyph to hold."""
        group = f"same_{len(self.ids)}" if len(glyph.char) > 1 else ""
        for position, char in enumerate(glyph.char):
            element = self._add(string, "Glyph", CONTENT=clean(char) or "\ufffd")
            if group:
                element.set("ID", self.ids.claim(None, f"{group}_{position}"))
            set_box(element, glyph.polygon)
            if glyph.confidence is not None:
                element.set("GC", f"{glyph.confidence:.4f}")
            self._shape(element, glyph)
            if position == 0 and not _is_long(glyph):
                for other, share in glyph.alternatives:
                    variant = self._add(element, "Variant", CONTENT=clean(other) or "\ufffd")
                    variant.set("VC", f"{share:.4f}")

    def _shape(self, element: Element, glyph: Glyph) -> None:
        """The outline of a word or a character, unless the box says it already."""
        ring = glyph.polygon
        if len(ring) > 2 and ring != box_polygon(bounding_box(ring)):
            shape = self._add(element, "Shape")
            self._add(shape, "Polygon", POINTS=format_points(ring, " "))


def _kept_words(text: LineText) -> list[_Word]:
    """The words as the file had them; empty where the text is another one by now."""
    entries = [entry for entry in load(text.attributes.get(WORDS)) if isinstance(entry, dict)]
    if not entries:
        return []
    words = [_Word(str(entry.get("CONTENT", "")), (), entry) for entry in entries]
    said = "".join(
        word.content if word.is_glued or not i else f" {word.content}"
        for i, word in enumerate(words)
    )
    is_last = all("HYP" not in word.extras for word in words[:-1])
    if said != text.text or not is_last or "HYP" in words[0].extras:
        return []
    if not has_consistent_glyphs(text):
        return words
    return words if _give_glyphs(words, list(text.glyphs)) else []


def _give_glyphs(words: Sequence[_Word], glyphs: list[Glyph]) -> bool:
    """Give each word its glyphs; whether they fall apart where the words do."""
    start = 0
    for position, word in enumerate(words):
        if position and not word.is_glued:
            if start >= len(glyphs) or glyphs[start].char != " ":
                return False
            start += 1
        end, length = start, 0
        while length < len(word.content) and end < len(glyphs):
            length += len(glyphs[end].char)
            end += 1
        if length != len(word.content):
            return False
        word.glyphs, start = tuple(glyphs[start:end]), end
    return start == len(glyphs)


def _spaces(text: LineText, words: Sequence[_Word]) -> list[tuple[Point, ...]]:
    """The place of the space before each word, empty where there is none."""
    places: list[tuple[Point, ...]] = []
    index = 0
    for position, word in enumerate(words):
        has_space = bool(word.glyphs) and position > 0 and not word.is_glued
        is_there = has_space and index < len(text.glyphs) and text.glyphs[index].char == " "
        places.append(text.glyphs[index].polygon if is_there else ())
        index += is_there + len(word.glyphs)
    return places


def _is_long(glyph: Glyph) -> bool:
    return any(len(other) > _LONGEST_VARIANT for other, _ in glyph.alternatives)


def _long_variants(glyphs: Sequence[Glyph], is_one: bool) -> list[tuple[str, str]]:
    """Other readings that no variant of a character may hold, said of their word."""
    return [
        (f"variant:{index}:{share:.4f}", other)
        for index, glyph in enumerate(glyphs)
        if is_one or _is_long(glyph)
        for other, share in glyph.alternatives
    ]
