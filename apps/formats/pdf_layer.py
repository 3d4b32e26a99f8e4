"""The text layer of a PDF page, as the text extractor lists it, as a layout with word boxes."""

from collections.abc import Callable, Iterator, Sequence

from lxml.etree import _Element as Element

from apps.formats.base import FormatError
from apps.formats.xml import children, clean, local_name, parse
from apps.layout.bidi import has_rtl, is_rtl
from apps.layout.geometry import box_polygon
from apps.layout.glyphs import join_glyphs
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, Point, RegionLayout

Box = tuple[int, int, int, int]
Place = Callable[[Element], Box | None]

_FOOT = 0.22  # of a line's height lies below its baseline
_UPRIGHT = 1.8  # higher than that many widths: a line that runs down or up


def read_layer(
    data: bytes, *, size: tuple[int, int], place: Sequence[float], filename: str
) -> PageLayout:
    """The words on an image of ``size`` pixels, which shows the box ``place`` of the page."""
    root = parse(_without_doctype(data), filename=filename)
    page = next((node for node in root.iter() if _is(node, "page")), None)
    if page is None:
        raise FormatError(filename, "its text layer cannot be read.", "Import it without text.")
    left, top, right, bottom = place
    across, down = size[0] / (right - left), size[1] / (bottom - top)

    def placed(node: Element) -> Box | None:
        try:
            x0, y0, x1, y1 = (float(node.get(key, "")) for key in _SIDES)
        except ValueError:
            return None
        box = (
            max(round((x0 - left) * across), 0),
            max(round((y0 - top) * down), 0),
            min(round((x1 - left) * across), size[0]),
            min(round((y1 - top) * down), size[1]),
        )
        return box if box[2] > box[0] and box[3] > box[1] else None

    regions: list[RegionLayout] = []
    lines: list[LineLayout] = []
    for block in (node for node in page.iter() if _is(node, "block")):
        box = placed(block)
        region = RegionLayout(box_polygon(box)) if box else None
        found = list(_lines(block, placed, region.uid if region else None))
        if region and found:
            regions.append(region)
        lines += found
    return PageLayout(*size, regions=tuple(regions), lines=tuple(lines))


_SIDES = ("xMin", "yMin", "xMax", "yMax")


def _is(node: Element, name: str) -> bool:
    return isinstance(node.tag, str) and local_name(node) == name


def _without_doctype(data: bytes) -> bytes:
    """The extractor names a document type, and writes characters that XML does not know."""
    text = data.decode("utf-8", "replace")
    start = text.find("<html")
    return clean(text[max(start, 0) :]).encode()


def _lines(block: Element, placed: Place, region_uid: str | None) -> Iterator[LineLayout]:
    for line in children(block, "line"):
        words = [
            Glyph(text, box_polygon(box))
            for word in children(line, "word")
            if (text := _said(word)) and (box := placed(word))
        ]
        box = placed(line)
        if not words or not box:
            continue
        said = " ".join(word.char for word in words)
        if is_rtl(said):
            words.sort(key=lambda word: -word.polygon[0][0])
            said = " ".join(word.char for word in words)
        glyphs = join_glyphs([word] for word in words)
        yield LineLayout(
            _baseline(box, said),
            box_polygon(box),
            region_uid=region_uid,
            text=LineText(said, None, glyphs),
        )


def _said(word: Element) -> str:
    """A word in the order of reading: right-to-left letters are listed as they are seen."""
    text = (word.text or "").strip("\u200e\u200f\u202a\u202b\u202c\u202d\u202e \t\n")
    return text[::-1] if has_rtl(text) else text


def _baseline(box: Box, said: str) -> tuple[Point, Point]:
    left, top, right, bottom = box
    if bottom - top > _UPRIGHT * (right - left) and len(said) > 1:
        middle = (left + right) // 2
        return (middle, top), (middle, bottom)
    foot = round(bottom - (bottom - top) * _FOOT)
    return (left, foot), (right, foot)
