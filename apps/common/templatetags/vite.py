"""Tags for the files that Vite builds, read from its manifest."""

import json
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

Manifest = dict[str, dict[str, Any]]


@register.simple_tag
def vite(entry: str) -> SafeString:
    """The script and style tags of one entry; nothing while the front end is not built."""
    manifest = _manifest(_built_at())
    if entry not in manifest:
        return SafeString("")
    styles = format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((url,) for url in _styles(manifest, entry))
    )
    script = static(f"dist/{manifest[entry]['file']}")
    return format_html('{}<script type="module" src="{}"></script>', styles, script)


def _styles(manifest: Manifest, entry: str) -> list[str]:
    found: dict[str, None] = {}
    waiting, seen = [entry], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        chunk = manifest[name]
        found |= dict.fromkeys(chunk.get("css", []))
        waiting += chunk.get("imports", [])
    return [static(f"dist/{file}") for file in found]


def _built_at() -> float:
    try:
        return float(settings.VITE_MANIFEST.stat().st_mtime)
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=1)
def _manifest(built_at: float) -> Manifest:
    if not built_at:
        return {}
    manifest: Manifest = json.loads(settings.VITE_MANIFEST.read_text())
    return manifest
