"""Images of pages inside a PDF: JPEG, PNG and JPEG 2000 as they are, all others packed anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from apps.common.files import local_path
from apps.formats.pdf_file import PdfFile
from apps.images.models import PageImage
from apps.images.pixels import open_frame
from apps.images.services import open_upright

Matrix = tuple[int, int, int, int, int, int]

_BLOCK = 1024 * 1024
_QUALITY = 92
_USUAL_DPI = 300
_SANE_DPI = (90, 2400)  # less is what programs write that do not know
_SPACES = {"L": b"/DeviceGray", "RGB": b"/DeviceRGB", "CMYK": b"/DeviceCMYK"}
_COMPONENTS = {"L": 1, "RGB": 3, "CMYK": 4}
_JP2_HEAD = b"\x00\x00\x00\x0cjP  "
_PNG_COLORS = {0: 1, 2: 3, 3: 1}
_STRIP_PLACE, _STRIP_ROWS, _STRIP_SIZE = 273, 278, 279

# How the unit square of a stored image is turned to be upright, by EXIF orientation.
_TURNED: dict[int, Matrix] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
UPRIGHT = _TURNED[1]


@dataclass(frozen=True, slots=True)
class Embedded:
    """An image in the PDF: its object, how its unit square is turned, its resolution."""

    number: int
    matrix: Matrix
    dpi: float


def embed(file: PdfFile, image: PageImage, *, is_original: bool) -> Embedded:
    """Write the image of a page, as it was uploaded or as browsers show it."""
    if not is_original and image.view:
        with local_path(str(image.view.name)) as path:
            return Embedded(_jpeg(file, path), UPRIGHT, _dpi(image))
    with local_path(str(image.file.name)) as path:
        number = _as_it_is(file, path, image)
    if number:
        return Embedded(number, _matrix(image), _dpi(image))
    return Embedded(_packed(file, image), UPRIGHT, _dpi(image))


def _matrix(image: PageImage) -> Matrix:
    found = _TURNED.get(image.orientation, UPRIGHT)
    for _ in range(image.turns):
        found = _then(found, _TURNED[6])
    return found


def _then(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _dpi(image: PageImage) -> float:
    with local_path(str(image.file.name)) as path, open_frame(path, image.frame) as found:
        said = found.info.get("dpi") or (0, 0)
    dpi = float(said[0])
    return dpi if _SANE_DPI[0] <= dpi <= _SANE_DPI[1] else _USUAL_DPI


def _as_it_is(file: PdfFile, path: Path, image: PageImage) -> int | None:
    """The bytes of the file in the PDF, nothing decoded; ``None`` where PDF has no such images."""
    if image.format == "JPEG":
        return _jpeg(file, path)
    if image.format == "PNG":
        return _png(file, path)
    if image.format == "JPEG2000":
        return _jpeg_2000(file, path)
    return None


def _jpeg(file: PdfFile, path: Path) -> int:
    with Image.open(path, formats=("JPEG", "MPO")) as image:
        mode, size = image.mode, image.size
        is_inverted = mode == "CMYK" and "adobe" in image.info
        space = _space(file, image)
    entries = _entries(size, 8, space) + b" /Filter /DCTDecode"
    if is_inverted:
        entries += b" /Decode [1 0 1 0 1 0 1 0]"
    return file.stream_of(_blocks(path), path.stat().st_size, entries)


def _jpeg_2000(file: PdfFile, path: Path) -> int | None:
    with path.open("rb") as opened:
        is_boxed = opened.read(len(_JP2_HEAD)) == _JP2_HEAD
    with Image.open(path, formats=("JPEG2000",)) as image:
        if not is_boxed or image.mode not in ("L", "RGB"):
            return None
        entries = _entries(image.size, 8, _SPACES[image.mode]) + b" /Filter /JPXDecode"
    return file.stream_of(_blocks(path), path.stat().st_size, entries)


def _png(file: PdfFile, path: Path) -> int | None:
    """The rows of a PNG as they are packed; ``None`` with transparency or interlace."""
    chunks = list(_chunks(path))
    with path.open("rb") as opened:
        opened.seek(chunks[0][1])
        head = opened.read(13)
        palette = _first(opened, chunks, b"PLTE")
    depth, kind, interlace = head[8], head[9], head[12]
    if kind not in _PNG_COLORS or interlace or any(name == b"tRNS" for name, *_ in chunks):
        return None
    size = (int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big"))
    if kind == 3:
        last = len(palette) // 3 - 1
        space = b"[/Indexed /DeviceRGB %d <%s>]" % (last, palette.hex().encode())
    else:
        with Image.open(path, formats=("PNG",)) as image:
            space = _space(file, image, gray=kind == 0)
    entries = _entries(size, depth, space) + (
        b" /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors %d /BitsPerComponent %d"
        b" /Columns %d >>" % (_PNG_COLORS[kind], depth, size[0])
    )
    rows = [(place, length) for name, place, length in chunks if name == b"IDAT"]
    return file.stream_of(_parts(path, rows), sum(length for _, length in rows), entries)


def _chunks(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """The chunks of a PNG: name, place and length of the data."""
    place, end = 8, path.stat().st_size
    with path.open("rb") as opened:
        while place + 8 <= end:
            opened.seek(place)
            head = opened.read(8)
            length = int.from_bytes(head[:4], "big")
            yield head[4:], place + 8, length
            place += length + 12


def _first(opened: BinaryIO, chunks: list[tuple[bytes, int, int]], wanted: bytes) -> bytes:
    for name, place, length in chunks:
        if name == wanted:
            opened.seek(place)
            return opened.read(length)
    return b""


def _packed(file: PdfFile, image: PageImage) -> int:
    """Decoded and packed again: black and white without loss, else as a good JPEG."""
    with local_path(str(image.file.name)) as path, open_frame(path, image.frame) as stored:
        is_black_and_white = stored.mode == "1"
    upright = open_upright(image)
    if is_black_and_white:
        return _fax(file, upright.convert("1", dither=Image.Dither.NONE))
    buffer = BytesIO()
    upright.save(buffer, "JPEG", quality=_QUALITY)
    entries = _entries(upright.size, 8, _SPACES[upright.mode]) + b" /Filter /DCTDecode"
    return file.stream(buffer.getvalue(), entries)


def _fax(file: PdfFile, image: Image.Image) -> int:
    buffer = BytesIO()
    image.save(buffer, "TIFF", compression="group4", tiffinfo={_STRIP_ROWS: image.height})
    with Image.open(buffer, formats=("TIFF",)) as made:
        assert isinstance(made, TiffImageFile)  # noqa: S101  narrows the type
        tags = made.tag_v2
        [place], [length] = tags[_STRIP_PLACE], tags[_STRIP_SIZE]
        is_black_one = tags[262] == 0
    data = buffer.getvalue()[place : place + length]
    entries = _entries(image.size, 1, b"/DeviceGray") + (
        b" /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %d /Rows %d /BlackIs1 %s >>"
        % (*image.size, b"false" if is_black_one else b"true")
    )
    return file.stream(data, entries)


def _space(file: PdfFile, image: Image.Image, *, gray: bool = False) -> bytes:
    """The colours of an image: by its own profile, where it has a fitting one."""
    mode = "L" if gray else image.mode
    profile = image.info.get("icc_profile")
    count = _COMPONENTS.get(mode, 3)
    if not profile or profile[16:20] != {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}[count]:
        return _SPACES.get(mode, b"/DeviceRGB")
    entries = b"/N %d /Alternate %s" % (count, _SPACES.get(mode, b"/DeviceRGB"))
    return b"[/ICCBased %d 0 R]" % file.stream(profile, entries, compress=True)


def _entries(size: tuple[int, int], depth: int, space: bytes) -> bytes:
    return (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent %d /ColorSpace %s"
        % (*size, depth, space)
    )


def _blocks(path: Path) -> Iterator[bytes]:
    return _parts(path, [(0, path.stat().st_size)])


def _parts(path: Path, places: list[tuple[int, int]]) -> Iterator[bytes]:
    with path.open("rb") as opened:
        for place, length in places:
            opened.seek(place)
            left = length
            while left > 0 and (block := opened.read(min(left, _BLOCK))):
                left -= len(block)
                yield block
