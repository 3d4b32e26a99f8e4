"""The images of pages as an export gives them: upright, as they were uploaded or of view size."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PIL import Image

from apps.common.errors import ApplicationError
from apps.common.files import local_path
from apps.exports.writers.base import ImageSize
from apps.images.models import PageImage
from apps.images.pixels import open_frame, upright

JPEG_QUALITY = 95


@dataclass(frozen=True, slots=True)
class ImageFile:
    """An image on the disk: every coordinate of its page means these pixels, or ``scale`` of it."""

    path: Path
    suffix: str
    scale: tuple[float, float] = (1.0, 1.0)


@contextmanager
def image_file(image: PageImage, size: ImageSize) -> Iterator[ImageFile]:
    """The file of a page's image while the block runs.

    An upright image of its own is the very file that was uploaded. One that is turned, or one
    image of several in a file, is written anew, since its coordinates are those of the upright
    page and other programs would not turn it.
    """
    if size == "view":
        with _view(image) as found:
            yield found
        return
    with local_path(str(image.file.name)) as path:
        _check(image, path)
        if _is_as_shown(image, path):
            yield ImageFile(path, _suffix(image))
            return
        with tempfile.TemporaryDirectory() as folder:
            yield _redrawn(image, path, Path(folder))


def image_suffix(image: PageImage, size: ImageSize) -> str:
    """The ending of the file that ``image_file`` gives; where it gives none, of the upload."""
    if size == "view":
        return ".jpg"
    if size == "none":
        return _suffix(image)
    if image.format == "TIFF":
        with local_path(str(image.file.name)) as path:
            return _suffix(image) if path.exists() and _is_as_shown(image, path) else ".png"
    return _suffix(image) if _is_upright(image) else _redrawn_suffix(image)


@contextmanager
def _view(image: PageImage) -> Iterator[ImageFile]:
    if not image.view:
        raise ApplicationError("no_view", "its image is not prepared yet. Export again in a while.")
    with local_path(str(image.view.name)) as path:
        _check(image, path)
        with Image.open(path) as opened:
            width, height = opened.size
        yield ImageFile(path, ".jpg", (width / image.width, height / image.height))


def _check(image: PageImage, path: Path) -> None:
    if not path.exists():
        message = f"the file of its image {image.original_name} is gone. Add the image again."
        raise ApplicationError("image_gone", message)


def _suffix(image: PageImage) -> str:
    return PurePosixPath(image.original_name).suffix or f".{image.format.lower()}"


def _is_upright(image: PageImage) -> bool:
    return image.orientation == 1 and not image.turns


def _is_as_shown(image: PageImage, path: Path) -> bool:
    if not _is_upright(image):
        return False
    if image.format != "TIFF":
        return True
    with Image.open(path) as opened:
        return getattr(opened, "n_frames", 1) == 1


def _redrawn_suffix(image: PageImage) -> str:
    return ".jpg" if image.format == "JPEG" else ".png"


def _redrawn(image: PageImage, path: Path, folder: Path) -> ImageFile:
    suffix = _redrawn_suffix(image)
    target = folder / f"image{suffix}"
    with open_frame(path, image.frame) as original:
        resolution = original.info.get("dpi")
        pixels = upright(original, image.turns)
    kept = {"dpi": resolution} if resolution else {}
    if suffix == ".jpg":
        pixels.save(target, quality=JPEG_QUALITY, subsampling=0, **kept)
    else:
        pixels.save(target, compress_level=1, **kept)
    return ImageFile(target, suffix)
