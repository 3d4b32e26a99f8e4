"""Training sets in the browser and over REST: what works, for whom, and what is refused."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.exports.models import Export
from apps.jobs.models import Job
from apps.projects.models import Project
from apps.training.models import TrainingSet, TrainingSetItem
from apps.training.sets import checking, selectors, services
from apps.training.sets.proposed import proposed_split
from apps.users.models import User
from tests import factories
from tests.training.sets.conftest import MakePage

ClientOf = Callable[[User | None], Any]
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def client(client_of: Callable[[User], Client], alice: User) -> Client:
    return client_of(alice)


def test_a_selection_becomes_a_set(
    client: Client, document: Document, ten: list[Part], layer: TranscriptionLayer
) -> None:
    values = {"selection": f"{ten[0].pk}-{ten[3].pk}", "name": "Four", "layer": layer.pk}
    answer = client.post(f"/document/{document.pk}/add-to-set/", values, **HX)
    made = TrainingSet.objects.get(name="Four")
    assert answer["HX-Redirect"] == f"/training/set/{made.pk}/"
    assert made.items.count() == 4
    values |= {"training_set": str(made.pk), "selection": "all"}
    client.post(f"/document/{document.pk}/add-to-set/", values, **HX)
    assert made.items.count() == 10


def test_a_selection_without_a_name_is_refused(
    client: Client, document: Document, ten: list[Part]
) -> None:
    answer = client.post(f"/document/{document.pk}/add-to-set/", {"selection": "all"}, **HX)
    assert answer.status_code == 422
    assert "Give the new set a name" in answer.content.decode()


def test_whole_documents_are_added_with_their_fullest_layer(
    client: Client, training_set: TrainingSet, project: Project, make_page: MakePage
) -> None:
    other = factories.DocumentFactory(project=project)
    layer = factories.TranscriptionLayerFactory(document=other, is_ground_truth=True)
    make_page(other, layer, ["text"])
    factories.PartFactory(document=other)
    client.post(f"/training/set/{training_set.pk}/add/", {"documents": [other.pk]}, **HX)
    [item] = training_set.items.filter(part__document=other)
    assert item.layer == layer


def test_moving_and_taking_out(client: Client, training_set: TrainingSet) -> None:
    items = list(training_set.items.all()[:3])
    url = f"/training/set/{training_set.pk}/move/"
    answer = client.post(url, {"items": [items[0].pk, items[1].pk], "split": "test"})
    assert answer.status_code == 200
    assert training_set.items.filter(split="test", is_split_fixed=True).count() == 2
    client.post(url, {"items": [items[2].pk], "split": "remove"})
    assert training_set.items.count() == 9
    refused = client.post(url, {"items": [items[0].pk], "split": "nowhere"}).content.decode()
    assert "is no split" in refused


def test_a_move_answers_with_the_pages_that_were_shown(
    client: Client, training_set: TrainingSet
) -> None:
    """Those of one split where only they were shown; ticks stay unless they were what moved."""
    url = f"/training/set/{training_set.pk}/move/?split=train"
    items = list(training_set.items.filter(split="train"))
    alone = client.post(url, {"items": items[0].pk, "split": "test", "alone": "1"}).content.decode()
    assert f'data-item="{items[0].pk}"' not in alone
    assert f'data-item="{items[1].pk}"' in alone
    assert "1 page put into test." in alone and " hx-preserve" in alone
    both = {"items": [items[1].pk, items[2].pk], "split": "remove"}
    ticked = client.post(url, both).content.decode()
    assert "2 pages taken out of the set." in ticked and " hx-preserve" not in ticked
    nothing = client.post(url, {"split": "test"}).content.decode()
    assert "Tick the pages first, then say where they go." in nothing


def test_documents_to_add_say_what_the_set_has_of_them(
    client: Client, training_set: TrainingSet, document: Document, project: Project
) -> None:
    other = factories.DocumentFactory(project=project, name="Charters")
    factories.PartFactory(document=other)
    url = f"/training/set/{training_set.pk}/add/"
    dialog = client.get(url, **HX).content.decode()
    assert f"{document.name} (10 pages, all in this set)" in dialog
    assert "Charters (1 page)" in dialog
    training_set.items.first().delete()  # type: ignore[union-attr]
    assert f"{document.name} (10 pages, 9 in this set)" in client.get(url, **HX).content.decode()


def test_pages_of_others_cannot_be_moved(
    client_of: Callable[[User], Client], training_set: TrainingSet, charlie: User, vera: User
) -> None:
    item = training_set.items.get(split="test")
    for person in (charlie, vera):
        url = f"/training/set/{training_set.pk}/move/"
        answer = client_of(person).post(url, {"items": [item.pk], "split": "train"})
        assert answer.status_code == 404


def test_a_member_sees_only_pages_that_are_shared(
    client_of: Callable[[User], Client], training_set: TrainingSet, alice: User, bob: User,
    make_page: MakePage,
) -> None:  # fmt: skip
    private = factories.DocumentFactory(
        project=factories.ProjectFactory(owner=alice), owner=alice, name="Sesame"
    )
    layer = factories.TranscriptionLayerFactory(document=private)
    part = make_page(private, layer, ["open"])
    services.add_pages(
        training_set=training_set, user=alice, parts=Part.objects.filter(pk=part.pk), layer=layer
    )
    for tab in ("", "check/"):
        page = client_of(bob).get(f"/training/set/{training_set.pk}/{tab}").content.decode()
        assert "Sesame" not in page
        assert "1 page of this set is in documents that are not shared with you" in page
    assert services.freeze(training_set=training_set, user=bob).facts["pages"] == 10
    whole = services.freeze(training_set=training_set, user=alice)
    url = f"/training/set/{training_set.pk}/versions/{whole.number}/file/"
    assert client_of(bob).get(url).status_code == 403
    assert client_of(alice).get(url).status_code == 200


def test_the_tabs_take_as_many_queries_for_many_pages(
    client: Client, training_set: TrainingSet, django_assert_max_num_queries: Any
) -> None:
    services.freeze(training_set=training_set, user=training_set.owner)
    for tab in ("", "check/", "versions/", "trainings/"):
        client.get(f"/training/set/{training_set.pk}/{tab}")
        with django_assert_max_num_queries(26):
            client.get(f"/training/set/{training_set.pk}/{tab}")
    with django_assert_max_num_queries(8):
        client.get("/training/")


def test_mends_of_the_check(client: Client, training_set: TrainingSet) -> None:
    url = f"/training/set/{training_set.pk}/mend/"
    client.post(url, {"action": "normalize", "choice": "NFC"})
    client.post(url, {"action": "map", "choice": "’\t'"})
    training_set.refresh_from_db()
    assert (training_set.normalization, training_set.character_map) == ("NFC", {"’": "'"})
    client.post(url, {"action": "unmap", "choice": "’"})
    training_set.refresh_from_db()
    assert training_set.character_map == {}
    Part.objects.update(unmasked_line_count=1)
    client.post(url, {"action": "masks"})
    assert Job.objects.get(kind="masks", is_group=True).children.count() == 10
    assert client.post(url, {"action": "harm"}).status_code == 422


def test_a_large_set_is_checked_by_a_job(
    client: Client, training_set: TrainingSet, run_job: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 5)
    url = f"/training/set/{training_set.pk}/check/"
    assert "Check now" in client.get(url).content.decode()
    client.post(url)
    assert "Being checked" in client.get(url).content.decode()
    assert run_job("check_set").state == "done"
    assert "Lines with text" in client.get(url).content.decode()


def test_the_check_of_a_selection(
    client: Client, document: Document, ten: list[Part], layer: TranscriptionLayer
) -> None:
    url = f"/document/{document.pk}/check/?selection=all&layer={layer.pk}"
    shown = client.get(url).content.decode()
    assert "10" in shown
    assert "1 page to choose the best epoch, 1 to test it at the end" in shown


def test_the_check_foretells_the_split(
    alice: User, document: Document, ten: list[Part], layer: TranscriptionLayer
) -> None:
    parts = document.parts.all()
    made = services.make_set(
        user=alice, name="Ten", document=document, parts=parts, layer=layer, task="recognition"
    )
    assert proposed_split(parts, layer, None) == selectors.split_facts(made, alice)


@pytest.mark.parametrize("kind", ["page", "kraken", "kraken-arrow", "htr-united"])
def test_a_version_is_exported(
    kind: str, client: Client, training_set: TrainingSet, alice: User, run_job: Any
) -> None:
    services.freeze(training_set=training_set, user=alice)
    answer = client.post(f"/training/set/{training_set.pk}/versions/1/export/", {"format": kind})
    assert answer.status_code == 204
    job = run_job("export_set")
    assert job.state == "done", job.error
    with Export.objects.get(job=job).file.open() as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    names = archive.namelist()
    rows = archive.read("split.csv").decode().splitlines()
    assert len(rows) == 11
    assert sum(row.endswith(",test") for row in rows) == 1
    if kind == "page":
        assert len([name for name in names if name.startswith("train/") and ".png" in name]) == 8
    if kind == "kraken":
        [listed] = [
            name for name in names if name.endswith("validation.txt") and "test/" not in name
        ]
        assert len(archive.read(listed).decode().split()) == 3


def test_rest_collections(
    api_of: ClientOf, alice: User, charlie: User, document: Document, ten: list[Part],
    layer: TranscriptionLayer,
) -> None:  # fmt: skip
    api = api_of(alice)
    items = [{"document_part": part.pk, "transcription_layer": layer.pk} for part in ten[:4]]
    made = api.post("/api/collections/", {"name": "Four", "items": items}, format="json").json()
    assert made["owner"] == "alice"
    url = f"/api/collections/{made['id']}/"
    found = api.get(f"{url}items/").json()
    assert found["count"] == 4
    assert {row["transcription_layer_name"] for row in found["results"]} == {"manual"}
    twice = api.patch(url, {"items": [items[0], items[0]]}, format="json")
    assert twice.status_code == 400
    stranger = api_of(charlie)
    assert stranger.get(url).status_code == 404
    stolen = stranger.post("/api/collections/", {"name": "x", "items": items}, format="json")
    assert stolen.status_code == 400
    api.put(url, {"name": "Two", "items": items[:2]}, format="json")
    assert TrainingSetItem.objects.filter(training_set=made["id"]).count() == 2
    one = TrainingSetItem.objects.filter(training_set=made["id"]).first()
    assert one
    asked = {"items": [one.pk], "split": "train"}
    assert api.post(f"{url}split/", asked, format="json").status_code == 200
    assert api.post(f"{url}propose_split/", {"seed": 3}, format="json").json()["train"] == 1
    assert api.get(f"{url}check/").json()["report"]["facts"]["pages"] == 2
    version = api.post(f"{url}freeze/", format="json").json()
    assert api.get(f"{url}versions/").json()["results"][0]["digest"] == version["digest"]
    queued = api.post(f"{url}train_recognizer/", {"model_name": "M"}, format="json")
    assert queued.json()["status"] == "training queued", json.dumps(queued.json())
    assert Job.objects.get(pk=queued.json()["job"]).kind == "train"
    assert api.delete(url).status_code == 204
    assert api.get(url).status_code == 404
