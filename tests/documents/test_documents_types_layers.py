"""Types and layers of a document through their pages."""

from typing import Any

from apps.documents.models import Document, TranscriptionLayer
from apps.users.models import User
from tests import factories


def names(document: Document) -> list[str]:
    return list(document.region_types.values_list("name", flat=True))


def test_types_are_added_changed_moved(client_of: Any, document: Document, bob: User) -> None:
    client, address = client_of(bob), f"/document/{document.pk}/types/region/"
    for name in ("A", "B", "C"):
        client.post(f"{address}new/", {"name": name, "color": "#112233"})
    last = document.region_types.get(name="C")
    client.post(f"{address}{last.pk}/move/", {"to": "up"})
    assert names(document) == ["A", "C", "B"]
    client.post(f"{address}{last.pk}/", {"name": "Main", "color": "#abcdef"})
    last.refresh_from_db()
    assert (last.name, last.color, names(document)) == ("Main", "#abcdef", ["A", "Main", "B"])


def test_a_type_needs_a_name_of_its_own_and_a_colour(
    client_of: Any, document: Document, bob: User
) -> None:
    client, address = client_of(bob), f"/document/{document.pk}/types/line/new/"
    client.post(address, {"name": "A", "color": "#112233"})
    again = client.post(address, {"name": " A ", "color": "#112233"})
    assert again.status_code == 422 and "already" in again.content.decode()
    assert client.post(address, {"name": "B", "color": "red"}).status_code == 422
    assert client.get(f"/document/{document.pk}/types/glyph/new/").status_code == 404


def test_deleting_a_type_says_how_many_lose_it(
    client_of: Any, document: Document, part: Any, bob: User
) -> None:
    row = factories.RegionTypeFactory(document=document, name="Zone")
    region = factories.RegionFactory(part=part, type=row)
    client, address = client_of(bob), f"/document/{document.pk}/types/region/{row.pk}/delete/"
    assert "1 region will have no type" in client.get(address).content.decode()
    client.post(address)
    region.refresh_from_db()
    assert region.type is None and names(document) == []


def test_types_are_reached_only_through_their_document(
    client_of: Any, document: Document, bob: User
) -> None:
    other = factories.DocumentFactory(project=document.project, name="Other")
    row = factories.RegionTypeFactory(document=other, name="Theirs")
    address = f"/document/{document.pk}/types/region/{row.pk}/"
    assert client_of(bob).get(address).status_code == 404


def test_layers_are_made_renamed_and_marked(client_of: Any, document: Document, bob: User) -> None:
    client, address = client_of(bob), f"/document/{document.pk}/layers/"
    client.post(f"{address}new/", {"name": "Diplomatic"})
    layer = TranscriptionLayer.objects.get()
    client.post(f"{address}{layer.pk}/", {"name": "Edited", "is_ground_truth": "on"})
    page = client.get(address).content.decode()
    assert "Edited" in page and "ground truth" in page
    again = client.post(f"{address}new/", {"name": "Edited"})
    assert again.status_code == 422 and TranscriptionLayer.objects.count() == 1


def test_a_layer_is_archived_and_comes_back_under_a_free_name(
    client_of: Any, document: Document, layer: TranscriptionLayer, bob: User
) -> None:
    client, address = client_of(bob), f"/document/{document.pk}/layers/"
    mine = factories.TranscriptionLayerFactory(document=document, name="Mine")
    assert client.post(f"{address}{layer.pk}/archive/").status_code == 404
    client.post(f"{address}{mine.pk}/archive/")
    factories.TranscriptionLayerFactory(document=document, name="Mine")
    client.post(f"{address}{mine.pk}/restore/")
    mine.refresh_from_db()
    assert (mine.archived_at, mine.name) == (None, "Mine (2)")


def test_the_list_counts_pages_and_lines(
    client_of: Any, document: Document, layer: TranscriptionLayer, vera: User
) -> None:
    for count in (3, 4, 0):
        part = factories.PartFactory(document=document)
        factories.LayerProgressFactory(part=part, layer=layer, line_count=count)
    page = client_of(vera).get(f"/document/{document.pk}/layers/").content.decode()
    assert "2 of 3" in page and ">7<" in page
    assert "New layer" not in page
