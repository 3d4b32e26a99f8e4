"""The hOCR codec: OCR output as HTML (hOCR 1.2), of Tesseract, OCRopus, kraken and others."""

from apps.formats.base import only_page
from apps.formats.hocr_read import read_hocr
from apps.formats.hocr_write import write_hocr
from apps.layout.types import PageLayout


class HocrCodec:
    """hOCR: boxes become masks, baselines come from their slope and offset."""

    name = "hocr"
    suffix = ".hocr"

    def read(self, data: bytes, *, filename: str = "") -> PageLayout:
        return only_page(self.read_pages(data, filename=filename), filename)

    def read_pages(self, data: bytes, *, filename: str = "") -> tuple[PageLayout, ...]:
        return read_hocr(data, filename=filename)

    def write(self, layout: PageLayout) -> bytes:
        return write_hocr(layout)
