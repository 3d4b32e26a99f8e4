"""Documents through their pages: create, settings, metadata, share, archive, delete, home."""

from typing import Any

import pytest

from apps.documents.models import Document, DocumentMembership, DocumentMetadata
from apps.images.models import PageImage
from apps.projects.models import Project
from apps.users.models import User
from tests import factories


def test_a_new_document_has_a_manual_layer_types_and_the_scripts_direction(
    client_of: Any, project: Project
) -> None:
    client = client_of(project.owner)
    client.post("/project/letters/document/new/", {"name": "כתבי יד", "main_script": "Hebr"})
    document = Document.objects.get()
    assert (document.main_script, document.read_direction) == ("Hebr", "rtl")
    assert document.layers.get().is_protected
    assert document.region_types.filter(name="MainZone").exists()
    assert document.line_types.exists() and document.part_types.exists()


def test_a_document_needs_a_name_and_a_known_script(client_of: Any, project: Project) -> None:
    client, address = client_of(project.owner), "/project/letters/document/new/"
    assert client.post(address, {"name": "", "main_script": "Latn"}).status_code == 422
    assert client.post(address, {"name": "x", "main_script": "Nope"}).status_code == 422
    assert not Document.objects.exists()


def test_settings_are_saved_and_viewers_only_read(
    client_of: Any, document: Document, bob: User, vera: User
) -> None:
    address = f"/document/{document.pk}/settings/"
    form = {
        "name": "New name",
        "main_script": "Arab",
        "read_direction": "rtl",
        "line_offset": "1",
    }
    assert client_of(vera).post(address, form).status_code == 404
    assert " disabled" in client_of(vera).get(address).content.decode()
    assert client_of(bob).post(address, form).status_code == 302
    document.refresh_from_db()
    assert (document.name, document.main_script, document.line_offset) == ("New name", "Arab", 1)
    assert document.show_confidence is False
    wrong = client_of(bob).post(address, form | {"line_offset": "9"})
    assert 'role="alert"' in wrong.content.decode()


def test_metadata_is_added_changed_and_removed(
    client_of: Any, document: Document, bob: User
) -> None:
    client, address = client_of(bob), f"/document/{document.pk}/metadata/"
    client.post(f"{address}new/", {"key": "Shelfmark", "value": "Ms 1", "cidoc_id": "P48"})
    row = DocumentMetadata.objects.get()
    client.post(f"{address}{row.pk}/", {"key": "Shelfmark", "value": "Ms 2"})
    page = client.get(f"/document/{document.pk}/settings/").content.decode()
    assert "Ms 2" in page and "Ms 1" not in page
    other = factories.DocumentFactory(project=document.project, name="Other")
    assert client.post(f"/document/{other.pk}/metadata/{row.pk}/delete/").status_code == 404
    client.post(f"{address}{row.pk}/delete/")
    assert not DocumentMetadata.objects.exists()


def test_one_document_is_shared_without_the_project(
    client_of: Any, document: Document, alice: User, charlie: User
) -> None:
    other = factories.DocumentFactory(project=document.project, name="Other")
    address = f"/document/{document.pk}/share/"
    client_of(alice).post(address, {"member": "charlie", "role": "editor"})
    client = client_of(charlie)
    assert client.get(f"/document/{document.pk}/layers/").status_code == 200
    assert client.get(f"/document/{other.pk}/layers/").status_code == 404
    membership = DocumentMembership.objects.get()
    client_of(alice).post(f"{address}{membership.pk}/revoke/")
    assert client.get(f"/document/{document.pk}/layers/").status_code == 404


def test_archive_and_back(client_of: Any, document: Document, alice: User) -> None:
    client = client_of(alice)
    client.post(f"/document/{document.pk}/archive/", follow=True)
    assert document.name not in client.get("/project/letters/").content.decode()
    assert document.name in client.get("/project/letters/?archived=").content.decode()
    client.post(f"/document/{document.pk}/restore/")
    assert document.name in client.get("/project/letters/").content.decode()


def test_deleting_counts_what_goes_and_takes_the_images_along(
    client_of: Any, document: Document, alice: User, bob: User, line: Any, layer: Any
) -> None:
    address = f"/document/{document.pk}/delete/"
    factories.LayerProgressFactory(part=line.part, layer=layer, line_count=1)
    asked = client_of(alice).get(address).content.decode()
    assert "1 page, 1 line, the text of 1 page" in asked
    assert client_of(bob).post(address, {"name": document.name}).status_code == 404
    assert client_of(alice).post(address, {"name": "other"}).status_code == 422
    client_of(alice).post(address, {"name": document.name})
    assert not Document.objects.exists() and not PageImage.objects.exists()


def test_home_goes_on_where_i_typed_last(
    client_of: Any, line: Any, layer: Any, alice: User, bob: User
) -> None:
    line.part.line_count = 22
    line.part.save()
    line.order = 12
    line.save()
    factories.LineTranscriptionFactory(line=line, layer=layer, author=alice, text="Lorem")
    mine = client_of(alice).get("/").content.decode()
    assert "Go on at line 14" in mine
    assert f"/document/{line.part.document_id}/part/{line.part_id}/edit/" in mine
    assert "Go on at line" not in client_of(bob).get("/").content.decode()


def test_the_palette_finds_only_what_is_mine(
    client_of: Any, part: Any, alice: User, charlie: User
) -> None:
    part.name = "folio 10r"
    part.save()
    found = client_of(alice).get("/search/", {"q": "folio"}).content.decode()
    assert "folio 10r" in found
    by_number = client_of(alice).get("/search/", {"q": "1", "document": part.document_id})
    assert "folio 10r" in by_number.content.decode()
    everything = client_of(alice).get("/search/", {"q": "letters"}).content.decode()
    assert everything.count('role="option"') == 2
    assert "option" not in client_of(charlie).get("/search/", {"q": "l"}).content.decode()


def test_activity_tells_what_ran(client_of: Any, document: Document, vera: User) -> None:
    address = f"/document/{document.pk}/activity/"
    assert "Nothing has run here yet" in client_of(vera).get(address).content.decode()
    job = factories.JobFactory(
        user=document.owner, document=document, title="Segment 3 pages", state="failed"
    )
    factories.JobFactory(user=document.owner, document=document, parent=job, title="Page one")
    page = client_of(vera).get(address).content.decode()
    assert "Segment 3 pages" in page and "Failed" in page and "Page one" not in page


@pytest.mark.parametrize("tab", ["settings", "types", "layers", "activity"])
def test_tabs_need_few_queries(
    client_of: Any, document: Document, alice: User, tab: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        factories.TranscriptionLayerFactory(document=document, name=f"L{number}")
        factories.RegionTypeFactory(document=document, name=f"R{number}")
        factories.JobFactory(user=alice, document=document)
        factories.DocumentMetadataFactory(document=document)
    client = client_of(alice)
    with django_assert_max_num_queries(8):
        assert client.get(f"/document/{document.pk}/{tab}/").status_code == 200
