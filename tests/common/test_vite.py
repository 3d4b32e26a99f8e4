"""The tag that loads what Vite built."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template

from apps.common.templatetags.vite import NotBuilt

PAGE = Template("{% load vite %}{% vite 'src/pages/main.ts' %}")


@pytest.fixture
def manifest(settings: Any, tmp_path: Path) -> Path:
    settings.VITE_MANIFEST = tmp_path / "manifest.json"
    return tmp_path / "manifest.json"


def test_styles_and_preloads_of_imports_come_with_the_script(manifest: Path) -> None:
    chunks = {
        "src/pages/main.ts": {"file": "pages.js", "css": ["pages.css"], "imports": ["_a.js"]},
        "_a.js": {"file": "a.js", "css": ["a.css", "pages.css"], "imports": ["_b.js"]},
        "_b.js": {"file": "b.js", "imports": ["_a.js"]},
    }
    manifest.write_text(json.dumps(chunks))
    assert PAGE.render(Context()).splitlines() == [
        '<link rel="stylesheet" href="/static/dist/pages.css">',
        '<link rel="stylesheet" href="/static/dist/a.css"><link rel="modulepreload"'
        ' href="/static/dist/a.js">',
        '<link rel="modulepreload" href="/static/dist/b.js"><script type="module"'
        ' src="/static/dist/pages.js"></script>',
    ]


def test_what_is_not_built_is_said(manifest: Path) -> None:
    with pytest.raises(NotBuilt, match="npm run build"):
        PAGE.render(Context())


def test_an_unknown_entry_is_said(manifest: Path) -> None:
    manifest.write_text("{}")
    with pytest.raises(NotBuilt, match="no entry"):
        PAGE.render(Context())
