"""Tiny pages and models for the tests of the engine."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from apps.formats.registry import codec
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout

SHARED = Path(__file__).parents[3] / "shared" / "data"
TEXTS = ("una casa", "cosa nuova", "vasca sana", "nuca canuta")

PageMaker = Callable[..., Path]


@pytest.fixture
def shared() -> Path:
    """The folder of real pages and models."""
    if not SHARED.exists():
        pytest.skip("the folder of real data is not here")
    return SHARED


@pytest.fixture
def page_image() -> Image.Image:
    """A page of four printed lines with wide gaps."""
    image = Image.new("RGB", (700, 1000), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=48)
    for number, text in enumerate(TEXTS):
        draw.text((80, 200 + number * 110), text, font=font, fill="black", anchor="ls")
    return image


@pytest.fixture
def page_layout() -> PageLayout:
    """The lines of ``page_image`` with masks and texts, in one region."""
    region = RegionLayout(polygon=((40, 100), (660, 100), (660, 600), (40, 600)), type="Main")
    lines = []
    for number, text in enumerate(TEXTS):
        y = 200 + number * 110
        lines.append(
            LineLayout(
                baseline=((75, y), (400, y)),
                mask=((75, y - 50), (400, y - 50), (400, y + 16), (75, y + 16)),
                region_uid=region.uid,
                text=LineText(text=text),
            )
        )
    return PageLayout(width=700, height=1000, regions=(region,), lines=tuple(lines))


@pytest.fixture
def make_page(tmp_path: Path, page_image: Image.Image, page_layout: PageLayout) -> PageMaker:
    """Write the page and its ground truth side by side; ``texts`` replaces the texts."""

    def make(name: str, texts: tuple[str, ...] = TEXTS) -> Path:
        page_image.save(tmp_path / f"{name}.png")
        lines = tuple(
            LineLayout(
                baseline=line.baseline,
                mask=line.mask,
                region_uid=line.region_uid,
                text=LineText(text=text),
            )
            for line, text in zip(page_layout.lines, texts, strict=True)
        )
        layout = PageLayout(
            width=page_layout.width,
            height=page_layout.height,
            image_name=f"{name}.png",
            regions=page_layout.regions,
            lines=lines,
        )
        file = tmp_path / f"{name}.xml"
        file.write_bytes(codec("page").write(layout))
        return file

    return make
