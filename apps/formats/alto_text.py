"""The text of an ALTO line: its strings, spaces, hyphens and glyphs."""

from collections.abc import Callable

from lxml.etree import _Element as Element

from apps.formats.points import confidence, mean
from apps.formats.xml import children, local_name
from apps.layout.glyphs import has_consistent_glyphs, join_glyphs
from apps.layout.types import Glyph, LineText, Polygon


def line_text(line: Element, place: Callable[[Element], Polygon]) -> LineText | None:
    """What a line says, or ``None`` where it says nothing."""
    words: list[str] = []
    glyphs: list[tuple[Glyph, ...]] = []
    confidences: list[float | None] = []
    hyphen = ""
    for part in line:
        name = local_name(part)
        if name == "String" and (content := part.get("CONTENT")):
            words.append(content)
            glyphs.append(_glyphs(part, place))
            confidences.append(confidence(part.get("WC")))
        elif name == "HYP":
            hyphen = part.get("CONTENT") or "-"
    text = " ".join(words)
    if not text.strip():
        return None
    if hyphen and not text.endswith(hyphen):
        text += hyphen
    whole = LineText(text, mean(confidences), join_glyphs(glyphs))
    # Boxes of other characters than the text's would mislead whoever looks at them.
    return whole if has_consistent_glyphs(whole) else LineText(text, whole.confidence)


def _glyphs(string: Element, place: Callable[[Element], Polygon]) -> tuple[Glyph, ...]:
    return tuple(
        Glyph(
            glyph.get("CONTENT") or "", place(glyph), confidence(glyph.get("GC")), _variants(glyph)
        )
        for glyph in children(string, "Glyph")
    )


def _variants(glyph: Element) -> tuple[tuple[str, float], ...]:
    """What the character may also be; without a probability it is not kept."""
    found = (
        (part.get("CONTENT"), confidence(part.get("VC"))) for part in children(glyph, "Variant")
    )
    return tuple((char, share) for char, share in found if char and share is not None)
