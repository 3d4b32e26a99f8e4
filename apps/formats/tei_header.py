"""The header of a TEI file: what is known of the book, what made the text, where it comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.xml import child, clean, local_name, text_of

TEI = "http://www.tei-c.org/ns/1.0"
Facts = Iterable[tuple[str, str]]
_IN_BIBL = {
    "author": "author",
    "editor": "editor",
    "title": "title",
    "edition": "edition",
    "publisher": "publisher",
    "place": "pubPlace",
    "date": "date",
    "extent": "extent",
}
_MANUSCRIPT = ("repository", "shelfmark")
_WRITTEN_BY = "Written by eScriptorium."


@dataclass(frozen=True, slots=True)
class TeiHeader:
    """What the header says: ``facts`` of the book, and what made the text."""

    title: str
    source: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    programs: tuple[tuple[str, str], ...] = field(default_factory=tuple)


def header_of(metadata: Mapping[str, str], image_name: str) -> TeiHeader:
    """The header of a single page, from what is kept with it."""
    programs = [(kind, metadata[kind]) for kind in ("software", "model") if metadata.get(kind)]
    title = metadata.get("title") or image_name or "Page"
    return TeiHeader(title, metadata.get("source", ""), programs=tuple(programs))


def add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    """An element of TEI with its text."""
    element = SubElement(parent, f"{{{TEI}}}{tag}")
    for name, value in attributes.items():
        element.set(name, clean(value))
    if text is not None:
        element.text = clean(text)
    return element


def add_header(root: Element, header: TeiHeader) -> None:
    """The header at the beginning of a file."""
    element = add(root, "teiHeader")
    _description(add(element, "fileDesc"), header)
    if header.programs:
        info = add(add(element, "encodingDesc"), "appInfo")
        for kind, name in header.programs:
            add(add(info, "application", ident=kind, version="1"), "label", name)
    languages = [value for key, value in header.facts if _word(key) == "language" and value]
    if languages:
        usage = add(add(element, "profileDesc"), "langUsage")
        for language in dict.fromkeys(languages):
            add(usage, "language", language, ident=_tag(language))


def _description(description: Element, header: TeiHeader) -> None:
    titles = add(description, "titleStmt")
    add(titles, "title", header.title)
    for key, value in header.facts:
        if _word(key) in ("author", "editor"):
            add(titles, _word(key), value)
    published = add(description, "publicationStmt")
    rights = [value for key, value in header.facts if _word(key) == "rights"]
    if rights:
        add(published, "publisher", "eScriptorium")
        available = add(published, "availability")
        for value in rights:
            add(available, "p", value)
    else:
        add(published, "p", _WRITTEN_BY)
    _notes(description, header)
    _source(add(description, "sourceDesc"), header)


def _notes(description: Element, header: TeiHeader) -> None:
    """What has no element of its own."""
    known = {*_IN_BIBL, *_MANUSCRIPT, "rights", "language"}
    rest = [fact for fact in header.facts if _word(fact[0]) not in known]
    rest = [fact for fact in rest if not _word(fact[0]).startswith("identifier")]
    if rest:
        notes = add(description, "notesStmt")
        for key, value in rest:
            add(notes, "note", value, n=key)


def _source(source: Element, header: TeiHeader) -> None:
    facts = [(key, _word(key), value) for key, value in header.facts]
    named = [(word, value) for _, word, value in facts if word in _IN_BIBL]
    ids = [(word, value) for _, word, value in facts if word.startswith("identifier")]
    if named or ids:
        book = add(source, "bibl")
        for word, value in named:
            add(book, _IN_BIBL[word], value)
        for word, value in ids:
            kind = word.removeprefix("identifier").strip(" ()")
            idno = add(book, "idno", value)
            if kind:
                idno.set("type", clean("_".join(kind.split())))
    places = {word: value for _, word, value in facts if word in _MANUSCRIPT}
    if places:
        where = add(add(source, "msDesc"), "msIdentifier")
        for word, tag in zip(_MANUSCRIPT, ("repository", "idno"), strict=True):
            if word in places:
                add(where, tag, places[word])
    if not len(source):
        add(source, "p", header.source or header.title)
    elif header.source:
        add(source, "bibl", header.source)


def _word(key: str) -> str:
    return key.strip().lower()


def _tag(language: str) -> str:
    """A language tag; what is none says that the language is not determined."""
    tag = language.strip()
    is_tag = tag.isascii() and 2 <= len(tag.split("-")[0]) <= 3 and tag.replace("-", "").isalnum()
    return tag if is_tag else "und"


def read_header(root: Element) -> dict[str, str]:
    """The title, the source and what made the text."""
    header = child(root, "teiHeader")
    if header is None:
        return {}
    found: dict[str, str] = {}
    description = child(header, "fileDesc")
    title = text_of(child(child(description, "titleStmt"), "title"))
    source = child(description, "sourceDesc")
    said = text_of(child(source, "p"))
    if said and said != title:
        found["source"] = said
    for program in header.iter():
        if local_name(program) == "application" and program.get("ident") in ("software", "model"):
            found[program.get("ident", "")] = text_of(child(program, "label"))
    return found
