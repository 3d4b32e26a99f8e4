"""IIIF image services of versions 1, 2 and 3: what they give, and which requests get a page.

A service says how large an image it sends at once (``maxWidth``, ``maxHeight``, ``maxArea``), in
which sizes and tiles (level 0 gives no others), and what it can do (levels 1 and 2). From that
come the ways to get the page, the best one first; a service that does not keep its word is met
by trying the next way.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from apps.formats.base import FormatError
from apps.formats.iiif_values import as_list, id_of, integer, objects, type_of

Size = tuple[int, int]
Box = tuple[int, int, int, int]

OWN_TILE = 2048
MAX_TILES = 4_000
MAX_BASE = 4_000
_VERSION = re.compile(r"image(?:-api)?/(\d)|ImageService(\d)")
_LEVEL = re.compile(r"level([012])")


@dataclass(frozen=True, slots=True)
class ServiceRef:
    """A service as a manifest names it; ``version`` 0 where it does not say which."""

    base: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class TileSet:
    """Tiles of one size, each covering ``factor`` times its pixels of the whole image."""

    width: int
    height: int
    factors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What ``info.json`` says; limits are 0 where there is none."""

    base: str
    version: int
    width: int
    height: int
    level: int = 1
    max_width: int = 0
    max_height: int = 0
    max_area: int = 0
    sizes: tuple[Size, ...] = ()
    tiles: tuple[TileSet, ...] = ()
    supports: frozenset[str] = field(default_factory=frozenset)

    def can(self, feature: str) -> bool:
        """Whether the service takes such requests: it says so, or its level does."""
        least = {"regionByPx": 1, "sizeByW": 1, "sizeByWh": 2, "rotationBy90s": 2}.get(feature, 3)
        return feature in self.supports or self.level >= least


@dataclass(frozen=True, slots=True)
class Single:
    """The page in one request; ``size`` is what it should have."""

    url: str
    size: Size


