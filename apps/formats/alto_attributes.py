"""Writes the kept attributes of ALTO elements where the version has a place for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from apps.formats.alto_description import HeadWriter
from apps.formats.alto_kept import BLOCK_NAMES, PREFIX, REFERENCES, xml_name
from apps.formats.alto_tags import TagWriter
from apps.formats.alto_versions import Version
from apps.formats.xml import clean

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*")
_ONLY_IN = {"BASEDIRECTION": ("TextBlock",), "FILEID": ("Illustration", "ComposedBlock")}


@dataclass(frozen=True, slots=True)
class KeptWriter:
    """Writes attributes; what they refer to has its ids from the head and the tags."""

    version: Version
    head: HeadWriter
    tags: TagWriter
    root: Element

    def refer(
        self,
        element: Element,
        values: Mapping[str, str],
        names: tuple[str, ...],
        prefix: str = PREFIX,
    ) -> dict[str, str]:
        """Set the kept attributes that this version allows; returns the others."""
        left = dict(values)
        for name in names:
            value = left.get(prefix + name)
            if value is None or not self.version.allows(name, value):
                continue
            del left[prefix + name]
            if name in REFERENCES:
                value = self.references(name, value)
            if value:
                element.set(xml_name(name), clean(value))
        return left

    def references(self, name: str, value: str) -> str:
        """The ids that kept references have in this file."""
        if name != "TAGREFS":
            return self.head.references(self.root, name, value)
        names = self.tags.names
        return " ".join(names[ref] for ref in value.split() if ref in names)


def block_names(element: Element) -> tuple[str, ...]:
    """The attributes that this kind of block may have; the order is written on its own."""
    kind = element.tag.rpartition("}")[2]
    return tuple(
        name for name in BLOCK_NAMES if name != "IDNEXT" and kind in _ONLY_IN.get(name, (kind,))
    )


def set_language(element: Element, left: dict[str, str]) -> None:
    """Say the language where the schema takes it as it is."""
    if _LANGUAGE.fullmatch(left.get("language", "")):
        element.set("LANG", left.pop("language"))
