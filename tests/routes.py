"""Every address of the program with the methods that it answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Made by the router beside each route of its own: the same view under ``.json``.
_SUFFIX = re.compile(r"\\\.\(\?P<format>|<drf_format_suffix")
_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()\[\]]|\[[^\]]*\]|\([^()]*\))*\)")
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address; ``path`` has its parameters as ``<name>``."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} /{self.path}"


def all_routes() -> list[Route]:
    found = {
        Route(method, path)
        for path, view in _walk(get_resolver().url_patterns, "")
        for method in _methods(view)
    }
    return sorted(found, key=lambda route: (route.path, route.method))


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        text = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, prefix + text)
        elif isinstance(pattern, URLPattern) and not _SUFFIX.search(text):
            yield _readable(prefix + text), pattern.callback


def _readable(pattern: str) -> str:
    text = _GROUP.sub(r"<\1>", pattern)
    return _CONVERTER.sub(r"<\1>", text).replace("^", "").replace("$", "").replace(r"\Z", "")


def _methods(view: Any) -> list[str]:
    """Methods the view has a handler for; a plain function is asked for GET and POST."""
    actions = getattr(view, "actions", None)
    if actions:
        return [method.upper() for method in actions if method.upper() in METHODS]
    view_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if view_class is not None:
        return [method for method in METHODS if hasattr(view_class, method.lower())]
    return ["GET", "POST"]
