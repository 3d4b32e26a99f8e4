"""What the schema of a PAGE version allows: which attributes and children, in which order."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

from lxml.etree import _Element as Element

from apps.formats.xml import is_name, local_name, parse

_FOLDER = Path(__file__).parent / "schemas"
_INT = re.compile(r"[-+]?[0-9]{1,9}")
_FLOAT = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]+)?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])?"
)
Check = Callable[[str], bool]


def is_date(text: str) -> bool:
    """Whether this is a date and a time as schemas want them."""
    return bool(_DATE.fullmatch(text)) and text[5:10] not in _NO_DAYS


_NO_DAYS = frozenset({"02-29", "02-30", "02-31", "04-31", "06-31", "09-31", "11-31"})
_BUILT_IN: dict[str, Check] = {
    "string": lambda text: True,
    "boolean": lambda text: text in ("true", "false", "0", "1"),
    "int": lambda text: bool(_INT.fullmatch(text)),
    "integer": lambda text: bool(_INT.fullmatch(text)),
    "float": lambda text: bool(_FLOAT.fullmatch(text)),
    "dateTime": is_date,
    "ID": is_name,
    "IDREF": is_name,
}


@dataclass(frozen=True, slots=True)
class Child:
    """A child that a type may have: its place among the others, its own type, how often."""

    rank: int
    type: str
    least: int
    most: int | None


@dataclass(slots=True)
class Type:
    """What an element of a type may hold; ``is_open`` takes anything."""

    attributes: dict[str, tuple[str, Check]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    children: dict[str, Child] = field(default_factory=dict)
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """One version of PAGE."""

    version: str
    namespace: str
    types: Mapping[str, Type]
    checks: Mapping[str, Check]

    def takes(self, type_: str, attribute: str, value: str) -> bool:
        """Whether an element of this type may have the attribute with that value."""
        known = self.types[type_].attributes.get(attribute)
        return known is not None and known[1](value)

    def kind(self, type_: str, attribute: str) -> str:
        """The name of an attribute's type, ``ID`` and ``IDREF`` among them."""
        known = self.types[type_].attributes.get(attribute)
        return known[0] if known else ""

    def sort(self, element: Element, type_: str) -> None:
        """Put the children of an element in the order of the schema."""
        children = self.types[type_].children
        ranks = [children[local_name(part)].rank for part in element]
        if any(after < before for before, after in pairwise(ranks)):
            element[:] = sorted(element, key=lambda part: children[local_name(part)].rank)


@cache
def schema(version: str) -> Schema:
    """The rules of ``2019-07-15`` or ``2013-07-15``, read from its schema once."""
    root = parse((_FOLDER / f"page-{version}.xsd").read_bytes())
    named = {element.get("name", ""): element for element in root}
    checks = dict(_BUILT_IN)
    for name, element in named.items():
        if local_name(element) == "simpleType":
            checks[name] = _check(element)
    types: dict[str, Type] = {}
    for name, element in named.items():
        if local_name(element) == "complexType":
            types[name] = _type(element, named, checks)
    return Schema(version, root.get("targetNamespace", ""), types, checks)


def _check(simple: Element) -> Check:
    """The check of a simple type: one of some words, a pattern, or a number in bounds."""
    restriction = next(e for e in simple if local_name(e) == "restriction")
    values = {e.get("value", "") for e in restriction if local_name(e) == "enumeration"}
    if values:
        return values.__contains__
    base = _BUILT_IN[restriction.get("base", "string")]
    bounds = {local_name(e): e.get("value", "") for e in restriction}
    if pattern := bounds.get("pattern"):
        return lambda text: bool(re.fullmatch(pattern, text))
    low = float(bounds.get("minInclusive", "-inf"))
    high = float(bounds.get("maxInclusive", "inf"))
    return lambda text: base(text) and low <= float(text) <= high


def _type(element: Element, named: Mapping[str, Element], checks: Mapping[str, Check]) -> Type:
    made = Type()
    chain = [element]
    while (base := _base(chain[0])) is not None:
        chain.insert(0, named[base])
    for part in chain:
        _collect(part, made, checks, least=1)
    return made


def _base(element: Element) -> str | None:
    extension = next((e for e in element.iter() if local_name(e) == "extension"), None)
    return extension.get("base", "").removeprefix("pc:") if extension is not None else None


def _collect(element: Element, made: Type, checks: Mapping[str, Check], least: int) -> None:
    """Add what an element of the schema allows; alternatives share a rank."""
    for part in element:
        name = local_name(part)
        if name == "attribute":
            _add_attribute(part, made, checks)
        elif name == "element":
            _add_child(part, made, len(made.children), least)
        elif name == "choice":
            rank = len(made.children)
            for option in part:
                _add_child(option, made, rank, 0)
        elif name in ("any", "anyAttribute"):
            made.is_open = True
        else:
            _collect(part, made, checks, least)


def _add_attribute(part: Element, made: Type, checks: Mapping[str, Check]) -> None:
    name = part.get("name", "")
    given = part.get("type", "").removeprefix("pc:")
    check = checks[given] if given else _check(_simple(part))
    made.attributes[name] = (given, check)
    if part.get("use") == "required":
        made.required.add(name)


def _simple(part: Element) -> Element:
    return next(e for e in part if local_name(e) == "simpleType")


def _add_child(part: Element, made: Type, rank: int, least: int) -> None:
    most = part.get("maxOccurs", "1")
    repeats = _repeats(part)
    made.children[part.get("name", "")] = Child(
        rank,
        part.get("type", "").removeprefix("pc:"),
        min(least, int(part.get("minOccurs", "1"))),
        None if most == "unbounded" or repeats else int(most),
    )


def _repeats(part: Element) -> bool:
    """Whether the group that an element of the schema stands in may come again."""
    group = part.getparent()
    return group is not None and group.get("maxOccurs") == "unbounded"
