"""The scan on a page of a PDF: its resolution, and the image as it is where it is all there is."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image

from apps.formats.pdf_content import Box, PageContent, PlacedImage, area, box_around, images_of

_WHOLE = 0.98  # of an image must be seen
_MAIN = 0.5  # of the page is covered by the scan
_NOTABLE = 0.02
_STRAIGHT = 0.01
_DPI = (72, 1200)
_NOT_EXTRACTED = (
    pikepdf.PikepdfError,
    pikepdf.PdfError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
_EXIF = b"Exif\x00\x00"
_ORIENTATION = 274

# Where the right and the lower side of a stored image point on the page, by EXIF orientation.
_ORIENTATIONS = {
    ("right", "down"): 1,
    ("left", "down"): 2,
    ("left", "up"): 3,
    ("right", "up"): 4,
    ("down", "right"): 5,
    ("down", "left"): 6,
    ("up", "left"): 7,
    ("up", "right"): 8,
}
_CLOCKWISE = {"right": "down", "down": "left", "left": "up", "up": "right"}


@dataclass(frozen=True, slots=True)
class Scan:
    """The one image of a page: where it lies (points of the page), how it is to be turned."""

    image: PlacedImage
    place: Box
    orientation: int


def scan_of(content: PageContent) -> Scan | None:
    """The image that is all there is to see on a page; ``None`` where there is more, or less."""
    if not content.is_plain or len(content.images) != 1:
        return None
    [image] = content.images
    place = box_around(image.matrix)
    orientation = _orientation(image, content.turn)
    is_whole = area(image.shown) >= _WHOLE * area(place)
    if orientation is None or not is_whole or content.share(image) < _MAIN:
        return None
    return Scan(image, place, orientation) if _is_opaque(image) else None


def scan_dpi(content: PageContent) -> int | None:
    """The resolution of the scans that cover most of a page; ``None`` where none do."""
    notable = list(images_of(content, _NOTABLE))
    if sum(content.share(image) for image in notable) < _MAIN:
        return None
    finest = max(image.dpi for image in notable)
    return round(min(max(finest, _DPI[0]), _DPI[1]))


def is_photograph(content: PageContent) -> bool:
    """Whether the page shows images that are packed with loss already."""
    return any(
        {"/DCTDecode", "/JPXDecode"} & {str(name) for name in _filters(image)}
        for image in images_of(content, _NOTABLE)
    )


def extract(scan: Scan, stem: Path) -> Path | None:
    """The image as a file of its own, nothing decoded and packed again where that is possible."""
    is_jpeg = _filters(scan.image) == ["/DCTDecode"]
    if scan.orientation != 1 and not is_jpeg:
        return None
    try:
        path = Path(pikepdf.PdfImage(scan.image.stream).extract_to(fileprefix=str(stem)))
    except _NOT_EXTRACTED:
        return None
    if path.suffix == ".jpg":
        _turn(path, scan.orientation)
    return path


def _filters(image: PlacedImage) -> list[str]:
    found = image.stream.get("/Filter", ())
    return [str(name) for name in (found if isinstance(found, pikepdf.Array) else [found])]


def _is_opaque(image: PlacedImage) -> bool:
    """Whether the stored pixels are what is seen: no mask, no colours turned round."""
    stream = image.stream
    if stream.get("/ImageMask", False) or any(key in stream for key in ("/SMask", "/Mask")):
        return False
    if int(stream.get("/SMaskInData", 0)):
        return False
    decode = [float(value) for value in stream.get("/Decode", ())]
    return decode == [0.0, 1.0] * (len(decode) // 2)


def _orientation(image: PlacedImage, turn: int) -> int | None:
    a, b, c, d, *_ = image.matrix
    sides = (_side(a, b), _side(-c, -d))
    for _ in range(turn // 90):
        sides = (_CLOCKWISE.get(sides[0], ""), _CLOCKWISE.get(sides[1], ""))
    return _ORIENTATIONS.get(sides)


def _side(x: float, y: float) -> str:
    """Where a vector points, on a page whose y grows upwards; nowhere when it is slanted."""
    if abs(y) <= _STRAIGHT * abs(x):
        return "right" if x > 0 else "left"
    if abs(x) <= _STRAIGHT * abs(y):
        return "up" if y > 0 else "down"
    return ""


def _turn(path: Path, orientation: int) -> None:
    """Say in a JPEG how it stands: in a PDF the page says it, whatever the JPEG says itself."""
    data = path.read_bytes()
    with Image.open(BytesIO(data), formats=("JPEG", "MPO")) as image:
        said = int(image.getexif().get(_ORIENTATION, 1) or 1)
    if said == orientation:
        return
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    packed = exif.tobytes()
    packed = packed if packed.startswith(_EXIF) else _EXIF + packed
    segment = b"\xff\xe1" + (len(packed) + 2).to_bytes(2, "big") + packed
    path.write_bytes(data[:2] + segment + _without_exif(data))


def _without_exif(data: bytes) -> bytes:
    """What follows the first two bytes of a JPEG, without what cameras say of it."""
    kept, place = [], 2
    while data[place : place + 1] == b"\xff" and data[place + 1 : place + 2] != b"\xda":
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        is_exif = data[place + 1] == 0xE1 and data[place + 4 : place + 10] == _EXIF
        if not is_exif:
            kept.append(data[place:end])
        place = end
    return b"".join([*kept, data[place:]])
