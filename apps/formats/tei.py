"""The TEI codec: TEI P5 with a facsimile, whose zones the line beginnings point to."""

from apps.formats.base import only_page
from apps.formats.tei_read import read_tei
from apps.formats.tei_write import write_tei
from apps.layout.types import PageLayout


class TeiCodec:
    """TEI P5; https://tei-c.org/release/doc/tei-p5-doc/en/html/PH.html"""

    name = "tei"
    suffix = ".xml"

    def read(self, data: bytes, *, filename: str = "") -> PageLayout:
        return only_page(self.read_pages(data, filename=filename), filename)

    def read_pages(self, data: bytes, *, filename: str = "") -> tuple[PageLayout, ...]:
        return read_tei(data, filename=filename)

    def write(self, layout: PageLayout) -> bytes:
        return write_tei(layout)
