"""DOCX exports, read back by a reader of their own."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.test import Client
from docx.oxml.ns import qn

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout, TextDirection
from apps.users.models import User
from tests.exports.test_exports import do_export, fetched
from tests.exports.test_pdf import picture
from tests.exports.writer_support import write_pages
from tests.factories import DocumentMetadataFactory

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