@dataclass(frozen=True, slots=True)
class Tiles:
    """The page in many requests: where each piece goes in an image of ``size``."""

    pieces: tuple[tuple[str, Box], ...]
    size: Size


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: at most so many pixels, a longest side (0: as long as it is), a part."""

    max_pixels: int
    max_side: int = 0
    crop: Box | None = None
    rotation: int = 0


def service_of(value: Any) -> ServiceRef | None:
    """The image service among those that an image names; others (log-ins, search) are not ours."""
    found: ServiceRef | None = None
    for item in objects(value):
        said = f"{type_of(item)} {item.get('@context', '')} {item.get('profile', '')}"
        version = _version(said)
        base = id_of(item).removesuffix("/info.json").rstrip("/")
        if not base.startswith(("http://", "https://")) or len(base) > MAX_BASE:
            continue
        is_image = bool(version) or "image" in said.lower() or bool(_LEVEL.search(said))
        if is_image and (found is None or version > found.version):
            found = ServiceRef(base, version)
    return found


def read_info(data: Any, base: str) -> ImageInfo:
    """The answer of ``<base>/info.json``. The base that we asked stays: it is the one we reach."""
    width = integer(data.get("width")) if isinstance(data, Mapping) else 0
    height = integer(data.get("height")) if isinstance(data, Mapping) else 0
    if not width or not height:
        raise FormatError(
            f"{base}/info.json", "it does not say how large the image is.", "Ask the library."
        )
    profiles = as_list(data.get("profile"))
    more = next(iter(objects(profiles)), {})
    said = f"{type_of(data)} {data.get('@context', '')} {profiles}"
    limits = {key: integer(data.get(key)) or integer(more.get(key)) for key in _LIMITS}
    level = _LEVEL.search(str(profiles))
    return ImageInfo(
        base=base,
        version=_version(said) or 2,
        width=width,
        height=height,
        level=int(level[1]) if level else 1,
        max_width=limits["maxWidth"],
        max_height=limits["maxHeight"] or limits["maxWidth"],
        max_area=limits["maxArea"],
        sizes=_sizes(data),
        tiles=_tiles(data),
        supports=frozenset(
            str(item) for item in as_list(data.get("extraFeatures")) + as_list(more.get("supports"))
        ),
    )


def ways(info: ImageInfo, wish: Wish) -> Iterator[Single | Tiles]:
    """The requests that give the page, the best way first."""
    if wish.crop and info.can("regionByPx"):
        x, y, width, height = wish.crop
        size = _at_most((width, height), wish)
        asked = _best_name(info) if size == (width, height) else _size_name(info, size)
        yield Single(_url(info, f"{x},{y},{width},{height}", asked, wish.rotation), size)
        return
    wanted = _at_most((info.width, info.height), wish)
    once = _limited(wanted, info)
    tiled = _tiled(info, wanted)
    singles = list(_singles(info, wanted, once, wish))
    is_enough = bool(singles) and _area(singles[0].size) >= 0.98 * _area(wanted)
    if tiled and not is_enough and (not singles or _area(tiled.size) > _area(singles[0].size)):
        yield tiled
        yield from singles
        return
    yield from singles[:1]
    if tiled:
        yield tiled
    yield from singles[1:]


def _singles(info: ImageInfo, wanted: Size, once: Size, wish: Wish) -> Iterator[Single]:
    """Whole images, the largest first: by name, by width, in the sizes that are listed."""
    rotation = wish.rotation if info.can("rotationBy90s") else 0
    full = (info.width, info.height)
    if wanted == full:
        yield Single(_url(info, "full", _best_name(info), rotation), _limited(full, info))
    elif info.can("sizeByW") or info.can("sizeByWh"):
        yield Single(_url(info, "full", _size_name(info, once), rotation), once)
    fitting = [size for size in info.sizes if size[0] <= wanted[0] and size[1] <= wanted[1]]
    for size in sorted(fitting, key=_area, reverse=True)[:3]:
        yield Single(_url(info, "full", _size_name(info, size), rotation), size)
    if wanted == full and info.version == 2:
        other = "max" if _best_name(info) == "full" else "full"
        yield Single(_url(info, "full", other, rotation), once)


def _tiled(info: ImageInfo, wanted: Size) -> Tiles | None:
    """Tiles at the finest scale that is not larger than what is wanted."""
    sets = list(info.tiles)
    if not sets and info.can("regionByPx"):
        side = min(filter(None, (OWN_TILE, info.max_width, info.max_height)))
        side = min(side, math.isqrt(info.max_area) if info.max_area else side)
        sets = [TileSet(side, side, (1,))]
    fitting = [
        (factor, tiles)
        for tiles in sets
        for factor in tiles.factors
        if math.ceil(info.width / factor) <= wanted[0]
        and math.ceil(info.height / factor) <= wanted[1]
    ]
    if not fitting:
        return None
    factor, tiles = min(fitting, key=lambda found: (found[0], -found[1].width))
    across, down = tiles.width * factor, tiles.height * factor
    if math.ceil(info.width / across) * math.ceil(info.height / down) > MAX_TILES:
        return None
    pieces = tuple(
        _piece(info, (left, top, across, down), factor)
        for top, left in product(range(0, info.height, down), range(0, info.width, across))
    )
    return Tiles(pieces, (math.ceil(info.width / factor), math.ceil(info.height / factor)))


def _piece(info: ImageInfo, box: Box, factor: int) -> tuple[str, Box]:
    left, top, across, down = box
    width, height = min(across, info.width - left), min(down, info.height - top)
    size = (math.ceil(width / factor), math.ceil(height / factor))
    is_whole = (width, height) == (info.width, info.height)
    region = "full" if is_whole else f"{left},{top},{width},{height}"
    name = _best_name(info) if is_whole and factor == 1 else _size_name(info, size)
    return _url(info, region, name), (left // factor, top // factor, *size)


def _url(info: ImageInfo, region: str, size: str, rotation: int = 0) -> str:
    quality = "native" if info.version == 1 else "default"
    return f"{info.base}/{region}/{size}/{rotation}/{quality}.jpg"


def _best_name(info: ImageInfo) -> str:
    """How a version calls the largest image that it gives."""
    has_limit = info.max_width or info.max_area
    return "max" if info.version >= 3 or (info.version == 2 and has_limit) else "full"


def _size_name(info: ImageInfo, size: Size) -> str:
    return f"{size[0]},{size[1]}" if info.version >= 3 else f"{size[0]},"


def _at_most(size: Size, wish: Wish) -> Size:
    """The size that is wanted of an image: whole, or as large as the limits allow."""
    scale = math.sqrt(wish.max_pixels / _area(size))
    if wish.max_side:
        scale = min(scale, wish.max_side / max(size))
    return size if scale >= 1 else _scaled(size, scale)


def _limited(size: Size, info: ImageInfo) -> Size:
    """The size at which the service sends it at once."""
    scales = [1.0]
    if info.max_width:
        scales += [info.max_width / size[0], info.max_height / size[1]]
    if info.max_area:
        scales.append(math.sqrt(info.max_area / _area(size)))
    return size if min(scales) >= 1 else _scaled(size, min(scales))


def _scaled(size: Size, scale: float) -> Size:
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _area(size: Size) -> int:
    return size[0] * size[1]


def _version(said: str) -> int:
    return max((int(a or b) for a, b in _VERSION.findall(said)), default=0)


def _sizes(data: Mapping[str, Any]) -> tuple[Size, ...]:
    found = [
        (integer(item.get("width")), integer(item.get("height")))
        for item in objects(data.get("sizes"))
    ]
    return tuple(size for size in found if all(size))


def _tiles(data: Mapping[str, Any]) -> tuple[TileSet, ...]:
    """Versions 2 and 3 list sets of tiles, version 1 has one."""
    old = {
        "width": data.get("tile_width"),
        "height": data.get("tile_height"),
        "scaleFactors": data.get("scale_factors"),
    }
    sets = []
    for item in [*objects(data.get("tiles")), old]:
        width = integer(item.get("width"))
        factors = tuple(filter(None, map(integer, as_list(item.get("scaleFactors")))))
        if width:
            sets.append(TileSet(width, integer(item.get("height")) or width, factors or (1,)))
    return tuple(sets)


_LIMITS = ("maxWidth", "maxHeight", "maxArea")
