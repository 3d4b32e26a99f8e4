"""The text of a TEI file line by line: what stands after each ``lb``, and the zone it points to."""

import re
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from apps.formats.points import confidence
from apps.formats.xml import local_name

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SPACES = re.compile(r"\s+")
_MARKUPS = {
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strikethrough": "s",
    "line-through": "s",
}
# Not part of the lines, unless lines begin in them.
_LEFT_OUT = {"note", "fw", "figDesc"}
_LINES = {"lb", "l"}


@dataclass(slots=True)
class TextLine:
    """One line: its zone (an id, or ``#`` and a number), its text, and the words with zones.

    ``page`` counts the page beginnings before it; ``image`` is what the last one pointed to.
    """

    zone: str
    page: int
    image: str
    confidence: float | None = None
    text: str = ""
    words: list[tuple[str, str, float | None]] = field(default_factory=list)


def text_lines(root: Element) -> list[TextLine]:
    """Every line with text, in the order of the file; a zone's text counts the first time."""
    body = next((item for item in root.iter() if local_name(item) == "text"), None)
    if body is None:
        return []
    keep = any(item.get(_SPACE) == "preserve" for item in body.iter())
    found: dict[str, TextLine] = {}
    for line, words in _Reader().lines(body):
        line.text = _said(words, keep)
        if line.text:
            found.setdefault(line.zone, line)
    return list(found.values())


def _said(words: list[str], keep: bool) -> str:
    """The words of one line; spaces count only where the file says so."""
    text = "".join(words)
    return text.strip("\r\n") if keep else _SPACES.sub(" ", text).strip()


class _Reader:
    def __init__(self) -> None:
        self._page, self._image, self._count = 0, "", 0
        self._current = TextLine("#0", 0, "")
        self._words: list[str] = []
        self._done: list[tuple[TextLine, list[str]]] = []

    def lines(self, body: Element) -> list[tuple[TextLine, list[str]]]:
        self._walk(body)
        self._begin(None)
        return self._done

    def _begin(self, element: Element | None) -> None:
        """End the line before; ``element`` begins the next one."""
        self._done.append((self._current, self._words))
        self._count += 1
        zone = "" if element is None else _target(element)
        sure = None if element is None else confidence(element.get("cert"))
        self._current = TextLine(zone or f"#{self._count}", self._page, self._image, sure)
        self._words = []

    def _walk(self, element: Element) -> None:
        name = local_name(element)
        if name in _LEFT_OUT and not any(local_name(item) in _LINES for item in element.iter()):
            return
        if name == "pb":
            self._page, self._image = self._page + 1, element.get("facs", "")
            self._begin(None)
        if name in _LINES:
            self._begin(element)
        start = len(self._words)
        tag = _markup(name, element.get("rend", ""))
        self._inside(element, tag)
        if name == "w" and element.get("facs"):
            word = "".join(self._words[start:])
            sure = confidence(element.get("cert"))
            self._current.words.append((word, _target(element), sure))

    def _inside(self, element: Element, tag: str | None) -> None:
        if tag:
            self._words.append(f"<{tag}>")
        self._words.append(element.text or "")
        for inner in element:
            self._walk(inner)
            self._words.append(inner.tail or "")
        if tag:
            self._words.append(f"</{tag}>")


def _target(element: Element) -> str:
    """The id of the first zone that an element points to."""
    return next((name.lstrip("#") for name in element.get("facs", "").split()), "")


def _markup(name: str, rend: str) -> str | None:
    if name == "del":
        return "s"
    return _MARKUPS.get(rend.lower().split(";")[0].strip()) if name == "hi" else None
