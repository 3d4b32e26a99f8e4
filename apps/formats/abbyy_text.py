"""The text of a line of FineReader: characters with places, confidences and other readings."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from apps.formats.points import box_polygon, confidence, mean, number
from apps.formats.xml import children, local_name
from apps.layout.glyphs import has_consistent_glyphs
from apps.layout.types import Glyph, LineText

FORMATTING = "abbyy.formatting"
"""How the characters look: a JSON list of runs, each a length and what is said of it."""
_HUNDRED = 100
_TABS = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\u2028": " "})


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    glyph: Glyph | None


def read_line(line: Element) -> tuple[LineText | None, str]:
    """What a line says, and the language that most of it is in."""
    chars: list[_Char] = []
    runs: list[tuple[int, Mapping[str, str]]] = []
    languages: Counter[str] = Counter()
    for run in children(line, "formatting"):
        found = list(_characters(run))
        chars += found
        said = {str(name): str(value) for name, value in sorted(run.attrib.items())}
        length = sum(len(char.text) for char in found)
        languages[said.pop("lang", "")] += length
        runs.append((length, said))
    text = "".join(char.text for char in chars)
    language = max(languages, key=languages.__getitem__, default="")
    if not text.strip():
        return None, language
    glyphs = tuple(char.glyph for char in chars if char.glyph)
    whole = LineText(
        text, mean(glyph.confidence for glyph in glyphs if glyph.char != " "), glyphs, _looks(runs)
    )
    if len(glyphs) < len(chars) or not has_consistent_glyphs(whole):
        whole = LineText(text, whole.confidence, (), whole.attributes)
    return _stripped(whole), language


def _looks(runs: list[tuple[int, Mapping[str, str]]]) -> dict[str, str]:
    if not any(said for _, said in runs):
        return {}
    return {FORMATTING: json.dumps(runs, ensure_ascii=False, separators=(",", ":"))}


def _stripped(text: LineText) -> LineText:
    """The text without the blanks behind it, which say only that the line goes on."""
    glyphs = text.glyphs
    while glyphs and glyphs[-1].char == " ":
        glyphs = glyphs[:-1]
    return LineText(text.text.rstrip(" "), text.confidence, glyphs, text.attributes)


def _characters(run: Element) -> Iterator[_Char]:
    """The characters of a run; a run without places is one long text."""
    params = list(children(run, "charParams"))
    if not params:
        plain = "".join(str(part) for part in run.itertext()).strip("\r\n").translate(_TABS)
        if plain:
            yield _Char(plain, None)
        return
    for param in params:
        if char := _said(param):
            yield _Char(char, _glyph(param, char))


def _said(param: Element) -> str:
    """The character: it stands beside its other readings, before or after them."""
    words = (param.text or "", *(inner.tail or "" for inner in param))
    said = "".join(words)
    is_blank = not said.strip()
    return (" " if said or param.get("isTab") else "") if is_blank else said.strip()


def _glyph(param: Element, char: str) -> Glyph:
    sides = [number(param.get(name)) for name in "ltrb"]
    left, top, right, bottom = (side or 0.0 for side in sides)
    is_placed = None not in sides
    place = box_polygon(left, top, right - left, bottom - top) if is_placed else ()
    return Glyph(char, place, _sure(param), tuple(_others(param, char)))


def _sure(element: Element) -> float | None:
    """A confidence in percent; FineReader says -1 or 255 where it has none."""
    value = number(element.get("charConfidence"))
    if value is None or not 0 <= value <= _HUNDRED:
        return None
    return confidence(str(value / _HUNDRED))


def _others(param: Element, char: str) -> Iterator[tuple[str, float]]:
    for variants in children(param, "charRecVariants"):
        for variant in variants:
            sure = _sure(variant)
            said = (variant.text or "").strip()
            if local_name(variant) == "charRecVariant" and said and said != char:
                yield said, sure or 0.0
