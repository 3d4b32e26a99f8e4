"""The ALTO codec: reads versions 2.0 to 4.4, writes 4.2."""

from apps.formats.alto_read import read_alto
from apps.formats.alto_write import write_alto
from apps.formats.base import only_page
from apps.layout.types import PageLayout


class AltoCodec:
    """Analyzed Layout and Text Object, the format of libraries and of eScriptorium."""

    name = "alto"
    suffix = ".xml"

    def read(self, data: bytes, *, filename: str = "") -> PageLayout:
        """The page in an ALTO file."""
        return only_page(self.read_pages(data, filename=filename), filename)

    def read_pages(self, data: bytes, *, filename: str = "") -> tuple[PageLayout, ...]:
        return read_alto(data, filename)

    def write(self, layout: PageLayout) -> bytes:
        """The page as ALTO 4.2."""
        return write_alto(layout)
