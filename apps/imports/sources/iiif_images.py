"""The image of a IIIF canvas, by its service or its address, in tiles if need be."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import IO, Any

from django.conf import settings
from PIL import Image, UnidentifiedImageError

from apps.common.errors import ApplicationError
from apps.common.web import WebClient
from apps.common.web_transfer import FetchError
from apps.formats.base import FormatError
from apps.formats.iiif_image import ImageInfo, Single, Tiles, Wish, read_info, ways
from apps.images.sniff import SUFFIXES

IMAGE_TYPES = "image/jpeg, image/tiff;q=0.9, image/png;q=0.9, image/*;q=0.8, */*;q=0.1"
INFO_TYPES = "application/ld+json, application/json;q=0.9, */*;q=0.1"
MAX_INFO_BYTES = 4 * 1024**2
MAX_TILE_BYTES = 64 * 1024**2
NEARLY = 0.98
"""A side that is shorter than it should be by more than this is a smaller image."""
LONGEST_JPEG = 65_500
QUALITY = 95


@dataclass(frozen=True, slots=True)
class Received:
    """An image that came: its size, its ending, the open file; the version of its service."""

    file: IO[bytes]
    width: int
    height: int
    suffix: str
    version: int = 0


class ImageFetcher:
    """Gets images one after the other over connections that stay open."""

    def __init__(self, web: WebClient, check: Callable[[], None], *, max_side: int = 0) -> None:
        self._web = web
        self._check = check
        self._max_side = max_side
        self._version = 0

    def fetch(self, target: dict[str, Any]) -> Received:
        """The best image that is given for ``target``; smaller ones only where there is no other.

        Ways that a service refuses are passed over; what may be better later ends the attempt.
        """
        best: Received | None = None
        problem: Exception | None = None
        for way in self._ways(target):
            if best and _area(way.size) * NEARLY**2 <= best.width * best.height:
                continue
            try:
                got = self._tiles(way) if isinstance(way, Tiles) else self._single(way.url)
            except (ApplicationError, FormatError) as error:
                if _is_final(error):
                    raise
                problem = problem or error
                continue
            best = _larger(best, got)
            if min(best.width / way.size[0], best.height / way.size[1]) >= NEARLY:
                break
        if best is None:
            raise problem or ApplicationError("no_image", "The manifest names no image for it.")
        return replace(best, version=self._version)

    def _ways(self, target: dict[str, Any]) -> Iterator[Single | Tiles]:
        """By the service, else the address that the manifest gives."""
        wish = Wish(
            max_pixels=settings.MAX_IMAGE_MEGAPIXELS * 1_000_000,
            max_side=self._max_side,
            crop=tuple(target["crop"]) if target.get("crop") else None,
            rotation=target.get("rotation", 0),
        )
        info = self._info(target)
        self._version = info.version if info else 0
        if info:
            yield from ways(info, wish)
        if target.get("url"):
            yield Single(target["url"], (1, 1))

    def _info(self, target: dict[str, Any]) -> ImageInfo | None:
        base = target.get("service", "")
        if not base:
            return None
        address = f"{base}/info.json"
        try:
            data = self._web.fetch_json(address, limit=MAX_INFO_BYTES, accept=INFO_TYPES)
            return read_info(data, base)
        except (ApplicationError, FormatError) as error:
            if not target.get("url") or _is_final(error):
                raise
            return None

    def _single(self, url: str) -> Received:
        limit = settings.MAX_UPLOAD_MB * 1024**2
        fetched = self._web.fetch(url, limit=limit, accept=IMAGE_TYPES)
        return _checked(fetched.file, url)

    def _tiles(self, way: Tiles) -> Received:
        """The pieces pasted into one image; each must have the size that it was asked for."""
        whole = Image.new("RGB", way.size, "white")
        for url, (left, top, width, height) in way.pieces:
            self._check()
            fetched = self._web.fetch(url, limit=MAX_TILE_BYTES, seconds=120, accept=IMAGE_TYPES)
            with _checked(fetched.file, url).file as file, Image.open(file) as piece:
                if abs(piece.width - width) > 1 or abs(piece.height - height) > 1:
                    raise ApplicationError(
                        "wrong_tile",
                        f"{url} is {piece.width} × {piece.height} pixels and not"
                        f" {width} × {height}, so the page cannot be put together."
                        " Ask the library whose image it is.",
                    )
                whole.paste(piece.convert("RGB"), (left, top))
        file = tempfile.TemporaryFile()  # noqa: SIM115  whoever asked closes it
        if max(way.size) > LONGEST_JPEG:
            whole.save(file, "PNG")
        else:
            whole.save(file, "JPEG", quality=QUALITY, subsampling=0)
        file.seek(0)
        return Received(file, *way.size, "png" if max(way.size) > LONGEST_JPEG else "jpg")


def _checked(file: IO[bytes], url: str) -> Received:
    """What came, if it is an image; only its head is read."""
    try:
        image = Image.open(file, formats=tuple(SUFFIXES))
        width, height, suffix = image.width, image.height, SUFFIXES.get(str(image.format), "jpg")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        file.close()
        raise ApplicationError(
            "no_image",
            f"{url} gives no image that can be read. Open the address in a browser to see what it"
            " gives; the library may want a log-in.",
        ) from error
    file.seek(0)
    return Received(file, width, height, suffix)


def _is_final(error: Exception) -> bool:
    """Whether another way to the same image is not worth trying."""
    return isinstance(error, FetchError) and (
        error.is_passing or error.code in {"host_busy", "forbidden_address"}
    )


def _larger(best: Received | None, got: Received) -> Received:
    if best is None:
        return got
    smaller, larger = sorted((best, got), key=lambda one: one.width * one.height)
    smaller.file.close()
    return larger


def _area(size: tuple[int, int]) -> int:
    return size[0] * size[1]
