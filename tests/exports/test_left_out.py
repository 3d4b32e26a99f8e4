"""Pages that fail never stop the others; images of view size take the coordinates with them."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from apps.documents.models import Part, TranscriptionLayer
from apps.exports.models import Export
from apps.exports.writers.pages import PageWriter
from apps.formats.registry import codec
from apps.jobs.models import Job
from apps.jobs.runner import run
from apps.users.models import User
from tests.factories import PartFactory

pytestmark = pytest.mark.django_db


def do_export(client: Client, part: Part, layer: TranscriptionLayer, **fields: Any) -> Job:
    form = {"format": "alto", "layers": [layer.pk], "selection": "all", **fields}
    form["region_types"] = [
        *part.document.region_types.values_list("pk", flat=True), "Undefined", "Orphan",
    ]  # fmt: skip
    form["line_types"] = [*part.document.line_types.values_list("pk", flat=True), "Undefined"]
    response = client.post(f"/document/{part.document_id}/export/", form)
    assert response.status_code == 204, response.content
    job = Job.objects.latest("pk")
    run(job.pk)
    job.refresh_from_db()
    return job


def files_of(client: Client, job: Job) -> dict[str, bytes]:
    export = Export.objects.get(job=job)
    response = client.get(f"/export/{export.uid}/")
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def failing(transcribed: Part, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Ids of pages that the writer cannot write."""
    ids = {transcribed.pk}
    write = PageWriter.page

    def page(self: PageWriter, page: Any) -> None:
        if page.part.pk in ids:
            raise RuntimeError("a page that breaks the writer")
        write(self, page)

    monkeypatch.setattr(PageWriter, "page", page)
    return ids


def test_a_page_that_fails_is_named_and_the_others_are_written(
    alice: User,
    transcribed: Part,
    layer: TranscriptionLayer,
    failing: set[int],
    client_of: Callable[[User], Client],
) -> None:
    other = PartFactory(document=transcribed.document)
    client = client_of(alice)
    job = do_export(client, transcribed, layer)
    assert (job.state, job.result["skipped"]) == ("done", 1)
    assert "1 page left out" in job.message
    files = files_of(client, job)
    stem = other.image.original_name.rsplit(".", 1)[0]
    assert set(files) == {f"{stem}.xml", "warnings.txt"}
    assert f"{transcribed.image.original_name}) was left out".encode() in files["warnings.txt"]


def test_an_export_without_any_page_fails_with_the_reason(
    alice: User,
    transcribed: Part,
    layer: TranscriptionLayer,
    failing: set[int],
    client_of: Callable[[User], Client],
) -> None:
    job = do_export(client_of(alice), transcribed, layer)
    assert job.state == "failed"
    assert "No page could be written" in job.error
    assert not Export.objects.exists()


def test_a_page_whose_image_is_gone_is_left_out_of_an_export_with_images(
    alice: User, transcribed: Part, layer: TranscriptionLayer, client_of: Callable[[User], Client]
) -> None:
    PartFactory(document=transcribed.document)
    transcribed.image.file.storage.delete(str(transcribed.image.file.name))
    client = client_of(alice)
    files = files_of(client, do_export(client, transcribed, layer, images="original"))
    assert b"is gone. Add the image again" in files["warnings.txt"]


def test_coordinates_are_those_of_the_smaller_image(
    alice: User, transcribed: Part, layer: TranscriptionLayer, client_of: Callable[[User], Client]
) -> None:
    image = transcribed.image
    half = (image.width // 2, image.height // 2)
    buffer = io.BytesIO()
    Image.new("RGB", half).save(buffer, "JPEG")
    image.view.save("view.jpg", ContentFile(buffer.getvalue()))
    client = client_of(alice)
    files = files_of(client, do_export(client, transcribed, layer, images="view"))
    stem = image.original_name.rsplit(".", 1)[0]
    layout = codec("alto").read(files[f"{stem}.xml"])
    assert (layout.width, layout.height) == half
    assert layout.image_name == f"{stem}.jpg"
    assert layout.lines[0].baseline == ((2, 5), (40, 5))
    with Image.open(io.BytesIO(files[layout.image_name])) as pixels:
        assert pixels.size == half
