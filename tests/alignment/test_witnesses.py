"""Texts that people bring: every format, bad files, whose they are, the REST routes."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from apps.alignment.models import TextWitness
from apps.alignment.witness_files import MAX_BYTES, text_of_file
from apps.alignment.witnesses import add_witness, text_of
from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.projects.models import Project
from apps.users.models import User

ApiOf = Callable[[User | None], APIClient]
ClientOf = Callable[[User | None], Client]
URL = "/api/textual-witnesses/"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><p>not this</p></teiHeader><text><body>
<p>Sing, O god<lb break="no"/>
dess<note>a note</note>, the <choice><sic>anger</sic><corr>wrath</corr></choice></p>
<l>of Achilles</l></body></text></TEI>"""
PAGE = """<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
<Page imageFilename="a.jpg" imageWidth="9" imageHeight="9"><TextRegion id="r">
<Coords points="0,0 9,0 9,9"/><TextLine id="l"><Coords points="0,0 9,0 9,9"/>
<TextEquiv><Unicode>the son of Peleus</Unicode></TextEquiv></TextLine>
</TextRegion></Page></PcGts>"""


def _docx(*paragraphs: str, name: str = "word/document.xml") -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", "Sing, ſong\r\nof é".encode(), ["Sing,", "ſong", "of", "é"]),
        ("a.txt", "\ufeffSing".encode(), ["Sing"]),
        ("a.txt", "Sing é".encode("utf-16"), ["Sing", "é"]),
        ("a.docx", _docx("Sing, O", "goddess"), ["Sing,", "O", "goddess"]),
        ("a.xml", TEI.encode(), ["Sing,", "O", "goddess,", "the", "anger", "of", "Achilles"]),
        ("a.xml", PAGE.encode(), ["the", "son", "of", "Peleus"]),
    ],
)
def test_files_are_read(name: str, data: bytes, words: list[str]) -> None:
    assert text_of_file(name, data).split() == words


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "no text in it"),
        ("a.txt", b" \n-- \n", "no text in it"),
        ("a.txt", "Stra\u00dfe".encode("latin-1"), "not UTF-8"),
        ("a.txt", b"GIF89a\x00\x01\x02", "no text file"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\xff", "not UTF-8"),
        ("a.pdf", b"%PDF-1.7", "Bring one of"),
        ("a.docx", b"no zip at all", "a.docx"),
        ("a.docx", _docx("x", name="other.xml"), "no Word document"),
        ("a.xml", b"<TEI><text>", "not well-formed"),
        ("a.xml", b"<html/>", "neither ALTO"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, data: bytes, words: str) -> None:
    with pytest.raises(ApplicationError, match=words):
        text_of_file(name, data)


def test_the_same_text_is_kept_once(alice: User) -> None:
    first = add_witness(user=alice, name="Iliad", text="Sing, O goddess")
    assert add_witness(user=alice, name="Iliad", text="Sing, O goddess") == first
    assert (first.characters, first.words, text_of(first)) == (15, 3, "Sing, O goddess")


def test_a_text_by_rest(api_of: ApiOf, alice: User, bob: User) -> None:
    upload = SimpleUploadedFile("iliad.txt", b"Sing, O goddess")
    answer = api_of(alice).post(URL, {"file": upload})
    assert answer.status_code == 201
    body: dict[str, Any] = answer.json()
    assert (body["name"], body["owner"], body["words"]) == ("iliad", alice.username, 3)
    assert b"".join(api_of(alice).get(body["file"])) == b"Sing, O goddess"
    assert [row["pk"] for row in api_of(alice).get(URL).json()["results"]] == [body["pk"]]
    assert api_of(bob).get(f"{URL}{body['pk']}/").status_code == 404
    assert api_of(bob).get(body["file"]).status_code == 404
    renamed = api_of(alice).patch(f"{URL}{body['pk']}/", {"name": "Homer"}, format="json")
    assert renamed.json()["name"] == "Homer"
    stored = TextWitness.objects.get().file.name
    assert api_of(alice).delete(f"{URL}{body['pk']}/").status_code == 204
    assert not TextWitness.objects.exists()
    assert stored


def test_the_file_goes_with_the_text(
    api_of: ApiOf, alice: User, django_capture_on_commit_callbacks: Any
) -> None:
    witness = add_witness(user=alice, name="Iliad", text="Sing")
    stored = str(witness.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        api_of(alice).delete(f"{URL}{witness.pk}/")
    assert not default_storage.exists(stored)


def test_a_text_is_shared_with_a_project(
    api_of: ApiOf, alice: User, bob: User, charlie: User, project: Project
) -> None:
    witness = add_witness(user=alice, name="Iliad", text="Sing")
    url = f"{URL}{witness.pk}/"
    assert api_of(alice).patch(url, {"project": project.pk}, format="json").status_code == 200
    assert api_of(bob).get(url).json()["name"] == "Iliad"
    assert api_of(bob).delete(url).status_code == 404
    assert api_of(charlie).get(url).status_code == 404
    own = add_witness(user=charlie, name="Odyssey", text="Tell me")
    refused = api_of(charlie).patch(f"{URL}{own.pk}/", {"project": project.pk}, format="json")
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("a.txt", b"\xff\xff\xff"), "not UTF-8"),
        (SimpleUploadedFile("a.exe", b"MZ"), "extension"),
        (None, "No file"),
    ],
)
def test_a_bad_file_is_refused_in_words(
    api_of: ApiOf, alice: User, upload: SimpleUploadedFile | None, words: str
) -> None:
    answer = api_of(alice).post(URL, {"file": upload} if upload else {"name": "x"})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not TextWitness.objects.exists()


