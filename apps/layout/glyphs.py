"""Keeping a line's text and its character boxes together: check, split into words, join."""

from collections.abc import Iterable, Sequence

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
