"""What a PAGE file says and a layout has no field for: taken along, and written where it fits.

An attribute is kept as it is. Elements are kept as a list, each as ``["Name", {attributes},
children and text …]``. What the schema of the written version has no place for goes into the group
``kept {…}`` of ``custom``, from where it is read again.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.page_custom import Group, format_group
from apps.formats.page_schema import Schema
from apps.formats.xml import Ids, clean, is_name, local_name

PREFIX = "page."
KEPT, KEPT_OF_TEXT = "kept", "kept-text"
_DEEPEST = 40


def found_in(
    element: Element, attributes: Collection[str], children: Collection[str]
) -> dict[str, Any]:
    """The attributes and the children of an element other than those that are understood."""
    kept: dict[str, Any] = {
        name: value
        for name, value in _plain(element).items()
        if name not in attributes and name != "custom"
    }
    for part in element:
        name = local_name(part)
        if name not in children and not name.endswith("Region"):
            kept.setdefault(name, []).append(as_list(part))
    return kept


def as_list(element: Element) -> list[Any]:
    """An element with all that is in it: name, attributes, then text and children in order."""
    row: list[Any] = [local_name(element), _plain(element)]
    if element.text and element.text.strip():
        row.append(element.text)
    row.extend(as_list(part) for part in element)
    return row


def _plain(element: Element) -> dict[str, str]:
    """Attributes that belong to no other namespace."""
    return {str(name): str(value) for name, value in element.items() if "{" not in str(name)}


def renamed(value: Any, aliases: Mapping[str, str]) -> Any:
    """What was kept with its references to regions by their own ids, not by their names."""
    if not aliases or isinstance(value, str):
        return value
    return [_renamed(row, aliases) for row in value]


def _renamed(row: Sequence[Any], aliases: Mapping[str, str]) -> list[Any]:
    named = {k: aliases.get(v, v) if k == "regionRef" else v for k, v in row[1].items()}
    parts = [part if isinstance(part, str) else _renamed(part, aliases) for part in row[2:]]
    return [row[0], named, *parts]


def as_attributes(kept: Mapping[str, Any]) -> dict[str, str]:
    """What was found, as the attributes of a layout hold it."""
    return {f"{PREFIX}{name}": _text(value) for name, value in kept.items()}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def from_attributes(attributes: Mapping[str, str]) -> dict[str, Any]:
    """The other way round; what does not read as a list of elements is a plain value."""
    return {
        name.removeprefix(PREFIX): parsed(value)
        for name, value in attributes.items()
        if name.startswith(PREFIX)
    }


def parsed(value: str) -> Any:
    """A list of elements where the text is one, else the text."""
    if not value.startswith("["):
        return value
    try:
        rows = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return rows if is_list(rows) else value


def is_list(rows: Any) -> bool:
    """Whether this is a list of elements as they are kept."""
    return isinstance(rows, list) and bool(rows) and all(_is_row(row, 0) for row in rows)


def _is_row(row: Any, depth: int) -> bool:
    return (
        isinstance(row, list)
        and depth < _DEEPEST
        and len(row) > 1
        and isinstance(row[0], str)
        and isinstance(row[1], dict)
        and all(isinstance(value, str) for value in row[1].values())
        and all(isinstance(part, str) or _is_row(part, depth + 1) for part in row[2:])
    )


def carried(groups: Sequence[Group], name: str = KEPT) -> dict[str, str]:
    """What stands in the groups ``kept {…}``."""
    return {key: value for g in groups if g.name == name for key, value in g.values}


def carry(attributes: Mapping[str, Any], name: str = KEPT) -> list[str]:
    """The group ``kept {…}`` with these attributes, if there are any."""
    if not attributes:
        return []
    return [format_group(name, **{key: _text(value) for key, value in attributes.items()})]


@dataclass(slots=True)
class Keeper:
    """Writes what was kept, by the rules of one version; ids are unique, references are kept."""

    schema: Schema
    ids: Ids
    names: dict[str, str] = field(default_factory=dict)

    def write(self, element: Element, type_: str, kept: Mapping[str, Any]) -> dict[str, Any]:
        """Put into an element what its type allows; what it does not is given back."""
        left: dict[str, Any] = {}
        for name, value in kept.items():
            if isinstance(value, str):
                if element.get(name) is None and self.schema.takes(type_, name, value):
                    element.set(name, clean(value))
                else:
                    left[name] = value
            elif not self._write_all(element, type_, name, value):
                left[name] = value
        self.schema.sort(element, type_)
        return left

    def _write_all(self, element: Element, type_: str, name: str, rows: Sequence[Any]) -> bool:
        rule = self.schema.types[type_].children.get(name)
        there = sum(local_name(part) == name for part in element)
        if rule is None or (rule.most is not None and there + len(rows) > rule.most):
            return False
        if not all(row[0] == name and self._fits(row, rule.type) for row in rows):
            return False
        for row in rows:
            self._build(element, row, rule.type)
        return True

    def _fits(self, row: Sequence[Any], type_: str) -> bool:
        """Whether an element that was kept is what its type allows, all references known."""
        rules = self.schema.types.get(type_)
        if rules is None:
            check = self.schema.checks.get(type_)
            text = "".join(part for part in row[2:] if isinstance(part, str))
            return check is not None and not row[1] and check(text) and len(row) <= 3
        if rules.is_open:
            return _is_well_formed(row)
        return (
            all(self._takes(type_, name, value) for name, value in row[1].items())
            and rules.required <= row[1].keys()
            and self._fit_children(row[2:], type_)
        )

    def _takes(self, type_: str, name: str, value: str) -> bool:
        if self.schema.kind(type_, name) == "IDREF":
            return value in self.names
        # An id that is no name gets another one.
        return self.schema.kind(type_, name) == "ID" or self.schema.takes(type_, name, value)

    def _fit_children(self, parts: Sequence[Any], type_: str) -> bool:
        rules = self.schema.types[type_].children
        if any(isinstance(part, str) or part[0] not in rules for part in parts):
            return False
        names = [part[0] for part in parts]
        ranks = [rules[name].rank for name in names]
        for name, rule in rules.items():
            if names.count(name) < rule.least or (rule.most and names.count(name) > rule.most):
                return False
        return (
            ranks == sorted(ranks)
            and all(self._fits(part, rules[part[0]].type) for part in parts)
            and (bool(parts) or type_ not in _NEED_A_CHILD)
        )

    def _build(self, parent: Element, row: Sequence[Any], type_: str) -> None:
        element = SubElement(parent, f"{{{self.schema.namespace}}}{row[0]}")
        rules = self.schema.types.get(type_)
        for name, value in row[1].items():
            kind = self.schema.kind(type_, name) if rules else ""
            if kind == "ID":
                value = self.ids.claim(value, f"kept_{len(self.ids)}")  # noqa: PLW2901
            elif kind == "IDREF":
                value = self.names[value]  # noqa: PLW2901
            element.set(clean(name), clean(value))
        for part in row[2:]:
            if isinstance(part, str):
                element.text = clean(part)
            else:
                child = rules.children.get(part[0]) if rules else None
                self._build(element, part, child.type if child else "")


_NEED_A_CHILD = frozenset({"GraphemesType"})


def _is_well_formed(row: Sequence[Any]) -> bool:
    parts = [part for part in row[2:] if not isinstance(part, str)]
    return all(map(is_name, (row[0], *row[1]))) and all(map(_is_well_formed, parts))
