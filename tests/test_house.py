"""The house rules that no tool checks for us: sizes, directions, labels, words of purpose."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps as registry
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
SOURCES = sorted(
    path
    for folder in ("apps", "escriptorium", "tests", "bench", "samples")
    for path in (ROOT / folder).rglob("*.py")
)
PROGRAM = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in ("apps", "escriptorium")]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static").glob("css/**/*.css"))
MAX_MODULE, MAX_FUNCTION, MAX_CLASS = 400, 40, 150


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _is_generated(path: Path) -> bool:
    return "migrations" in path.parts


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _too_long(path: Path) -> Iterator[str]:
    text = path.read_text()
    if text.count("\n") > MAX_MODULE:
        yield f"{_name(path)}: {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            limit = MAX_FUNCTION
        elif isinstance(node, ast.ClassDef):
            limit = MAX_CLASS
        else:
            continue
        if _length(node) > limit:
            yield f"{_name(path)}:{node.lineno} {node.name}: {_length(node)} lines"


def test_modules_functions_and_classes_are_short() -> None:
    assert [long for path in SOURCES if not _is_generated(path) for long in _too_long(path)] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        _name(path)
        for path in SOURCES
        if not _is_generated(path)
        and (text := path.read_text())
        and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    texts = [*SOURCES, *TEMPLATES, *(ROOT / "frontend" / "src").rglob("*.ts")]
    assert [_name(path) for path in texts if marks.search(path.read_text())] == []


def _layers() -> dict[str, int]:
    """The height of each app, from the contract that import-linter checks."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    [layers] = [found["layers"] for found in contracts["contracts"] if found["type"] == "layers"]
    return {name.strip(): -depth for depth, row in enumerate(layers) for name in row.split("|")}


def test_foreign_keys_point_down() -> None:
    layers = _layers()
    wrong = []
    for model in registry.get_models():
        source = registry.get_app_config(model._meta.app_label).name
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            target = registry.get_app_config(field.related_model._meta.app_label).name
            is_ours = source in layers and target in layers
            if is_ours and source != target and layers[target] >= layers[source]:
                wrong.append(f"{model.__name__}.{field.name} -> {target}")
    assert wrong == []


def test_every_app_is_in_a_layer() -> None:
    ours = [config.name for config in registry.get_app_configs() if config.name.startswith("apps.")]
    assert set(ours) <= set(_layers())


def test_labels_are_fixed_and_unique() -> None:
    labels = [config.label for config in registry.get_app_configs()]
    assert len(labels) == len(set(labels))
    assert registry.get_app_config("ocr_models").name == "apps.models"


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("module", ["escriptorium.urls", "escriptorium.celery"])
def test_neither_web_nor_idle_workers_load_torch(module: str) -> None:
    code = (
        "import django, sys; django.setup()\n"
        f"import {module}\n"
        "from django.urls import get_resolver; get_resolver().reverse_dict\n"
        "from escriptorium import celery_app; celery_app.loader.import_default_modules()\n"
        "print([name for name in ('torch', 'kraken', 'lightning') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_pages_hold_no_inline_script_or_style() -> None:
    inline = re.compile(
        r"<style|\sstyle\s*=|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:"
    )
    wrong = [_name(path) for path in TEMPLATES if inline.search(path.read_text())]
    assert wrong == []


def test_pages_and_styles_load_nothing_from_other_hosts() -> None:
    foreign = re.compile(
        r"""(?:src|srcset|action)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|<link[^>]*href=["'](?:https?:)?//|@import"""
    )
    wrong = [_name(path) for path in [*TEMPLATES, *STYLES] if foreign.search(path.read_text())]
    assert wrong == []
