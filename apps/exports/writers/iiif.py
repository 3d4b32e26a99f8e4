"""IIIF manifest: pages and their text for viewers such as Mirador and Universal Viewer."""

import json
import re
from urllib.parse import quote

from apps.common.errors import ApplicationError
from apps.common.web_address import parse_address
from apps.documents.models import PartMetadata
from apps.documents.models.document import ReadDirection
from apps.exports.writers.base import (
    ExportContext,
    ExportPage,
    Format,
    Option,
    Sink,
    Writer,
    register,
)
from apps.formats.iiif_write import CanvasContent, PaintedImage, canvas, manifest_head
from apps.images.sniff import MIME_TYPES, SUFFIXES

INFO = "/info.json"
API_KEY = "IIIF image API"
_LOGIN = (
    "Some images are named by their address in this installation, which lets only people in who"
    " may see the document. Export with images, and give the address where the files will lie,"
    " to show the book to others."
)
_NO_HOST = "https://localhost"


class ManifestWriter(Writer):
    """Canvases go to the disk one by one, so books of any length need the same memory."""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        self._base = _checked_base(str(context.options.get("base", "")))
        self._home = f"{context.origin or _NO_HOST}/document/{context.document.pk}/iiif"
        self._path = context.folder / "canvases.json"
        self._file = context.opened.enter_context(self._path.open("w", encoding="utf-8"))
        self._count = 0
        self._has_warned = False

    def page(self, page: ExportPage) -> None:
        names = [layer.name for layer in self.context.layers] or [""]
        content = CanvasContent(
            id=f"{self._base or self._home}/canvas/{page.part.pk}",
            label=page.part.title,
            image=self._image(page),
            layers=list(zip(names, page.layouts, strict=True)),
            metadata=[
                pair
                for pair in PartMetadata.objects.filter(part=page.part).values_list("key", "value")
                if pair[0] != API_KEY
            ],
            has_words=self.context.include_glyphs,
        )
        written = json.dumps(canvas(content), ensure_ascii=False)
        self._file.write(f"{',' if self._count else ''}\n{written}")
        self._count += 1

    def finish(self) -> None:
        self._file.close()
        document = self.context.document
        head = manifest_head(
            manifest_id=f"{self._base or self._home}/manifest.json",
            label=document.name,
            metadata=list(document.metadata.values_list("key", "value")),
            is_rtl=document.read_direction == ReadDirection.RTL,
        )
        start = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
        with self.sink.open("manifest.json") as target, self._path.open("rb") as source:
            target.write(f'{start},\n "items": ['.encode())
            while data := source.read(1024**2):
                target.write(data)
            target.write(b"\n]}\n")
        self._path.unlink()

    def _image(self, page: ExportPage) -> PaintedImage:
        """Where viewers find the image: in the export, where it came from, or here."""
        width, height = page.layout.width, page.layout.height
        image = page.part.image
        kind = MIME_TYPES.get(SUFFIXES.get(image.format, ""), "image/jpeg")
        if page.image and self._base:
            ending = page.image.path.rpartition(".")[2].lower()
            kind = MIME_TYPES.get({"jpeg": "jpg", "tiff": "tif"}.get(ending, ending), kind)
            url = f"{self._base}/{quote(page.image.path)}"
            return PaintedImage(url, width, height, kind)
        if page.part.source.startswith(("http://", "https://")) and not image.turns:
            return _of_source(page, kind)
        self._warn()
        place = image.view_url if image.turns else image.original_url
        url = f"{self.context.origin or _NO_HOST}{place}"
        return PaintedImage(url, width, height, "image/jpeg" if image.turns else kind)

    def _warn(self) -> None:
        if not self._has_warned:
            self.context.warn(_LOGIN)
            self._has_warned = True


def _of_source(page: ExportPage, kind: str) -> PaintedImage:
    """The image where it was imported from; a service is known by the end of its address."""
    source, _, fragment = page.part.source.partition("#")
    size = page.layout.width, page.layout.height
    if not source.endswith(INFO):
        return PaintedImage(source, *size, kind)
    base = source.removesuffix(INFO)
    said = page.part.metadata.filter(key=API_KEY).values_list("value", flat=True).first()
    version = int(said) if said in {"1", "2", "3"} else 2
    part = re.fullmatch(r"xywh=(\d+,\d+,\d+,\d+)", fragment)
    request = f"{part[1] if part else 'full'}/{'max' if version == 3 else 'full'}/0"
    url = f"{base}/{request}/{'native' if version == 1 else 'default'}.jpg"
    service = "" if part else base
    return PaintedImage(url, *size, "image/jpeg", service, version)


def _checked_base(text: str) -> str:
    """The address of the folder, without its last slash."""
    if not text.strip():
        return ""
    try:
        return parse_address(text).url.rstrip("/")
    except ApplicationError as error:
        raise ApplicationError(
            "bad_address",
            f"{text} is no address for the files of a manifest. Write it with https:// in front.",
        ) from error


_BASE = Option(
    name="base",
    label="Address where the files will lie",
    default="",
    help="For a manifest that others can open: the address of the folder in the web that you will"
    " copy the exported images and the manifest to. Empty: images are named by where they were"
    " imported from, else by their address here.",
)

register(
    Format(
        name="iiif",
        label="IIIF manifest",
        group="For viewers and the web",
        writer=ManifestWriter,
        description="Presentation 3: pages and the text of each line, for Mirador and others.",
        takes_layers=True,
        has_glyphs=True,
        options=(_BASE,),
    )
)
