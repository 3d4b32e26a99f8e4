"""Exporting through the dialog and the API, and who may fetch the file."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from apps.documents.models import LineTranscription, Part, TranscriptionLayer
from apps.exports.models import Export
from apps.exports.tasks import prune_expired
from apps.formats.registry import codec
from apps.jobs.models import Job, JobState
from apps.jobs.runner import run
from apps.layout.types import LineText
from apps.users.models import User
from tests.factories import PartFactory

pytestmark = pytest.mark.django_db


def do_export(client: Client, part: Part, layer: TranscriptionLayer, **fields: object) -> Export:
    form = {
        "format": "page",
        "layers": [layer.pk],
        "selection": "all",
        "region_types": [
            *(str(pk) for pk in part.document.region_types.values_list("pk", flat=True)),
            "Undefined",
            "Orphan",
        ],
        "line_types": [
            *(str(pk) for pk in part.document.line_types.values_list("pk", flat=True)),
            "Undefined",
        ],
        "include_glyphs": "on",
        **fields,
    }
    response = client.post(f"/document/{part.document_id}/export/", form)
    assert response.status_code == 204, response.content
    job = Job.objects.get(kind="export", state=JobState.QUEUED)
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.error
    return Export.objects.get(job=job)


def fetched(client: Client, export: Export) -> bytes:
    response = client.get(f"/export/{export.uid}/")
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def unzipped(client: Client, export: Export) -> dict[str, bytes]:
    data = fetched(client, export)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", ["alto", "page"])
def test_what_is_exported_reads_back_the_same(
    alice: User,
    transcribed: Part,
    layer: TranscriptionLayer,
    client_of: Callable[[User], Client],
    name: str,
) -> None:
    client = client_of(alice)
    export = do_export(client, transcribed, layer, format=name)
    assert export.name.endswith(".xml")
    layout = codec(name).read(fetched(client, export))
    assert layout.image_name == transcribed.image.original_name
    assert (layout.width, layout.height) == (transcribed.image.width, transcribed.image.height)
    texts = [line.text.text for line in layout.lines if line.text]
    assert texts == [f"line {number} <&> ſ" for number in range(4)]


def test_several_pages_come_as_a_zip_with_their_order(
    alice: User, transcribed: Part, layer: TranscriptionLayer, client_of: Callable[[User], Client]
) -> None:
    other = PartFactory(document=transcribed.document)
    client = client_of(alice)
    files = unzipped(client, do_export(client, transcribed, layer, format="alto"))
    stems = [part.image.original_name.rsplit(".", 1)[0] for part in (transcribed, other)]
    assert set(files) == {"METS.xml", "warnings.txt", *(f"{stem}.xml" for stem in stems)}
    assert all(stem.encode() in files["METS.xml"] for stem in stems)


def test_each_layer_stands_in_a_folder_of_its_own(
    alice: User, transcribed: Part, layer: TranscriptionLayer, client_of: Callable[[User], Client]
) -> None:
    second = transcribed.document.layers.create(name="Second / reading")
    line = transcribed.lines.first()
    LineTranscription.objects.create(line=line, layer=second, text="otherwise")
    client = client_of(alice)
    export = do_export(client, transcribed, layer, format="page", layers=[layer.pk, second.pk])
    files = unzipped(client, export)
    stem = transcribed.image.original_name.rsplit(".", 1)[0]
    first = codec("page").read(files[f"{layer.name}/{stem}.xml"])
    other = codec("page").read(files[f"Second _ reading/{stem}.xml"])
    assert first.lines[0].text == LineText("line 0 <&> ſ")
    assert other.lines[0].text == LineText("otherwise")


def test_only_chosen_regions_are_written(
    alice: User, transcribed: Part, layer: TranscriptionLayer, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)
    chorus = transcribed.document.region_types.get(name="Chorus").pk
    for chosen, numbers in (([str(chorus)], [0, 1]), (["Undefined"], [2]), (["Orphan"], [3])):
        export = do_export(client, transcribed, layer, format="text", region_types=chosen)
        text = fetched(client, export).decode()
        assert [f"line {number}" in text for number in range(4)] == [
            number in numbers for number in range(4)
        ]


def test_images_come_untouched_when_asked(
    alice: User, transcribed: Part, layer: TranscriptionLayer, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)
    files = unzipped(client, do_export(client, transcribed, layer, images="original"))
    with transcribed.image.file.open("rb") as original:
        assert files[transcribed.image.original_name] == original.read()


def test_what_is_missing_is_said_in_the_zip_and_on_the_job(
    alice: User, transcribed: Part, layer: TranscriptionLayer, client_of: Callable[[User], Client]
) -> None:
    LineTranscription.objects.filter(text__startswith="line 1").delete()
    client = client_of(alice)
    export = do_export(client, transcribed, layer, images="original")
    assert b"1 of 4 lines have no text" in unzipped(client, export)["warnings.txt"]
    assert export.job is not None
    assert export.job.result["links"] == [{"text": "Download", "src": f"/export/{export.uid}/"}]


def test_only_the_exporter_fetches_and_deletes(
    alice: User,
    bob: User,
    charlie: User,
    transcribed: Part,
    layer: TranscriptionLayer,
    client_of: Callable[[User], Client],
) -> None:
    export = do_export(client_of(alice), transcribed, layer)
    for user in (bob, charlie):
        assert client_of(user).get(f"/export/{export.uid}/").status_code == 404
        assert client_of(user).post(f"/export/{export.uid}/delete/").status_code == 404
    assert Client().get(f"/export/{export.uid}/").status_code == 302
    files = client_of(alice).get("/profile/files/").content.decode()
    assert files.count(f'/export/{export.uid}/"') == 1


def test_a_viewer_exports_and_a_stranger_does_not(
    vera: User,
    charlie: User,
    transcribed: Part,
    layer: TranscriptionLayer,
    client_of: Callable[[User], Client],
) -> None:
    assert do_export(client_of(vera), transcribed, layer).user == vera
    response = client_of(charlie).get(f"/document/{transcribed.document_id}/export/")
    assert response.status_code == 404


def test_expired_exports_go_with_their_files(
    alice: User,
    transcribed: Part,
    layer: TranscriptionLayer,
    client_of: Callable[[User], Client],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    export = do_export(client_of(alice), transcribed, layer)
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client_of(alice).get(f"/export/{export.uid}/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert prune_expired() == 1
    assert not default_storage.exists(export.file.name)


def test_an_export_of_fifty_pages_makes_no_query_per_page(
    alice: User,
    transcribed: Part,
    layer: TranscriptionLayer,
    client_of: Callable[[User], Client],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    PartFactory.create_batch(50, document=transcribed.document)
    client = client_of(alice)
    with django_assert_max_num_queries(80):  # type: ignore[attr-defined]
        do_export(client, transcribed, layer)


@pytest.mark.parametrize("name", ["alto", "alto-4.4", "alto-2.1", "page", "page-2013"])
def test_a_file_names_the_model_that_read_its_text(
    alice: User,
    transcribed: Part,
    layer: TranscriptionLayer,
    client_of: Callable[[User], Client],
    name: str,
) -> None:
    transcribed.attributes = {"model": "what a file said once", "source": "https://x.org/1"}
    transcribed.save()
    client = client_of(alice)
    typed = codec("alto").read(
        fetched(client, do_export(client, transcribed, layer, format="alto"))
    )
    assert typed.metadata["model"] == "what a file said once"
    layer.transcriptions.update(source="model", source_name="fraktur_v3")
    data = fetched(client, do_export(client, transcribed, layer, format=name))
    metadata = codec(name).read(data).metadata
    assert (metadata["model"], metadata["source"]) == ("fraktur_v3", "https://x.org/1")
