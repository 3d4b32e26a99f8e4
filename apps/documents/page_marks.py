"""What an app above this one tells about pages in their list, and orders that it knows.

It registers in ``AppConfig.ready``; this app does not know it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from apps.documents.models import Document
from apps.documents.models.part import PartQuerySet


@dataclass(frozen=True, slots=True)
class PageMark:
    """Of one page: the share of characters likely to be wrong, and its worth (0-1), with why."""

    error: float
    worth: float
    open_lines: int
    reasons: str

    @property
    def error_words(self) -> str:
        return f"≈ {100 * self.error:.1f} % wrong"


class Source(Protocol):
    """Knows marks and orders; ``sorts`` are labels by what stands in the address."""

    @property
    def sorts(self) -> Mapping[str, str]: ...

    def is_known(self, document: Document) -> bool:
        """Whether there is anything to sort this document's pages by."""

    def sorted(self, parts: PartQuerySet, sort: str) -> PartQuerySet:
        """The pages in an order of ``sorts``."""

    def marks(self, document_id: int, parts: Sequence[int]) -> Mapping[int, PageMark]:
        """What is known of these pages, by id."""


_sources: list[Source] = []


def register(source: Source) -> None:
    _sources.append(source)


def sorts_of(document: Document) -> dict[str, str]:
    """The orders that can be chosen for a document's pages; none but their own: nothing."""
    known = (source.sorts for source in _sources if source.is_known(document))
    return {key: label for sorts in known for key, label in sorts.items()}


def sorted_parts(parts: PartQuerySet, sort: str) -> PartQuerySet:
    """The pages in that order; in their own where nobody knows it."""
    source = next((source for source in _sources if sort in source.sorts), None)
    return source.sorted(parts, sort) if source else parts


def marks(document_id: int, parts: Sequence[int]) -> dict[int, PageMark]:
    """What is told of these pages, by id."""
    return {
        part: mark for source in _sources for part, mark in source.marks(document_id, parts).items()
    }
