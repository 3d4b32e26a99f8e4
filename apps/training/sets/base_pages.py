"""Which pages a base model has learned from, as far as it and the models before it tell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from apps.common.errors import ApplicationError
from apps.documents.models import Part
from apps.models.models import OcrModel
from apps.training.models import TrainingSetVersion
from apps.training.sets.content import image_digest
from apps.training.sets.frozen import manifest_of

LONGEST_LINE = 50
SHORTEST_NAME = 8
"""A name of fewer letters stands in a card by chance."""
_LEARNED = ("train_parts", "validation_parts")


@dataclass(frozen=True, slots=True)
class Learned:
    """What a model and those before it learned from: pages by id, and images by their digest."""

    parts: frozenset[int]
    images: frozenset[str]

    def knows(self, part: Part) -> bool:
        return part.pk in self.parts or image_digest(part.image) in self.images


def lineage(model: OcrModel) -> Iterator[OcrModel]:
    """The model, the one it was made from, and so on."""
    seen: set[int] = set()
    found: OcrModel | None = model
    while found and found.pk not in seen and len(seen) < LONGEST_LINE:
        seen.add(found.pk)
        yield found
        found = found.parent


def learned_by(model: OcrModel) -> Learned:
    """What the lineage of a model says that it learned from; pages of validation chose it, too."""
    parts: set[int] = set()
    digests: set[str] = set()
    for one in lineage(model):
        split = one.details.get("split") or {}
        for key in _LEARNED:
            parts.update(split.get(key) or ())
        digest = (one.details.get("set") or {}).get("digest")
        digests.update([digest] if digest else [])
    found = Part.objects.filter(pk__in=parts).select_related("image")
    images = {image_digest(part.image) for part in found}
    for version in TrainingSetVersion.objects.filter(digest__in=digests):
        images |= _images(version)
    return Learned(frozenset(parts), frozenset(images))


def _images(version: TrainingSetVersion) -> set[str]:
    try:
        pages = manifest_of(version)
    except ApplicationError:
        return set()
    return {page.image_digest for page in pages if page.split != "test"}


def learned_parts(model: OcrModel, parts: Iterable[Part]) -> frozenset[int]:
    """The pages among ``parts`` that the model or one before it has learned from."""
    learned = learned_by(model)
    return frozenset(part.pk for part in parts if learned.knows(part))


def named_in_card(model: OcrModel, names: Iterable[str]) -> list[str]:
    """Names of documents or projects that the cards of a model's lineage speak of."""
    cards = [f"{one.description} {_words(one.hub)}" for one in lineage(model)]
    said = " ".join(cards).casefold()
    found = dict.fromkeys(name for name in names if len(name) >= SHORTEST_NAME)
    return [name for name in found if name.casefold() in said]


def _words(value: Any) -> str:
    """All texts in a value of JSON."""
    if isinstance(value, dict):
        return " ".join(_words(inner) for inner in value.values())
    if isinstance(value, list):
        return " ".join(_words(inner) for inner in value)
    return value if isinstance(value, str) else ""
