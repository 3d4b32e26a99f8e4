"""The PAGE codec: reads versions 2010 to 2019, writes 2019-07-15."""

from apps.formats.page_read import read_page
from apps.formats.page_write import write_page
from apps.layout.types import PageLayout


class PageCodec:
    """Page Analysis and Ground Truth Elements, the format of Transkribus and OCR-D."""

    name = "page"
    suffix = ".xml"

    def read(self, data: bytes, *, filename: str = "") -> PageLayout:
        """The page in a PAGE file."""
        return read_page(data, filename)

    def write(self, layout: PageLayout) -> bytes:
        """The page as PAGE 2019-07-15."""
        return write_page(layout)
