"""Which pages a base model has learned from, as far as it and the models before it tell."""

from collections.abc import Iterable, Iterator

from apps.documents.models import Part
from apps.models.models import OcrModel

LONGEST_LINE = 50


def lineage(model: OcrModel) -> Iterator[OcrModel]:
    """The model, the one it was made from, and so on."""
    seen: set[int] = set()
    found: OcrModel | None = model
    while found and found.pk not in seen and len(seen) < LONGEST_LINE:
        seen.add(found.pk)
        yield found
        found = found.parent


def learned_parts(model: OcrModel, parts: Iterable[Part]) -> frozenset[int]:
    """The pages among ``parts`` that the model or one before it has learned from."""
    known: set[int] = set()
    for one in lineage(model):
        split = one.details.get("split") or {}
        for key in ("train_parts", "validation_parts"):
            known.update(split.get(key) or ())
    return frozenset(part.pk for part in parts if part.pk in known)
