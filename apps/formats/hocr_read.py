"""Reads hOCR, whether it is XHTML or the HTML that most programs write.

The format: https://kba.github.io/hocr-spec/1.2/
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from lxml import etree
from lxml.etree import _Element as Element

from apps.formats.base import FormatError
from apps.formats.points import (
    as_polygon,
    as_polyline,
    box_polygon,
    confidence,
    mean,
    number,
    parse_points,
    to_pixel,
)
from apps.formats.xml import MAX_BYTES, local_name
from apps.layout.glyphs import has_consistent_glyphs, join_glyphs
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, Polyline, RegionLayout

LINES = {"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"}
REGIONS = {"ocr_carea", "ocrx_block", "ocr_photo", "ocr_separator", "ocr_table", "ocr_image"}
_TYPES = {
    "ocr_photo": "GraphicZone",
    "ocr_image": "GraphicZone",
    "ocr_separator": "SeparatorZone",
    "ocr_table": "TableZone",
}
_PROPERTY = re.compile(r"\s*(\w+)\s+((?:\"[^\"]*\"|'[^']*'|[^;\"'])*)")
Properties = Mapping[str, str]


def is_hocr(data: bytes) -> bool:
    """Whether a file is HTML with a page of hOCR in it."""
    head = data[:2048].lower()
    return (b"<html" in head or b"<!doctype html" in head) and b"ocr_page" in data


def read_hocr(data: bytes, *, filename: str = "") -> PageLayout:
    """The one page in the file; a file with several, or none, is refused."""
    if len(data) > MAX_BYTES:
        raise FormatError(filename, "the file is too large.", "Split it into one file per page.")
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FormatError(filename, f"it is not HTML ({error}).", "Export it again.") from error
    pages = [element for element in root.iter() if "ocr_page" in _classes(element)]
    if len(pages) != 1:
        cause = f"it holds {len(pages)} pages of hOCR."
        raise FormatError(filename, cause, "Give one file for each page.")
    return _Page(pages[0]).layout()


def _classes(element: Element) -> set[str]:
    return set((element.get("class") or "").split()) if isinstance(element.tag, str) else set()


def _properties(element: Element) -> dict[str, str]:
    """What the title says: names with their values, without the quotation marks."""
    title = element.get("title") or ""
    return {
        found[1]: found[2].strip().strip("\"'")
        for part in _split(title)
        if (found := _PROPERTY.fullmatch(part))
    }


def _split(title: str) -> list[str]:
    """The parts between semicolons that are not quoted."""
    return re.findall(r"(?:\"[^\"]*\"|'[^']*'|[^;])+", title)


def _box(properties: Properties) -> tuple[float, float, float, float] | None:
    found = [number(word) for word in (properties.get("bbox") or "").split()]
    if len(found) != 4 or any(value is None for value in found):
        return None
    x0, y0, x1, y1 = (value or 0.0 for value in found)
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


class _Page:
    def __init__(self, element: Element) -> None:
        self._element = element
        self._regions: list[RegionLayout] = []
        self._lines: list[LineLayout] = []

    def layout(self) -> PageLayout:
        self._walk(self._element, None)
        properties = _properties(self._element)
        _, _, width, height = _box(properties) or (0, 0, 0, 0)
        image = properties.get("image", "").replace("\\", "/")
        return PageLayout(
            to_pixel(width),
            to_pixel(height),
            image_name=PurePath(image).name,
            regions=tuple(self._regions),
            lines=tuple(self._lines),
            external_id=self._element.get("id"),
        )

    def _walk(self, element: Element, region: str | None) -> None:
        for child in element:
            classes = _classes(child)
            if classes & LINES:
                self._line(child, region)
            elif classes & REGIONS:
                self._walk(child, self._region(child, (classes & REGIONS).pop()))
            else:
                self._walk(child, region)

    def _region(self, element: Element, kind: str) -> str:
        box = _box(_properties(element))
        polygon = _ring(_properties(element)) or (box and _rectangle(box))
        region = RegionLayout(polygon or None, type=_TYPES.get(kind), external_id=element.get("id"))
        self._regions.append(region)
        return region.uid

    def _line(self, element: Element, region: str | None) -> None:
        properties = _properties(element)
        box = _box(properties)
        mask = _ring(properties) or (_rectangle(box) if box else None)
        text = _text(element)
        if not mask and not text:
            return
        kind = (_classes(element) & LINES).pop()
        self._lines.append(
            LineLayout(
                _baseline(properties, box, _is_rtl(element)),
                mask,
                region_uid=region,
                type={"ocr_header": "HeadingLine"}.get(kind),
                external_id=element.get("id"),
                text=text,
            )
        )


def _ring(properties: Properties) -> tuple[tuple[int, int], ...] | None:
    return as_polygon(parse_points(properties.get("poly")))


def _rectangle(box: tuple[float, float, float, float]) -> tuple[tuple[int, int], ...]:
    x0, y0, x1, y1 = box
    return box_polygon(x0, y0, x1 - x0, y1 - y0)


def _is_rtl(element: Element) -> bool:
    current: Element | None = element
    while current is not None:
        if direction := current.get("dir"):
            return bool(direction == "rtl")
        current = current.getparent()
    return False


def _baseline(
    properties: Properties, box: tuple[float, float, float, float] | None, is_rtl: bool
) -> Polyline | None:
    """From slope and offset, counted from the lower left corner of the box; in reading order."""
    found = [number(word) for word in (properties.get("baseline") or "").split()]
    if box is None or len(found) < 2 or any(value is None for value in found):
        return None
    slope, offset = found[-2] or 0.0, found[-1] or 0.0
    x0, _, x1, y1 = box
    ends = [
        (to_pixel(x0), to_pixel(y1 + offset)),
        (to_pixel(x1), to_pixel(y1 + offset + slope * (x1 - x0))),
    ]
    return as_polyline(ends[::-1] if is_rtl else ends)


def _text(line: Element) -> LineText | None:
    words = [element for element in line.iter() if "ocrx_word" in _classes(element)]
    if not words:
        said = _plain(line)
        return LineText(said) if said else None
    texts = [_plain(word) for word in words]
    sure = [_percent(_properties(word).get("x_wconf")) for word in words]
    whole = LineText(
        " ".join(text for text in texts if text),
        mean(sure),
        join_glyphs(tuple(_glyphs(word)) for word in words),
    )
    if not whole.text:
        return None
    return whole if has_consistent_glyphs(whole) else LineText(whole.text, whole.confidence)


def _plain(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _percent(value: str | None) -> float | None:
    share = number(value, 0.01)
    return None if share is None else confidence(str(share))


def _glyphs(word: Element) -> Iterator[Glyph]:
    for element in word.iter():
        if "ocrx_cinfo" not in _classes(element) or local_name(element) == "br":
            continue
        properties = _properties(element)
        boxes = [number(part) for part in properties.get("x_bboxes", "").split()]
        if len(boxes) == 4 and all(value is not None for value in boxes):
            x0, y0, x1, y1 = (value or 0.0 for value in boxes)
            place = box_polygon(x0, y0, x1 - x0, y1 - y0)
            yield Glyph(_plain(element), place, _percent(properties.get("x_conf")))
