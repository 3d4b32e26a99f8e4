"""The XML parser refuses what could harm, and the registry knows who reads what."""

import pytest

from apps.formats import xml
from apps.formats.base import FormatError
from apps.formats.registry import codec, detect
from apps.formats.text import TextCodec
from apps.layout.types import LineLayout, LineText, PageLayout

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE alto [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<alto>&b;</alto>"""
OUTSIDE = b"""<!DOCTYPE alto [<!ENTITY x SYSTEM "file:///etc/passwd">]><alto>&x;</alto>"""
REMOTE = b"""<!DOCTYPE alto SYSTEM "http://127.0.0.1:9/x.dtd"><alto/>"""


@pytest.mark.parametrize("data", [LAUGHS, OUTSIDE, REMOTE])
def test_document_types_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="document type"):
        xml.parse(data, filename="evil.xml")


def test_an_entity_bomb_is_refused() -> None:
    levels = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 20}">' for i in range(12))
    bomb = f'<!DOCTYPE alto [<!ENTITY e0 "ha">{levels}]><alto x="&e12;"/>'
    with pytest.raises(FormatError):
        xml.parse(bomb.encode())


def test_elements_without_end_are_refused_in_words_for_people() -> None:
    with pytest.raises(FormatError, match="Excessive depth in document: 256, line 1") as caught:
        xml.parse(b"<a>" * 1000, filename="deep.xml")
    assert "XML_" not in str(caught.value)


def test_files_beyond_the_bound_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_BYTES", 10)
    with pytest.raises(FormatError, match="larger"):
        xml.parse(b"<alto>         </alto>")


def test_blanks_and_byte_order_marks_before_the_file_do_no_harm() -> None:
    assert xml.parse(b'\n <?xml version="1.0"?><alto/>').tag == "alto"
    assert xml.parse('\ufeff<?xml version="1.0"?><alto/>'.encode()).tag == "alto"
    assert (
        xml.parse('<?xml version="1.0" encoding="UTF-16"?><alto/>'.encode("utf-16")).tag == "alto"
    )


def test_ids_are_valid_and_used_once() -> None:
    ids = xml.Ids()
    assert ids.claim("eSc_1", "x") == "eSc_1"
    assert ids.claim("eSc_1", "x") == "x"
    assert ids.claim("1st", "x") == "x_2"
    assert ids.claim("a:b", "y") == "y"
    assert ids.claim("é.1", "z") == "é.1"
    assert ids.claim("²", "z") == "z"
    assert ids.claim(None, "x") == "x_3"


@pytest.mark.parametrize(
    ("data", "filename", "name"),
    [
        (b"<alto/>", "", "alto"),
        (b'<x:alto xmlns:x="urn:x"/>', "a.XML", "alto"),
        (b'<PcGts xmlns="http://example.org/unheard-of"/>', "", "page"),
        (b"<TEI/>", "", "tei"),
        (b"any text", "a.TXT", "text"),
    ],
)
def test_the_content_says_which_codec(data: bytes, filename: str, name: str) -> None:
    assert detect(data, filename).name == name
    assert codec(name).name == name


@pytest.mark.parametrize("data", [b"<mets/>", b"<html/>", b"no xml"])
def test_other_files_are_refused_with_advice(data: bytes) -> None:
    with pytest.raises(FormatError, match=r"file\.xml"):
        detect(data, "file.xml")


def test_text_has_a_line_for_each_line_with_text() -> None:
    text = TextCodec()
    lines = (
        LineLayout(None, text=LineText("one")),
        LineLayout(None),
        LineLayout(None, text=LineText("دو")),
    )
    written = text.write(PageLayout(9, 9, lines=lines))
    assert written.decode() == "one\nدو\n"
    again = text.read(b"\xef\xbb\xbf" + written + b"\n")
    assert [line.text for line in again.lines] == [LineText("one"), LineText("دو")]


def test_text_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(FormatError, match="UTF-8"):
        TextCodec().read("é".encode("latin-1"), filename="old.txt")
