"""Image files of every kind that people upload, made in memory."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image


def page(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """White, the left half red: a turn shows."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    return image


def encoded(image: Image.Image, image_format: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def turned(image_format: str, orientation: int = 6) -> bytes:
    """An image whose EXIF block says that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(page(), image_format, exif=exif)


def sixteen_bits(image_format: str) -> bytes:
    return encoded(Image.new("I;16", (60, 40), 40_000), image_format)


def cmyk(image_format: str) -> bytes:
    return encoded(page().convert("CMYK"), image_format)


def many_pages(count: int = 3) -> bytes:
    """A TIFF of several pages, each larger than the one before."""
    pages = [page((60 + 10 * number, 40)) for number in range(count)]
    return encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])


def noise(image_format: str) -> bytes:
    """An image large enough that a third of it can be cut off."""
    return encoded(Image.effect_noise((400, 400), 90).convert("RGB"), image_format)


def bomb(width: int = 100_000, height: int = 100_000) -> bytes:
    """A PNG of a few bytes that claims to be huge."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
