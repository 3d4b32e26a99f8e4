"""IIIF manifests and collections: each canvas a page, its image fetched when its turn comes."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.common.errors import ApplicationError
from apps.common.web import WebClient
from apps.formats.iiif_read import Canvas
from apps.formats.iiif_resource import CanvasImage, TextLink
from apps.formats.iiif_text import read_annotations
from apps.formats.iiif_values import as_list, id_of, integer
from apps.formats.registry import codec
from apps.imports.sources.base import ImageContent, NewItem, Source, TextContent, register
from apps.imports.sources.iiif_ahead import Ahead
from apps.imports.sources.iiif_books import JSON_TYPES, Books, ChosenBook

if TYPE_CHECKING:
    from apps.imports.models import Import, ImportItem

MAX_TEXT_BYTES = 64 * 1024**2
ENDINGS = {"alto": ".xml", "page": ".xml", "hocr": ".html"}
MAX_ADDRESS = 1024
MAX_PAGES = 100_000
_CALLED = {"iiif": "annotations", "hocr": "hOCR"}


@register("iiif")
class IIIFSource(Source):
    """Everything that reading an item needs is in its target: no manifest is fetched again.

    Options: ``max_side`` bounds the longer side of the images (0: as large as they are),
    ``texts`` also takes the text of pages that the manifest names or holds (ALTO, PAGE and hOCR
    files, annotations), ``books`` are the ids of the manifests chosen
    of a collection, or ``all``.
    """

    def __init__(self, run: "Import", path: Path | None) -> None:
        super().__init__(run, path)
        options: Mapping[str, Any] = run.options.get("source", {})
        self._takes_texts = bool(options.get("texts"))
        self._web = WebClient(check=self._look)
        chosen = [id_of(book) for book in as_list(options.get("books"))]
        self._books = Books(
            self._web, name=run.url or run.name, url=run.url, path=path, chosen=chosen
        )
        self._images = Ahead(self._look, max_side=integer(options.get("max_side")))

    def close(self) -> None:
        self._images.close()
        self._web.close()

    def _look(self) -> None:
        self.check()

    def items(self) -> Iterator[NewItem]:
        known: set[str] = set()
        names: dict[str, int] = {}
        for book in self._books:
            self.check()
            for canvas in book.manifest.canvases:
                yield from self._of_canvas(book, canvas, known, names)
            if len(known) > MAX_PAGES:
                raise ApplicationError(
                    "too_many",
                    f"{self.run.name} lists more than {MAX_PAGES} pages. Choose fewer books.",
                )

    def metadata(self) -> tuple[tuple[str, str], ...]:
        if self.run.items.filter(state="done").exists():
            # It goes on where it stopped: what is said of the books was kept then.
            return ()
        return self._books.metadata()

    def read(self, item: "ImportItem") -> ImageContent | TextContent:
        target = item.target
        if target.get("problem"):
            raise ApplicationError("no_image", f"{item.name}: {target['problem']}")
        if item.kind == "text":
            return self._text(item)
        for one in (item, *self._next(item)):
            self._images.start(one.pk, one.target)
        got = self._images.take(item.pk)
        return ImageContent(
            file=got.file,
            file_name=f"{target['name']}.{got.suffix}",
            title=target["title"],
            address=target["address"],
            metadata=(
                *((key, value) for key, value in target.get("metadata", [])),
                *((("IIIF image API", str(got.version)),) if got.version else ()),
            ),
        )

    def _next(self, item: "ImportItem") -> list["ImportItem"]:
        """The page after this one, if its image has to be fetched."""
        found = self.run.items.filter(kind="image", state="waiting", order__gt=item.order)[:1]
        addresses = [one.target.get("address", "") for one in found]
        known = set(self.run.document.parts.filter(source__in=addresses).values_list("source"))
        return [
            one
            for one, address in zip(found, addresses, strict=True)
            if address and (address,) not in known
        ]

    def _text(self, item: "ImportItem") -> TextContent:
        """A file as it is; annotations as PAGE, which holds all that they say of lines."""
        target = item.target
        if target["format"] != "iiif":
            data = self._web.fetch_bytes(target["url"], limit=MAX_TEXT_BYTES)
            return TextContent(data, item.name + ENDINGS.get(target["format"], ".xml"))
        found = target.get("content") or self._web.fetch_json(target["url"], accept=JSON_TYPES)
        layout = read_annotations(found, width=target["width"], height=target["height"])
        if not layout.lines:
            raise ApplicationError("no_text", f"{item.name}: its annotations say no text of lines.")
        return TextContent(codec("page").write(layout), f"{item.name}.xml")

    def _of_canvas(
        self, book: ChosenBook, canvas: Canvas, known: set[str], names: dict[str, int]
    ) -> Iterator[NewItem]:
        title = f"{book.prefix}{canvas.label}"
        if not canvas.images:
            yield NewItem(name=title, kind="image", target={"problem": canvas.problem})
            return
        is_in_parts = canvas.images[0].place is not None
        for number, image in enumerate(canvas.images):
            address = _address(image, canvas, number, known)
            known.add(address)
            shown = f"{title} – {image.label or number + 1}" if number else title
            yield NewItem(
                name=shown,
                kind="image",
                target=_target(image, canvas, address, _unique(image.name, names), shown),
                page_key=address[:512],
                is_chosen=number == 0 or (is_in_parts and not image.is_choice),
            )
        yield from self._texts(title, canvas)

    def _texts(self, title: str, canvas: Canvas) -> Iterator[NewItem]:
        kinds = [link.format for link in canvas.texts]
        for link in canvas.texts:
            has_layer = link.format == "iiif" and kinds.count("iiif") > 1
            yield NewItem(
                name=f"{title} ({link.label or _CALLED.get(link.format, link.format.upper())})",
                kind="text",
                target=_text_target(link, canvas),
                page_key=canvas.images[0].address[:512],
                layer=link.label if has_layer else "",
                is_chosen=self._takes_texts,
            )


def _target(
    image: CanvasImage, canvas: Canvas, address: str, name: str, title: str
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "address": address,
        "name": name,
        "title": title,
        "url": image.url,
        "service": image.service.base if image.service else "",
        "metadata": [
            *canvas.metadata,
            *(("Range", path) for path in canvas.ranges),
            *((("IIIF canvas", canvas.id),) if canvas.id else ()),
        ],
    }
    if image.crop:
        found["crop"] = image.crop
    if image.rotation:
        found["rotation"] = image.rotation
    return found


def _text_target(link: TextLink, canvas: Canvas) -> dict[str, Any]:
    found: dict[str, Any] = {"url": link.url, "format": link.format}
    if link.format == "iiif":
        found |= {"width": canvas.width, "height": canvas.height}
    if link.content:
        found["content"] = link.content
    return found


def _address(image: CanvasImage, canvas: Canvas, number: int, known: set[str]) -> str:
    """What the page will be found by: where two canvases show one image, with its canvas."""
    address = image.address[:MAX_ADDRESS]
    if address in known:
        sign = f"#canvas={canvas.id}" + (f"&image={number}" if number else "")
        address = image.address[: MAX_ADDRESS - min(len(sign), 500)] + sign[:500]
    return address


def _unique(name: str, names: dict[str, int]) -> str:
    """A file name used once in the import, the same at each import; ``names`` has last numbers."""
    found, number = name, names.get(name.casefold(), 1)
    while found.casefold() in names:
        number += 1
        found = f"{name}-{number}"
    names[name.casefold()] = number
    names.setdefault(found.casefold(), 1)
    return found
