"""Writes keys and values as MODS: in its elements where it has one, else as labelled notes."""

from collections.abc import Iterable, Sequence

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.xml import clean

MODS = "http://www.loc.gov/mods/v3"
# Where the value of a key stands: a path of elements, opened anew for each value.
_PLACES = {
    "title": ("titleInfo", "title"),
    "date": ("originInfo", "dateIssued"),
    "date created": ("originInfo", "dateCreated"),
    "date captured": ("originInfo", "dateCaptured"),
    "copyright date": ("originInfo", "copyrightDate"),
    "place": ("originInfo", "place", "placeTerm"),
    "publisher": ("originInfo", "publisher"),
    "edition": ("originInfo", "edition"),
    "language": ("language", "languageTerm"),
    "extent": ("physicalDescription", "extent"),
    "form": ("physicalDescription", "form"),
    "repository": ("location", "physicalLocation"),
    "shelfmark": ("location", "shelfLocator"),
    "url": ("location", "url"),
    "abstract": ("abstract",),
    "table of contents": ("tableOfContents",),
    "genre": ("genre",),
    "type of resource": ("typeOfResource",),
    "classification": ("classification",),
    "subject": ("subject", "topic"),
    "identifier": ("identifier",),
    "rights": ("accessCondition",),
    "note": ("note",),
}
_NAMES = {"author": "aut", "editor": "edt", "translator": "trl"}


def add_mods(parent: Element, facts: Iterable[tuple[str, str]]) -> None:
    """A MODS record of these facts inside ``parent``."""
    mods = SubElement(parent, _name("mods"), nsmap={"mods": MODS})
    for key, value in facts:
        word = key.strip().lower()
        if word in _NAMES:
            element = _add_name(mods, _NAMES[word], value)
        elif word.startswith("identifier (") and word.endswith(")"):
            element = _add_path(mods, ("identifier",), value)
            element.set("type", clean(key[len("identifier (") : -1]))
            continue
        else:
            element = _add_path(mods, _PLACES.get(word, ("note",)), value)
        if key != word or word not in _PLACES.keys() | _NAMES.keys():
            element.set("displayLabel", clean(key))


def _add_path(mods: Element, path: Sequence[str], value: str) -> Element:
    """The outermost element of a new path; the value stands in the innermost."""
    first = inner = SubElement(mods, _name(path[0]))
    for name in path[1:]:
        inner = SubElement(inner, _name(name))
    inner.text = clean(value)
    return first


def _add_name(mods: Element, role: str, value: str) -> Element:
    name = SubElement(mods, _name("name"))
    SubElement(name, _name("namePart")).text = clean(value)
    term = SubElement(SubElement(name, _name("role")), _name("roleTerm"))
    term.set("type", "code")
    term.set("authority", "marcrelator")
    term.text = role
    return name


def _name(local: str) -> str:
    return f"{{{MODS}}}{local}"
