"""From a file of any kind to an upright image of 8 bits in the colours that screens expect."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from apps.images.sniff import SUFFIXES

_SIXTEEN_BITS = ("I;16", "I;16L", "I;16B", "I;16N")
_CLOCKWISE = {
    1: Image.Transpose.ROTATE_270,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.createProfile("sRGB")


def open_frame(path: Path, frame: int) -> Image.Image:
    """The image as it is stored, not decoded yet."""
    image = Image.open(path, formats=tuple(SUFFIXES))
    if image.format == "TIFF":
        image.seek(frame)
    return image


def upright(image: Image.Image, turns: int = 0) -> Image.Image:
    """Turned as its EXIF orientation says and ``turns`` quarters more clockwise.

    8 bits, RGB or grey, on white.
    """
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    if turns:
        turned = turned.transpose(_CLOCKWISE[turns])
    return _on_white(_eight_bits(turned), profile)


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode in _SIXTEEN_BITS:
        image = image.convert("I")
    if image.mode == "I":
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "F":
        low, high = image.getextrema()
        scale = 255 / ((high - low) or 1)  # type: ignore[operator]
        return image.point(lambda value: value * scale - low * scale).convert("L")  # type: ignore[operator]
    return image.convert("L") if image.mode == "1" else image


def _on_white(image: Image.Image, profile: bytes | None) -> Image.Image:
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    if profile and image.mode in ("RGB", "CMYK", "LAB"):
        image = _to_srgb(image, profile)
    return image if image.mode in ("RGB", "L") else image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours as the file's own profile means them; a broken profile is left aside."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image
    return converted or image
