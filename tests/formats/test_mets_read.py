"""METS of libraries, OCR-D, Transkribus and eScriptorium: pages in order, files, what is said."""

import pytest

from apps.formats.base import FormatError
from apps.formats.mets_read import MetsBook, is_mets, read_mets
from tests.formats.support import REAL

DFG = b"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><GetRecord><record><metadata>
<m:mets xmlns:m="http://www.loc.gov/METS/" xmlns:x="http://www.w3.org/1999/xlink"
 xmlns:mods="http://www.loc.gov/mods/v3">
<m:dmdSec ID="D1"><m:mdWrap MDTYPE="MODS"><m:xmlData><mods:mods>
 <mods:titleInfo><mods:nonSort>Der</mods:nonSort><mods:title>Zauberberg</mods:title>
  <mods:subTitle>Roman</mods:subTitle></mods:titleInfo>
 <mods:name><mods:namePart type="family">Mann</mods:namePart>
  <mods:namePart type="given">Thomas</mods:namePart>
  <mods:role><mods:roleTerm>aut</mods:roleTerm></mods:role></mods:name>
 <mods:originInfo><mods:place><mods:placeTerm>Berlin</mods:placeTerm></mods:place>
  <mods:dateIssued>1924</mods:dateIssued></mods:originInfo>
 <mods:note displayLabel="Kept in">Box 4</mods:note>
 <mods:relatedItem type="host"><mods:titleInfo><mods:title>Works</mods:title></mods:titleInfo>
 </mods:relatedItem></mods:mods></m:xmlData></m:mdWrap></m:dmdSec>
<m:dmdSec ID="D2"><m:mdWrap MDTYPE="MODS"><m:xmlData><mods:mods><mods:note>torn</mods:note>
 </mods:mods></m:xmlData></m:mdWrap></m:dmdSec>
<m:fileSec>
 <m:fileGrp USE="DOWNLOAD"><m:file ID="PDF" MIMETYPE="application/pdf">
  <m:FLocat x:href="https://x.org/all.pdf"/></m:file></m:fileGrp>
 <m:fileGrp USE="MAX">
  <m:file ID="I1" MIMETYPE="image/jpeg"><m:FLocat x:href="https://x.org/1.jpg"/></m:file>
  <m:file ID="I2" MIMETYPE="image/jpeg"><m:FLocat x:href="https://x.org/2.jpg"/></m:file>
 </m:fileGrp>
 <m:fileGrp USE="FULLTEXT">
  <m:file ID="T2" MIMETYPE="text/xml"><m:FLocat x:href="https://x.org/2.xml"/></m:file>
 </m:fileGrp>
</m:fileSec>
<m:structMap TYPE="LOGICAL"><m:div TYPE="monograph" DMDID="D1"/></m:structMap>
<m:structMap TYPE="PHYSICAL"><m:div TYPE="physSequence"><m:fptr FILEID="PDF"/>
 <m:div ID="P2" TYPE="page" ORDER="2" ORDERLABEL=" - " LABEL="12v" DMDID="D2">
  <m:fptr FILEID="I2"/><m:fptr FILEID="T2"/><m:fptr FILEID="GONE"/></m:div>
 <m:div ID="P1" TYPE="cover_front" ORDER="1" ORDERLABEL="12r"><m:fptr FILEID="I1"/></m:div>
</m:div></m:structMap></m:mets></metadata></record></GetRecord></OAI-PMH>"""


def test_a_library_book_inside_an_answer_of_oai() -> None:
    assert is_mets(DFG)
    book = read_mets(DFG)
    assert [(page.id, page.label) for page in book.pages] == [("P1", "12r"), ("P2", "12v")]
    second = book.pages[1]
    assert [(link.group, link.hrefs) for link in second.links] == [
        ("MAX", ("https://x.org/2.jpg",)),
        ("FULLTEXT", ("https://x.org/2.xml",)),
    ]
    assert second.unknown == ("GONE",)
    assert second.metadata == (("note", "torn"),)
    assert book.title == "Der Zauberberg: Roman"
    assert book.metadata == (
        ("title", "Der Zauberberg: Roman"),
        ("author", "Thomas Mann"),
        ("place", "Berlin"),
        ("date", "1924"),
        ("Kept in", "Box 4"),
        ("host", "Works"),
    )


def test_a_list_of_files_without_a_structure_is_paired_by_place() -> None:
    files = "".join(
        f'<fileGrp ID="{group}">'
        + "".join(f'<file ID="{group}{n}"><FLocat x:href="{n}.{group}"/></file>' for n in (1, 2))
        + "</fileGrp>"
        for group in ("jpg", "xml")
    )
    data = f"""<mets xmlns="http://www.loc.gov/METS/" xmlns:x="http://www.w3.org/1999/xlink">
    <fileSec>{files}</fileSec></mets>""".encode()
    pages = read_mets(data).pages
    assert [[link.hrefs[0] for link in page.links] for page in pages] == [
        ["1.jpg", "1.xml"],
        ["2.jpg", "2.xml"],
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<alto/>", "it is no METS file"),
        (b"<OAI-PMH><error code='x'>No such record</error></OAI-PMH>", "No such record"),
        (b"<mets/>", "it lists no page with files"),
        (b"<mets><fileSec>", "not well-formed"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><mets>&b;</mets>', "document type"),
    ],
)
def test_what_is_no_book_is_refused_with_words(data: bytes, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        read_mets(data, filename="mets.xml")


def book(name: str) -> MetsBook:
    path = REAL / name
    if not path.exists():
        pytest.skip("The folder of real files is not here.")
    return read_mets(path.read_bytes(), filename=name)


@pytest.mark.parametrize(
    ("name", "pages", "groups"),
    [
        ("print_de_fraktur/mets.xml", 9, 5),
        ("format_samples/ocrd_kant_tif_words/mets.xml", 2, 4),
        ("format_samples/transkribus_tables_no_image/mets.xml", 15, 1),
        ("format_samples/transkribus_alto2_vs_escriptorium/mets.xml", 1, 2),
    ],
)
def test_real_books_have_all_their_pages_and_groups(name: str, pages: int, groups: int) -> None:
    found = book(name)
    assert len(found.pages) == pages
    assert len({link.group for page in found.pages for link in page.links}) == groups
    assert not any(page.unknown for page in found.pages)


def test_descriptions_of_real_books() -> None:
    facts = dict(book("print_de_fraktur/mets.xml").metadata)
    assert facts["author"] == "Karl Gottlob Samuel Heun"
    assert (facts["place"], facts["date"], facts["language"]) == ("Dresden", "1815", "deu")
    name = "format_samples/transkribus_tables_no_image/mets.xml"
    assert book(name).title == "Marksymbols"


def test_a_page_that_names_only_unknown_files_is_still_a_page() -> None:
    name = "format_samples/escriptorium_importer_exporter_tests/samples_simple_mets.xml"
    found = book(name)
    assert len(found.pages) == 5
    assert found.pages[4].unknown == ("binarized5", "transcript5")
