"""The METS file of an export names every file once, with its checksum, in page order."""

from lxml import etree

from apps.formats.mets import MetsEntry, MetsFile, write_mets

NS = {"m": "http://www.loc.gov/METS/", "xlink": "http://www.w3.org/1999/xlink"}
ENTRIES = (
    MetsEntry("Folio <1r>", 4, MetsFile("f 1.xml", "A" * 64), MetsFile("f 1.jpg", "b" * 64)),
    MetsEntry("Folio 1v", 5, MetsFile("f2.xml", "no sum")),
)


def test_files_have_paths_types_and_sums() -> None:
    root = etree.fromstring(write_mets(ENTRIES, title="Book"))
    files = root.findall(".//m:file", NS)
    types = [file.get("MIMETYPE") for file in files]
    assert types == ["image/jpeg", "application/xml", "application/xml"]
    paths = [file.find("m:FLocat", NS).get(f"{{{NS['xlink']}}}href") for file in files]
    assert paths == ["f 1.jpg", "f 1.xml", "f2.xml"]
    assert [file.get("CHECKSUM") for file in files] == ["b" * 64, "a" * 64, None]
    assert root.get("LABEL") == "Book"
    assert root.find("m:metsHdr/m:agent/m:name", NS).text == "escriptorium"


def test_pages_point_at_their_files() -> None:
    root = etree.fromstring(write_mets(ENTRIES))
    known = {file.get("ID") for file in root.findall(".//m:file", NS)}
    pages = root.findall("m:structMap[@TYPE='physical']/m:div/m:div", NS)
    assert [(page.get("ORDER"), page.get("LABEL")) for page in pages] == [
        ("4", "Folio <1r>"),
        ("5", "Folio 1v"),
    ]
    pointers = [[f.get("FILEID") for f in page.findall("m:fptr", NS)] for page in pages]
    assert [len(found) for found in pointers] == [2, 1]
    assert {name for found in pointers for name in found} == known


def test_an_export_without_pages_is_still_a_file() -> None:
    assert etree.fromstring(write_mets(())).find("m:structMap", NS) is not None
