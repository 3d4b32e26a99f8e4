"""ALTO tags: which of an element's references is its type, and what the others say."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.alto_kept import PREFIX, as_data, dump, load, parts
from apps.formats.alto_versions import Version
from apps.formats.xml import Ids, clean, local_name

Kind = Literal["region", "line"]
Fact = tuple[str, str, str]
"""What a tag is to say: of what (a kind, a place to keep, or nothing), a key, a value."""
TAG_PREFIX = "tag."
KEPT_TAGS = f"{PREFIX}Tags"
KEPT_REFS = f"{PREFIX}TAGREFS"
_TYPE_ELEMENTS = ("LayoutTag", "StructureTag", "OtherTag")
_ELEMENTS = (*_TYPE_ELEMENTS, "RoleTag", "NamedEntityTag")
_REGION_WORDS = ("region", "block", "zone")
_NEUTRAL_TYPES = ("", "type", "structure", "layout")
# How our own tags say that they hold what ALTO has no place for, and of what.
_PAGE, _TEXT, _ELEMENT = "page attribute", "text attribute", "attribute"


@dataclass(frozen=True, slots=True)
class Tag:
    """One entry of an ALTO ``Tags`` section."""

    element: str
    type: str
    label: str
    description: str
    speaks_of: Kind | None
    is_plain: bool = True

    @property
    def may_be_type(self) -> bool:
        """Whether this tag can name the type of a region or line at all."""
        if self.element not in _TYPE_ELEMENTS or not self.label:
            return False
        return self.speaks_of is not None or self.type.lower() in _NEUTRAL_TYPES

    @property
    def holds(self) -> str:
        """Of what it holds an attribute: of the page, the text or the element; empty if it is."""
        for words in (_PAGE, _TEXT, _ELEMENT):
            if self.type and self.description == f"{words} {self.type}":
                return words
        return ""

    @property
    def key(self) -> str:
        """The attribute under which a tag that is no type is kept."""
        if self.holds:
            return self.type
        if self.type.lower() in ("language", "lang"):
            return "language"
        return TAG_PREFIX + (self.type or self.element)

    @property
    def fact(self) -> tuple[str, str, str]:
        """What the tag says, apart from its name and its description."""
        return self.holds or self.speaks_of or "", self.key, self.label

    @property
    def is_ours(self) -> bool:
        """Whether the writer would make the very same tag of what it says."""
        if self.holds or not self.is_plain:
            return self.is_plain
        if self.speaks_of:
            word = "block" if self.speaks_of == "region" else "line"
            words = f"{word} type {self.label}"
            return self.element == "OtherTag" and self.description in ("", words)
        is_same = _element(self.key) == (self.element, self.type)
        return is_same and not self.description and ";" not in self.label


@dataclass(slots=True)
class Facts:
    """What the tags of an element say: its type, its attributes, and those of its text."""

    type: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)


def _element(key: str) -> tuple[str, str]:
    """The element and the TYPE that the writer makes of an attribute."""
    name = key.removeprefix(TAG_PREFIX)
    if name in _ELEMENTS:
        return name, ""
    return "OtherTag", name


def _tag(tag_id: str, name: str, attributes: Mapping[str, str], is_plain: bool) -> Tag:
    label = (attributes.get("LABEL") or "").strip()
    type_ = (attributes.get("TYPE") or "").strip()
    description = attributes.get("DESCRIPTION") or ""
    hint = _speaks_of(tag_id, type_, description)
    tag = Tag(name, type_, label, description, hint, is_plain)
    # What is kept of other formats is not to be trimmed.
    return Tag(name, type_, attributes.get("LABEL") or "", description, None) if tag.holds else tag


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


def _labelled(data: list[Any]) -> list[Any]:
    data[1].setdefault("LABEL", "")  # the schema asks for one, not every program has one
    return data


class TagReader:
    """The tags of one file, and which of them were told by what they say."""

    def __init__(self, tags: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._tags: dict[str, Tag] = {}
        for element in () if tags is None else tags:
            tag_id = element.get("ID")
            if tag_id and local_name(element) in _ELEMENTS:
                is_plain = len(element) == 0 and "URI" not in element.attrib
                self._elements[tag_id] = element
                said = {str(name): str(value) for name, value in element.attrib.items()}
                self._tags[tag_id] = _tag(tag_id, local_name(element), said, is_plain)
        times = Counter(tag.fact for tag in self._tags.values())
        self._unclear = {
            tag_id for tag_id, tag in self._tags.items() if not tag.label or times[tag.fact] > 1
        }
        self._told: set[str] = set()
        self.words: set[str] = set()
        """Ids that words and groups refer to: they are needed as they are."""

    def describe(self, element: Element, kind: Kind) -> Facts:
        """What the tags that an element refers to say of it."""
        facts = Facts()
        refs = [ref for ref in (element.get("TAGREFS") or "").split() if ref in self._tags]
        if not refs:
            return facts
        found = [self._tags[ref] for ref in refs]
        candidates = [tag for tag in found if tag.may_be_type and tag.speaks_of in (kind, None)]
        candidates = [tag for tag in candidates if not tag.holds]
        chosen = next((tag for tag in candidates if tag.speaks_of == kind), None) or next(
            iter(candidates), None
        )
        facts.type = chosen.label if chosen else None
        for ref, tag in zip(refs, found, strict=True):
            self._tell(tag, facts, is_type=tag is chosen)
            if tag.is_ours and (tag.speaks_of is None or tag is chosen):
                self._told.add(ref)
        if unclear := [ref for ref in refs if ref in self._unclear]:
            facts.attributes[KEPT_REFS] = " ".join(unclear)
        return facts

    @staticmethod
    def _tell(tag: Tag, facts: Facts, *, is_type: bool) -> None:
        if is_type or not tag.label:
            return
        if tag.holds:
            (facts.text if tag.holds == _TEXT else facts.attributes)[tag.key] = tag.label
            return
        earlier = facts.attributes.get(tag.key)
        facts.attributes[tag.key] = f"{earlier};{tag.label}" if earlier else tag.label

    def page_attributes(self) -> dict[str, str]:
        """What tags without reference hold of the page."""
        return {tag.key: tag.label for tag in self._tags.values() if tag.holds == _PAGE}

    def rest(self) -> str:
        """The tags that are to be written out again as they are; empty without any."""
        left = [
            _labelled(as_data(element))
            for tag_id, element in self._elements.items()
            if self._tags[tag_id].holds != _PAGE
            and (tag_id not in self._told or tag_id in self.words or tag_id in self._unclear)
        ]
        return dump(left) if left else ""


def _labels(key: str, value: str) -> list[str]:
    """The labels of the tags that an attribute was made of; none where it was made otherwise."""
    labels = value.split(";")
    is_list = all(label and label == label.strip() for label in labels)
    is_tag = key.startswith(TAG_PREFIX) or key == "language"
    return labels if is_tag and is_list and len(set(labels)) == len(labels) else []


class TagWriter:
    """Collects the tags that elements refer to, and writes them once each."""

    def __init__(self, version: Version, ids: Ids, kept_tags: str | None) -> None:
        self._version = version
        self._ids = ids
        self._made: dict[Fact, str] = {}
        self._kept: list[tuple[str, Mapping[str, str], list[object]]] = []
        self._facts: dict[Fact, str] = {}
        self._tags: dict[str, Tag] = {}
        self.names: dict[str, str] = {}
        """The ids of kept tags in the file they came from, and in the one that is written."""
        for data in load(kept_tags):
            self._keep(*parts(data))

    def _keep(self, name: str, attributes: Mapping[str, str], inner: list[object]) -> None:
        old = attributes.get("ID", "")
        if name not in _ELEMENTS or not old or "LABEL" not in attributes:
            return
        tag = _tag(old, name, attributes, not inner)
        # Under another name, eScriptorium's ids no longer say of what the tag speaks.
        new = self._ids.claim(old, "TAG")
        self.names[old] = new
        self._tags[old] = tag
        self._kept.append((name, {**attributes, "ID": new}, inner))
        kinds = [tag.speaks_of] if tag.speaks_of else ["region", "line"]
        if tag.may_be_type:
            for kind in kinds:
                self._facts.setdefault((str(kind), "type", tag.label), new)
        self._facts.setdefault(("", tag.key, tag.label), new)

    def refer(
        self, element: Element, kind: Kind, type_: str | None, other: Mapping[str, str]
    ) -> None:
        """Point an element at the tags of its type and its attributes."""
        facts: list[Fact] = [(kind, "type", type_)] if type_ else []
        for key, value in other.items():
            if ("", key, value) in self._facts:
                facts.append(("", key, value))
            elif labels := _labels(key, value):
                facts += [("", key, label) for label in labels]
            elif key != KEPT_REFS and value:
                facts.append((_ELEMENT, key, value))
        self.point(element, facts, other.get(KEPT_REFS, ""))

    def tell_of_text(self, element: Element, attributes: Mapping[str, str]) -> None:
        """Point a line at what is known of its text beside what it says."""
        self.point(element, [(_TEXT, key, value) for key, value in attributes.items() if value])

    def tell_of_page(self, attributes: Mapping[str, str]) -> None:
        """Keep what is known of the page in tags that nothing refers to."""
        for key, value in attributes.items():
            if value:
                self._ref((_PAGE, key, value))

    def point(self, element: Element, facts: list[Fact], kept_refs: str = "") -> None:
        """Add references to an element, those of its own file where they still hold."""
        refs = (element.get("TAGREFS") or "").split()
        covered = set()
        for ref in kept_refs.split():
            if (tag := self._tags.get(ref)) is None:
                continue
            own = (
                {(kind, "type", tag.label) for kind in ("region", "line")}
                if tag.may_be_type
                else set()
            )
            said = (own | {("", tag.key, tag.label)}).intersection(facts)
            if said or not tag.label:
                refs.append(self.names[ref])
                covered |= said
        refs += [self._ref(fact) for fact in facts if fact not in covered]
        if refs:
            element.set("TAGREFS", " ".join(dict.fromkeys(refs)))

    def _ref(self, fact: Fact) -> str:
        known = self._facts.get(fact) or self._made.get(fact)
        if known is None:
            prefix = {"region": "BT", "line": "LT"}.get(fact[0], "TAG")
            known = self._ids.claim(None, f"{prefix}{len(self._made) + 1}")
            self._made[fact] = known
        return known

    def write(self, parent: Element) -> None:
        """Fill the ``Tags`` section."""
        for name, attributes, inner in self._kept:
            tag = SubElement(parent, parent.tag.replace("Tags", name))
            for key in ("ID", "TYPE", "LABEL", "DESCRIPTION", "URI"):
                if key in attributes and self._version.allows(key, attributes[key]):
                    tag.set(key, clean(attributes[key]))
            for data in inner:
                if parts(data)[0] == "XmlData":
                    _write_data(tag, data)
        for (kind, key, label), tag_id in self._made.items():
            name, type_, description = _written(kind, key, label)
            tag = SubElement(parent, parent.tag.replace("Tags", name), ID=tag_id)
            if type_:
                tag.set("TYPE", clean(type_))
            tag.set("LABEL", clean(label))
            if description:
                tag.set("DESCRIPTION", clean(description))


def _written(kind: str, key: str, label: str) -> tuple[str, str, str]:
    """The element of a tag, its TYPE and its DESCRIPTION."""
    if key == "type" and kind in ("region", "line"):
        word = "block" if kind == "region" else "line"
        return "OtherTag", kind, f"{word} type {label}"
    if kind:
        return "OtherTag", key, f"{kind} {key}"
    return (*_element(key), "")


def _write_data(parent: Element, data: object) -> None:
    """The metadata inside a tag: any elements, without the namespaces they had."""
    name, attributes, inner = parts(data)
    if not name:
        return
    space = parent.tag.rpartition("}")[0] + "}" if name == "XmlData" else ""
    element = SubElement(parent, space + name)
    for key, value in attributes.items():
        element.set(key, clean(value))
    for part in inner:
        if isinstance(part, str):
            element.text = clean(part)
        else:
            _write_data(element, part)
