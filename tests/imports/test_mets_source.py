"""Importing METS: pages in the order of the structure, a layer for each group of texts, facts."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.documents.models import Document, LineTranscription
from apps.exports.params import ExportParams
from apps.exports.writing import write_export
from apps.formats.mets import MetsEntry, MetsFile, MetsTitle, write_mets
from apps.formats.registry import codec
from apps.imports.models import Import
from apps.imports.services import request_import
from apps.jobs.models import JobState
from apps.jobs.runner import run as run_job
from apps.layout.types import LineLayout, LineText, PageLayout
from apps.users.models import User
from tests.web_server import Answer, WebServer, running

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the shared data is not there")

Importer = Callable[..., Import]


@pytest.fixture
def server(settings: Any) -> Iterator[WebServer]:
    with running() as server:
        settings.FETCH_ALLOWED_HOSTS = ["127.0.0.1"]
        yield server


@pytest.fixture
def importer(alice: User, document: Document) -> Importer:
    """Ask for an import and do it."""

    def do(upload: bytes = b"", name: str = "book.zip", url: str = "", **options: Any) -> Import:
        asked = request_import(
            user=alice,
            document=document,
            kind="mets",
            url=url,
            upload=SimpleUploadedFile(name, upload) if upload else None,
            options={"layer": "From METS", **options},
        )
        assert asked.job is not None
        run_job(asked.job.pk)
        return Import.objects.select_related("job").get(pk=asked.pk)

    return do


def picture(shade: int = 200) -> bytes:
    file = io.BytesIO()
    Image.new("L", (60, 80), shade).save(file, "PNG")
    return file.getvalue()


def page_xml(text: str) -> bytes:
    mask = ((5, 5), (50, 5), (50, 20), (5, 20))
    line = LineLayout(((5, 15), (50, 15)), mask, external_id="l1", text=LineText(text))
    return codec("page").write(PageLayout(60, 80, image_name="other.png", lines=(line,)))


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def mets(groups: tuple[str, ...] = ("manual", "kraken")) -> bytes:
    """Two pages with texts in each group; the second page stands first."""
    entries = [
        MetsEntry(
            f"fol. {n}r",
            n,
            tuple(MetsFile(f"{group}/{n}.xml") for group in groups),
            MetsFile(f"img/{n}.png"),
            (("note", f"note {n}"),),
        )
        for n in (2, 1)
    ]
    return write_mets(entries, groups, MetsTitle("Book", [("author", "Anna")]))


def files(groups: tuple[str, ...] = ("manual", "kraken")) -> dict[str, bytes]:
    texts = {f"book/{g}/{n}.xml": page_xml(f"{g} {n}") for g in groups for n in (1, 2)}
    images = {f"book/img/{n}.png": picture(n * 50) for n in (1, 2)}
    return {"book/METS.xml": mets(groups), **images, **texts}


def said(document: Document) -> list[tuple[str, str, str]]:
    rows = LineTranscription.objects.filter(line__part__document=document)
    ordered = rows.order_by("line__part__order", "layer__name")
    return list(ordered.values_list("line__part__name", "layer__name", "text"))


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_pages_come_in_their_order_and_each_group_is_a_layer(
    importer: Importer, document: Document, mode: str
) -> None:
    done = importer(zipped(files()), mode=mode)
    assert done.job is not None
    assert done.job.state == JobState.DONE
    assert set(done.items.values_list("state", flat=True)) == {"done"}
    assert said(document) == [
        ("fol. 1r", "kraken", "kraken 1"),
        ("fol. 1r", "manual", "manual 1"),
        ("fol. 2r", "kraken", "kraken 2"),
        ("fol. 2r", "manual", "manual 2"),
    ]
    facts = dict(document.metadata.values_list("key", "value"))
    assert (facts["title"], facts["author"]) == ("Book", "Anna")
    first = document.parts.order_by("order")[0]
    assert list(first.metadata.values_list("key", "value")) == [("note", "note 1")]
    assert first.line_count == 1


def test_one_group_goes_to_the_layer_that_was_asked_for(
    importer: Importer, document: Document
) -> None:
    importer(zipped(files(("export",))))
    assert {layer for _, layer, _ in said(document)} == {"From METS"}


def test_missing_files_are_reported_and_the_rest_is_imported(
    importer: Importer, document: Document
) -> None:
    held = files(("export",))
    del held["book/img/2.png"], held["book/export/1.xml"]
    done = importer(zipped(held))
    assert done.job is not None
    assert done.job.state == JobState.DONE
    failed = list(done.items.filter(state="failed").values_list("message", flat=True))
    assert [message.split(",")[0] for message in failed] == [
        "book/METS.xml names export/1.xml",
        "book/METS.xml names img/2.png",
    ]
    assert document.parts.count() == 1


def test_an_archive_without_mets_says_so(importer: Importer, document: Document) -> None:
    done = importer(zipped({"a.xml": page_xml("a"), "a.png": picture()}))
    assert done.job is not None
    assert done.job.state == JobState.FAILED
    assert "book.zip holds no METS file" in done.job.message


def test_a_book_by_its_address(importer: Importer, document: Document, server: WebServer) -> None:
    for path, body in files(("FULLTEXT",)).items():
        server.routes[f"/{path}"] = Answer(body)
    done = importer(url=server.url("/book/METS.xml"))
    assert set(done.items.values_list("state", flat=True)) == {"done"}
    assert [text for _, _, text in said(document)] == ["FULLTEXT 1", "FULLTEXT 2"]
    sources = set(document.parts.values_list("source", flat=True))
    assert sources == {server.url("/book/img/1.png"), server.url("/book/img/2.png")}
    again = importer(url=server.url("/book/METS.xml"))
    assert document.parts.count() == 2
    assert again.items.filter(kind="image", state="skipped").count() == 2


def test_an_address_that_is_no_book(
    importer: Importer, document: Document, server: WebServer
) -> None:
    server.routes["/x"] = Answer(b"<html><body>Not here</body></html>")
    done = importer(url=server.url("/x"))
    assert done.job is not None
    assert done.job.state == JobState.FAILED
    assert "it is no METS file" in done.job.message
    assert document.parts.count() == 0


def folder(name: str) -> bytes:
    root = DATA / name
    found = (path for path in sorted(root.rglob("*")) if path.is_file())
    return zipped({path.relative_to(root).as_posix(): path.read_bytes() for path in found})


@needs_data
def test_a_book_of_ocr_d(importer: Importer, document: Document) -> None:
    done = importer(folder("print_de_fraktur"))
    assert set(done.items.values_list("state", flat=True)) == {"done"}
    assert document.parts.count() == 9
    rows = LineTranscription.objects.filter(line__part__document=document)
    assert rows.count() == 206
    assert set(rows.values_list("layer__name", flat=True)) == {"From METS"}


@needs_data
def test_a_book_of_ocr_d_with_two_text_groups(importer: Importer, document: Document) -> None:
    importer(folder("format_samples/ocrd_kant_tif_words"))
    assert document.parts.count() == 1
    counts = {
        name: LineTranscription.objects.filter(
            line__part__document=document, layer__name=name
        ).count()
        for name in ("OCR-D-GT-PAGE", "OCR-D-GT-ALTO")
    }
    assert counts == {"OCR-D-GT-PAGE": 31, "OCR-D-GT-ALTO": 31}


@needs_data
def test_transkribus_names_files_by_keys_and_they_are_found_by_their_page(
    importer: Importer, document: Document
) -> None:
    root = DATA / "format_samples/transkribus_alto2_vs_escriptorium"
    held = {
        "book/mets.xml": (root / "mets.xml").read_bytes(),
        "book/PH 1858-520.jpg": (root / "PH 1858-520.jpg").read_bytes(),
        "book/alto/PH 1858-520.xml": (root / "alto_transkribus/PH 1858-520.xml").read_bytes(),
    }
    done = importer(zipped(held))
    assert set(done.items.values_list("state", flat=True)) == {"done"}
    assert LineTranscription.objects.filter(line__part__document=document).count() == 41
    facts = dict(document.metadata.values_list("key", "value"))
    assert facts["title"] == "TRAIN_CITlab_AD_Seine_Prudhomme_1858_M1+_duplicated"


@needs_data
def test_a_book_of_escriptorium(importer: Importer, document: Document) -> None:
    root = DATA / "format_samples/escriptorium_importer_exporter_tests"
    texts = ("samples_alto_export_full_part1.xml", "samples_alto_export_full_part2.xml")
    held = {
        "METS.xml": (root / "samples_mets_with_images.xml").read_bytes(),
        **{
            f"default{n}.xml": (root / text).read_bytes()
            for n, text in zip(("", 2), texts, strict=True)
        },
        **{f"default{n}.png": picture(50 + number) for number, n in enumerate(("", 2))},
    }
    done = importer(zipped(held))
    assert set(done.items.values_list("state", flat=True)) == {"done"}
    assert [len(said(document)), document.parts.count()] == [10, 2]


def test_an_export_comes_back_with_its_layers_and_facts(
    importer: Importer, document: Document, alice: User, tmp_path: Path
) -> None:
    importer(zipped(files()))
    before, facts = said(document), set(document.metadata.values_list("key", "value"))
    names = list(document.parts.values_list("image__original_name", flat=True))
    params = ExportParams(
        format="page",
        layers=[layer.pk for layer in document.layers.filter(name__in=("manual", "kraken"))],
        part_ids=list(document.parts.values_list("pk", flat=True)),
        images="original",
    )
    written = write_export(
        document=document, user=alice, params=params, folder=tmp_path, report=lambda *_: None
    )
    document.parts.all().delete()
    document.layers.all().delete()
    document.metadata.all().delete()
    done = importer(written.path.read_bytes())
    assert set(done.items.values_list("state", flat=True)) == {"done"}
    assert said(document) == before
    assert list(document.parts.values_list("image__original_name", flat=True)) == names
    assert facts <= set(document.metadata.values_list("key", "value"))
