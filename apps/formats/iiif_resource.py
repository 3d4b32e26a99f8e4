"""What is painted on a IIIF canvas: images with their services, choices, cut-outs; text links."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from apps.formats.iiif_image import ServiceRef, service_of
from apps.formats.iiif_text import has_text
from apps.formats.iiif_values import as_list, id_of, integer, objects, text, type_of

Region = tuple[int, int, int, int]

MAX_ADDRESS = 4_000

_FRAGMENT = re.compile(r"#xywh=(?:pixel:)?(\d+)(?:\.\d+)?,(\d+)[^,]*,(\d+)[^,]*,(\d+)")
_REQUEST = re.compile(
    r"^(?P<base>https?://.+)/(?:full|square|pct:[\d.,]+|\d+,\d+,\d+,\d+)/[^/]+/!?[\d.]+"
    r"/(?:default|native|color|gray|bitonal)(?:\.\w+)?$"
)
_ENDING = re.compile(r"\.(?:jpe?g|png|tiff?|webp|jp2|jpx|gif)$", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')
_TEXT_FORMATS = (
    ("alto", "alto"),
    ("hocr", "hocr"),
    ("page+xml", "page"),
    ("primaresearch", "page"),
    ("pagecontent", "page"),
)


@dataclass(frozen=True, slots=True)
class CanvasImage:
    """One image of a canvas: a file (``url``), an image service, or both.

    ``crop`` is the part of the image that is shown, ``place`` the part of the canvas that it
    covers; ``None`` is all of it. ``is_choice``: it shows what another image shows, otherwise.
    """

    url: str = ""
    service: ServiceRef | None = None
    width: int = 0
    height: int = 0
    label: str = ""
    crop: Region | None = None
    rotation: int = 0
    place: Region | None = None
    is_choice: bool = False

    @property
    def address(self) -> str:
        """What tells this image from all others, however a manifest asks for it."""
        base = f"{self.service.base}/info.json" if self.service else self.url
        part = ",".join(map(str, self.crop)) if self.crop else ""
        return f"{base}#xywh={part}" if part else base

    @property
    def name(self) -> str:
        """The name of its file, without an ending: the same at each import."""
        base = self.service.base if self.service else self.url
        found = _REQUEST.match(base)
        last = unquote((found["base"] if found else base).partition("?")[0].rstrip("/"))
        last = last.rpartition("/")[2]
        return _UNSAFE.sub("_", _ENDING.sub("", last))[:150] or "image"


@dataclass(frozen=True, slots=True)
class TextLink:
    """A file that describes the page: ALTO, hOCR, PAGE, or annotations (``iiif``).

    ``content`` holds annotations that the manifest itself has inside.
    """

    url: str
    format: str
    label: str = ""
    content: Mapping[str, Any] | None = None


def images_of(canvas: Mapping[str, Any]) -> tuple[tuple[CanvasImage, ...], str]:
    """The images of a canvas, its page first, and what is wrong where there is none."""
    found: list[CanvasImage] = []
    others: set[str] = set()
    for annotation in _paintings(canvas):
        place = _place(annotation, canvas)
        bodies = as_list(annotation.get("body", annotation.get("resource")))
        for number, body in enumerate(bodies):
            for image in _images(body, others):
                is_choice = image.is_choice or number > 0
                found.append(replace(image, place=place, is_choice=is_choice))
    # Whatever covers the whole canvas is the page; what covers a part of it is a detail.
    found.sort(key=lambda image: (image.place is not None, image.is_choice))
    unique = tuple({(image.address, image.place): image for image in reversed(found)}.values())[
        ::-1
    ]
    if unique:
        return unique, ""
    if others:
        return (), f"it shows no image but {', '.join(sorted(others))}."
    return (), "the manifest names no image for it. Check the manifest with the library it is from."


def text_links(canvas: Mapping[str, Any]) -> tuple[TextLink, ...]:
    """The files beside the canvas that hold its text with places."""
    links: list[TextLink] = []
    for field in ("seeAlso", "rendering"):
        for item in objects(canvas.get(field)):
            said = " ".join(str(item.get(key, "")) for key in ("format", "profile")).lower()
            kind = next((name for sign, name in _TEXT_FORMATS if sign in said), "")
            if kind and id_of(item):
                links.append(TextLink(id_of(item), kind, text(item.get("label"))))
    return (*links, *_annotations(canvas))


def _annotations(canvas: Mapping[str, Any]) -> Iterator[TextLink]:
    """Pages of annotations: those inside that say text, and those that lie elsewhere."""
    for page in as_list(canvas.get("annotations", canvas.get("otherContent"))):
        data = page if isinstance(page, Mapping) else {}
        label = text(data.get("label"))
        if data.keys() & {"items", "resources"}:
            if has_text(data):
                yield TextLink(id_of(page), "iiif", label, data)
        elif id_of(page).startswith(("http://", "https://")):
            yield TextLink(id_of(page), "iiif", label)


def _paintings(canvas: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "images" in canvas:
        yield from objects(canvas["images"])
    for page in objects(canvas.get("items")):
        for annotation in objects(page.get("items")):
            motivations = [str(item) for item in as_list(annotation.get("motivation"))]
            if not motivations or any("painting" in item for item in motivations):
                yield annotation


def _images(
    body: Any, others: set[str], depth: int = 0, *, is_choice: bool = False
) -> Iterator[CanvasImage]:
    kind = type_of(body)
    if depth > 5:
        return
    if kind == "Choice":
        default = as_list(body.get("default"))
        for number, item in enumerate(default + as_list(body.get("items", body.get("item")))):
            yield from _images(item, others, depth + 1, is_choice=number > 0)
    elif kind == "SpecificResource":
        for image in _images(
            body.get("source", body.get("full")), others, depth + 1, is_choice=is_choice
        ):
            yield _cut(image, body.get("selector"))
    elif isinstance(body, str | Mapping) and kind in {"", "Image"}:
        found = _image(body)
        if found is not None:
            yield replace(found, is_choice=is_choice)
    elif kind:
        others.add(kind)


def _image(body: str | Mapping[str, Any]) -> CanvasImage | None:
    data = body if isinstance(body, Mapping) else {}
    url = id_of(body)
    crop = _fragment(url)
    url = url.partition("#")[0]
    service = service_of(data.get("service"))
    is_address = url.startswith(("http://", "https://")) and len(url) <= MAX_ADDRESS
    if service is None and not is_address:
        return None
    return CanvasImage(
        url=url if is_address else "",
        service=service,
        width=integer(data.get("width")),
        height=integer(data.get("height")),
        label=text(data.get("label")),
        crop=crop,
    )


def _cut(image: CanvasImage, selector: Any) -> CanvasImage:
    """The part of an image that a selector names in pixels."""
    for item in objects(selector):
        numbers = str(item.get("region", "")).split(",")
        value = str(item.get("value", ""))
        crop = _fragment(f"#{value}") if value else None
        if len(numbers) == 4 and all(number.strip().isdigit() for number in numbers):
            x, y, width, height = (int(number) for number in numbers)
            crop = (x, y, width, height)
        rotation = str(item.get("rotation", ""))
        turned = int(rotation) if rotation in {"90", "180", "270"} else 0
        if crop or turned:
            return replace(image, crop=crop or image.crop, rotation=turned)
    return image


def _place(annotation: Mapping[str, Any], canvas: Mapping[str, Any]) -> Region | None:
    """The part of the canvas that an annotation paints on, ``None`` for all of it."""
    target = next(iter(as_list(annotation.get("target", annotation.get("on")))), None)
    place = _fragment(id_of(target))
    if isinstance(target, Mapping) and type_of(target) == "SpecificResource":
        values = [str(item.get("value", "")) for item in objects(target.get("selector"))]
        place = next(filter(None, (_fragment(f"#{value}") for value in values)), None)
    whole = (0, 0, integer(canvas.get("width")), integer(canvas.get("height")))
    return None if place == whole else place


def _fragment(address: str) -> Region | None:
    found = _FRAGMENT.search(address)
    if not found:
        return None
    x, y, width, height = (int(number) for number in found.groups())
    return (x, y, width, height) if width and height else None
