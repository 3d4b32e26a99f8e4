"""DOCX exports, read back by a reader of their own."""

from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.test import Client
from docx.oxml.ns import qn

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.formats.registry import read_pages
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout, TextDirection
from apps.users.models import User
from tests.exports.test_exports import do_export, fetched
from tests.exports.test_pdf import picture
from tests.exports.writer_support import write_pages
from tests.factories import DocumentMetadataFactory
from tests.formats.support import REAL

pytestmark = pytest.mark.django_db


def page(*regions: list[str], direction: TextDirection | None = None) -> PageLayout:
    """A page of regions, each given as the texts of its lines."""
    boxes = [RegionLayout(((0, 0), (9, 0), (9, 9))) for _ in regions]
    lines = [
        LineLayout(((0, 5), (9, 5)), region_uid=box.uid, text=LineText(text))
        for box, texts in zip(boxes, regions, strict=True)
        for text in texts
    ]
    return PageLayout(600, 800, regions=tuple(boxes), lines=tuple(lines), direction=direction)


def read(
    tmp_path: Path, document: Document, *pages: PageLayout, **options: object
) -> "docx.document.Document":
    path, warnings = write_pages(
        "docx", tmp_path, document, [(layout, picture()) for layout in pages], **options
    )
    assert path.name == "book.docx"
    assert not warnings
    return docx.Document(str(path))


def test_a_heading_for_each_page_and_a_paragraph_for_each_region(
    tmp_path: Path, document: Document
) -> None:
    found = read(tmp_path, document, page(["one", "two <&>"], ["three\x0b"]), page([], ["four"]))
    assert [(row.style.name, row.text) for row in found.paragraphs] == [
        ("Heading 1", "folio 1ʳ"),
        ("Normal", "one\ntwo <&>"),
        ("Normal", "three"),
        ("Heading 1", "folio 2ʳ"),
        ("Normal", "four"),
    ]
    assert [row.paragraph_format.page_break_before for row in found.paragraphs] == [
        None, None, None, True, None,
    ]  # fmt: skip


def test_lines_are_joined_where_a_hyphen_parts_a_word(tmp_path: Path, document: Document) -> None:
    layout = page(["a <em>prin-</em>", "<em>ciple</em> of", "Ce¬", "læne, Nord-", "Amerika"])
    found = read(tmp_path, document, layout, breaks="join", page_breaks=False)
    assert found.paragraphs[1].text == "a principle of Celæne, Nord-Amerika"
    assert [run.text for run in found.paragraphs[1].runs if run.italic] == ["principle"]


def test_markup_becomes_the_look_of_runs(tmp_path: Path, document: Document) -> None:
    text = "<strong>b<em>bi</em></strong> <u>u</u> <s>s</s> <i>no</i> <s>"
    runs = read(tmp_path, document, page([text])).paragraphs[1].runs
    looks = [(run.text, run.bold, run.italic, run.underline, run.font.strike) for run in runs]
    assert looks == [
        ("b", True, None, None, None),
        ("bi", True, True, None, None),
        (" ", None, None, None, None),
        ("u", None, None, True, None),
        (" ", None, None, None, None),
        ("s", None, None, None, True),
        (" <i>no</i> <s>", None, None, None, None),
    ]


def test_right_to_left_paragraphs_and_runs_are_marked(tmp_path: Path, document: Document) -> None:
    layout = page(["هذا كتاب abc صرف"], ["plain שלום text"], direction="horizontal-rl")
    _, arabic, mixed = read(tmp_path, document, layout).paragraphs
    assert arabic.text == "هذا كتاب abc صرف"
    assert arabic._p.pPr.find(qn("w:bidi")) is not None
    assert [(run.text, run.font.rtl) for run in arabic.runs] == [
        ("هذا كتاب ", True),
        ("abc", None),
        (" صرف", True),
    ]
    assert mixed._p.pPr.find(qn("w:bidi")) is not None


def test_left_to_right_pages_mark_only_the_words_that_are_not(
    tmp_path: Path, document: Document
) -> None:
    _, mixed = read(tmp_path, document, page(["plain שלום text"])).paragraphs
    assert mixed._p.pPr is None
    assert [(run.text, run.font.rtl) for run in mixed.runs] == [
        ("plain ", None),
        ("שלום", True),
        (" text", None),
    ]


def test_vertical_scripts_are_set_in_columns(tmp_path: Path, document: Document) -> None:
    found = read(tmp_path, document, page(["春は", "あけぼの"], direction="vertical-rl"))
    direction = found.sections[0]._sectPr.find(qn("w:textDirection"))
    assert direction.get(qn("w:val")) == "tbRl"


