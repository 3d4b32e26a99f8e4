"""METS of an export: every file once with its checksum, pages in order, every layer a group."""

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from apps.formats.mets import MetsEntry, MetsFile, MetsTitle, write_mets
from apps.formats.mets_read import read_mets
from tests.formats.support import DATA

NS = {"m": "http://www.loc.gov/METS/", "xlink": "http://www.w3.org/1999/xlink"}
ENTRIES = (
    MetsEntry(
        "Folio <1r>",
        4,
        (MetsFile("manual/f 1.xml", "A" * 64, 120), MetsFile("kraken/f 1.xml", "c" * 64)),
        MetsFile("f 1.jpg", "b" * 64),
        (("note", "torn"), ("My key", "my value")),
    ),
    MetsEntry("Folio 1v", 5, (None, MetsFile("kraken/f2.xml", "no sum"))),
)
FACTS = (
    ("author", "Anna & Otto"),
    ("Date", "1815"),
    ("date", "1816"),
    ("shelfmark", "Ms 4"),
    ("identifier (urn)", "urn:x"),
    ("Whatever: else", "a <b> c"),
)
BOOK = MetsTitle("Book", FACTS, "escriptorium", "1.0")
WRITTEN = write_mets(ENTRIES, ("manual", "kraken v2: <x>"), BOOK)
SCHEMA = etree.XMLSchema(etree.parse(DATA / "schemas" / "mets.xsd"))


def errors(data: bytes) -> str:
    SCHEMA.validate(etree.fromstring(data))
    return str(SCHEMA.error_log)


def test_it_is_valid() -> None:
    assert errors(WRITTEN) == ""
    assert errors(write_mets((), ())) == ""


def test_files_have_paths_types_sums_and_sizes() -> None:
    root = etree.fromstring(WRITTEN)
    files = root.findall(".//m:file", NS)
    paths = [file.find("m:FLocat", NS).get(f"{{{NS['xlink']}}}href") for file in files]
    assert paths == ["f 1.jpg", "manual/f 1.xml", "kraken/f 1.xml", "kraken/f2.xml"]
    assert [file.get("CHECKSUM") for file in files] == ["b" * 64, "a" * 64, "c" * 64, None]
    assert [file.get("MIMETYPE") for file in files] == ["image/jpeg", *["application/xml"] * 3]
    assert files[1].get("SIZE") == "120"
    assert root.find("m:metsHdr/m:agent/m:name", NS).text == "escriptorium 1.0"


def test_pages_point_at_their_files() -> None:
    root = etree.fromstring(WRITTEN)
    known = {file.get("ID") for file in root.findall(".//m:file", NS)}
    pages = root.findall("m:structMap[@TYPE='PHYSICAL']/m:div/m:div", NS)
    pointers = [[f.get("FILEID") for f in page.findall("m:fptr", NS)] for page in pages]
    assert [len(found) for found in pointers] == [3, 1]
    assert {name for found in pointers for name in found} == known


def test_what_is_written_is_read_again() -> None:
    book = read_mets(WRITTEN)
    assert book.title == "Book"
    said = [fact for fact in book.metadata if not fact[0].startswith("METS ")]
    assert said == [("title", "Book"), *FACTS]
    assert [page.label for page in book.pages] == ["Folio <1r>", "Folio 1v"]
    assert book.pages[0].metadata == ENTRIES[0].metadata
    groups = [[link.group for link in page.links] for page in book.pages]
    assert groups == [["image", "manual", "kraken v2: <x>"], ["kraken v2: <x>"]]


words = st.text("aB é:<&(文", min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(words | st.sampled_from(["title", "Title", "note", "place"]), words)))
def test_any_keys_and_values_come_back(facts: list[tuple[str, str]]) -> None:
    data = write_mets(ENTRIES, ("a", "b"), MetsTitle("", facts))
    assert errors(data) == ""
    said = [fact for fact in read_mets(data).metadata if not fact[0].startswith("METS ")]
    assert said == list(dict.fromkeys((key, " ".join(value.split())) for key, value in facts))
