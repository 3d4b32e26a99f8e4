"""PDF files that tests make: scans painted on pages in some way."""

import io
from collections.abc import Sequence
from typing import Any

from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageDraw

FULL = b"q 300 0 0 400 0 0 cm /I Do Q"


def jpeg(width: int = 600, height: int = 800, shade: int = 200) -> bytes:
    image = Image.new("L", (width, height), shade)
    ImageDraw.Draw(image).rectangle((0, 0, width // 3, height // 8), fill=0)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def scan(
    data: bytes,
    contents: Sequence[bytes] = (FULL,),
    *,
    size: tuple[int, int] = (600, 800),
    **entries: Any,
) -> bytes:
    """A PDF of 300 × 400 points a page, on which a JPEG is painted in some way."""
    pdf = Pdf.new()
    for content in contents:
        page = pdf.add_blank_page(page_size=(300, 400))
        image = Stream(pdf, data)
        for key, value in {
            "/Type": Name.XObject,
            "/Subtype": Name.Image,
            "/Width": size[0],
            "/Height": size[1],
            "/BitsPerComponent": 8,
            "/ColorSpace": Name.DeviceGray,
            "/Filter": Name.DCTDecode,
        }.items():
            image[key] = value
        page.Resources = Dictionary(XObject=Dictionary(I=pdf.make_indirect(image)))
        page.Contents = Stream(pdf, content)
        for key, value in entries.items():
            page.obj[f"/{key}"] = value
    return saved(pdf)


def saved(pdf: Pdf, **options: Any) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer, **options)
    return buffer.getvalue()
