"""Writes where a PAGE file comes from, when, and what made it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.page_kept import PREFIX, Keeper, parsed
from apps.formats.page_schema import is_date
from apps.formats.page_vocabulary import MAKERS, METADATA
from apps.formats.xml import clean

_OWN = ("creator", "created", "changed", "comments")


def write_metadata(element: Element, given: Mapping[str, str], keeper: Keeper) -> dict[str, str]:
    """Where the page comes from and what made it; returns what is to be said elsewhere."""

    def add(name: str, text: str | None = None) -> Element:
        made = SubElement(element, f"{{{keeper.schema.namespace}}}{name}")
        made.text = None if text is None else clean(text)
        return made

    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    created = _date(given.get("created"), now)
    maker = given.get("creator") or given.get("software") or "escriptorium"
    add("Creator", maker)
    add("Created", created)
    add("LastChange", _date(given.get("changed"), created))
    if "comments" in given:
        add("Comments", given["comments"])
    prefix = f"{PREFIX}{METADATA}"
    more: dict[str, Any] = {
        name.removeprefix(prefix): parsed(value)
        for name, value in given.items()
        if name.startswith(prefix)
    }
    left = {k: v for k, v in given.items() if k not in _OWN and not k.startswith(prefix)}
    if "source" in left and keeper.schema.takes("MetadataType", "externalRef", ""):
        element.set("externalRef", clean(left.pop("source")))
    for name in MAKERS if "MetadataItem" in keeper.schema.types["MetadataType"].children else ():
        if name in left:
            item = add("MetadataItem")
            for key, value in (
                ("type", "processingStep"),
                ("name", name),
                ("value", left.pop(name)),
            ):
                item.set(key, clean(value))
    over = keeper.write(element, "MetadataType", more)
    return left | {f"{prefix}{name}": given[f"{prefix}{name}"] for name in over}


def _date(given: str | None, fallback: str) -> str:
    return given if given and is_date(given) else fallback
