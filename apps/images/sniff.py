"""What an uploaded file really is: read from its content, never from its name."""

import os
import warnings
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files import File
from PIL import ExifTags, Image, UnidentifiedImageError

from apps.common.errors import ApplicationError
from apps.common.files import sha256_of

# The limit is checked here, page by page and before any pixel is decoded; Pillow's own guard stays
# at the same number for whoever opens a file later.
Image.MAX_IMAGE_PIXELS = settings.MAX_IMAGE_MEGAPIXELS * 1_000_000

MAX_FRAMES = 5_000
SUFFIXES = {"JPEG": "jpg", "PNG": "png", "TIFF": "tif", "WEBP": "webp", "JPEG2000": "jp2"}
MIME_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "webp": "image/webp",
    "jp2": "image/jp2",
}
_TURNED = range(5, 9)
_TIFF_HEADS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_STRIPS = ((273, 279), (324, 325))


@dataclass(frozen=True, slots=True)
class Frame:
    """One page of a file; the size is that of the upright image."""

    width: int
    height: int
    orientation: int


@dataclass(frozen=True, slots=True)
class ImageFile:
    """A file that was checked: it can become pages."""

    format: str
    size: int
    sha256: str
    frames: tuple[Frame, ...]

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.format]


def inspect(file: "File[Any]", *, name: str) -> ImageFile:
    """Check an uploaded file; raise an error that names the file, the cause and the mend."""
    size = file.size
    if not size:
        raise _refused(name, "is empty. Copy it again from its source, then add it again.")
    if size > settings.MAX_UPLOAD_MB * 1024 * 1024:
        raise _refused(
            name, f"is larger than {settings.MAX_UPLOAD_MB} MB. Save it smaller, then add it again."
        )
    digest = sha256_of(file)
    format_name, frames = _read_header(file, name)
    file.seek(0)
    return ImageFile(format=format_name, size=size, sha256=digest, frames=frames)


def _refused(name: str, why: str) -> ApplicationError:
    return ApplicationError("invalid_image", f"{name} {why}", details={"file": name})


def _read_header(file: "File[Any]", name: str) -> tuple[str, tuple[Frame, ...]]:
    file.seek(0)
    if b"%PDF-" in file.read(1024):
        raise _refused(name, "is a PDF. Choose Import to add its pages: they become images there.")
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _frames_of(Image.open(file, formats=tuple(SUFFIXES)), file, name)
    except Image.DecompressionBombError as error:
        raise _too_large(name) from error
    except UnidentifiedImageError as error:
        raise _unknown(file, name) from error
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError) as error:
        raise _truncated(name) from error


def _frames_of(image: Image.Image, file: "File[Any]", name: str) -> tuple[str, tuple[Frame, ...]]:
    # A camera's "multi picture" file is a JPEG with a preview behind it: one page.
    format_name = "JPEG" if image.format == "MPO" else str(image.format)
    count = getattr(image, "n_frames", 1) if format_name == "TIFF" else 1
    if count > MAX_FRAMES:
        raise _refused(name, f"has more than {MAX_FRAMES} pages. Split it, then add the parts.")
    frames = []
    for number in range(count):
        image.seek(number)
        if image.width * image.height > settings.MAX_IMAGE_MEGAPIXELS * 1_000_000:
            raise _too_large(name)
        if format_name == "TIFF" and not _strips_are_there(image, file):
            raise _truncated(name)
        frames.append(_frame(image, format_name))
    if not _ends_well(format_name, file):
        _decode(file)
    return format_name, tuple(frames)


def _frame(image: Image.Image, format_name: str) -> Frame:
    orientation = int(image.getexif().get(ExifTags.Base.Orientation, 1) or 1)
    if orientation not in range(1, 9):
        orientation = 1
    width, height = image.size
    # Pillow gives the upright size of a TIFF already, and the stored size of all other files.
    if orientation in _TURNED and format_name != "TIFF":
        width, height = height, width
    return Frame(width=width, height=height, orientation=orientation)


def _unknown(file: "File[Any]", name: str) -> ApplicationError:
    file.seek(0)
    if file.read(4) in _TIFF_HEADS:
        why = "is a TIFF of a kind that cannot be read. Save it with 8 bits a colour, without"
        return _refused(name, f"{why} transparency, or as PNG, then add it again.")
    return _refused(
        name,
        "is no image that can be read. Save it as JPEG, PNG, TIFF, WebP or JPEG 2000,"
        " then add it again.",
    )


def _too_large(name: str) -> ApplicationError:
    limit = settings.MAX_IMAGE_MEGAPIXELS
    return _refused(
        name, f"has more than {limit} million pixels. Save it smaller, then add it again."
    )


def _truncated(name: str) -> ApplicationError:
    return _refused(
        name,
        "is damaged: the file ends before the image does."
        " Copy it again from its source, then add it again.",
    )


def _strips_are_there(image: Image.Image, file: "File[Any]") -> bool:
    tags: Any = getattr(image, "tag_v2", {})
    for offsets_tag, counts_tag in _STRIPS:
        offsets, counts = tags.get(offsets_tag, ()), tags.get(counts_tag, ())
        if isinstance(offsets, int):
            offsets, counts = (offsets,), (counts,)
        ends = (start + length for start, length in zip(offsets, counts, strict=False))
        if max(ends, default=0) > (file.size or 0):
            return False
    return True


def _ends_well(format_name: str, file: "File[Any]") -> bool:
    """Whether the end of the file is where the format says; cheap, because nothing is decoded."""
    if format_name == "TIFF":
        return True
    if format_name == "PNG":
        file.seek(0)
        Image.open(file, formats=("PNG",)).verify()
        return True
    if format_name == "WEBP":
        file.seek(4)
        return int.from_bytes(file.read(4), "little") + 8 <= (file.size or 0)
    file.seek(-2, os.SEEK_END)
    return bool(file.read(2) == b"\xff\xd9")


def _decode(file: "File[Any]") -> None:
    """Decode all of the image, as small as the format allows; damage raises ``OSError``."""
    file.seek(0)
    image = Image.open(file, formats=tuple(SUFFIXES))
    if image.format == "JPEG2000":
        image.reduce = 4  # type: ignore[method-assign, assignment]
    else:
        image.draft(None, (1, 1))
    image.load()