def table_page(*cells: tuple[str, str, int], direction: TextDirection | None = None) -> PageLayout:
    """A page with a table: for each cell ``row col rowSpan colSpan``, its text, and its left."""
    regions, lines = [], []
    for place, text, left in cells:
        known = dict(zip(("row", "col", "rowSpan", "colSpan"), place.split(), strict=False))
        ring = ((left, 0), (left + 9, 0), (left + 9, 9))
        region = RegionLayout(ring, type="TableCell", attributes={"parent": "t", **known})
        regions.append(region)
        lines += [
            LineLayout(((left, 5), (left + 9, 5)), region_uid=region.uid, text=LineText(said))
            for said in text.split("|")
        ]
    title = RegionLayout(((0, 0), (9, 0), (9, 9)))
    lines.append(LineLayout(((0, 5), (9, 5)), region_uid=title.uid, text=LineText("after it")))
    return PageLayout(600, 800, regions=(*regions, title), lines=tuple(lines), direction=direction)


def test_cells_become_a_table_with_its_spans(tmp_path: Path, document: Document) -> None:
    layout = table_page(
        ("0 0 2", "both|<em>rows</em>", 0),
        ("0 1 1 2", "wide", 20),
        ("1 1", "", 20),
        ("1 2", "<b> & co", 40),
        ("2 2", "last", 40),
    )
    found = read(tmp_path, document, layout, layout)
    first, second = found.tables
    assert [[cell.text for cell in row.cells] for row in first.rows] == [
        ["both\nrows", "wide", "wide"],
        ["both\nrows", "", "<b> & co"],
        ["", "", "last"],
    ]
    assert first.cell(0, 0)._tc is first.cell(1, 0)._tc
    assert first.cell(0, 1)._tc is first.cell(0, 2)._tc
    assert [run.italic for run in first.cell(0, 0).paragraphs[0].runs] == [None, None, True]
    assert first.style.name == "Table Grid"
    assert first._tbl.tblPr.find(qn("w:bidiVisual")) is None
    assert len(second.rows) == 3
    order = [child.tag.rpartition("}")[2] for child in found.element.body]
    assert order == [*["p", "tbl", "p", "p"] * 2, "sectPr"]


@pytest.mark.parametrize("is_counted_from_the_right", [False, True])
def test_right_to_left_tables_begin_at_the_right(
    tmp_path: Path, document: Document, is_counted_from_the_right: bool
) -> None:
    order = ("0", "1") if is_counted_from_the_right else ("1", "0")
    layout = table_page(
        (f"0 {order[0]}", "صرف", 50), (f"0 {order[1]}", "كتاب", 0), direction="horizontal-rl"
    )
    [table] = read(tmp_path, document, layout).tables
    assert table._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    assert [cell.text for cell in table.rows[0].cells] == ["صرف", "كتاب"]
    assert all(cell.paragraphs[0]._p.pPr.find(qn("w:bidi")) is not None for cell in table._cells)


def test_tables_without_a_word_are_left_out(tmp_path: Path, document: Document) -> None:
    found = read(tmp_path, document, table_page(("0 0", "", 0), ("0 1", "", 9)))
    assert found.tables == []
    assert [row.text for row in found.paragraphs[1:]] == ["after it"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the shared data is not here")
def test_the_tables_of_transkribus_keep_their_text_and_shape(
    tmp_path: Path, document: Document
) -> None:
    path = REAL / "format_samples/transkribus_tables_no_image/00000372.xml"
    [layout] = read_pages(path.read_bytes(), path.name)
    found = read(tmp_path, document, layout)
    assert len(found.tables) == 5
    said = " ".join(
        text for line in layout.lines for text in (line.text or LineText("")).text.split()
    )
    words = Counter(said.split())
    written = [cell.text for table in found.tables for cell in dict.fromkeys(table._cells)]
    written += [row.text for row in found.paragraphs[1:]]
    assert Counter(" ".join(written).split()) == words


def test_the_file_says_what_it_is(tmp_path: Path, document: Document) -> None:
    DocumentMetadataFactory(document=document, key="Author", value="Anna & Bob")
    properties = read(tmp_path, document, page(["x"])).core_properties
    assert properties.title == document.name
    assert properties.author == "Anna & Bob"
    assert properties.created is not None


def test_a_person_gets_one_docx(
    client_of: Callable[[User], Client], alice: User, transcribed: Part, layer: TranscriptionLayer
) -> None:
    export = do_export(
        client_of(alice), transcribed, layer, format="docx", **{"docx-breaks": "join"}
    )
    assert export.name.endswith(".docx")
    made = docx.Document(BytesIO(fetched(client_of(alice), export)))
    assert [row.text for row in made.paragraphs] == [
        transcribed.title,
        "line 0 <&> ſ line 1 <&> ſ",
        "line 2 <&> ſ",
        "line 3 <&> ſ",
    ]
