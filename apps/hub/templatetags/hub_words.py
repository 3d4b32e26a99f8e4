"""How templates say what the catalogue knows."""

import re
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.hub import markdown, offers, words
from apps.hub.origin import RESOLVER
from apps.users.models import User

register = template.Library()
register.filter("markdown", markdown.render)

_NAMES = {
    "kinds": words.kind_name,
    "scripts": words.script_name,
    "languages": words.language_name,
}


@register.filter
def named(packed: str, column: str) -> list[str]:
    """Codes between bars as names: ``entry.scripts|named:"scripts"``."""
    return [_NAMES[column](code) for code in words.unpacked(packed)]


@register.filter
def licence(code: str) -> SafeString | str:
    """The licence by its name, which leads to its text."""
    address = words.licence_link(code)
    return linked(address, words.licence_name(code)) if address else words.licence_name(code)


@register.filter
def linked(text: Any, name: str = "") -> SafeString | str:
    """An address of the web, or a DOI, as a link (called ``name``); anything else as it is."""
    text = str(text)
    address = f"{RESOLVER}{text}" if re.fullmatch(r"10\.\d{4,9}/\S+", text) else text
    if not re.fullmatch(r"https?://[^\s\"<>]+", address):
        return name or text
    link = '<a href="{}" rel="noopener noreferrer" dir="ltr">{}</a>'
    return format_html(link, address, name or text)


@register.inclusion_tag("hub/_updates.html")
def hub_updates(user: User) -> dict[str, Any]:
    """The installed models of which the repository has newer versions."""
    return {"updates": offers.updates(user)}
