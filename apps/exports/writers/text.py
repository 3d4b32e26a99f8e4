"""Plain text: one file or one a page, line by line as it is written or flowing."""

from apps.exports.writers.base import (
    ExportContext,
    ExportPage,
    Format,
    Option,
    Sink,
    Writer,
    register,
)
from apps.exports.writers.layered import GrowingFiles, layer_folders
from apps.formats.flow import joined, paragraphs, said
from apps.layout.types import PageLayout

ONE_FILE = Option(
    "files", "Files", "one", (("one", "One file"), ("pages", "One file for each page"))
)
_BREAKS = Option(
    "breaks",
    "Line breaks",
    "keep",
    (("keep", "As on the page"), ("join", "Paragraphs, parted words joined")),
    "Joining takes each region for a paragraph and puts words together that a hyphen parts.",
)
_HEADINGS = Option(
    "headings", "A heading for each page", True, help="The name of the page and of its image."
)


class TextWriter(Writer):
    """What the lines say, without markup; lines without text are left out."""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        self._joins = context.options.get("breaks") == "join"
        self._has_headings = bool(context.options.get("headings", True))
        is_one = context.options.get("files", "one") == "one"
        self._book = GrowingFiles(context, ".txt") if is_one else None
        self._folders = layer_folders(context)

    def page(self, page: ExportPage) -> None:
        for number, layout in enumerate(page.layouts):
            text = self._text(layout)
            if self._book:
                heading = self._heading(page) if self._has_headings else ""
                self._book[number].write(f"{heading}{text}".encode())
            else:
                self.sink.write(f"{self._folders[number]}{page.stem}.txt", text.encode())

    def finish(self) -> None:
        if self._book:
            self._book.finish(self.sink)

    def _text(self, layout: PageLayout) -> str:
        if self._joins:
            return "".join(f"{joined(texts)}\n\n" for texts in paragraphs(layout))
        return "".join(f"{text}\n" for text in said(layout.lines))

    @staticmethod
    def _heading(page: ExportPage) -> str:
        rule = "-" * 15
        return f"{rule} {page.part.title} ({page.part.image.original_name}) {rule}\n"


register(
    Format(
        name="text",
        label="Plain text",
        group="For reading",
        writer=TextWriter,
        description="The words alone, in one file or one for each page.",
        takes_layers=True,
        options=(ONE_FILE, _BREAKS, _HEADINGS),
    )
)
