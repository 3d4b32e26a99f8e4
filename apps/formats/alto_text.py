"""The text of an ALTO line: its strings, spaces, hyphens and glyphs."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import _Element as Element

from apps.formats.alto_kept import WORD_NAMES, WORDS, dump, kept
from apps.formats.points import box_polygon, confidence, mean, number
from apps.formats.xml import children, local_name
from apps.layout.geometry import bounding_box
from apps.layout.glyphs import has_consistent_glyphs, space_between
from apps.layout.types import Glyph, LineText, Polygon

SEVERAL = re.compile(r"same_(\d+)_\d+")
"""The ids of the elements that together are one glyph of several code points."""
OTHER_READING = re.compile(r"variant:(\d{1,6}):(.*)")
# Scripts that put no spaces between words.
_UNSPACED = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_DIGITS = 9  # in a draft of ALTO, characters were doubted in digits: 0 is sure
_BOX = ("HPOS", "VPOS", "WIDTH", "HEIGHT")


@dataclass(slots=True)
class _Word:
    """A string of the line, or its hyphen, while the line is read."""

    content: str
    glyphs: tuple[Glyph, ...] = ()
    sure: float | None = None
    is_glued: bool = False
    space: Polygon = ()
    has_place: bool = False
    is_one: bool = False
    extras: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextReader:
    """Reads the text of lines; ``factor`` makes pixels of the unit of the file."""

    place: Callable[[Element], Polygon]
    factor: float = 1.0

    def read(self, line: Element, place: Polygon, told: str | None = None) -> LineText | None:
        """What a line at this place says, or ``None`` where it says nothing.

        ``told`` is its confidence where that is not the mean of its words.
        """
        words = self._words(line)
        strings = [word for word in words if "HYP" not in word.extras]
        if not any(word.content.strip() for word in strings):
            return None
        text = "".join(
            word.content if word.is_glued or not i else f" {word.content}"
            for i, word in enumerate(words)
        )
        sure = mean(word.sure for word in strings) if told is None else confidence(told)
        glyphs = () if _is_whole(place, strings) else tuple(_joined(words))
        whole = LineText(text, sure, glyphs)
        if not has_consistent_glyphs(whole):
            whole = LineText(text, sure)
        attributes = _kept_words(strings, words, whole)
        return LineText(text, sure, whole.glyphs, attributes) if attributes else whole

    def _words(self, line: Element) -> list[_Word]:
        words: list[_Word] = []
        space: Element | None = None
        # A line with spaces says where they are; without any, strings are words.
        has_spaces = next(children(line, "SP"), None) is not None
        for part in line:
            name = local_name(part)
            if name == "SP":
                space = part
            elif name == "String" and part.get("CONTENT"):
                word = self._string(part)
                if words:
                    word.is_glued = space is None and (has_spaces or _touch(words[-1], word))
                    if space is not None and len(space.attrib) >= len(_BOX):
                        word.space = self.place(space)
                words.append(word)
                space = None
            elif name == "HYP" and words:
                words.append(self._hyphen(part, words[-1]))
        return words

    def _string(self, part: Element) -> _Word:
        content = part.get("CONTENT") or ""
        word = _Word(content, sure=confidence(part.get("WC")), extras=kept(part, WORD_NAMES, ""))
        place = self.place(part)
        others: dict[int, list[tuple[str, float]]] = {}
        for child in part:
            if local_name(child) == "ALTERNATIVE" and child.text:
                found = OTHER_READING.fullmatch(child.get("PURPOSE") or "")
                if found and (share := confidence(found[2])) is not None:
                    others.setdefault(int(found[1]), []).append((child.text, share))
                else:
                    known = word.extras.setdefault("ALTERNATIVE", [])
                    known.append([child.get("PURPOSE") or "", child.text])
        glyphs = tuple(self._glyphs(part)) if len(part) else ()
        if not glyphs or "".join(glyph.char for glyph in glyphs) != content:
            glyphs = (Glyph(content, place, word.sure),)
            word.has_place, word.is_one = bool(place), True
        else:
            word.has_place = True
        word.glyphs = tuple(
            Glyph(g.char, g.polygon, g.confidence, (*g.alternatives, *others.get(i, ())))
            for i, g in enumerate(glyphs)
        )
        return word

    def _hyphen(self, part: Element, before: _Word) -> _Word:
        content = part.get("CONTENT") or "-"
        place = self.place(part)
        left, width = (number(part.get(name), self.factor) for name in ("HPOS", "WIDTH"))
        beside = [point for glyph in before.glyphs for point in glyph.polygon]
        if not place and left is not None and width is not None and beside:
            _, top, _, bottom = bounding_box(beside)
            place = box_polygon(left, top, width, bottom - top)
        if before.content.endswith(content):
            # Some programs say the hyphen twice; it is one character of the text.
            return _Word("", is_glued=True, extras={"HYP": content, "twice": True})
        glyph = Glyph(content, place)
        return _Word(content, (glyph,), is_glued=True, extras={"HYP": content})

    def _glyphs(self, string: Element) -> Iterator[Glyph]:
        """The characters; those of a draft of ALTO 2 as well."""
        last: tuple[str, Glyph] | None = None
        for element in children(string, "Glyph"):
            glyph = self._glyph(element)
            found = SEVERAL.fullmatch(element.get("ID") or "")
            group = found[1] if found else ""
            if last and group and last[0] == group:
                before = last[1]
                glyph = Glyph(
                    before.char + glyph.char, before.polygon, before.confidence, before.alternatives
                )
            elif last:
                yield last[1]
            last = (group, glyph)
        if last:
            yield last[1]

    def _glyph(self, element: Element) -> Glyph:
        if "CONTENT" in element.attrib or "C" not in element.attrib:
            share = confidence(element.get("GC"))
            return Glyph(
                element.get("CONTENT") or "", self.place(element), share, tuple(_variants(element))
            )
        values = [number(element.get(name), self.factor) for name in ("HP", "VP", "W", "H")]
        box = [value for value in values if value is not None]
        place = box_polygon(*box) if len(box) == len(_BOX) else ()
        doubt = number(element.get("GC"))
        share = None if doubt is None else confidence(str(1 - doubt / _DIGITS))
        return Glyph(element.get("C") or "", place, share, tuple(_draft_variants(element)))


def _touch(before: _Word, word: _Word) -> bool:
    """Whether two strings belong to a script that has no spaces."""
    return len(_UNSPACED.findall(before.content[-1:] + word.content[0])) == 2


def _variants(glyph: Element) -> Iterator[tuple[str, float]]:
    """What the character may also be; without a probability it has none, says the standard."""
    for part in children(glyph, "Variant"):
        if char := part.get("CONTENT"):
            yield char, confidence(part.get("VC")) or 0.0


def _draft_variants(glyph: Element) -> Iterator[tuple[str, float]]:
    for part in children(glyph, "Var"):
        doubt = number(part.get("VC"))
        if part.text and doubt is not None:
            yield part.text, confidence(str(1 - doubt / _DIGITS)) or 0.0


def _is_whole(line: Polygon, strings: list[_Word]) -> bool:
    """Whether the places of strings say nothing beyond the place of the line."""
    if not any(word.has_place for word in strings):
        return True
    glyphs = strings[0].glyphs
    if len(strings) > 1 or len(glyphs) > 1 or glyphs[0].alternatives or not strings[0].is_one:
        return False
    place = glyphs[0].polygon
    return " " in strings[0].content or (bool(line) and place == _box_of(line))


def _box_of(line: Polygon) -> Polygon:
    """The place of a string that covers the line, at least one pixel wide and high."""
    left, top, right, bottom = bounding_box(line)
    return box_polygon(left, top, right - left, bottom - top)


def _joined(words: list[_Word]) -> Iterator[Glyph]:
    """The glyphs of all words in one row, with a space where the text has one."""
    last: Glyph | None = None
    for word in words:
        if last and word.glyphs and not word.is_glued:
            yield Glyph(" ", word.space) if word.space else space_between(last, word.glyphs[0])
        yield from word.glyphs
        last = word.glyphs[-1] if word.glyphs else last


def _kept_words(strings: list[_Word], words: list[_Word], text: LineText) -> dict[str, str]:
    """What the words are beside what they say, where there is anything to keep."""
    has_chars = any(len(word.glyphs) > 1 for word in words)
    for word in words:
        is_told = word.is_one and bool(text.glyphs)
        if word.sure is not None and word.sure != text.confidence and not is_told:
            word.extras["WC"] = f"{word.sure:.4f}"
        if word.is_glued and "HYP" not in word.extras:
            word.extras["glued"] = True
        if is_told and has_chars and len(word.content) == 1 and "HYP" not in word.extras:
            word.extras["whole"] = True
    is_plain = not any(word.extras for word in words)
    is_parted = len(strings) > 1 and any(" " in word.content for word in strings)
    if is_plain and not is_parted:
        return {}
    return {WORDS: dump([{"CONTENT": word.content, **word.extras} for word in words])}
