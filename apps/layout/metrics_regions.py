"""How well regions were found: the overlap of their areas, type by type."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.layout.types import PageLayout, RegionLayout

UNTYPED = ""


@dataclass(frozen=True, slots=True)
class RegionScore:
    """Areas in pixels and numbers of regions, of one page or of several added up."""

    shared: float = 0.0
    whole: float = 0.0
    truth: int = 0
    found: int = 0

    def __add__(self, other: "RegionScore") -> "RegionScore":
        return RegionScore(
            self.shared + other.shared,
            self.whole + other.whole,
            self.truth + other.truth,
            self.found + other.found,
        )

    @property
    def iou(self) -> float:
        """The area in both over the area in either, 0 to 1; 1 where there is nothing to find."""
        return self.shared / self.whole if self.whole else 1.0

    @property
    def overlap(self) -> float | None:
        """The same, and nothing where there is no region to be found: then it measures nothing."""
        return self.iou if self.truth else None


def compare_regions(truth: PageLayout, found: PageLayout) -> dict[str, RegionScore]:
    """The score of each type of region on one page; ``UNTYPED`` is the name of no type.

    Regions of one type count as one area, so it does not matter how it is cut up.
    """
    types = sorted({region.type or UNTYPED for region in (*truth.regions, *found.regions)})
    return {
        name: _score(_of_type(truth.regions, name), _of_type(found.regions, name)) for name in types
    }


def compare_areas(truth: PageLayout, found: PageLayout) -> RegionScore:
    """The score of all regions of one page together, whatever their types."""
    return _score(truth.regions, found.regions)


def _of_type(regions: Iterable[RegionLayout], name: str) -> list[RegionLayout]:
    return [region for region in regions if (region.type or UNTYPED) == name]


def _score(truth: Iterable[RegionLayout], found: Iterable[RegionLayout]) -> RegionScore:
    right, read = list(truth), list(found)
    a, b = _area(right), _area(read)
    return RegionScore(a.intersection(b).area, a.union(b).area, len(right), len(read))


def _area(regions: Iterable[RegionLayout]) -> Any:
    from shapely import Polygon as Shape  # costs 0.1 s at start, needed in jobs only
    from shapely import union_all

    return union_all([Shape(region.polygon).buffer(0) for region in regions if region.polygon])
