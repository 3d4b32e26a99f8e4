"""Pages that are nearly the same: the same picture, and the same words where there are any."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from apps.documents.models import LineTranscription, Part
from apps.layout.markup import plain_text
from apps.training.models import TrainingSetItem
from apps.training.sets.content import image_digest
from apps.training.sets.pictures import difference, fingerprints

ALIKE = 0.12
"""Pictures that differ by less may show the same page; the words decide."""
SHARED = 0.6
"""The share of its runs of five letters that the shorter text has in common with the longer."""
ENOUGH = 60
"""Fewer different runs of letters say nothing."""

_RUN = 5


def groups(items: Sequence[TrainingSetItem], parts: Mapping[int, Part]) -> dict[int, int]:
    """A number for each page that has near-duplicates in the set, the same for all of them."""
    found = _Groups()
    same: dict[str, list[int]] = defaultdict(list)
    for item in items:
        same[image_digest(parts[item.part_id].image)].append(item.part_id)
    for one, *others in same.values():
        for other in others:
            found.join(one, other)
    alike = list(_alike(parts[one] for one, *_ in same.values()))
    if alike:
        runs = _runs({part_id for pair in alike for part_id in pair}, items)
        for one, other in alike:
            if has_same_words(runs.get(one, set()), runs.get(other, set())):
                found.join(one, other)
    return found.numbers()


def has_same_words(one: set[str], other: set[str]) -> bool:
    """Whether two texts, as their runs of letters, are nearly the same."""
    least = min(len(one), len(other))
    return least >= ENOUGH and len(one & other) >= SHARED * least


def runs_of(text: str) -> set[str]:
    """All runs of five letters of a text, whatever its spaces and cases."""
    letters = "".join(text.casefold().split())
    return {letters[at : at + _RUN] for at in range(len(letters) - _RUN + 1)}


def _alike(parts: Iterable[Part]) -> Iterator[tuple[int, int]]:
    """Pairs of pages whose pictures are alike."""
    images = {part.image.pk: part for part in parts}
    bits = fingerprints(part.image for part in images.values())
    for (one, left), (other, right) in combinations(bits.items(), 2):
        if difference(left, right) < ALIKE:
            yield images[one].pk, images[other].pk


def _runs(part_ids: Iterable[int], items: Iterable[TrainingSetItem]) -> dict[int, set[str]]:
    """The runs of letters of pages, each in the layer of its item."""
    layers = {item.part_id: item.layer_id for item in items}
    wanted = [part_id for part_id in part_ids if layers.get(part_id)]
    rows = LineTranscription.objects.filter(
        line__part__in=wanted, layer__in={layers[part_id] for part_id in wanted}
    ).order_by("line__order")
    texts: dict[int, list[str]] = defaultdict(list)
    for part_id, layer_id, text in rows.values_list("line__part_id", "layer_id", "text"):
        if layers[part_id] == layer_id:
            texts[part_id].append(plain_text(text))
    return {part_id: runs_of("".join(lines)) for part_id, lines in texts.items()}


class _Groups:
    """Pages that were found to be the same, joined step by step."""

    def __init__(self) -> None:
        self._leader: dict[int, int] = {}

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self._find(one), self._find(other)))
        self._leader[second] = first

    def numbers(self) -> dict[int, int]:
        return {page: self._find(page) for page in self._leader}

    def _find(self, page: int) -> int:
        leader = self._leader.setdefault(page, page)
        return page if leader == page else self._find(leader)
