"""What an ALTO file says and a layout has no field for: kept under ``alto.<Name>``."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lxml.etree import _Element as Element

from apps.formats.xml import local_name

PREFIX = "alto."
XLINK = "http://www.w3.org/1999/xlink"
_XLINK_NAMES = ("type", "href", "role", "arcrole", "title", "show", "actuate")

LINE_NAMES = ("STYLEREFS", "PROCESSINGREFS", "CS", "BASEDIRECTION")
BLOCK_NAMES = (*LINE_NAMES, "IDNEXT", "FILEID", *(f"xlink.{name}" for name in _XLINK_NAMES))
SPACE_NAMES = ("ID", "STYLEREFS", "PROCESSINGREFS")
PAGE_NAMES = (
    "STYLEREFS",
    "PROCESSINGREFS",
    "PHYSICAL_IMG_NR",
    "PRINTED_IMG_NR",
    "QUALITY",
    "QUALITY_DETAIL",
    "POSITION",
    "PROCESSING",
    "ACCURACY",
    "PC",
    "OTHERLANGS",
)
WORD_NAMES = (
    "ID",
    "STYLEREFS",
    "TAGREFS",
    "PROCESSINGREFS",
    "STYLE",
    "SUBS_TYPE",
    "SUBS_CONTENT",
    "CC",
    "CS",
    "LANG",
)
REFERENCES = frozenset({"STYLEREFS", "PROCESSINGREFS", "PROCESSING", "TAGREFS"})
WORDS = f"{PREFIX}words"
"""The key under which a text keeps what its words are beside what they say."""


def xml_name(name: str) -> str:
    """The name of a kept attribute as it stands in a file."""
    return f"{{{XLINK}}}{name.removeprefix('xlink.')}" if name.startswith("xlink.") else name


def kept(element: Element, names: Iterable[str], prefix: str = PREFIX) -> dict[str, str]:
    """The attributes of an element by the keys they are kept under."""
    if not element.attrib:
        return {}
    found = ((name, element.get(xml_name(name))) for name in names)
    return {prefix + name: value for name, value in found if value}


def dump(value: object) -> str:
    """A structure as the string that it is kept as."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def load(text: str | None) -> list[Any]:
    """A kept list; empty where it is missing or was damaged on its way."""
    try:
        value = json.loads(text or "[]")
    except ValueError:
        return []
    return value if isinstance(value, list) else []


def as_data(element: Element) -> list[Any]:
    """An element as ``[name, attributes, children]``, its text among the children."""
    attributes = {
        str(name).rpartition("}")[2]: str(value) for name, value in sorted(element.attrib.items())
    }
    inner: list[Any] = [as_data(child) for child in element]
    text = (element.text or "").strip()
    return [local_name(element), attributes, [text, *inner] if text else inner]


def parts(data: object) -> tuple[str, Mapping[str, str], list[Any]]:
    """Name, attributes and children of a kept element; empty where it is none."""
    if isinstance(data, list) and len(data) == 3:
        name, attributes, inner = data
        if isinstance(name, str) and isinstance(attributes, dict) and isinstance(inner, list):
            texts = {k: v for k, v in attributes.items() if isinstance(v, str)}
            return name, texts, inner
    return "", {}, []


def text_in(inner: list[Any]) -> str:
    """The text among the children of a kept element."""
    return next((part for part in inner if isinstance(part, str)), "")


def load_object(text: str | None) -> dict[str, Any]:
    """A kept object; empty where it is missing or was damaged on its way."""
    try:
        value = json.loads(text or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