def test_texts_are_brought_and_shared_on_the_layers_page(
    client_of: ClientOf, bob: User, vera: User, document: Document
) -> None:
    new, page = f"/document/{document.pk}/texts/new/", f"/document/{document.pk}/layers/"
    assert "multipart/form-data" in client_of(bob).get(new).content.decode()
    upload = SimpleUploadedFile("iliad.txt", b"Sing, O goddess")
    answer = client_of(bob).post(new, {"witness_file": upload}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == page
    witness = TextWitness.objects.get(owner=bob, project=None, words=3)
    shown = client_of(bob).get(page).content.decode()
    assert f"/document/{document.pk}/align/?selection=all&amp;witness={witness.pk}" in shown
    assert f"/api/textual-witnesses/{witness.pk}/file/" in shown
    assert "iliad" not in client_of(vera).get(page).content.decode()
    edit = f"/document/{document.pk}/texts/{witness.pk}/"
    assert client_of(bob).post(edit, {"name": "Iliad", "is_shared": "on"}).status_code == 303
    shared = client_of(vera).get(page).content.decode()
    assert "Iliad" in shared and edit not in shared and new not in shared
    assert client_of(vera).post(edit, {"name": "Mine"}).status_code == 404
    assert client_of(bob).post(edit, {"name": "Iliad"}).status_code == 303
    assert "Iliad" not in client_of(vera).get(page).content.decode()


def test_a_text_is_chosen_where_it_is_laid_onto_lines(
    client_of: ClientOf, bob: User, document: Document
) -> None:
    witness = add_witness(user=bob, name="Iliad", text="Sing, O goddess")
    query = f"?selection=all&witness={witness.pk}"
    dialog = client_of(bob).get(f"/document/{document.pk}/align/{query}").content.decode()
    assert f'<option value="{witness.pk}" selected>Iliad, 3 words' in dialog


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Give the text"),
        ({"pasted": " -- "}, "no text in it"),
        ({"pasted": "Sing", "witness_file": SimpleUploadedFile("a.txt", b"x")}, "second text"),
        ({"witness_file": SimpleUploadedFile("a.txt", b"\xff\xff")}, "not UTF-8"),
    ],
)
def test_a_text_that_is_none_is_refused(
    client_of: ClientOf, bob: User, document: Document, values: dict[str, Any], words: str
) -> None:
    answer = client_of(bob).post(f"/document/{document.pk}/texts/new/", values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not TextWitness.objects.exists()


def test_only_the_owner_deletes_a_text_after_being_asked(
    client_of: ClientOf, alice: User, bob: User, document: Document
) -> None:
    witness = add_witness(user=bob, name="Iliad", text="Sing", project=document.project)
    address = f"/document/{document.pk}/texts/{witness.pk}/delete/"
    assert client_of(alice).post(address).status_code == 404
    assert "goes for good" in client_of(bob).get(address).content.decode()
    assert client_of(bob).post(address).status_code == 303
    assert not TextWitness.objects.exists()


def test_the_page_costs_the_same_for_many_texts(
    client_of: ClientOf, bob: User, document: Document, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        add_witness(user=bob, name=f"Song {number}", text="Sing", project=document.project)
    client = client_of(bob)
    with django_assert_max_num_queries(14):
        assert "Song 29" in client.get(f"/document/{document.pk}/layers/").content.decode()
