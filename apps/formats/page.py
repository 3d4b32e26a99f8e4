"""The PAGE codecs: both read 2010 to 2019; one writes 2019-07-15, the other 2013-07-15."""

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


class Page2013Codec(PageCodec):
    """PAGE of 2013 as Transkribus reads it: tables of cells, the order in ``custom``."""

    name = "page-2013"

    def write(self, layout: PageLayout) -> bytes:
        """The page as PAGE 2013-07-15."""
        return write_page(layout, "2013-07-15")


PAGE_CODECS = (PageCodec(), Page2013Codec())
