"""Searchable PDF: the images of pages, and on each word of them the text, invisible."""

from html import escape

from django.utils import timezone
from PIL import Image

from apps.documents.models.document import LineOffset, ReadDirection
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
from apps.exports.writers.pdf_images import Embedded, embed
from apps.formats.pdf_file import PdfFile, text_string
from apps.formats.pdf_font import ADVANCE, ASCENT, DESCENT, InvisibleFont
from apps.formats.pdf_text import ON_BASELINE, Piece, placed_lines
from apps.formats.xml import clean

_POINTS_PER_INCH = 72
_LONGEST_SIDE = 14_400  # points: the largest page of the format
_ABOVE = {LineOffset.TOPLINE: 0.1, LineOffset.CENTERLINE: 0.5}
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq>{authors}</rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{about}</rdf:li></rdf:Alt></dc:description>
<xmp:CreatorTool>{software}</xmp:CreatorTool><xmp:CreateDate>{date}</xmp:CreateDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


class PdfWriter(Writer):
    """One PDF with all pages, written from front to back beside the export."""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        self._path = context.folder / "searchable.pdf"
        self._out = context.opened.enter_context(self._path.open("wb"))
        self._file = PdfFile(self._out)
        self._font = InvisibleFont(self._file)
        self._is_original = context.options.get("image", "view") == "original"
        self._above = _ABOVE.get(LineOffset(context.document.line_offset), ON_BASELINE)

    def page(self, page: ExportPage) -> None:
        """Image and text of one page; without its image where that cannot be read."""
        found = self._embedded(page)
        layout = page.layout
        dpi = max(
            found.dpi if found else 300.0,
            max(layout.width, layout.height) * _POINTS_PER_INCH / _LONGEST_SIDE,
        )
        scale = _POINTS_PER_INCH / dpi
        width, height = layout.width * scale, layout.height * scale
        content = [_image(found, width, height)] if found else []
        for line in placed_lines(layout, above=self._above):
            content.append(b"BT 3 Tr\n")
            content += (self._shown(piece, scale, height) for piece in line)
            content.append(b"ET\n")
        number = self._file.stream(b"".join(content), compress=True)
        images = b"/XObject << /I %d 0 R >>" % found.number if found else b""
        self._file.page(
            b"/MediaBox [0 0 %s %s] /Contents %d 0 R /Resources << /Font << /F %d 0 R >> %s >>"
            % (_number(width), _number(height), number, self._font.number, images),
            page.part.title,
        )

    def finish(self) -> None:
        """Close the PDF and add it to the export."""
        with self._out:
            self._font.write()
            document = self.context.document
            is_rtl = document.read_direction == ReadDirection.RTL
            self._file.finish(
                info=self._info(),
                metadata=self._packet(),
                catalog=b"/PageMode /UseOutlines /ViewerPreferences << /DisplayDocTitle true"
                b" /Direction /%s >>" % (b"R2L" if is_rtl else b"L2R"),
            )
        self.sink.add(f"{self.context.stem}.pdf", self._path)
        self._path.unlink()

    def _embedded(self, page: ExportPage) -> Embedded | None:
        try:
            return embed(self._file, page.part.image, is_original=self._is_original)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            self.context.warn(
                f"{page.part.title} ({page.part.image.original_name}): its image cannot be read"
                f" ({error}); the PDF has only its text. Upload the image again."
            )
            return None

    def _shown(self, piece: Piece, scale: float, height: float) -> bytes:
        """A piece of text: its letters as high as the writing, as wide as the piece is long."""
        (x0, y0), (x1, y1) = piece.start, piece.end
        size = (piece.above + piece.below) * scale
        length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 0.01)
        along = ((x1 - x0) / length, -(y1 - y0) / length)
        up = (piece.up[0], -piece.up[1])
        # The font's own foot stands where the writing's lowest letters end.
        lift = DESCENT / (ASCENT + DESCENT) * size - piece.below * scale
        x = x0 * scale + up[0] * lift
        y = height - y0 * scale + up[1] * lift
        stretch = 100 * length * scale / (len(piece.text) * ADVANCE * size)
        numbers = b" ".join(_number(value) for value in (*along, *up, x, y))
        return b"/F %s Tf %s Tz %s Tm %s Tj\n" % (
            _number(size),
            _number(stretch),
            numbers,
            self._font.encode(piece.text),
        )

    def _info(self) -> bytes:
        context = self.context
        entries = [
            b"/Title " + text_string(context.document.name),
            b"/Creator " + text_string(context.software),
            b"/Producer " + text_string(context.software),
            b"/CreationDate (%s)" % timezone.now().strftime("D:%Y%m%d%H%M%SZ").encode(),
        ]
        if names := authors(context.document):
            entries.append(b"/Author " + text_string("; ".join(names)))
        if subject := about(context.document):
            entries.append(b"/Subject " + text_string(subject))
        return b" ".join(entries)

    def _packet(self) -> bytes:
        document = self.context.document
        return _PACKET.format(
            title=_escaped(document.name),
            authors="".join(f"<rdf:li>{_escaped(name)}</rdf:li>" for name in authors(document)),
            about=_escaped(about(document)),
            software=_escaped(self.context.software),
            date=timezone.now().isoformat(timespec="seconds"),
        ).encode()


def _image(found: Embedded, width: float, height: float) -> bytes:
    turned = b" ".join(b"%d" % value for value in found.matrix)
    page = (_number(width), _number(height))
    return b"q %s 0 0 %s 0 0 cm %s cm /I Do Q\n" % (*page, turned)


def _number(value: float) -> bytes:
    return f"{value:.4f}".rstrip("0").rstrip(".").encode()


def _escaped(text: str) -> str:
    return escape(clean(text))


register(
    Format(
        name="pdf",
        label="Searchable PDF",
        group="For reading",
        writer=PdfWriter,
        description="Page images with the text on top, invisible: to search, select and copy.",
        needs_images=True,
        options=(
            Option(
                name="image",
                label="Images",
                default="view",
                choices=(
                    ("view", "As on screen: a small file"),
                    ("original", "As uploaded: best quality"),
                ),
            ),
        ),
    )
)
