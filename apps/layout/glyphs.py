"""Keeping a line's text and its character boxes together: check, split into words, join."""

import re
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher

from apps.layout.geometry import bounding_box, box_polygon
from apps.layout.types import Glyph, LineText, Polygon


def has_consistent_glyphs(text: LineText) -> bool:
    """Whether the character boxes spell exactly the text."""
    return bool(text.glyphs) and "".join(glyph.char for glyph in text.glyphs) == text.text


def split_words(text: LineText) -> tuple[LineText, ...]:
    """The words of a line with their glyphs; one word where spaces would not come back the same."""
    if not has_consistent_glyphs(text) or not all(text.text.split(" ")):
        return (text,)
    words: list[LineText] = []
    current: list[Glyph] = []
    for glyph in (*text.glyphs, Glyph(" ", ())):
        if glyph.char == " ":
            words.append(LineText("".join(g.char for g in current), text.confidence, (*current,)))
            current = []
        else:
            current.append(glyph)
    # A glyph may hold a space among other characters: then the words are not separable.
    return tuple(words) if all(" " not in word.text for word in words) else (text,)


def join_glyphs(words: Iterable[Sequence[Glyph]]) -> tuple[Glyph, ...]:
    """The glyphs of all words in one row, with a space filling each gap."""
    joined: list[Glyph] = []
    for word in words:
        if joined and word:
            joined.append(space_between(joined[-1], word[0]))
        joined.extend(word)
    return tuple(joined)


def space_between(before: Glyph, after: Glyph) -> Glyph:
    """The space glyph that fills the gap between two others."""
    if not before.polygon or not after.polygon:
        return Glyph(" ", ())
    first, second = _middle(before.polygon), _middle(after.polygon)
    axis = 0 if abs(second[0] - first[0]) >= abs(second[1] - first[1]) else 1
    near, far = sorted((before.polygon, after.polygon), key=lambda ring: _middle(ring)[axis])
    start, end = max(point[axis] for point in near), min(point[axis] for point in far)
    start, end = min(start, end), max(start, end, min(start, end) + 1)
    across = [point[1 - axis] for ring in (near, far) for point in ring]
    low, high = min(across), max(across)
    if axis == 0:
        return Glyph(" ", ((start, low), (end, low), (end, high), (start, high)))
    return Glyph(" ", ((low, start), (high, start), (high, end), (low, end)))


def _middle(ring: Polygon) -> tuple[float, float]:
    return (
        sum(x for x, _ in ring) / len(ring),
        sum(y for _, y in ring) / len(ring),
    )


LEAST_KEPT = 0.5
"""A text that keeps a smaller share of the old one is another text."""


def edited_glyphs(glyphs: Sequence[Glyph], after: str) -> tuple[Glyph, ...]:
    """The glyphs of a text that a person changed: places stay, what was typed is not doubted.

    Characters that stayed keep all that is known of them. What was typed in the place of others
    lies where these lay; what was put between two lies between them. A text that became another
    one knows no places any more.
    """
    chars = [glyph.char for glyph in glyphs]
    typed = _characters(after, {char for char in chars if len(char) > 1})
    head, tail = _same_ends(chars, typed)
    end, typed_end = len(chars) - tail, len(typed) - tail
    middle = SequenceMatcher(None, chars[head:end], typed[head:typed_end], autojunk=False)
    made, kept = list(glyphs[:head]), head + tail
    for tag, start, stop, new_start, new_stop in middle.get_opcodes():
        first, last = head + start, head + stop
        if tag == "equal":
            made.extend(glyphs[first:last])
            kept += stop - start
        elif tag != "delete":
            new = typed[head + new_start : head + new_stop]
            made.extend(_typed(new, glyphs[first:last], glyphs[:first], glyphs[last:]))
    return (*made, *glyphs[end:]) if kept >= len(chars) * LEAST_KEPT else ()


def _characters(text: str, long: Collection[str]) -> list[str]:
    """The text in characters, where some that are known are written as several."""
    if not long:
        return list(text)
    longest_first = sorted(long, key=len, reverse=True)
    return re.findall("|".join([*map(re.escape, longest_first), "."]), text, re.DOTALL)


def _same_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many items both lists begin with, and how many more they end with."""
    most = min(len(before), len(after))
    head = next((i for i in range(most) if before[i] != after[i]), most)
    rest = most - head
    tail = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    return head, tail


def _typed(
    chars: Sequence[str], old: Sequence[Glyph], left: Sequence[Glyph], right: Sequence[Glyph]
) -> list[Glyph]:
    if len(old) == len(chars):
        return [Glyph(char, glyph.polygon) for char, glyph in zip(chars, old, strict=True)]
    points = [point for glyph in old for point in glyph.polygon]
    if points:
        place = box_polygon(bounding_box(points))
    elif left and right:
        place = space_between(left[-1], right[0]).polygon
    else:
        place = (*left[-1:], *right[:1])[0].polygon if left or right else ()
    return [Glyph(char, place) for char in chars]
