"""Writes IIIF Presentation 3: a canvas for each page, its lines as annotations with their text.

Each layer is an annotation page of its own; regions with a type are one more, as tags. What the
standard has no place for is left out: baselines (the outline of a line is written), confidences.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.formats.blocks import Outlines
from apps.formats.xml import clean
from apps.layout.geometry import bounding_box
from apps.layout.glyphs import split_words
from apps.layout.types import LineLayout, LineText, PageLayout, Point, RegionLayout

CONTEXTS = [
    "http://iiif.io/api/extension/text-granularity/context.json",
    "http://iiif.io/api/presentation/3/context.json",
]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PaintedImage:
    """The image of a canvas; ``service`` is the base of an image service, ``version`` its own."""

    url: str
    width: int
    height: int
    format: str = "image/jpeg"
    service: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class CanvasContent:
    """One page; ``layers`` are names and layouts, the same lines with the text of each layer."""

    id: str
    label: str
    image: PaintedImage
    layers: Sequence[tuple[str, PageLayout]]
    metadata: Pairs = ()
    has_words: bool = False


def manifest_head(
    *, manifest_id: str, label: str, metadata: Pairs = (), is_rtl: bool = False
) -> dict[str, Any]:
    """Everything of a manifest but its ``items``."""
    head: dict[str, Any] = {
        "@context": CONTEXTS,
        "id": manifest_id,
        "type": "Manifest",
        "label": _label(label),
    }
    if metadata:
        head["metadata"] = _pairs(metadata)
    if is_rtl:
        head["viewingDirection"] = "right-to-left"
    return head


def canvas(content: CanvasContent) -> dict[str, Any]:
    """The canvas with its image and its annotation pages inside."""
    image = content.image
    layout = content.layers[0][1]
    painting = {
        "id": f"{content.id}/image",
        "type": "Annotation",
        "motivation": "painting",
        "body": _body(image),
        "target": content.id,
    }
    found: dict[str, Any] = {
        "id": content.id,
        "type": "Canvas",
        "label": _label(content.label),
        "width": layout.width or image.width,
        "height": layout.height or image.height,
        "items": [{"id": f"{content.id}/page", "type": "AnnotationPage", "items": [painting]}],
    }
    if content.metadata:
        found["metadata"] = _pairs(content.metadata)
    pages = [page for page in annotation_pages(content) if page["items"]]
    if pages:
        found["annotations"] = pages
    return found


def annotation_pages(content: CanvasContent) -> Iterator[dict[str, Any]]:
    """A page of lines for each layer, and one of the regions that have a type."""
    for number, (name, layout) in enumerate(content.layers, 1):
        found = _Annotations(content, f"layer-{number}", layout)
        yield found.page(
            name or "Text", [item for line in layout.lines for item in found.line(line)]
        )
    layout = content.layers[0][1]
    found = _Annotations(content, "regions", layout)
    yield found.page(
        "Regions", [item for region in layout.regions for item in found.region(region)]
    )


class _Annotations:
    """The annotations of one page in one layer."""

    def __init__(self, content: CanvasContent, part: str, layout: PageLayout) -> None:
        self._canvas = content.id
        self._id = f"{content.id}/{part}"
        self._has_words = content.has_words
        self._outlines = Outlines(layout)

    def page(self, label: str, items: list[dict[str, Any]]) -> dict[str, Any]:
        return {"id": self._id, "type": "AnnotationPage", "label": _label(label), "items": items}

    def line(self, line: LineLayout) -> Iterator[dict[str, Any]]:
        if line.text is None or not line.text.text:
            return
        outline = self._outlines.line(line)
        language = line.attributes.get("language", "")
        yield self._text(line.uid, line.text.text, _outlined(outline), "line", language)
        if self._has_words:
            yield from self._words(line.uid, line.text, language)

    def _words(self, uid: str, text: LineText, language: str) -> Iterator[dict[str, Any]]:
        words = split_words(text)
        for number, word in enumerate(words if len(words) > 1 or text.glyphs else (), 1):
            points = [point for glyph in word.glyphs for point in glyph.polygon]
            if points:
                selector = _boxed(points)
                yield self._text(f"{uid}/word-{number}", word.text, selector, "word", language)

    def region(self, region: RegionLayout) -> Iterator[dict[str, Any]]:
        if region.type and region.polygon:
            body = {"type": "TextualBody", "value": clean(region.type), "format": "text/plain"}
            yield self._annotation(region.uid, "tagging", body, _outlined(region.polygon))

    def _text(
        self, name: str, text: str, selector: Mapping[str, Any], unit: str, language: str
    ) -> dict[str, Any]:
        body = {"type": "TextualBody", "value": clean(text), "format": "text/plain"}
        if language:
            body["language"] = language
        return self._annotation(name, "supplementing", body, selector) | {"textGranularity": unit}

    def _annotation(
        self, name: str, motivation: str, body: Mapping[str, Any], selector: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {
            "id": f"{self._id}/{name}",
            "type": "Annotation",
            "motivation": motivation,
            "body": body,
            "target": {
                "type": "SpecificResource",
                "source": self._canvas,
                "selector": selector,
            },
        }


def _body(image: PaintedImage) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": image.url,
        "type": "Image",
        "format": image.format,
        "width": image.width,
        "height": image.height,
    }
    if image.service:
        is_old = image.version < 3
        key, kind = ("@id", "@type") if is_old else ("id", "type")
        name = f"ImageService{image.version or 2}"
        body["service"] = [{key: image.service, kind: name, "profile": "level1"}]
    return body


def _outlined(points: Sequence[Point]) -> dict[str, str]:
    path = " L ".join(f"{x} {y}" for x, y in points)
    value = f'<svg xmlns="http://www.w3.org/2000/svg"><path d="M {path} Z"/></svg>'
    return {"type": "SvgSelector", "value": value}


def _boxed(points: Sequence[Point]) -> dict[str, str]:
    left, top, right, bottom = bounding_box(points)
    return {
        "type": "FragmentSelector",
        "conformsTo": "http://www.w3.org/TR/media-frags/",
        "value": f"xywh={left},{top},{right - left},{bottom - top}",
    }


def _label(text: str) -> dict[str, list[str]]:
    return {"none": [clean(text)]}


def _pairs(pairs: Pairs) -> list[dict[str, Any]]:
    return [{"label": _label(key), "value": _label(value)} for key, value in pairs if value]
