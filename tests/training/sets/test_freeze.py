"""What a set holds is frozen once, and trains again exactly even when its pages change."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db.models import F

from apps.common.errors import ApplicationError
from apps.documents.models import Line, LineTranscription, Part, TranscriptionLayer
from apps.images.storage import original_name
from apps.training.models import Split, TrainingSet
from apps.training.sets import frozen, services
from apps.training.sets.changes import changes_since
from apps.users.models import User


def test_a_set_of_ten_pages_is_split_by_page(training_set: TrainingSet) -> None:
    splits = [item.split for item in training_set.items.all()]
    assert {split: splits.count(split) for split in Split.values} == {
        "train": 8,
        "validation": 1,
        "test": 1,
    }


def test_the_same_content_is_the_same_version(training_set: TrainingSet, alice: User) -> None:
    first = services.freeze(training_set=training_set, user=alice)
    assert services.freeze(training_set=training_set, user=alice) == first
    LineTranscription.objects.filter(text__startswith="page 3").update(text="other")
    second = services.freeze(training_set=training_set, user=alice)
    assert (first.number, second.number) == (1, 2)


def test_a_version_trains_again_exactly_after_everything_changed(
    training_set: TrainingSet, alice: User, layer: TranscriptionLayer, tmp_path: Path
) -> None:
    LineTranscription.objects.filter(text__contains="line 0").update(text="<em>é</em> 0 ")
    version = services.freeze(training_set=training_set, user=alice)
    before = frozen.training_data(version, tmp_path)
    LineTranscription.objects.all().delete()
    Line.objects.update(baseline=[[0, 0], [1, 1]], mask=None)
    layer.delete()
    after = frozen.training_data(version, tmp_path)
    assert _content(after) == _content(before)
    assert len(before.data.train) == 8
    assert len(before.data.validation) == len(before.test) == 1
    [page] = before.test
    assert page.image.exists()
    assert next(line.text and line.text.text for line in page.layout.lines) == "é 0 "
    assert before.facts["lines"] == 30


def _content(found: frozen.FrozenData) -> list[Any]:
    pages = (*found.data.train, *found.data.validation, *found.test)
    return [(page.name, page.image, page.layout) for page in pages]


def test_an_image_that_is_gone_is_named(
    training_set: TrainingSet, alice: User, ten: list[Part], tmp_path: Path
) -> None:
    version = services.freeze(training_set=training_set, user=alice)
    image = ten[4].image
    # Earlier tests may have left the same file under its first name.
    for name in (str(image.file.name), original_name(image.sha256, "png")):
        default_storage.delete(name)
    with pytest.raises(ApplicationError, match=r"Page 5 \(4.png\) is gone"):
        frozen.training_data(version, tmp_path)


def test_a_turned_image_is_learned_upright(
    training_set: TrainingSet, alice: User, ten: list[Part], tmp_path: Path
) -> None:
    from PIL import Image

    ten[0].image.turns = 1
    ten[0].image.save()
    version = services.freeze(training_set=training_set, user=alice)
    found = frozen.training_data(version, tmp_path)
    pages = (*found.data.train, *found.data.validation, *found.test)
    [turned] = [page for page in pages if page.image.parent == tmp_path]
    with Image.open(turned.image) as image:
        assert image.size == (300, 400)


def test_without_a_page_to_judge_by_lines_are_kept_aside(
    training_set: TrainingSet, alice: User, tmp_path: Path
) -> None:
    kept = training_set.items.filter(split=Split.TRAIN).first()
    others = [item.pk for item in training_set.items.all() if item != kept]
    services.remove_pages(training_set=training_set, user=alice, item_ids=others)
    version = services.freeze(training_set=training_set, user=alice)
    found = frozen.training_data(version, tmp_path)
    assert version.facts["by"] == "lines"
    assert [len(page.layout.lines) for page in found.data.train] == [2]
    assert [len(page.layout.lines) for page in found.data.validation] == [1]


def test_differences_to_now_are_counted(
    training_set: TrainingSet, alice: User, ten: list[Part]
) -> None:
    version = services.freeze(training_set=training_set, user=alice)
    assert changes_since(version, alice).words == []
    LineTranscription.objects.filter(line__part=ten[0]).update(text=F("line_id"))
    Line.objects.filter(part=ten[1]).order_by("pk").first().delete()  # type: ignore[union-attr]
    ten[2].delete()
    assert changes_since(version, alice).words == [
        "3 lines changed",
        "1 line removed",
        "1 page removed",
    ]


def test_only_pages_that_a_person_may_see_are_frozen(
    training_set: TrainingSet, alice: User, bob: User
) -> None:
    from apps.projects.models import Membership

    version = services.freeze(training_set=training_set, user=bob)
    assert version.facts["pages"] == 10
    Membership.objects.all().delete()
    with pytest.raises(ApplicationError, match="no page to learn from that you may see"):
        services.freeze(training_set=training_set, user=bob)


def test_a_frozen_set_is_put_away_and_not_deleted(training_set: TrainingSet, alice: User) -> None:
    services.freeze(training_set=training_set, user=alice)
    assert not services.delete_set(training_set=training_set, user=alice)
    training_set.refresh_from_db()
    assert training_set.archived_at
    assert training_set.versions.count() == 1
