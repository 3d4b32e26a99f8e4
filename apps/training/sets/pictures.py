"""What a page looks like in 256 bits: nearly the same for nearly the same picture."""

from collections.abc import Iterable

from django.core.cache import cache
from PIL import Image

from apps.common.files import local_path
from apps.images.models import PageImage

SIDE = 16
KEPT_SECONDS = 60 * 60 * 24 * 90


def fingerprints(images: Iterable[PageImage]) -> dict[int, int]:
    """The bits of each image that has a thumbnail, by its id; computed once for each look."""
    keys = {_key(image): image for image in images if image.thumbnail}
    known: dict[str, int] = {key: int(value, 16) for key, value in cache.get_many(keys).items()}
    made = {key: bits for key in keys.keys() - known if (bits := _bits(keys[key])) is not None}
    cache.set_many({key: f"{bits:x}" for key, bits in made.items()}, KEPT_SECONDS)
    return {keys[key].pk: bits for key, bits in (known | made).items()}


def difference(one: int, other: int) -> float:
    """How much two pictures differ, 0-1; two unrelated pages of a book differ by about a third."""
    return (one ^ other).bit_count() / SIDE**2


def _key(image: PageImage) -> str:
    return f"picture:{image.pk}:{image.look}:{image.frame}"


def _bits(image: PageImage) -> int | None:
    """Where it gets darker from left to right, on a grid of 16 by 16."""
    try:
        with local_path(str(image.thumbnail.name)) as path, Image.open(path) as opened:
            small = opened.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    except OSError:
        return None
    data = small.tobytes()
    bits = 0
    for row in range(SIDE):
        start = row * (SIDE + 1)
        for at in range(start, start + SIDE):
            bits = bits << 1 | (data[at] > data[at + 1])
    return bits
