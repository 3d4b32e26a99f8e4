"""Text, OpenITI, TEI and tables of lines: what stands in them, for one layer and for several."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from apps.documents.models import (
    Document,
    DocumentMetadata,
    Line,
    LineTranscription,
    Part,
    TranscriptionLayer,
)
from apps.exports.params import ExportParams
from apps.exports.writing import write_export
from apps.formats.registry import read_pages
from apps.users.models import User
from tests.factories import PartFactory
from tests.formats.test_tei import tei_errors

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[3] / "shared/data/format_samples"
SAMPLES /= "escriptorium_importer_exporter_tests"
Exporter = Callable[..., dict[str, bytes]]


@pytest.fixture
def layers(part: Part, layer: TranscriptionLayer) -> list[TranscriptionLayer]:
    """Two pages in two layers: a word that is parted, a markup, a line without text."""
    other = TranscriptionLayer.objects.create(document=part.document, name="kraken: v2")
    PartFactory(document=part.document, name="Folio 2")
    for page in part.document.parts.all():
        zone = page.regions.create(polygon=[[0, 0], [90, 0], [90, 90]], external_id="r1")
        for number, text in enumerate(("In prin-", "cipio <em>erat</em>", "", "verbum")):
            line = Line.objects.create(
                part=page,
                region=zone if number < 3 else None,
                baseline=[[5, 10 + 20 * number], [80, 10 + 20 * number]],
                order=number,
                external_id=f"l{number}",
            )
            if text:
                LineTranscription.objects.create(line=line, layer=layer, text=text, confidence=0.5)
                LineTranscription.objects.create(line=line, layer=other, text=f"2 {text}")
    return [layer, other]


@pytest.fixture
def exporter(
    alice: User, document: Document, layers: list[TranscriptionLayer], tmp_path: Path
) -> Exporter:
    """Export the document and return the files by name."""

    def do(name: str, count: int = 1, **options: Any) -> dict[str, bytes]:
        params = ExportParams(
            format=name,
            layers=[layer.pk for layer in layers[:count]],
            part_ids=list(document.parts.values_list("pk", flat=True)),
            options=options,
        )
        written = write_export(
            document=document, user=alice, params=params, folder=tmp_path, report=lambda *_: None
        )
        data = written.path.read_bytes()
        if written.suffix != ".zip":
            return {written.suffix: data}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return do


def only(files: dict[str, bytes], ending: str) -> str:
    [found] = [data for name, data in files.items() if name.endswith(ending)]
    return found.decode()


def test_text_in_one_file_has_a_heading_for_each_page(exporter: Exporter, part: Part) -> None:
    text = only(exporter("text"), ".txt")
    first = f"{'-' * 15} {part.title} ({part.image.original_name}) {'-' * 15}"
    assert text.splitlines()[:4] == [first, "In prin-", "cipio erat", "verbum"]
    assert len(text.splitlines()) == 8
    assert "Folio 2" in text


def test_text_flows_where_it_is_asked_to(exporter: Exporter) -> None:
    text = only(exporter("text", breaks="join", headings=False), ".txt")
    assert text == "In principio erat\n\nverbum\n\n" * 2


def test_text_of_several_layers_in_a_file_for_each_page(exporter: Exporter, part: Part) -> None:
    files = exporter("text", 2, files="pages")
    stem = Path(part.image.original_name).stem
    texts = sorted(name for name in files if name.endswith(".txt") and "/" in name)
    assert len(texts) == 4
    assert files[f"kraken_ v2/{stem}.txt"].decode().startswith("2 In prin-\n")


def test_openiti_for_each_page_is_as_escriptorium_writes_it(exporter: Exporter, part: Part) -> None:
    files = exporter("openiti", files="pages")
    text = files[f"{Path(part.image.original_name).stem}.mARkdown"].decode()
    if not SAMPLES.exists():
        pytest.skip("The folder of real files is not here.")
    sample = (SAMPLES / "samples_openiti_markdown_export_full_part1.mARkdown").read_text()
    head, body = text.split("#META#Header#End#")
    assert [line.split(":")[0] for line in head.splitlines()] == [
        line.split(":")[0] for line in sample.split("#META#Header#End#")[0].splitlines()
    ]
    assert f"#META# IMAGE WIDTH: {part.image.width}\n" in head
    assert body == "\n\n~~In prin-\n~~cipio erat\n~~verbum\n"


def test_openiti_of_the_book_has_facts_paragraphs_and_page_marks(
    exporter: Exporter, document: Document
) -> None:
    DocumentMetadata.objects.create(document=document, key="author", value="A\nB")
    text = only(exporter("openiti"), ".mARkdown")
    assert text.startswith(f"######OpenITI#\n\n\n#META# TITLE: {document.name}\n")
    assert "#META# author: A B\n" in text
    body = text.split("#META#Header#End#\n\n")[1]
    assert body == "".join(
        f"# In prin-\n~~cipio erat\n# verbum\nPageV01P00{number}\n\n" for number in (1, 2)
    )


def test_tei_of_the_book_is_valid_and_has_its_header_and_all_pages(
    exporter: Exporter, document: Document, part: Part
) -> None:
    for key, value in (("author", "Anna"), ("shelfmark", "Ms 1"), ("Seen by", "us")):
        DocumentMetadata.objects.create(document=document, key=key, value=value)
    data = only(exporter("tei"), ".xml").encode()
    assert tei_errors(data) == ""
    root = etree.fromstring(data)
    assert root.findtext(".//{*}titleStmt/{*}title") == document.name
    assert root.findtext(".//{*}titleStmt/{*}author") == "Anna"
    assert root.findtext(".//{*}msIdentifier/{*}idno") == "Ms 1"
    assert root.find(".//{*}notesStmt/{*}note").get("n") == "Seen by"
    assert [pb.get("n") for pb in root.iter("{*}pb")] == [part.title, "Folio 2"]
    pages = read_pages(data, "book.xml")
    assert pages[0].image_name == part.image.original_name
    for page in pages:
        assert [line.external_id for line in page.lines] == ["l0", "l1", "l2", "l3"]
        said = [line.text.text for line in page.lines if line.text]
        assert said == ["In prin-", "cipio <em>erat</em>", "verbum"]
        assert page.lines[0].text is not None
        assert page.lines[0].text.confidence == 0.5


def test_tei_of_several_layers_or_of_each_page(exporter: Exporter) -> None:
    files = exporter("tei", 2)
    assert sum(name.endswith(".xml") for name in files) == 2
    assert all(tei_errors(data) == "" for name, data in files.items() if name.endswith(".xml"))


def test_tei_of_each_page(exporter: Exporter) -> None:
    files = exporter("tei", files="pages")
    assert sum(name.endswith(".xml") for name in files) == 3
    assert "METS.xml" in files


def test_a_table_has_a_row_for_each_line_and_columns_for_each_layer(exporter: Exporter) -> None:
    text = only(exporter("csv", 2), ".csv")
    assert text.startswith("\ufeffpage,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 8
    second = rows[1]
    assert (second["page"], second["line"], second["region"]) == ("1", "2", "r1")
    assert second["text_manual"] == "cipio erat"
    assert (second["confidence_manual"], second["confidence_kraken: v2"]) == ("0.5", "")
    assert second["text_kraken: v2"] == "2 cipio erat"
    assert second["baseline"] == "5,30 80,30"
    assert rows[2]["text_manual"] == ""


def test_json_lines_keep_everything_of_a_line(exporter: Exporter) -> None:
    rows = [json.loads(line) for line in only(exporter("jsonl", 2), ".jsonl").splitlines()]
    assert len(rows) == 8
    assert rows[1]["texts"][0]["text"] == "cipio <em>erat</em>"
    assert [text["layer"] for text in rows[1]["texts"]] == ["manual", "kraken: v2"]
    assert rows[1]["region"]["polygon"] == [[0, 0], [90, 0], [90, 90]]
    assert rows[2]["texts"] == []
    assert rows[3]["region"] is None


@pytest.mark.parametrize("name", ["text", "tei", "openiti", "csv", "jsonl"])
def test_more_pages_need_no_more_queries(
    exporter: Exporter,
    document: Document,
    name: str,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for _ in range(5):
        PartFactory(document=document)
    with django_assert_max_num_queries(14):
        exporter(name)
