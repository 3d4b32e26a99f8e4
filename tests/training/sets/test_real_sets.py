"""Real ground truth: split, checked, frozen, and read again to the last point and character."""

from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files import File

from apps.documents.models import Document
from apps.documents.models.transcription import TextSource
from apps.documents.services.layout import replace_layout
from apps.documents.services.parts import add_part
from apps.documents.services.transcriptions import write_texts
from apps.formats.registry import read_pages
from apps.images.derivatives import build
from apps.training.models import Split
from apps.training.sets import duplicates, services
from apps.training.sets.check import check, targets_of_set
from apps.training.sets.content import page_digest
from apps.training.sets.frozen import layouts_of, training_data
from apps.training.sets.report import CheckReport
from apps.users.models import User

pytestmark = pytest.mark.django_db
DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
SETS = ("hand_fr_19c", "hand_fro_medieval", "print_fr_17c", "rtl_ar_hand", "vertical_ja")
IMAGES = (".jpg", ".jpeg", ".png", ".tif")
PAGES = 12


def fill(document: Document, user: User, name: str) -> None:
    """The pages of a set with their text."""
    layer = document.layers.create(name="ground truth", is_ground_truth=True)
    images = sorted(path for path in (DATA / name).rglob("*") if path.suffix.lower() in IMAGES)
    pairs = ((image, image.with_suffix(".xml")) for image in images)
    for image, xml in islice((pair for pair in pairs if pair[1].exists()), PAGES):
        with image.open("rb") as file:
            part = add_part(document=document, user=user, upload=File(file, image.name)).parts[0]
        build(part.image)
        layout = read_pages(xml.read_bytes(), xml.name)[0]
        report = replace_layout(part=part, layout=layout, user=user, reason=xml.name)
        texts = {report.uids[line.uid]: line.text for line in layout.lines if line.text}
        write_texts(part=part, layer=layer, texts=texts, user=user, source=TextSource.IMPORT)


def told(report: CheckReport) -> str:
    """The report as a person reads it, for the output of a failing test."""
    lines = [str(report.facts), str(report.advice)]
    for finding in report.findings:
        lines += [f"{finding.severity} {finding.code} {finding.count}: {finding.title}"]
        lines += [f"    {one.page}:{one.line} {one.note} | {one.text}" for one in finding.examples]
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.skipif(not DATA.exists(), reason="the real pages are not here")
@pytest.mark.parametrize("name", SETS)
def test_real_sets(name: str, document: Document, alice: User, tmp_path: Path) -> None:
    fill(document, alice, name)
    layer = document.layers.get()
    made = services.make_set(
        user=alice, name=name, document=document, parts=document.parts.all(), layer=layer
    )
    report = check(user=alice, targets=targets_of_set(made, alice), training_set=made)
    print(told(report))  # noqa: T201 - read when the test fails
    assert not report.is_stopped
    items = list(made.items.select_related("part__image"))
    assert not duplicates.groups(items, {item.part_id: item.part for item in items})
    assert {item.split for item in items} == set(Split.values)
    version = services.freeze(training_set=made, user=alice)
    for page, layout in layouts_of(version):
        assert page_digest(layout, page.image_digest) == page.digest
    found = training_data(version, tmp_path)
    pages = (*found.data.train, *found.data.validation, *found.test)
    assert sum(len(page.layout.lines) for page in pages) == report.facts["text_lines"]
    assert all(page.image.exists() for page in pages)
