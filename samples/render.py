"""Renders pages of old-looking print with their exact ground truth."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from scipy.ndimage import gaussian_filter, map_coordinates

SIZE = (1200, 1700)
# A line of type: its text, where it starts and ends, and its height on the page.
Placed = tuple[str, float, float, float]
_FONTS = "/usr/share/fonts/"
# Debian packages: fonts-ebgaramond, fonts-linuxlibertine, fonts-sil-gentiumplus, fonts-cmu,
# fonts-sil-charis, fonts-adf-accanthis; all under free font licences.
FONTS = (
    "opentype/ebgaramond/EBGaramond12-Regular.otf",
    "opentype/linux-libertine/LinLibertine_R.otf",
    "truetype/gentiumplus/GentiumPlus-Regular.ttf",
    "truetype/cmu/cmunrm.ttf",
    "opentype/ebgaramond/EBGaramond12-Italic.otf",
    "truetype/charis/CharisSIL-Regular.ttf",
    "truetype/adf/AccanthisADFStd-Regular.otf",
    "truetype/gentiumplus/GentiumPlus-Italic.ttf",
)


@dataclass(frozen=True)
class RenderedLine:
    """One printed line: its text and its baseline on the finished page."""

    text: str
    baseline: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class RenderedPage:
    """A page as a JPEG, with its lines and the corners of its text block."""

    jpeg: bytes
    lines: tuple[RenderedLine, ...]
    block: tuple[tuple[int, int], ...]


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break a text into lines that fit."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]


class Press:
    """Prints pages; everything random comes from the seed."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def page(self, title: str, text: str, font_path: str) -> RenderedPage:
        """Set a title and a text as large as they fit, print them, and age the paper."""
        random = self.random
        left, right = int(random.integers(120, 150)), SIZE[0] - int(random.integers(110, 140))
        y = float(random.integers(150, 190))
        leading = float(random.uniform(1.28, 1.42))
        size = self._size(text, font_path, (right - left, SIZE[1] - 260 - y), leading)
        font = ImageFont.truetype(_FONTS + font_path, size)
        ink = Image.new("L", SIZE, 0)
        draw = ImageDraw.Draw(ink)
        placed: list[Placed] = []
        if title:
            heading = ImageFont.truetype(_FONTS + font_path, size + 10)
            start = (left + right - heading.getlength(title)) / 2
            end = self._print_line(draw, (start, y), title, heading, 0.0)
            placed.append((title, start, end, y))
            y += size * 2.2
        body = wrap(text, font, right - left)
        for line in body:
            if y > SIZE[1] - 110:
                break
            missing = right - left - font.getlength(line)
            spread = missing / max(line.count(" "), 1) if line is not body[-1] else 0.0
            end = self._print_line(draw, (left, y), line, font, spread)
            placed.append((line, left, end, y))
            y += size * leading
        return self._age(ink, placed)

    def _size(self, text: str, font_path: str, room: tuple[float, float], leading: float) -> int:
        """The largest type size for which the text fits, never smaller than 34 pixels."""
        for size in range(int(self.random.integers(46, 56)), 34, -1):
            font = ImageFont.truetype(_FONTS + font_path, size)
            if len(wrap(text, font, int(room[0]))) * size * leading < room[1]:
                return size
        return 34

    def _print_line(
        self,
        draw: ImageDraw.ImageDraw,
        start: tuple[float, float],
        text: str,
        font: ImageFont.FreeTypeFont,
        spread: float,
    ) -> float:
        """Word by word, each slightly off its place and inked on its own; return where it ends."""
        x = start[0]
        for word in text.split(" "):
            y = start[1] + self.random.normal(0, 0.5)
            fill = int(np.clip(self.random.normal(238, 14), 170, 255))
            draw.text((x, y), word, font=font, fill=fill, anchor="ls")
            x += font.getlength(f"{word} ") + spread
        return x - font.getlength(" ") - spread

    def _age(self, ink: Image.Image, placed: list[Placed]) -> RenderedPage:
        random = self.random
        coverage = np.asarray(ink, dtype=np.float32) / 255
        spread = gaussian_filter(coverage, float(random.uniform(0.5, 1.0)))
        grain = gaussian_filter(random.normal(0, 1, coverage.shape), 1.1)
        coverage = np.clip((spread - 0.2 + 0.16 * grain) * 2.8, 0, 1) * (spread > 0.03)
        warp = _Warp(random)
        coverage = map_coordinates(coverage, warp.sources(), order=1, mode="constant")
        page = self._paper() - coverage[..., None] * self._ink_colour() * 0.97
        page += random.normal(0, float(random.uniform(3, 7)), page.shape[:2])[..., None]
        image = Image.fromarray(np.clip(page, 0, 255).astype(np.uint8))
        image = image.filter(ImageFilter.GaussianBlur(float(random.uniform(0.3, 0.7))))
        lines = tuple(
            RenderedLine(text, tuple(warp.target(x, y) for x in np.linspace(x0, x1, 5)))
            for text, x0, x1, y in placed
        )
        xs = [point[0] for line in lines for point in line.baseline]
        ys = [point[1] for line in lines for point in line.baseline]
        box = (min(xs) - 25, min(ys) - 70, max(xs) + 25, max(ys) + 35)
        corners = ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3]))
        return RenderedPage(_jpeg(image), lines, corners)

    def _paper(self) -> np.ndarray:
        """Yellowed, blotched, darker towards the edges, with a few stains."""
        random = self.random
        height, width = SIZE[1], SIZE[0]
        tone = np.array([242.0, 233.0, 212.0]) * random.uniform(0.93, 1.02)
        tone[2] -= random.uniform(0, 16)
        clouds = gaussian_filter(random.normal(0, 1, (height // 8, width // 8)), 12)
        clouds = np.kron(clouds / (np.abs(clouds).max() + 1e-6), np.ones((8, 8)))
        clouds = np.pad(
            clouds, ((0, height - clouds.shape[0]), (0, width - clouds.shape[1])), "edge"
        )
        fibres = gaussian_filter(random.normal(0, 1, (height, width)), (0.6, 2.5)) * 9
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        edge = 22 * np.clip(np.hypot(x * 0.75, y * 0.8) - 0.55, 0, None)
        shade = 9 * clouds + fibres - edge
        for _ in range(int(random.integers(0, 4))):
            centre, radius = random.uniform(-1, 1, 2), random.uniform(0.02, 0.09)
            shade -= 14 * (np.hypot(x - centre[0], y - centre[1]) < radius)
        return tone[None, None, :] + gaussian_filter(shade, 0.8)[..., None]

    def _ink_colour(self) -> np.ndarray:
        dark = float(self.random.uniform(165, 200))
        return np.array([dark, dark - 4, dark - 22])


class _Warp:
    """A slight rotation and a slow wave, forwards and backwards."""

    def __init__(self, random: np.random.Generator) -> None:
        self._slope = float(np.tan(np.deg2rad(random.normal(0, 0.45))))
        self._height = float(random.uniform(0, 5))
        self._length = float(random.uniform(700, 1600))
        self._phase = float(random.uniform(0, 6.28))

    def _lift(self, x: np.ndarray | float) -> np.ndarray | float:
        wave = np.sin(2 * np.pi * x / self._length + self._phase)
        return self._slope * (x - SIZE[0] / 2) + self._height * wave

    def sources(self) -> np.ndarray:
        """Where each pixel of the aged page comes from."""
        y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float64)
        return np.stack([y - self._lift(x), x])

    def target(self, x: float, y: float) -> tuple[int, int]:
        """Where a point of the type lands on the aged page."""
        return (round(float(x)), round(float(y + self._lift(x))))


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=62, optimize=True)
    return file.getvalue()
