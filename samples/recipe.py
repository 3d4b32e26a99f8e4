"""Makes the sample: its pages, its ground truth and its model, and measures the model.

python samples/recipe.py pages     writes samples/pages
python samples/recipe.py train     trains samples/model.safetensors (about 20 minutes)
python samples/recipe.py measure   prints the character error rate on pages it has never seen
"""

import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image
from render import FONTS, SIZE, Press, RenderedPage
from texts import LEARNING, PAGES

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT.parent))

from apps.engine.evaluation import evaluate  # noqa: E402 - the project is no installed package
from apps.engine.masks import compute_masks  # noqa: E402
from apps.engine.options import (  # noqa: E402
    Command,
    RecognitionOptions,
    SegmentationOptions,
    TrainingData,
    TrainingOptions,
    TrainingProgress,
)
from apps.engine.recognition import recognise  # noqa: E402
from apps.engine.segmentation import segment  # noqa: E402
from apps.engine.training import train  # noqa: E402
from apps.engine.training_data import read_page  # noqa: E402
from apps.formats.registry import codec  # noqa: E402
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout  # noqa: E402

SEED = 1616
MODEL = ROOT / "model.safetensors"
CHECKPOINTS = Path(tempfile.gettempdir()) / "sample-model"
WITH_GROUND_TRUTH = 4
LEARNING_PAGES = 80
CHECKING_PAGES = 6
EPOCHS = 10
_MARKS = ".,;:!?"


def make_pages() -> None:
    """Render the sample pages; the first four get their ground truth."""
    folder = ROOT / "pages"
    folder.mkdir(exist_ok=True)
    for number, page in enumerate(_sample_pages(SEED), 1):
        name = f"page-{number}.jpg"
        (folder / name).write_bytes(page.jpeg)
        if number <= WITH_GROUND_TRUTH:
            layout = _layout(page, folder / name)
            (folder / name).with_suffix(".xml").write_bytes(codec("page").write(layout))


def train_model() -> None:
    """Train on pages of other texts and shuffled words."""
    random = np.random.default_rng(SEED)
    CHECKPOINTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number in range(LEARNING_PAGES + CHECKING_PAGES):
            text = _learning_text(random, number)
            page = Press(SEED + 1000 + number).page("", text, FONTS[number % len(FONTS)])
            files.append(_write(page, Path(folder) / f"{number}.jpg"))
        options = TrainingOptions(epochs=EPOCHS, patience=4, batch_size=8, seed=SEED)
        pages = tuple(read_page(file) for file in files)
        data = TrainingData(pages[CHECKING_PAGES:], pages[:CHECKING_PAGES])
        result = train(options, data, None, MODEL, _print_progress, checkpoint_dir=CHECKPOINTS)
    print(f"Best epoch {result.best_epoch}: accuracy {result.accuracy:.2%}")


def measure() -> None:
    """Segment and read held-out pages: the texts of the sample, printed anew."""
    pairs: list[tuple[str, str]] = []
    for page in _sample_pages(SEED + 500):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.jpg"
            path.write_bytes(page.jpeg)
            image = Image.open(path)
            image.load()
        layout = segment(image, None, SegmentationOptions())
        texts = dict(recognise(image, layout, MODEL, RecognitionOptions()))
        read = "\n".join(texts[line.uid].text for line in layout.lines)
        pairs.append(("\n".join(line.text for line in page.lines), read))
        print(f"{evaluate(pairs[-1:]).cer:.2%}")
    report = evaluate(pairs)
    print(f"CER {report.cer:.2%} on {report.characters} characters of {len(pairs)} pages")
    for confusion in report.confusions[:10]:
        print(confusion)


def _sample_pages(seed: int) -> Iterable[RenderedPage]:
    for number, (title, _, text) in enumerate(PAGES):
        yield Press(seed + number).page(title, text, FONTS[number])


def _learning_text(random: np.random.Generator, number: int) -> str:
    """Every other page a text as it stands, the others words in any order and dress."""
    if number % 2 == 0:
        chosen = random.permutation(len(LEARNING))[:3]
        return " ".join(LEARNING[index] for index in chosen)
    words = re.findall(r"\w+(?:['-]\w+)*", " ".join(LEARNING))
    return " ".join(_dress(str(word), random) for word in random.choice(words, 190))


def _dress(word: str, random: np.random.Generator) -> str:
    kind = random.random()
    if kind < 0.04:
        return str(random.integers(1, 2000))
    if kind < 0.07:
        return f"({word})" if kind < 0.055 else f"« {word} »"
    if kind < 0.22:
        word = word.capitalize()
    elif kind < 0.26:
        word = word.upper().replace("ẞ", "SS")
    mark = random.random()
    if mark < 0.2:
        word += str(random.choice(list(_MARKS)))
    elif mark < 0.24:
        word += f" {random.choice(list(';:!?—'))}"
    return word


def _write(page: RenderedPage, path: Path) -> Path:
    path.write_bytes(page.jpeg)
    xml = path.with_suffix(".xml")
    xml.write_bytes(codec("page").write(_layout(page, path)))
    return xml


def _layout(page: RenderedPage, image: Path) -> PageLayout:
    """The page as ground truth, its masks computed as for any page."""
    region = RegionLayout(polygon=page.block, type="MainZone")
    lines = tuple(
        LineLayout(baseline=line.baseline, region_uid=region.uid, text=LineText(text=line.text))
        for line in page.lines
    )
    layout = PageLayout(
        width=SIZE[0], height=SIZE[1], image_name=image.name, regions=(region,), lines=lines
    )
    with Image.open(image) as pixels:
        masks = compute_masks(pixels, layout)
    with_masks = tuple(
        LineLayout(
            baseline=line.baseline,
            mask=masks.get(line.uid),
            region_uid=region.uid,
            text=line.text,
        )
        for line in lines
    )
    return PageLayout(
        width=SIZE[0], height=SIZE[1], image_name=image.name, regions=(region,), lines=with_masks
    )


def _print_progress(progress: TrainingProgress) -> Command:
    if progress.message:
        print(progress.message, flush=True)
    return Command.CONTINUE


if __name__ == "__main__":
    {"pages": make_pages, "train": train_model, "measure": measure}[sys.argv[1]]()
