"""Training sets for kraken: the very images that a training here learns from."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.core.files import File
from PIL import Image

from apps.documents.models import Document, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.documents.services.layout import replace_layout
from apps.documents.services.parts import add_part
from apps.documents.services.transcriptions import write_texts
from apps.exports.models import Export
from apps.exports.params import ExportParams
from apps.exports.services import request_export
from apps.formats.registry import read_pages
from apps.jobs.models import Job
from apps.jobs.runner import run
from apps.layout.types import LineText
from apps.users.models import User
from tests.training.frozen_pages import all_pages, frozen_pages

pytestmark = pytest.mark.django_db
SAMPLES = Path(settings.BASE_DIR) / "samples" / "pages"
PAGES = [path for path in sorted(SAMPLES.glob("*.jpg")) if path.with_suffix(".xml").exists()][:2]


@pytest.fixture
def book(document: Document, layer: TranscriptionLayer, alice: User) -> Document:
    """Two real pages with their ground truth; one line has markup, one has no text."""
    for path in PAGES:
        with path.open("rb") as file:
            part = add_part(document=document, user=alice, upload=File(file, path.name)).parts[0]
        xml = path.with_suffix(".xml")
        (layout,) = read_pages(xml.read_bytes(), xml.name)
        report = replace_layout(part=part, layout=layout, user=alice, reason="test")
        texts = {report.uids[line.uid]: line.text for line in layout.lines if line.text}
        first, second, *_ = texts
        texts[first] = LineText(f"<em>{texts[first].text}</em>")
        texts[second] = LineText(" ")
        write_texts(part=part, layer=layer, texts=texts, user=alice, source=TextSource.IMPORT)
    return document


@pytest.fixture
def export(
    book: Document, layer: TranscriptionLayer, alice: User
) -> Callable[..., tuple[str, bytes]]:
    def make(name: str, **options: Any) -> tuple[str, bytes]:
        part_ids = list(book.parts.values_list("pk", flat=True))
        params = ExportParams(format=name, layers=[layer.pk], part_ids=part_ids, options=options)
        job = request_export(user=alice, document=book, params=params)
        run(job.pk)
        job = Job.objects.get(pk=job.pk)
        assert job.state == "done", job.error
        found = Export.objects.get(job=job)
        with found.file.open("rb") as file:
            return found.name, file.read()

    return make


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def learned(book: Document, layer: TranscriptionLayer, folder: Path) -> list[tuple[str, Any]]:
    """Texts and pixels of the lines as a training here takes them."""
    from apps.documents.page_layout import text_direction
    from apps.engine.line_images import cut_lines, plain_image

    found = []
    pages = all_pages(frozen_pages(book.project.owner, layer, folder))
    for page in sorted(pages, key=lambda page: page.name):
        with Image.open(page.image) as image:
            cuts = cut_lines(
                plain_image(image),
                page.layout,
                text_direction(book),
                kind="baselines",
                legacy=False,
            )
        found += [(cut.line.text.text, np.asarray(cut.image)) for cut in cuts if cut.line.text]
    return found


def test_line_images_with_their_texts(export: Callable[..., tuple[str, bytes]]) -> None:
    name, data = export("kraken", validation=2)
    assert name.endswith(".zip")
    files = unzipped(data)
    train = files["train.txt"].decode().split()
    held = files["validation.txt"].decode().split()
    images = sorted(path for path in files if path.endswith(".png"))
    assert sorted(train + held) == images
    assert held and train
    assert len({Path(path).parent for path in held}) == 1
    for path in images:
        text = files[f"{path.removesuffix('.png')}.gt.txt"].decode()
        assert text.strip()
        assert "<em>" not in text
        with Image.open(io.BytesIO(files[path])) as image:
            assert image.size[0] > image.size[1]
    assert "ketos" in files["README.txt"].decode()


def test_pages_without_text_are_no_training_set(
    book: Document, layer: TranscriptionLayer, alice: User
) -> None:
    for name in ("kraken", "kraken-arrow"):
        empty = TranscriptionLayer.objects.create(document=book, name=f"empty {name}")
        part_ids = list(book.parts.values_list("pk", flat=True))
        params = ExportParams(format=name, layers=[empty.pk], part_ids=part_ids)
        job = request_export(user=alice, document=book, params=params)
        run(job.pk)
        job.refresh_from_db()
        assert job.state == "failed"
        assert "a line with text" in job.error


@pytest.mark.kraken
def test_the_images_are_those_that_a_training_here_learns_from(
    book: Document,
    layer: TranscriptionLayer,
    export: Callable[..., tuple[str, bytes]],
    tmp_path: Path,
) -> None:
    expected = learned(book, layer, tmp_path)
    _, data = export("kraken")
    files = unzipped(data)
    stems = sorted(path.removesuffix(".png") for path in files if path.endswith(".png"))
    assert len(stems) == len(expected) > 20
    for stem, (text, pixels) in zip(stems, expected, strict=True):
        assert files[f"{stem}.gt.txt"].decode() == f"{text}\n"
        with Image.open(io.BytesIO(files[f"{stem}.png"])) as image:
            assert np.array_equal(np.asarray(image), pixels)


@pytest.mark.kraken
def test_the_compiled_file_loads_in_krakens_own_dataset(
    book: Document,
    layer: TranscriptionLayer,
    export: Callable[..., tuple[str, bytes]],
    tmp_path: Path,
) -> None:
    from apps.engine import kraken7  # noqa: F401 - prepares torch before kraken is imported

    # isort: split
    from kraken.lib.dataset import ArrowIPCRecognitionDataset
    from torchvision.transforms.v2 import PILToTensor

    expected = learned(book, layer, tmp_path)
    name, data = export("kraken-arrow", validation=2)
    assert name.endswith(".arrow")
    path = tmp_path / name
    path.write_bytes(data)
    sizes = {}
    for split in (None, "train", "validation"):
        dataset = ArrowIPCRecognitionDataset(
            whitespace_normalization=False,
            reorder=False,
            im_transforms=PILToTensor(),
            split_filter=split,
        )
        dataset.add(str(path))
        sizes[split] = len(dataset)
        assert dataset.seg_type == "baselines"
        assert dataset.legacy_polygons_status is False
        if split is None:
            dataset.no_encode()
            for number, (text, pixels) in enumerate(expected):
                sample = dataset[number]
                assert sample["target"] == text
                assert np.array_equal(np.moveaxis(sample["image"].numpy(), 0, -1).squeeze(), pixels)
            assert set(dataset.alphabet) == set("".join(text for text, _ in expected))
    assert sizes[None] == len(expected)
    assert sizes["train"] + sizes["validation"] == len(expected)
    assert sizes["validation"]


@pytest.mark.kraken
def test_memory_does_not_grow_with_the_lines(tmp_path: Path) -> None:
    import pyarrow as pa

    from apps.engine.line_dataset import LINES_AT_ONCE, DatasetLine, LineDataset

    path = tmp_path / "many.arrow"
    with LineDataset(path) as dataset:
        for number in range(LINES_AT_ONCE * 3 + 7):
            dataset.add(DatasetLine(f"line {number}", b"\x89PNG", "L", number % 10 == 0))
            assert len(dataset._waiting) < LINES_AT_ONCE
        dataset.finish()
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as found:
        assert found.num_record_batches == 4
        metadata = json.loads(found.schema.metadata[b"lines"])
        assert metadata["counts"] == {"all": 307, "train": 276, "validation": 31, "test": 0}
        assert found.read_all().num_rows == 307
    assert list(tmp_path.iterdir()) == [path]
