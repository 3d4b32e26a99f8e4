"""ALTO tags: which of an element's references is its type, and what the others say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.xml import Ids, clean, local_name

Kind = Literal["region", "line"]
TAG_PREFIX = "tag."
_TYPE_ELEMENTS = ("LayoutTag", "StructureTag", "OtherTag")
_REGION_WORDS = ("region", "block", "zone")
_NEUTRAL_TYPES = ("", "type", "structure", "layout")


@dataclass(frozen=True, slots=True)
class Tag:
    """One entry of an ALTO ``Tags`` section."""

    element: str
    type: str
    label: str
    speaks_of: Kind | None

    @property
    def may_be_type(self) -> bool:
        """Whether this tag can name the type of a region or line at all."""
        if self.element not in _TYPE_ELEMENTS or not self.label:
            return False
        return self.speaks_of is not None or self.type.lower() in _NEUTRAL_TYPES

    @property
    def key(self) -> str:
        """The attribute under which a tag that is no type is kept."""
        return (
            "language"
            if self.type.lower() in ("language", "lang")
            else TAG_PREFIX + (self.type or self.element)
        )


def read_tags(tags: Element | None) -> dict[str, Tag]:
    """The tags of a file by id."""
    found: dict[str, Tag] = {}
    for element in () if tags is None else tags:
        if tag_id := element.get("ID"):
            label = (element.get("LABEL") or "").strip()
            type_ = (element.get("TYPE") or "").strip()
            description = element.get("DESCRIPTION") or ""
            hint = _speaks_of(tag_id, type_, description)
            found[tag_id] = Tag(local_name(element), type_, label, hint)
    return found


def _speaks_of(tag_id: str, type_: str, description: str) -> Kind | None:
    """Of regions or of lines, by TYPE, by description, or by eScriptorium's BT… and LT… ids."""
    for words in (type_.lower(), description.lower().split(" type ")[0] if description else ""):
        if words == "line":
            return "line"
        if words in _REGION_WORDS:
            return "region"
    if tag_id[:2] in ("BT", "LT") and tag_id[2:].isdigit() and not type_:
        return "region" if tag_id.startswith("BT") else "line"
    return None


def describe(
    element: Element, tags: Mapping[str, Tag], kind: Kind
) -> tuple[str | None, dict[str, str]]:
    """The type an element's references give it, and its other tags as attributes."""
    found = [tags[ref] for ref in (element.get("TAGREFS") or "").split() if ref in tags]
    candidates = [tag for tag in found if tag.may_be_type and tag.speaks_of in (kind, None)]
    chosen = next((tag for tag in candidates if tag.speaks_of == kind), None) or next(
        iter(candidates), None
    )
    others: dict[str, str] = {}
    for tag in found:
        if tag is not chosen and tag.label:
            earlier = others.get(tag.key)
            others[tag.key] = f"{earlier};{tag.label}" if earlier else tag.label
    return (chosen.label if chosen else None), others


class TagWriter:
    """Collects the tags that elements refer to, and writes them once each."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._known: dict[tuple[str, str], str] = {}

    def refer(
        self, element: Element, kind: Kind, type_: str | None, other: Mapping[str, str]
    ) -> None:
        """Point an element at the tags of its type and its attributes."""
        refs = [self._ref(kind, type_)] if type_ else []
        for key, value in other.items():
            if key.startswith(TAG_PREFIX) or key == "language":
                refs += [self._ref(key.removeprefix(TAG_PREFIX), v) for v in value.split(";") if v]
        if refs:
            element.set("TAGREFS", " ".join(dict.fromkeys(refs)))

    def _ref(self, type_: str, label: str) -> str:
        known = self._known.get((type_, label))
        if known is None:
            prefix = {"region": "BT", "line": "LT"}.get(type_, "TAG")
            known = self._ids.claim(None, f"{prefix}{len(self._known) + 1}")
            self._known[type_, label] = known
        return known

    def write(self, parent: Element) -> None:
        """Fill the ``Tags`` section."""
        for (type_, label), tag_id in self._known.items():
            element = type_ if type_ in ("RoleTag", "NamedEntityTag") else "OtherTag"
            tag = SubElement(parent, parent.tag.replace("Tags", element), ID=tag_id)
            if type_ in ("region", "line"):
                word = "block" if type_ == "region" else "line"
                tag.set("DESCRIPTION", clean(f"{word} type {label}"))
            if type_ not in ("RoleTag", "NamedEntityTag", "OtherTag"):
                tag.set("TYPE", clean(type_))
            tag.set("LABEL", clean(label))
