"""A page in two splits cannot be; twins and pages that a base model knows are refused."""

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.training.models import Split, TrainingSet
from apps.training.sets import conflicts, services
from apps.training.sets.check import check, targets_of_set
from apps.users.models import User
from tests import factories
from tests.training.sets.conftest import MakePage

WORDS = "the quick brown fox jumps over the lazy dog while thirty five ships sail away at dawn"


@pytest.fixture
def twins(
    document: Document,
    layer: TranscriptionLayer,
    training_set: TrainingSet,
    make_page: MakePage,
    alice: User,
) -> tuple[int, int]:
    """Two scans of one page in the set, as ids of items: alike to look at, with the same words."""
    parts = [make_page(document, layer, [WORDS, WORDS[::-1]]) for _ in range(2)]
    for number, part in enumerate(parts):
        picture = Image.linear_gradient("L").rotate(90).resize((100 + number, 75))
        file = ContentFile(b"", f"{number}.jpg")
        picture.save(file, "JPEG")
        part.image.thumbnail.save(f"{number}.jpg", file)
    chosen = Part.objects.filter(pk__in=[part.pk for part in parts])
    services.add_pages(training_set=training_set, user=alice, parts=chosen, layer=layer)
    one, other = training_set.items.filter(part__in=chosen)
    return one.pk, other.pk


def test_twins_are_placed_together(training_set: TrainingSet, twins: tuple[int, int]) -> None:
    assert len({item.split for item in training_set.items.filter(pk__in=twins)}) == 1


def test_parting_twins_is_refused_with_the_mend(
    training_set: TrainingSet, twins: tuple[int, int], alice: User
) -> None:
    move = {"training_set": training_set, "user": alice, "item_ids": [twins[0]]}
    services.set_split(**move, split="train", together=True)  # type: ignore[arg-type]
    with pytest.raises(ApplicationError, match=r"are nearly the same page.*Put both into test"):
        services.set_split(**move, split="test")  # type: ignore[arg-type]
    services.set_split(**move, split="test", together=True)  # type: ignore[arg-type]
    assert {item.split for item in training_set.items.filter(pk__in=twins)} == {Split.TEST}


def test_a_set_with_parted_twins_is_not_frozen(
    training_set: TrainingSet, twins: tuple[int, int], alice: User
) -> None:
    training_set.items.filter(pk=twins[0]).update(split="train")
    training_set.items.filter(pk=twins[1]).update(split="test")
    with pytest.raises(ApplicationError, match="nearly the same page"):
        services.freeze(training_set=training_set, user=alice)
    report = check(
        user=alice, targets=targets_of_set(training_set, alice), training_set=training_set
    )
    [stop] = [one for one in report.findings if one.severity == "stop"]
    assert report.is_stopped
    assert stop.action == "move"


def test_a_test_page_that_the_base_has_learned_is_refused(
    training_set: TrainingSet, alice: User
) -> None:
    tested = training_set.items.get(split=Split.TEST)
    first = factories.OcrModelFactory(owner=alice, name="First", details={
        "split": {"train_parts": [tested.part_id]}
    })  # fmt: skip
    base = factories.OcrModelFactory(owner=alice, name="Second", parent=first)
    with pytest.raises(ApplicationError, match=r"“Second” has learned from Page \d+ of"):
        services.freeze(training_set=training_set, user=alice, base=base)
    assert services.freeze(training_set=training_set, user=alice)
    services.propose_split(training_set=training_set, user=alice, base=base)
    assert training_set.items.get(split=Split.TEST).part_id != tested.part_id


def test_what_a_base_learned_is_known_by_the_version_when_its_pages_are_gone(
    training_set: TrainingSet, alice: User, document: Document, layer: TranscriptionLayer
) -> None:
    version = services.freeze(training_set=training_set, user=alice)
    base = factories.OcrModelFactory(owner=alice, details={"set": {"digest": version.digest}})
    learned = training_set.items.filter(split=Split.TRAIN).first()
    assert learned
    training_set.items.filter(split=Split.TEST).update(split=Split.TRAIN)
    training_set.items.filter(pk=learned.pk).update(split=Split.TEST)
    [found] = conflicts.find_conflicts(training_set, alice, base=base)
    assert found.items == (learned,)
    assert found.mend == Split.TRAIN
