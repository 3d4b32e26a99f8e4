"""What a set holds is frozen once, and trains again exactly even when its pages change."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Line, LineTranscription, Part, TranscriptionLayer
from apps.images.services import create_from_upload
from apps.images.storage import original_name
from apps.training.models import Split, TrainingSet
from apps.training.sets import frozen, services
from apps.users.models import User
from tests import factories


@pytest.fixture
def many(document: Document, layer: TranscriptionLayer, small_image: Any) -> list[Part]:
    """Ten pages with images of their own and three lines each."""
    parts = []
    for number in range(10):
        [image] = create_from_upload(
            upload=small_image(size=(400 + number, 300)), name=f"{number}.png"
        )
        part = factories.PartFactory(document=document, image=image, order=number)
        for _ in range(3):
            line = factories.LineFactory(part=part)
            factories.LineTranscriptionFactory(
                line=line, layer=layer, text=f"page {number} line {line.pk} é <em>bold</em>"
            )
        Part.objects.filter(pk=part.pk).update(line_count=3)
        factories.LayerProgressFactory(part=part, layer=layer, line_count=3)
        parts.append(part)
    return parts


@pytest.fixture
def training_set(
    alice: User, document: Document, many: list[Part], layer: TranscriptionLayer
) -> TrainingSet:
    return services.make_set(
        user=alice, name="Hand A", document=document, parts=document.parts.all(), layer=layer
    )


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
    assert page.layout.lines[0].text and page.layout.lines[0].text.text.endswith("é bold")
    assert before.facts["lines"] == 30


def _content(found: frozen.FrozenData) -> list[Any]:
    pages = (*found.data.train, *found.data.validation, *found.test)
    return [(page.name, page.image, page.layout) for page in pages]


def test_an_image_that_is_gone_is_named(
    training_set: TrainingSet, alice: User, many: list[Part], tmp_path: Path
) -> None:
    version = services.freeze(training_set=training_set, user=alice)
    image = many[4].image
    # Earlier tests may have left the same file under its first name.
    for name in (str(image.file.name), original_name(image.sha256, "png")):
        default_storage.delete(name)
    with pytest.raises(ApplicationError, match=r"Page 5 \(4.png\) is gone"):
        frozen.training_data(version, tmp_path)
