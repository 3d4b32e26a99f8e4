"""The tags that load what Vite built, by the name of the source file."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


class NotBuilt(Exception):
    """The front end was not built, or does not know the entry."""


@register.simple_tag
def vite(entry: str) -> SafeString:
    """Style sheets, preloads and the module script of one entry: ``{% vite 'src/a.ts' %}``."""
    chunks = _manifest(settings.VITE_MANIFEST, _modified(settings.VITE_MANIFEST))
    if entry not in chunks:
        raise NotBuilt(f"The front end has no entry {entry!r}: run 'npm run build' in frontend/.")
    closure = list(_closure(chunks, entry, set()))
    styles = dict.fromkeys(file for chunk in closure for file in chunk.get("css", ()))
    return SafeString(
        format_html_join(
            "\n",
            '<link rel="stylesheet" href="{}">',
            ((_url(file),) for file in styles),
        )
        + format_html_join(
            "\n",
            '<link rel="modulepreload" href="{}">',
            ((_url(chunk["file"]),) for chunk in closure[1:]),
        )
        + format_html('<script type="module" src="{}"></script>', _url(chunks[entry]["file"]))
    )


def _url(file: str) -> str:
    return static(f"dist/{file}")


def _modified(manifest: Path) -> float:
    try:
        return manifest.stat().st_mtime
    except FileNotFoundError as error:
        raise NotBuilt(
            "The front end is not built: run 'npm ci && npm run build' in frontend/."
        ) from error


@cache
def _manifest(path: Path, modified: float) -> dict[str, Any]:
    """The manifest as it was at ``modified``: a new build is seen without a restart."""
    chunks: dict[str, Any] = json.loads(path.read_text())
    return chunks


def _closure(chunks: dict[str, Any], name: str, seen: set[str]) -> Iterator[dict[str, Any]]:
    """The chunk and everything it imports, each once, the chunk first."""
    if name in seen:
        return
    seen.add(name)
    yield chunks[name]
    for imported in chunks[name].get("imports", ()):
        yield from _closure(chunks, imported, seen)
