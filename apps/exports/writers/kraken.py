"""What kraken trains from: an image of each line with its text, or all of them as one file."""

import io
from contextlib import ExitStack

from django.conf import settings
from PIL import Image

import apps.engine
from apps.common.errors import ApplicationError
from apps.documents.page_layout import text_direction
from apps.exports.writers.base import (
    ExportContext,
    ExportPage,
    Format,
    Option,
    Sink,
    Writer,
    register,
)
from apps.images.services import open_upright
from apps.layout.learnable import learnable
from apps.layout.types import LineLayout

_VALIDATION = Option(
    "validation",
    "One page in … is kept for validation",
    10,
    help="0: none is kept. The pages that are kept are listed apart, and marked in the file.",
)
_README = """Line images and their texts, for training kraken.

The images are straightened along their baselines, as kraken straightens them when it trains from
whole pages. Each line is a PNG with its text beside it: name.png, name.gt.txt. train.txt and
validation.txt list the images of both sets.

    ketos compile -f path --force-type baseline -o lines.arrow lines/*/*.png
    ketos train -f binary lines.arrow
"""


class LinesWriter(Writer):
    """A PNG and a text file for each line, in a folder for each page."""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        self._every = int(context.options.get("validation", 10))
        self._sets: dict[bool, list[str]] = {False: [], True: []}
        self._count = 0

    def page(self, page: ExportPage) -> None:
        is_held = bool(self._every) and page.number % self._every == 0
        for number, (line, image) in enumerate(self._cuts(page), start=1):
            text = line.text.text if line.text else ""
            self.line(page, number, text, image, is_held)
            self._count += 1

    def finish(self) -> None:
        if not self._count:
            raise ApplicationError(
                "no_text", "None of these pages has a line with text in the layer."
            )
        self.sink.write("README.txt", _README.encode())
        for is_held, name in ((False, "train.txt"), (True, "validation.txt")):
            paths = "".join(f"{path}\n" for path in self._sets[is_held])
            self.sink.write(name, paths.encode())

    def line(
        self, page: ExportPage, number: int, text: str, image: Image.Image, is_held: bool
    ) -> None:
        """Take one line."""
        stem = f"lines/{page.stem}/{number:04}"
        self.sink.write(f"{stem}.gt.txt", f"{text}\n".encode())
        self._sets[is_held].append(self.sink.write(f"{stem}.png", _png(image)).path)

    def _cuts(self, page: ExportPage) -> list[tuple[LineLayout, Image.Image]]:
        layout = learnable(page.layout)
        if layout is None:
            return []
        engine = apps.engine.select(settings.ENGINE)
        direction = text_direction(self.context.document)
        image = open_upright(page.part.image)
        cuts: list[tuple[LineLayout, Image.Image]] = engine.cut_page(image, layout, direction)
        if len(cuts) < len(layout.lines):
            lost = len(layout.lines) - len(cuts)
            self.context.warn(f"{page.part.title}: {lost} lines could not be cut out.")
        return cuts


class ArrowWriter(LinesWriter):
    """All lines as one compiled file."""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        # Here, because every process of the program loads this module, and few ever need pyarrow.
        from apps.engine.line_dataset import LineDataset

        self._path = context.folder / "lines.arrow"
        self._open = context.opened.enter_context(ExitStack())
        self._dataset = self._open.enter_context(LineDataset(self._path))

    def line(
        self, page: ExportPage, number: int, text: str, image: Image.Image, is_held: bool
    ) -> None:
        from apps.engine.line_dataset import DatasetLine

        self._dataset.add(DatasetLine(text, _png(image), image.mode, is_held))

    def finish(self) -> None:
        if not self._dataset.count:
            super().finish()
        with self._open:
            self._dataset.finish()
        self.sink.add(f"{self.context.stem}.arrow", self._path)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


_GROUP = "For training"

register(
    Format(
        name="kraken",
        label="Kraken: line images with text",
        group=_GROUP,
        writer=LinesWriter,
        description="A picture of each line that has text, straightened, and its text beside it.",
        needs_images=True,
        options=(_VALIDATION,),
    )
)
register(
    Format(
        name="kraken-arrow",
        label="Kraken: one compiled file",
        group=_GROUP,
        writer=ArrowWriter,
        description="The same lines as one Arrow file, the quickest to train from.",
        needs_images=True,
        options=(_VALIDATION,),
    )
)
