"""TEI P5: one file of the whole document with its header, or one file for each page."""

import shutil
import tempfile
from typing import IO

from apps.exports.writers.base import ExportContext, ExportPage, Format, Sink, Writer, register
from apps.exports.writers.layered import layer_folders
from apps.exports.writers.pages import GROUP, PageWriter
from apps.exports.writers.text import ONE_FILE
from apps.formats.tei_header import TeiHeader, header_of
from apps.formats.tei_write import TeiPage, frame, serialised

COPY_BYTES = 1024**2


class _Pages(PageWriter):
    codec_name = "tei"


class _Book(Writer):
    """Surfaces and text grow in scratch files, until the header and both become one file."""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        self._folders = layer_folders(context)
        self._surfaces = [self._scratch() for _ in self._folders]
        self._texts = [self._scratch() for _ in self._folders]
        self._programs: list[set[tuple[str, str]]] = [set() for _ in self._folders]

    def _scratch(self) -> IO[bytes]:
        folder = self.context.folder
        return self.context.opened.enter_context(tempfile.TemporaryFile(dir=folder))

    def page(self, page: ExportPage) -> None:
        written = [TeiPage(layout, f"p{page.number}", page.part.title) for layout in page.layouts]
        for number, (tei, layout) in enumerate(zip(written, page.layouts, strict=True)):
            self._surfaces[number].write(serialised(tei.surface))
            self._texts[number].write(serialised(tei.division))
            self._programs[number].update(header_of(layout.metadata, "").programs)

    def finish(self) -> None:
        for number, folder in enumerate(self._folders):
            start, middle, end = frame(self._header(self._programs[number]))
            with self.sink.open(f"{folder}{self.context.stem}.xml") as target:
                target.write(start)
                self._copy(self._surfaces[number], target)
                target.write(middle)
                self._copy(self._texts[number], target)
                target.write(end)

    @staticmethod
    def _copy(source: IO[bytes], target: IO[bytes]) -> None:
        source.seek(0)
        with source:
            shutil.copyfileobj(source, target, COPY_BYTES)

    def _header(self, programs: set[tuple[str, str]]) -> TeiHeader:
        document, software = self.context.document, self.context.software
        own = [("software", software)] if software else []
        return TeiHeader(
            document.name,
            facts=tuple(document.metadata.values_list("key", "value")),
            programs=tuple(dict.fromkeys([*own, *sorted(programs)])),
        )


class TeiWriter(Writer):
    """As the person chose: the whole document in one file, or a file for each page."""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        is_one = context.options.get("files", "one") == "one"
        self._inner: Writer = (_Book if is_one else _Pages)(sink, context)

    def page(self, page: ExportPage) -> None:
        self._inner.page(page)

    def finish(self) -> None:
        self._inner.finish()


register(
    Format(
        name="tei",
        label="TEI P5",
        group=GROUP,
        writer=TeiWriter,
        description="For editions: a facsimile with zones, and the text linked to it.",
        takes_layers=True,
        has_glyphs=True,
        options=(ONE_FILE,),
    )
)
