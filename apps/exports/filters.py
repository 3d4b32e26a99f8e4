"""Which regions, lines and characters of a page go into an export."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.exports.params import ExportParams
from apps.layout.types import PageLayout


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked for, as names of types; ``None`` stands for every type."""

    region_types: Collection[str] | None = None
    line_types: Collection[str] | None = None
    include_untyped: bool = True
    include_orphans: bool = True
    include_untyped_lines: bool = True

    def has_region(self, type_: str | None) -> bool:
        return _has(type_, self.region_types, self.include_untyped)

    def has_line(self, type_: str | None) -> bool:
        return _has(type_, self.line_types, self.include_untyped_lines)


def _has(type_: str | None, types: Collection[str] | None, include_untyped: bool) -> bool:
    if type_ is None:
        return include_untyped
    return types is None or type_ in types


def wanted_of(document: Document, params: ExportParams) -> Wanted:
    """The ids of the request as names; ids of other documents match nothing."""
    regions = document.region_types.filter(pk__in=params.region_types or [])
    lines = document.line_types.filter(pk__in=params.line_types or [])
    return Wanted(
        region_types=None
        if params.region_types is None
        else set(regions.values_list("name", flat=True)),
        line_types=None if params.line_types is None else set(lines.values_list("name", flat=True)),
        include_untyped=params.include_untyped,
        include_orphans=params.include_orphans,
        include_untyped_lines=params.include_untyped_lines,
    )


def types_named(types: Any, names: Sequence[str] | None, none: str) -> list[int] | None:
    """The ids of a document's types with these names; ``none`` among them stands for no type."""
    if names is None:
        return None
    ids = dict(types.values_list("name", "pk"))
    for name in names:
        if name not in ids and name != none:
            known = ", ".join(sorted(ids)) or "none"
            raise ApplicationError("no_type", f"There is no type {name}. There are: {known}.")
    return [ids[name] for name in names if name in ids]


def filtered(layout: PageLayout, wanted: Wanted) -> PageLayout:
    """The page with only the wanted regions, and only the wanted lines that lie in them."""
    regions = tuple(region for region in layout.regions if wanted.has_region(region.type))
    kept = {region.uid for region in regions}
    lines = tuple(
        line
        for line in layout.lines
        if wanted.has_line(line.type)
        and (wanted.include_orphans if line.region_uid is None else line.region_uid in kept)
    )
    return replace(layout, regions=regions, lines=lines)
