"""As which kind of region a region is written, and the place of a cell in its table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.page_custom import whole_number
from apps.formats.page_schema import Schema
from apps.formats.page_vocabulary import CELL, CORNERS, NO_VALUE
from apps.layout.types import RegionLayout

_HEADER = "page.TableCellRole.header"
_TEXT = ("TextRegion", "TableCell")


@dataclass(frozen=True, slots=True)
class RegionKind:
    """The element that a region becomes.

    ``type`` is what its ``custom`` has to say of its type; ``kept`` is what readers could not tell
    from the element.
    """

    name: str
    type: str | None = None
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def schema_type(self) -> str:
        """The name of the type of the element in the schema."""
        return f"{self.name}Type"

    def write_cell(self, element: Element, left: dict[str, str], schema: Schema) -> None:
        """Write the place of a cell in its table."""
        if self.name == "TableCell":
            for key in CELL:
                if schema.takes(self.schema_type, key, left.get(key, "")):
                    element.set(key, left.pop(key))
            left.setdefault("page.CornerPts", json.dumps([CORNERS]))
            return
        if not _is_cell(left) or "Roles" not in schema.types["RegionType"].children:
            return
        tag = f"{{{schema.namespace}}}"
        role = SubElement(SubElement(element, f"{tag}Roles"), f"{tag}TableCellRole")
        for key, name in CELL.items():
            if key in left and schema.takes("TableCellRoleType", name, left[key]):
                role.set(name, left.pop(key))
        if schema.takes("TableCellRoleType", "header", left.get(_HEADER, "")):
            role.set("header", left.pop(_HEADER))


def _is_cell(attributes: Mapping[str, str]) -> bool:
    return all(whole_number(attributes.get(key)) is not None for key in ("row", "col"))


def kind_of(
    region: RegionLayout, schema: Schema, outer: RegionKind | None, *, has_lines: bool
) -> RegionKind:
    """The kind of a region in a version of PAGE; what it holds decides where the schema does."""
    type_, attributes = region.type, region.attributes
    name = _name(region, schema, outer, has_lines=has_lines)
    kept = {}
    own = attributes.get("element")
    told_type = None if name == "TextRegion" else name
    if type_ is None and told_type:
        kept["type"] = NO_VALUE
    told_element = None if name in ("TextRegion", type_ or told_type) else name
    if told_element != own:
        kept["element"] = own or NO_VALUE
    said = None if type_ in (None, name) else type_
    return RegionKind(name, said, kept)


def _name(
    region: RegionLayout, schema: Schema, outer: RegionKind | None, *, has_lines: bool
) -> str:
    known = schema.types["PageType"].children
    if _may_be_cell(region, schema, outer):
        return "TableCell"
    wanted = region.type if region.type in known else region.attributes.get("element")
    if has_lines or "text" in region.attributes or not wanted or not wanted.endswith("Region"):
        return "TextRegion"
    return wanted if wanted in known else "UnknownRegion"


def _may_be_cell(region: RegionLayout, schema: Schema, outer: RegionKind | None) -> bool:
    """Whether it is the cell of a table of Transkribus."""
    if outer is None or outer.name != "TableRegion" or not _is_cell(region.attributes):
        return False
    return "TableCell" in schema.types["TableRegionType"].children
