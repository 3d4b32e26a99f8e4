"""What the tables and drawings of evaluations need beyond Django's filters."""

from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from django import template

register = template.Library()


@register.filter
def of(known: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key; empty where there is none."""
    return known.get(key, "")


@register.filter
def unlocalised(number: float) -> str:
    """A number as SVG wants it, in every language."""
    return f"{number:g}"


@register.filter
def is_composed_otherwise(one: str, other: str) -> bool:
    """Whether two texts look alike and differ only in how letters and marks are stored."""
    return one != other and normalize("NFC", one) == normalize("NFC", other)
