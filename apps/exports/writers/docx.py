"""DOCX: the text of the pages for word processors, a heading for each page."""

import zipfile

from django.utils import timezone

from apps.exports.writers.base import (
    ExportContext,
    ExportPage,
    Format,
    Option,
    Sink,
    Writer,
    register,
)
from apps.exports.writers.facts import about, authors
from apps.formats import docx
from apps.formats.blocks import blocks
from apps.formats.cells import Table, in_tables


class DocxWriter(Writer):
    """One DOCX with all pages, its text written from front to back beside the export."""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        self._joins = context.options.get("breaks", "keep") == "join"
        self._breaks_pages = bool(context.options.get("page_breaks", True))
        self._count = 0
        self._is_vertical = False
        self._path = context.folder / "text.docx"
        self._zip = zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED)
        context.opened.enter_context(self._zip)
        for name, content in (
            ("[Content_Types].xml", docx.TYPES),
            ("_rels/.rels", docx.PACKAGE_LINKS),
            ("word/_rels/document.xml.rels", docx.DOCUMENT_LINKS),
            ("word/styles.xml", docx.STYLES),
            ("docProps/core.xml", self._core()),
        ):
            self._zip.writestr(name, content)
        self._text = self._zip.open("word/document.xml", "w", force_zip64=True)
        context.opened.enter_context(self._text)
        self._text.write(docx.BODY_START.encode())

    def page(self, page: ExportPage) -> None:
        """A heading, then a paragraph for each region, and a table where regions are its cells."""
        layout = page.layout
        runs_left = layout.direction == "horizontal-rl"
        starts_page = self._breaks_pages and self._count > 0
        written = [docx.heading(page.part.title, starts_page=starts_page)]
        style = {"joins": self._joins, "runs_left": runs_left}
        for found in in_tables(blocks(layout)):
            if isinstance(found, Table):
                written.append(docx.table(found, **style))
            elif texts := docx.said_in(found):
                written.append(docx.paragraph(texts, **style))
        self._text.write("".join(written).encode())
        self._is_vertical |= layout.direction == "vertical-rl"
        self._count += 1

    def finish(self) -> None:
        """Close the file and add it to the export."""
        self._text.write(docx.body_end(is_vertical=self._is_vertical).encode())
        self._text.close()
        self._zip.close()
        self.sink.add(f"{self.context.stem}.docx", self._path)
        self._path.unlink()

    def _core(self) -> str:
        document = self.context.document
        return docx.core(
            title=document.name,
            creator="; ".join(authors(document)),
            subject=about(document),
            keywords=", ".join(document.tags.values_list("name", flat=True)),
            date=timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        )


register(
    Format(
        name="docx",
        label="Word (DOCX)",
        group="For reading",
        writer=DocxWriter,
        description="The text for word processors, a heading for each page.",
        options=(
            Option(
                "breaks",
                "Line breaks",
                "keep",
                (("keep", "As on the page"), ("join", "Paragraphs, parted words joined")),
            ),
            Option("page_breaks", "Each page on a page of its own", True),
        ),
    )
)
