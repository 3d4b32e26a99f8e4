"""Books and image services for tests; a service is as strict as the level that it claims."""

import io
import json
import re
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from tests.web_server import Answer, WebServer

_PATH = re.compile(r"/(full|\d+,\d+,\d+,\d+)/([^/]+)/(\d+)/(default|native)\.(jpg|png)")
_CONTEXTS = {
    1: "http://library.stanford.edu/iiif/image-api/1.1/context.json",
    2: "http://iiif.io/api/image/2/context.json",
    3: "http://iiif.io/api/image/3/context.json",
}


def gradient(width: int, height: int) -> Image.Image:
    """An image in which each place has its own colour, so that swapped tiles are seen."""
    red = Image.linear_gradient("L").rotate(90).resize((width, height))
    green = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (red, green, Image.new("L", (width, height), 60)))


@dataclass
class ImageService:
    """``limits`` as in info.json; ``hidden_limit`` is a longest side that info.json hides."""

    image: Image.Image
    version: int = 3
    level: int = 2
    limits: dict[str, int] = field(default_factory=dict)
    sizes: list[tuple[int, int]] = field(default_factory=list)
    tile: int = 0
    factors: tuple[int, ...] = (1, 2, 4)
    hidden_limit: int = 0
    has_full: bool = True
    asked: list[str] = field(default_factory=list)

    def mount(self, server: WebServer, path: str) -> str:
        """Answer below ``path``; returns the service's id."""
        server.prefixes[path] = lambda rest: self.answer(server.url(path), rest)
        return server.url(path)

    def answer(self, base: str, rest: str) -> Answer:
        if rest == "/info.json":
            body = json.dumps(self.info(base)).encode()
            return Answer(body, headers={"Content-Type": "application/ld+json"})
        self.asked.append(rest)
        found = _PATH.fullmatch(rest)
        if not found or (found[4] == "native") != (self.version == 1):
            return Answer(b"bad request", 400)
        region, size = found[1], found[2]
        box = (0, 0, *self.image.size)
        if region != "full":
            x, y, width, height = map(int, region.split(","))
            box = (x, y, min(x + width, box[2]), min(y + height, box[3]))
        wanted = self._size(size, (box[2] - box[0], box[3] - box[1]))
        if wanted is None or not self._is_served(region, size, box, wanted):
            return Answer(b"not served", 501 if self.level else 404)
        return self._picture(box, wanted)

    def info(self, base: str) -> dict[str, Any]:
        width, height = self.image.size
        tiles = [{"width": self.tile, "scaleFactors": list(self.factors)}] if self.tile else []
        sizes = [{"width": w, "height": h} for w, h in self.sizes]
        shared = {"width": width, "height": height}
        if self.version == 1:
            level = (
                f"http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level{self.level}"
            )
            old = (
                {"tile_width": self.tile, "scale_factors": list(self.factors)} if self.tile else {}
            )
            return {"@context": _CONTEXTS[1], "@id": base, "profile": level, **shared, **old}
        found = {"@context": _CONTEXTS[self.version], **shared, "sizes": sizes, "tiles": tiles}
        if self.version == 2:
            level = f"http://iiif.io/api/image/2/level{self.level}.json"
            return {"@id": base, "profile": [level, self.limits], **found}
        profile = f"level{self.level}"
        return {"id": base, "type": "ImageService3", "profile": profile, **self.limits, **found}

    def _size(self, size: str, region: tuple[int, int]) -> tuple[int, int] | None:
        width, height = region
        if size in {"full", "max"}:
            if (size == "full") == (self.version == 3) or (size == "max" and self.version == 1):
                return None
            scale = min([1.0, *self._scales(region)])
            return round(width * scale), round(height * scale)
        across, _, down = size.partition(",")
        if not across or (self.version < 3 and down) or (self.version == 3 and not down):
            return None
        wide = int(across)
        return wide, int(down) if down else max(1, round(height * wide / width))

    def _scales(self, size: tuple[int, int]) -> list[float]:
        found = []
        if "maxWidth" in self.limits:
            tallest = self.limits.get("maxHeight", self.limits["maxWidth"])
            found += [self.limits["maxWidth"] / size[0], tallest / size[1]]
        if "maxArea" in self.limits:
            found.append((self.limits["maxArea"] / (size[0] * size[1])) ** 0.5)
        return found

    def _is_served(
        self, region: str, size: str, box: tuple[int, int, int, int], wanted: tuple[int, int]
    ) -> bool:
        if region == "full" and size in {"full", "max"}:
            return self.has_full
        if any(scale < 0.99 for scale in self._scales(wanted)):
            return False
        if self.level:
            return True
        if region == "full" and wanted in self.sizes:
            return True
        return any(
            box[0] % (self.tile * factor) == 0
            and box[1] % (self.tile * factor) == 0
            and max(wanted) <= self.tile
            for factor in self.factors
        )

    def _picture(self, box: tuple[int, int, int, int], size: tuple[int, int]) -> Answer:
        if self.hidden_limit and max(size) > self.hidden_limit:
            scale = self.hidden_limit / max(size)
            size = (round(size[0] * scale), round(size[1] * scale))
        buffer = io.BytesIO()
        self.image.crop(box).resize(size).save(buffer, "JPEG", quality=95, subsampling=0)
        return Answer(buffer.getvalue(), headers={"Content-Type": "image/jpeg"})


def picture(width: int = 60, height: int = 80, shade: int = 200) -> bytes:
    file = io.BytesIO()
    Image.new("L", (width, height), shade).save(file, "PNG")
    return file.getvalue()


def canvas(number: int, image: str | dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"id": image, "type": "Image"} if isinstance(image, str) else image
    painting = {"type": "Annotation", "motivation": "painting", "body": body}
    return {
        "id": f"https://a.org/canvas/{number}",
        "type": "Canvas",
        "label": {"none": [f"fol. {number}r"]},
        "height": 80,
        "width": 60,
        "items": [{"type": "AnnotationPage", "items": [painting]}],
        **more,
    }


def book(server: WebServer, path: str, canvases: list[dict[str, Any]], **more: Any) -> str:
    data = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": server.url(path),
        "type": "Manifest",
        "label": {"en": [f"Book {path}"]},
        "items": canvases,
        **more,
    }
    server.routes[path] = Answer(json.dumps(data).encode())
    return server.url(path)
