"""The archive as a format of exports."""

from apps.archives.writing import ArchiveFile
from apps.exports.writers.base import ExportPage, Format, Writer, register


class ArchiveWriter(Writer):
    """Everything about the chosen pages and their document, to be restored elsewhere."""

    _file: ArchiveFile | None = None

    def page(self, page: ExportPage) -> None:
        self._archive().page(page.part)

    def finish(self) -> None:
        archive = self._archive()
        archive.end()
        archive.finish(software=self.context.software)

    def _archive(self) -> ArchiveFile:
        if self._file is None:
            context = self.context
            self._file = ArchiveFile(self.sink, user=context.user, warn=context.warn)
            self._file.begin(context.document)
        return self._file


register(
    Format(
        name="archive",
        label="Archive of everything",
        group="Archive",
        writer=ArchiveWriter,
        description="Images, layout, every layer with its history, types, annotations, comments,"
        " metadata, snapshots and models. It can be restored here or in another installation.",
        has_glyphs=False,
        needs_images=True,
        takes_everything=True,
    )
)
