"""Sets that several people use: pages hidden from some of them, and what the REST API may ask."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.jobs.models import Job, JobState
from apps.training import services as trainings
from apps.training.models import TrainingSet, TrainingSetItem
from apps.training.params import Wish
from apps.training.sets import services
from apps.users.models import User
from tests import factories
from tests.training.sets.conftest import MakePage

ClientOf = Callable[[User | None], Any]


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def hidden(training_set: TrainingSet, alice: User, make_page: MakePage) -> TrainingSetItem:
    """A page of the shared set that only alice may see."""
    project = factories.ProjectFactory(owner=alice)
    private = factories.DocumentFactory(project=project, owner=alice, name="Sesame")
    layer = factories.TranscriptionLayerFactory(document=private)
    kind = factories.RegionTypeFactory(document=private, name="Secret stamp")
    part = make_page(private, layer, ["open"])
    factories.RegionFactory(part=part, type=kind)
    services.add_pages(
        training_set=training_set, user=alice, parts=Part.objects.filter(pk=part.pk), layer=layer
    )
    return training_set.items.get(part=part)


def test_types_of_hidden_pages_are_not_told(
    client_of: Callable[[User], Client], training_set: TrainingSet, hidden: Any, alice: User,
    bob: User,
) -> None:  # fmt: skip
    url = f"/training/set/{training_set.pk}/train/"
    assert "Secret stamp" in client_of(alice).get(url).content.decode()
    assert "Secret stamp" not in client_of(bob).get(url).content.decode()


def test_names_of_hidden_documents_are_not_told(
    api_of: ClientOf, client_of: Callable[[User], Client], training_set: TrainingSet,
    hidden: TrainingSetItem, alice: User, bob: User,
) -> None:  # fmt: skip
    version = services.freeze(training_set=training_set, user=alice)
    url = f"/api/collections/{training_set.pk}/versions/"
    [whole] = api_of(alice).get(url).json()["results"]
    assert "Sesame" in str(whole)
    [seen] = api_of(bob).get(url).json()["results"]
    assert "Sesame" not in str(seen)
    assert hidden.part_id not in [
        p for row in seen["facts"]["split"].values() for p in row["parts"]
    ]
    assert seen["facts"]["pages"] == whole["facts"]["pages"] == version.facts["pages"]
    page = client_of(bob).get(f"/training/set/{training_set.pk}/versions/").content.decode()
    assert "Sesame" not in page


def test_hidden_pages_cannot_be_taken_out_or_moved(
    client_of: Callable[[User], Client], training_set: TrainingSet, hidden: TrainingSetItem,
    bob: User,
) -> None:  # fmt: skip
    url = f"/training/set/{training_set.pk}/move/"
    other = "test" if hidden.split == "train" else "train"
    client_of(bob).post(url, {"items": [hidden.pk], "split": other})
    client_of(bob).post(url, {"items": [hidden.pk], "split": "remove"})
    again = TrainingSetItem.objects.get(pk=hidden.pk)
    assert (again.split, again.is_split_fixed) == (hidden.split, False)


def test_pages_that_stay_keep_their_split_when_the_list_is_replaced(
    api_of: ClientOf, training_set: TrainingSet, hidden: TrainingSetItem, bob: User,
    layer: TranscriptionLayer, make_page: MakePage, document: Document,
) -> None:  # fmt: skip
    training_set.items.filter(pk=hidden.pk).update(split="test", is_split_fixed=True)
    before = dict(training_set.items.values_list("part_id", "split"))
    more = [make_page(document, layer, [f"more {n} of {m}" for m in range(9)]) for n in range(3)]
    ids = [*(part for part in before if part != hidden.part_id), *(part.pk for part in more)]
    items = [{"document_part": part, "transcription_layer": layer.pk} for part in ids]
    url = f"/api/collections/{training_set.pk}/"
    assert api_of(bob).patch(url, {"items": items}, format="json").status_code == 200
    after = dict(training_set.items.values_list("part_id", "split"))
    assert {part: after[part] for part in before} == before
    assert len(after) == len(before) + 3


def test_replacing_the_list_takes_as_many_queries_for_many_pages(
    api_of: ClientOf, training_set: TrainingSet, alice: User, ten: list[Part],
    layer: TranscriptionLayer, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    api, url = api_of(alice), f"/api/collections/{training_set.pk}/"
    items = [{"document_part": part.pk, "transcription_layer": layer.pk} for part in ten]
    with django_assert_max_num_queries(34):
        assert api.patch(url, {"items": items}, format="json").status_code == 200


@pytest.mark.parametrize(
    "values",
    [
        {"normalization": "XYZ"},
        {"character_map": ["a", "b"]},
        {"character_map": {"a": 1}},
        {"character_map": {"": "x"}},
        {"default_transcriptions": {"no number": 1}},
    ],
)
def test_what_no_text_can_be_made_alike_by_is_refused(
    api_of: ClientOf, alice: User, training_set: TrainingSet, values: dict[str, Any]
) -> None:
    url = f"/api/collections/{training_set.pk}/"
    assert api_of(alice).patch(url, values, format="json").status_code == 400
    good = {"normalization": "NFC", "character_map": {"ſ": "s", "\u00ad": ""}}
    assert api_of(alice).patch(url, good, format="json").status_code == 200


def test_what_two_people_change_at_once_stays(
    alice: User, training_set: TrainingSet, make_page: MakePage
) -> None:
    mine, theirs = (TrainingSet.objects.get(pk=training_set.pk) for _ in range(2))
    for stale in (mine, theirs):
        other = factories.DocumentFactory(project=training_set.project)
        layer = factories.TranscriptionLayerFactory(document=other)
        part = make_page(other, layer, ["one"])
        chosen = Part.objects.filter(pk=part.pk)
        services.add_pages(training_set=stale, user=alice, parts=chosen, layer=layer)
    services.update_set(training_set=mine, user=alice, changes={"name": "Renamed"})
    services.update_set(training_set=theirs, user=alice, changes={"normalization": "NFC"})
    training_set.refresh_from_db()
    assert len(training_set.default_layers) == 3
    assert (training_set.name, training_set.normalization) == ("Renamed", "NFC")


@pytest.fixture
def ended(alice: User, training_set: TrainingSet) -> Job:
    """A training of alice's that came to an epoch."""
    wish = Wish(task="recognition", name="New", options={"epochs": 2})
    job = trainings.request_training_on(user=alice, training_set=training_set, wish=wish)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, data={"curve": [[1, 1, 0.5, 0.1]]})
    return Job.objects.get(pk=job.pk)


def test_a_training_on_pages_that_are_shared_no_more_does_not_go_on(
    alice: User, ended: Job, document: Document, bob: User
) -> None:
    document.project.memberships.all().delete()
    Document.objects.filter(pk=document.pk).update(owner=bob)
    type(document.project).objects.filter(pk=document.project_id).update(owner=bob)
    with pytest.raises(ApplicationError) as error:
        trainings.continue_training(job=ended, user=alice)
    assert error.value.code == "not_shared"


def test_a_training_whose_base_was_deleted_says_so_when_it_should_go_on(
    alice: User, ended: Job, make_model: Any, client_of: Callable[[User], Client]
) -> None:
    model = make_model(owner=alice)
    Job.objects.filter(pk=ended.pk).update(
        params={**ended.params, "model": model.pk}, ocr_model=model
    )
    model.delete()
    answer = client_of(alice).post(f"/training/job/{ended.pk}/continue/")
    assert answer.status_code == 422
    assert "deleted" in answer.content.decode()
