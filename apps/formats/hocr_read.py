"""Reads hOCR, whether it is XHTML or the HTML that most programs write.

The format: https://kba.github.io/hocr-spec/1.2/
"""

from collections.abc import Collection
from pathlib import PurePath

from lxml import etree
from lxml.etree import _Element as Element

from apps.formats.base import FormatError
from apps.formats.hocr_text import line_text
from apps.formats.hocr_title import Properties, box, classes, corners, properties, rectangle, ring
from apps.formats.points import as_polyline, impossible_outlines, number, parse_points, to_pixel
from apps.formats.xml import MAX_BYTES
from apps.layout.types import LineLayout, PageLayout, Polyline, RegionLayout

LINES = {"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"}
REGIONS = {"ocr_carea", "ocrx_block", "ocr_photo", "ocr_separator", "ocr_table", "ocr_image"}
_TYPES = {
    "ocr_photo": "GraphicZone",
    "ocr_image": "GraphicZone",
    "ocr_separator": "SeparatorZone",
    "ocr_table": "TableZone",
}
# Properties that become places, types and confidences.
_PLACES = {"bbox", "poly", "baseline", "textangle", "x_wconf"}
_OF_PAGES = {"image", "ppageno", "imagemd5"}


def is_hocr(data: bytes) -> bool:
    """Whether a file is HTML with a page of hOCR in it."""
    head = data[:2048].lower()
    return (b"<html" in head or b"<!doctype html" in head) and b"ocr_page" in data


def read_hocr(data: bytes, *, filename: str = "") -> tuple[PageLayout, ...]:
    """The pages in the file; a file without one is refused."""
    if len(data) > MAX_BYTES:
        raise FormatError(filename, "the file is too large.", "Split it into one file per page.")
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(_as_utf8(data), parser)
    except etree.XMLSyntaxError as error:
        raise FormatError(filename, f"it is not HTML ({error}).", "Export it again.") from error
    pages = [element for element in root.iter() if "ocr_page" in classes(element)]
    if not pages:
        cause = "it holds no page of hOCR."
        raise FormatError(filename, cause, "Give a file that an OCR program wrote as hOCR.")
    software = _software(root)
    return tuple(_Page(page).layout(software) for page in pages)


def _as_utf8(data: bytes) -> bytes:
    """The file with its encoding told first, which is UTF-8 where it is valid UTF-8."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data
    return b"\xef\xbb\xbf" + data.removeprefix(b"\xef\xbb\xbf")


def _software(root: Element) -> str:
    for element in root.iter():
        if element.tag == "meta" and (element.get("name") or "").lower() == "ocr-system":
            return element.get("content") or ""
    return ""


class _Page:
    def __init__(self, element: Element) -> None:
        self._element = element
        self._regions: list[RegionLayout] = []
        self._lines: list[LineLayout] = []
        self._impossible: list[str] = []

    def layout(self, software: str) -> PageLayout:
        self._walk(self._element, None)
        said = properties(self._element)
        _, _, width, height = corners(said)
        image = said.get("image", "").replace("\\", "/")
        metadata = {"software": software} if software and software != "escriptorium" else {}
        return PageLayout(
            to_pixel(width),
            to_pixel(height),
            image_name=PurePath(image).name,
            regions=tuple(self._regions),
            lines=tuple(self._lines),
            external_id=self._element.get("id"),
            metadata=metadata | _kept(said, _OF_PAGES),
            notes=impossible_outlines(self._impossible),
        )

    def _walk(self, element: Element, region: str | None) -> None:
        for child in element:
            names = classes(child)
            if names & LINES:
                self._line(child, region)
            elif names & REGIONS:
                self._walk(child, self._region(child, (names & REGIONS).pop()))
            else:
                self._walk(child, region)

    def _region(self, element: Element, kind: str) -> str:
        said = properties(element)
        sides = box(said)
        polygon = ring(said) or (sides and not _is_bare(element) and rectangle(sides))
        if not polygon and not _is_bare(element) and not {"bbox", "poly"}.isdisjoint(said):
            self._impossible.append(element.get("id") or "")
        region = RegionLayout(
            polygon or None,
            type=element.get("data-type") or _TYPES.get(kind),
            external_id=element.get("id"),
            attributes=_kept(said) | _said_of(element, kind, "ocr_carea"),
        )
        self._regions.append(region)
        return region.uid

    def _line(self, element: Element, region: str | None) -> None:
        said = properties(element)
        sides = box(said)
        is_bare = _is_bare(element)
        mask = ring(said) or (rectangle(sides) if sides and not is_bare else None)
        text = line_text(element, said)
        points = as_polyline(parse_points(element.get("data-baseline")))
        baseline = points or _baseline(said, sides, _is_rtl(element))
        if not mask and not text and not is_bare:
            return
        kind = (classes(element) & LINES).pop()
        attributes = _kept(said) | _said_of(element, kind, "ocr_line")
        self._lines.append(
            LineLayout(
                baseline,
                mask,
                region_uid=region,
                type=element.get("data-type") or {"ocr_header": "HeadingLine"}.get(kind),
                external_id=element.get("id"),
                text=text,
                attributes=attributes,
            )
        )


def _is_bare(element: Element) -> bool:
    """Whether we wrote the box, for something without an outline."""
    return element.get("data-bare") is not None


def _kept(said: Properties, known: Collection[str] = ()) -> dict[str, str]:
    """What a title says beyond places, kept under its own name."""
    left_out = {*_PLACES, *known}
    return {f"hocr.{name}": value for name, value in said.items() if name not in left_out}


def _said_of(element: Element, kind: str, usual: str) -> dict[str, str]:
    """The language of an element or its paragraph, and what kind of area or line it is."""
    said = {} if kind == usual else {"hocr.class": kind}
    if language := element.get("lang"):
        return {**said, "language": language}
    parent = element.getparent()
    if parent is not None and "ocr_par" in classes(parent) and parent.get("lang"):
        return {**said, "language": parent.get("lang", "")}
    return said


def _is_rtl(element: Element) -> bool:
    current: Element | None = element
    while current is not None:
        if direction := current.get("dir"):
            return bool(direction == "rtl")
        current = current.getparent()
    return False


def _baseline(
    said: Properties, sides: tuple[float, float, float, float] | None, is_rtl: bool
) -> Polyline | None:
    """From slope and offset, counted from the lower left corner of the box; in reading order."""
    found = [number(word) for word in (said.get("baseline") or "").split()]
    if sides is None or len(found) < 2 or any(value is None for value in found):
        return None
    slope, offset = found[-2] or 0.0, found[-1] or 0.0
    x0, _, x1, y1 = sides
    ends = [
        (to_pixel(x0), to_pixel(y1 + offset)),
        (to_pixel(x1), to_pixel(y1 + offset + slope * (x1 - x0))),
    ]
    return as_polyline(ends[::-1] if is_rtl else ends)
