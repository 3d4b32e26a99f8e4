"""What a METS file says of a book, as keys and values: header, MODS, Dublin Core and others."""

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from apps.formats.xml import child, children, local_name, text_of

Fact = tuple[str, str]
MAX_FACTS = 200
MAX_VALUE = 4000
_SPACES = re.compile(r"\s+")
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
# Facts of a machine that wrote the file, not of the book.
_LEFT_OUT = {"localFolder", "thumbUrl", "fimgStoreColl", "status", "pageId", "uploaderId"} | {
    *("uploadTimestamp", "nrOfPages", "nrOfDocuments", "origDocId", "isInMain"),
    *("colId", "crowdsourcing", "elearning"),
}
_ROLES = {"aut": "author", "author": "author", "edt": "editor", "trl": "translator"}
_SIMPLE = {
    "dateIssued": "date",
    "dateCreated": "date created",
    "dateCaptured": "date captured",
    "copyrightDate": "copyright date",
    "publisher": "publisher",
    "edition": "edition",
    "physicalLocation": "repository",
    "shelfLocator": "shelfmark",
    "url": "url",
    "extent": "extent",
    "form": "form",
    "abstract": "abstract",
    "tableOfContents": "table of contents",
    "genre": "genre",
    "typeOfResource": "type of resource",
    "topic": "subject",
    "geographic": "subject",
    "temporal": "subject",
    "classification": "classification",
    "accessCondition": "rights",
    "note": "note",
}
_DC = {"creator": "author", "format": "extent", "coverage": "coverage", "type": "genre"}


def header_facts(mets: Element) -> Iterator[Fact]:
    """Who made the file and when, and what it is called there."""
    for name, key in (("LABEL", "title"), ("OBJID", "identifier"), ("PROFILE", "METS profile")):
        if value := _clean(mets.get(name)):
            yield key, value
    header = child(mets, "metsHdr")
    if header is None:
        return
    for name, key in (("CREATEDATE", "METS created"), ("LASTMODDATE", "METS changed")):
        if value := _clean(header.get(name)):
            yield key, value
    for agent in children(header, "agent"):
        name = _clean(text_of(child(agent, "name")))
        role = (agent.get("OTHERROLE") or agent.get("ROLE") or "").lower()
        notes = "; ".join(_clean(text_of(note)) for note in children(agent, "note"))
        if name:
            yield f"METS {role or 'agent'}", f"{name} ({notes})" if notes.strip("; ") else name


def section_facts(section: Element) -> list[Fact]:
    """What one section says, in the words of this program where it has one."""
    found: list[Fact] = []
    for wrapped in section.iter():
        if local_name(wrapped) != "xmlData":
            continue
        for record in wrapped:
            found.extend(_record_facts(record))
    facts = ((key[:256], value[:MAX_VALUE]) for key, value in found if value)
    return list(dict.fromkeys(facts))[:MAX_FACTS]


def _record_facts(record: Element) -> Iterator[Fact]:
    name = local_name(record)
    if name == "modsCollection":
        for inner in children(record, "mods"):
            yield from _mods(inner)
    elif name == "mods":
        yield from _mods(record)
    elif "purl.org/dc/" in str(record.tag) or any("purl.org/dc/" in str(e.tag) for e in record):
        for element in record if len(record) else [record]:
            key = local_name(element)
            yield _DC.get(key, key), _clean(text_of(element))
    elif name != "gt":  # OCR-D's list of what the ground truth of a page covers
        yield from _leaves(record)


def _leaves(record: Element) -> Iterator[Fact]:
    """Every value of a vocabulary that is not known here, under the name it has there."""
    for element in record.iter():
        key = local_name(element)
        if len(element) == 0 and key not in _LEFT_OUT:
            yield key, _clean(text_of(element))


def _mods(mods: Element) -> Iterator[Fact]:
    """The facts of a record; what the record itself labels keeps that name."""
    for element in mods:
        label = element.get("displayLabel")
        for key, value in _mods_element(element):
            yield label or key, value


def _mods_element(element: Element) -> Iterator[Fact]:
    kind = local_name(element)
    if kind == "titleInfo":
        yield _title_key(element), _title(element)
    elif kind == "name":
        yield _name(element)
    elif kind == "identifier":
        label = element.get("type") or ""
        yield f"identifier ({label})" if label else "identifier", _clean(text_of(element))
    elif kind == "relatedItem":
        yield from _related(element)
    elif kind == "language":
        yield "language", _language(element)
    else:
        yield from _inner(element)


def _inner(element: Element) -> Iterator[Fact]:
    """The values below an element of MODS, each under the word for its element."""
    for item in element.iter():
        kind = local_name(item)
        if kind == "placeTerm":
            yield "place", _clean(text_of(item))
        elif kind in _SIMPLE:
            yield _SIMPLE[kind], _clean(text_of(item)) or item.get(_XLINK_HREF, "")


def _title_key(element: Element) -> str:
    kind = element.get("type")
    return f"{kind} title" if kind else "title"


def _title(element: Element) -> str:
    parts = {local_name(part).lower(): _clean(text_of(part)) for part in element}
    main = " ".join(filter(None, (parts.get("nonsort"), parts.get("title"))))
    more = [parts.get("subtitle"), parts.get("partnumber"), parts.get("partname")]
    return ": ".join(filter(None, (main, ". ".join(filter(None, more)))))


def _name(element: Element) -> Fact:
    roles = [_clean(text_of(term)) for term in element.iter() if local_name(term) == "roleTerm"]
    key = next((_ROLES[role] for role in roles if role in _ROLES), next(iter(roles), "name"))
    shown = _clean(text_of(child(element, "displayForm")))
    parts = {
        part.get("type") or "": _clean(text_of(part)) for part in children(element, "namePart")
    }
    spoken = " ".join(filter(None, (parts.get("given"), parts.get("family"), parts.get(""))))
    return key or "name", shown or spoken


def _language(element: Element) -> str:
    return _clean(text_of(child(element, "languageTerm"))) or _clean(text_of(element))


def _related(element: Element) -> Iterator[Fact]:
    kind = element.get("type") or "related item"
    for key, value in _mods(element):
        yield (kind if key == "title" else f"{kind}: {key}"), value


def _clean(text: str | None) -> str:
    return _SPACES.sub(" ", text or "").strip()
