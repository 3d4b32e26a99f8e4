"""The ALTO codecs: they read versions 2.0 to 4.4; each writes one of 4.2, 4.4 and 2.1."""

from apps.formats.alto_read import read_alto
from apps.formats.alto_versions import ALTO_2_1, ALTO_4_2, ALTO_4_4, Version
from apps.formats.alto_write import write_alto
from apps.formats.base import only_page
from apps.layout.types import PageLayout


class AltoCodec:
    """Analyzed Layout and Text Object, the format of libraries and of eScriptorium."""

    suffix = ".xml"

    def __init__(self, version: Version = ALTO_4_2) -> None:
        self._version = version

    @property
    def name(self) -> str:
        """``alto`` for the version that most programs read, else with its number."""
        return self._version.name

    def read(self, data: bytes, *, filename: str = "") -> PageLayout:
        """The page in an ALTO file."""
        return only_page(self.read_pages(data, filename=filename), filename)

    def read_pages(self, data: bytes, *, filename: str = "") -> tuple[PageLayout, ...]:
        """Every page in an ALTO file."""
        return read_alto(data, filename)

    def write(self, layout: PageLayout) -> bytes:
        """The page in the version of this codec."""
        return write_alto(layout, self._version)


ALTO_CODECS = (AltoCodec(), AltoCodec(ALTO_4_4), AltoCodec(ALTO_2_1))
