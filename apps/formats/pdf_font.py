"""The font of text that is there to be found and copied, not seen.

Letters of all scripts share one shape, a full box, which is what readers mark as selected; what
each stands for is said in a table of its own (``ToUnicode``), so that no script needs a font file.
"""

import zlib
from base64 import b64decode
from collections.abc import Iterator

from apps.formats.pdf_file import PdfFile

ADVANCE = 0.5  # of the size, for every character
ASCENT = 0.75
DESCENT = 0.25
_MOST = 65_000
_ROWS = 100

# A TrueType file with a missing shape and a box, made for this program; packed by zlib.
_SHAPE = zlib.decompress(
    b64decode(
        "eNpjYGRgYOBkaGBgZhDwD9Y3cmVw9mFgYJQAiiYk5yYWMPAwFAP5DUC+SXpOZZopF+MPIH8PkC+VkZqYksjt"
        "dAXIngPEZhlAAZYnDH+AbJCYSkZuSQXjFyCLgbECSLDl5CcnMvCC+VtA/NzEigIGFgY2IBtoJoNCQX5xCdAd"
        "IPkbID4DyG1A7H//V1E8v81XBmbmFwwY4D8b4xemd0AGMwMTVAioh+ndf6C5UNu/gE1CBoxgESag7RAZJgxj"
        "mRm/ME5gYAWqIAxQTLcHArDrFSBuALrtF5p6BZjL4HaDfC0CJBnBNAtIBZCEuE7h/38I+f8hkk28EHuhvgfq"
        "FxVUFGT88ov5xR8JBqiJeAAAMPE+mA=="
    )
)
_MAP_HEAD = (
    b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_MAP_TAIL = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


class InvisibleFont:
    """Gives each character that occurs a code, and writes the font when all are known."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._codes: dict[str, int] = {}
        self.number = file.reserve()

    def encode(self, text: str) -> bytes:
        """The text as the operand that shows it."""
        return b"<" + b"".join(b"%04X" % self._code(char) for char in text) + b">"

    def _code(self, char: str) -> int:
        if char not in self._codes and len(self._codes) >= _MOST:
            char = "\N{REPLACEMENT CHARACTER}"  # more kinds of characters than scripts have
        return self._codes.setdefault(char, len(self._codes) + 1)

    def write(self) -> None:
        """Write the font's objects; nothing can be encoded after that."""
        file = self._file
        shape = file.stream(_SHAPE, b"/Length1 %d" % len(_SHAPE), compress=True)
        shapes = file.stream(b"\x00\x01" * (len(self._codes) + 2), compress=True)
        table = file.stream(b"".join(self._table()), compress=True)
        descriptor = file.add(
            b"<< /Type /FontDescriptor /FontName /Invisible /Flags 4 /ItalicAngle 0 /StemV 80"
            b" /FontBBox [0 -250 500 750] /Ascent 750 /Descent -250 /CapHeight 750"
            b" /FontFile2 %d 0 R >>" % shape
        )
        inner = file.add(
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Invisible /DW 500"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            b" /FontDescriptor %d 0 R /CIDToGIDMap %d 0 R >>" % (descriptor, shapes)
        )
        file.write(
            self.number,
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Invisible /Encoding /Identity-H"
            b" /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (inner, table),
        )

    def _table(self) -> Iterator[bytes]:
        yield _MAP_HEAD
        rows = list(self._codes.items())
        for start in range(0, len(rows), _ROWS):
            some = rows[start : start + _ROWS]
            yield b"%d beginbfchar\n" % len(some)
            for char, code in some:
                yield b"<%04X> <%s>\n" % (code, char.encode("utf-16-be").hex().upper().encode())
            yield b"endbfchar\n"
        yield _MAP_TAIL
