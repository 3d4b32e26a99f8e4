"""The small things of IIIF documents, told leniently: ids, types, lists, labels in languages."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

LANGUAGES = ("none", "@none", "en")
"""Which language of a label is taken where it has several; else its first."""
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>|&#?\w{1,32};")
_MAX_MARKUP = 50_000


def as_list(value: Any) -> list[Any]:
    """A list of what may be one thing, several or none."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The JSON objects among one or several things."""
    return [item for item in as_list(value) if isinstance(item, Mapping)]


def id_of(value: Any) -> str:
    """The id of a thing, which may be written as its id alone."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        found = value.get("id", value.get("@id"))
        return found.strip() if isinstance(found, str) else ""
    return ""


def type_of(value: Any) -> str:
    """The type without its prefix: ``sc:Manifest`` is ``Manifest``."""
    if not isinstance(value, Mapping):
        return ""
    found = next(
        (item for item in as_list(value.get("type", value.get("@type"))) if isinstance(item, str)),
        "",
    )
    return found.rpartition(":")[2]


def integer(value: Any) -> int:
    """A positive whole number; 0 for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 0
    try:
        number = int(float(value))
    except (ValueError, OverflowError):
        return 0
    return number if 0 < number < 10**9 else 0


def texts(value: Any) -> dict[str, list[str]]:
    """What is written in each language; ``none`` where no language is named."""
    found: dict[str, list[str]] = {}
    for item in as_list(value):
        if isinstance(item, str | int | float) and not isinstance(item, bool):
            found.setdefault("none", []).append(plain(str(item)))
        elif isinstance(item, Mapping) and "@value" in item:
            language = str(item.get("@language") or "none")
            found.setdefault(language, []).extend(_strings(item["@value"]))
        elif isinstance(item, Mapping) and not (item.keys() & {"id", "@id", "type", "@type"}):
            for language, strings in item.items():
                found.setdefault(str(language), []).extend(_strings(strings))
        elif isinstance(item, Mapping):
            found.setdefault("none", []).extend(
                filter(None, [text(item.get("label")), id_of(item)])
            )
    return {language: kept for language, all_ in found.items() if (kept := [*filter(None, all_)])}


def text(value: Any) -> str:
    """A label as one string, in one language."""
    found = texts(value)
    language = next((name for name in LANGUAGES if name in found), next(iter(found), ""))
    return "; ".join(found.get(language, []))


def pairs(value: Any) -> list[tuple[str, str]]:
    """``metadata`` as keys and values: a pair for each language in which the value is given."""
    found: list[tuple[str, str]] = []
    for entry in objects(value):
        labels = texts(entry.get("label"))
        values = texts(entry.get("value"))
        for language, strings in values.items():
            label = "; ".join(labels.get(language, [])) or text(entry.get("label"))
            pair = (label, "; ".join(strings))
            if label and pair not in found:
                found.append(pair)
    return found


def plain(value: str) -> str:
    """Text without its HTML; the address of a link stands behind its words."""
    if len(value) > _MAX_MARKUP or not _MARKUP.search(value):
        return value.strip()
    reader = _PlainText()
    reader.feed(value)
    reader.close()
    return " ".join("".join(reader.words).split()) or value.strip()


def _strings(value: Any) -> list[str]:
    return [plain(str(item)) for item in as_list(value) if isinstance(item, str | int | float)]


class _PlainText(HTMLParser):
    """Collects the words of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"br", "p", "li", "div"}:
            self.words.append(" ")
        if tag == "a":
            self._links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            link = self._links.pop()
            if link and not "".join(self.words).rstrip().endswith(link):
                self.words.append(f" ({link})")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
