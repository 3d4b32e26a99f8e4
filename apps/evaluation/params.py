"""What an evaluation needs to know, kept in ``Job.params``."""

from dataclasses import dataclass

from apps.layout.types import TextDirection

KRAKENS_OWN = 0
"""Stands for the segmentation model that comes with kraken among the ids of models."""


@dataclass(frozen=True, slots=True)
class EvaluateParams:
    """Compare layers, and what models read, with the texts of the layer ``reference``.

    Without ``reference`` the readings only stand beside each other. ``references`` names the layer
    with the true text of each page where pages of several documents are measured.
    ``model`` and ``layer`` are one more of each. ``direction`` ``None`` is that of each page.
    """

    reference: int | None = None
    part_ids: tuple[int, ...] = ()
    model: int | None = None
    layer: int | None = None
    direction: TextDirection | None = None
    models: tuple[int, ...] = ()
    layers: tuple[int, ...] = ()
    references: tuple[tuple[int, int], ...] = ()

    @property
    def all_models(self) -> tuple[int, ...]:
        """Each model once, in order."""
        return tuple(dict.fromkeys(one for one in (self.model, *self.models) if one))

    @property
    def all_layers(self) -> tuple[int, ...]:
        """Each layer once, in order."""
        return tuple(dict.fromkeys(one for one in (self.layer, *self.layers) if one))

    @property
    def has_truth(self) -> bool:
        return bool(self.reference or self.references)

    def reference_of(self, part_id: int) -> int | None:
        """The layer with the true text of a page."""
        return dict(self.references).get(part_id, self.reference)


@dataclass(frozen=True, slots=True)
class LayoutParams:
    """Compare what segmentation models find with the lines and regions of the pages.

    ``KRAKENS_OWN`` among ``models`` is the model that comes with kraken.
    """

    part_ids: tuple[int, ...]
    models: tuple[int, ...]
    model: int | None = None
    direction: TextDirection | None = None
