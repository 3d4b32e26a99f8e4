"""Tiny pages and models for the tests of the engine."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from apps.engine.options import Command, TrainingData, TrainingOptions
from apps.formats.registry import codec
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout, TextDirection

SHARED = Path(__file__).parents[3] / "shared" / "data"
TINY = "[1,24,0,1 Cr3,3,16 Gn8 Mp2,2 Cr3,3,24 Gn8 Mp2,1 S1(1x0)1,3 Lbx32]"
TEXTS = ("una casa", "cosa nuova", "vasca sana", "nuca canuta")

PageMaker = Callable[..., Path]


@pytest.fixture
def shared() -> Path:
    """The folder of real pages and models."""
    if not SHARED.exists():
        pytest.skip("the folder of real data is not here")
    return SHARED


@pytest.fixture(scope="session")
def page_image() -> Image.Image:
    """A page of four printed lines with wide gaps."""
    image = Image.new("RGB", (700, 1000), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=48)
    for number, text in enumerate(TEXTS):
        draw.text((80, 200 + number * 110), text, font=font, fill="black", anchor="ls")
    return image


@pytest.fixture(scope="session")
def page_layout() -> PageLayout:
    """The lines of ``page_image`` with masks and texts, in one region."""
    return layout_of(TEXTS)


@pytest.fixture
def make_page(tmp_path: Path, page_image: Image.Image) -> PageMaker:
    """Write the page and its ground truth side by side; ``texts`` replaces the texts."""

    def make(name: str, texts: tuple[str, ...] = TEXTS) -> Path:
        return write_page(tmp_path / f"{name}.xml", page_image, layout_of(texts))

    return make


@pytest.fixture(scope="session")
def reader(page_image: Image.Image, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model that reads ``page_image``."""
    return train_reader(page_image, TEXTS, tmp_path_factory.mktemp("reader"), "horizontal-lr")


def layout_of(texts: tuple[str, ...]) -> PageLayout:
    """Four lines that say ``texts``."""
    region = RegionLayout(polygon=((40, 100), (660, 100), (660, 600), (40, 600)), type="Main")
    lines = []
    for number, text in enumerate(texts):
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


def write_page(file: Path, image: Image.Image, layout: PageLayout) -> Path:
    """A PAGE file beside its image."""
    image.save(file.with_suffix(".png"))
    named = replace(layout, image_name=file.with_suffix(".png").name)
    file.write_bytes(codec("page").write(named))
    return file


def data_of(train: list[Path], validation: list[Path]) -> TrainingData:
    """Files of ground truth as the engine takes them."""
    from apps.engine.training_data import read_page

    return TrainingData(
        tuple(read_page(file) for file in train), tuple(read_page(file) for file in validation)
    )


def train_reader(
    image: Image.Image, texts: tuple[str, ...], folder: Path, direction: TextDirection
) -> Path:
    """Train a tiny network until it knows four lines by heart."""
    from apps.engine.training import train

    page = write_page(folder / "page.xml", image, layout_of(texts))
    options = TrainingOptions(
        epochs=130,
        patience=130,
        learning_rate=0.005,
        batch_size=1,
        direction=direction,
        spec=TINY,
        augment=False,
        workers=1,
    )
    model = folder / "reader.safetensors"
    train(options, data_of([page], [page]), None, model, lambda _: Command.CONTINUE)
    return model
