"""The images that browsers show: a view to work on and a thumbnail, both upright JPEG in sRGB."""

import math
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from apps.common.files import local_path
from apps.images import storage
from apps.images.models import ImageState, PageImage
from apps.images.pixels import open_frame, upright

VIEW_SIDE = 3500
THUMBNAIL_SIDE = 400
VIEW_QUALITY = 86
THUMBNAIL_QUALITY = 80
MAX_DIRECT_BYTES = 3_000_000


def build(image: PageImage) -> PageImage:
    """Make view and thumbnail again and say so in the row; an unreadable file is a failed row."""
    try:
        with local_path(str(image.file.name)) as path:
            _build_from(path, image)
        image.state, image.error = ImageState.READY, ""
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        image.state = ImageState.FAILED
        image.error = (
            f"{image.original_name} cannot be shown: {error}."
            " Save it again as JPEG or TIFF, then add it again and delete this page."
        )
    image.save(update_fields=["view", "thumbnail", "state", "error"])
    return image


def _build_from(path: Path, image: PageImage) -> None:
    if _can_be_shown_as_it_is(path, image):
        image.view.name = image.file.name
        small = _upright_at(path, image, THUMBNAIL_SIDE)
    else:
        view = _upright_at(path, image, VIEW_SIDE)
        image.view.name = _store("view", image, view, VIEW_QUALITY)
        small = view
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), reducing_gap=2.0)
    image.thumbnail.name = _store("thumbnail", image, small, THUMBNAIL_QUALITY)


def _can_be_shown_as_it_is(path: Path, image: PageImage) -> bool:
    """A modest, upright JPEG in plain colours is its own view: nothing to compute or to lose."""
    modest = max(image.width, image.height) <= VIEW_SIDE and image.size <= MAX_DIRECT_BYTES
    if image.format != "JPEG" or image.orientation != 1 or image.turns or not modest:
        return False
    with open_frame(path, 0) as original:
        return original.mode in ("RGB", "L") and "icc_profile" not in original.info


def _upright_at(path: Path, image: PageImage, side: int) -> Image.Image:
    """The upright image with a long side of at most ``side``.

    A JPEG is decoded at the next larger eighth of its size, which is many times quicker.
    """
    with open_frame(path, image.frame) as original:
        scale = min(1.0, side / max(original.size))
        box = (math.ceil(original.width * scale), math.ceil(original.height * scale))
        original.draft(None, box)
        result = upright(original, image.turns)
    result.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return result


def _store(kind: str, image: PageImage, pixels: Image.Image, quality: int) -> str:
    buffer = BytesIO()
    pixels.save(buffer, "JPEG", quality=quality)
    name = storage.derivative_name(kind, image.pk, image.look)
    storage.remove(name)
    return default_storage.save(name, ContentFile(buffer.getvalue()))
