"""Real pages of real projects, archived and restored: every line, point and character."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files import File

from apps.documents.models import Document, LineTranscription
from apps.documents.models.transcription import TextSource
from apps.documents.services.documents import delete_document
from apps.documents.services.layout import replace_layout
from apps.documents.services.parts import add_part
from apps.documents.services.transcriptions import write_texts
from apps.formats.registry import read_pages
from apps.jobs.models import Job
from apps.projects.models import Project
from apps.users.models import User
from tests.archives.picture import picture

pytestmark = pytest.mark.django_db
DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
SETS = (
    "hand_fr_19c",
    "hand_fro_medieval",
    "print_de_fraktur",
    "rtl_ar_hand",
    "vertical_ja",
    "format_samples/aletheia_all_region_types",
    "format_samples/glyph_level_inconsistent",
    "format_samples/newspaper_reading_order",
)
IMAGES = (".jpg", ".jpeg", ".png", ".tif")


def pairs(folder: Path) -> list[tuple[Path, Path]]:
    """Images with the file that describes each; two of a set are enough."""
    images = sorted(path for path in folder.rglob("*") if path.suffix.lower() in IMAGES)
    found = (
        (image, xml)
        for image in images
        for xml in sorted(folder.rglob(f"{image.stem if len(images) > 1 else ''}*.xml"))
        if xml.read_bytes().find(b"TextLine") > 0
    )
    return list(islice(found, 2))


@pytest.mark.skipif(not DATA.exists(), reason="the real pages are not here")
@pytest.mark.parametrize("name", SETS)
def test_real_pages(
    name: str,
    document: Document,
    alice: User,
    project: Project,
    archived: Callable[[Document, User], bytes],
    restore_job: Callable[..., Job],
) -> None:
    layer = document.layers.create(name="ground truth", is_protected=True)
    for image, xml in pairs(DATA / name):
        with image.open("rb") as file:
            part = add_part(document=document, user=alice, upload=File(file, image.name)).parts[0]
        layout = read_pages(xml.read_bytes(), xml.name)[0]
        report = replace_layout(part=part, layout=layout, user=alice, reason=xml.name)
        texts = {report.uids[line.uid]: line.text for line in layout.lines if line.text}
        write_texts(part=part, layer=layer, texts=texts, user=alice, source=TextSource.IMPORT)
    assert LineTranscription.objects.filter(layer=layer).exclude(text="").exists()
    before, data = picture(document), archived(document, alice)
    delete_document(document=document, user=alice)
    job = restore_job(data, alice, project)
    assert job.state == "done", job.error
    assert picture(Document.objects.get(pk=job.result["documents"][0])) == before
