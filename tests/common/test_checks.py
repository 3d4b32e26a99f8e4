"""Warnings before the start."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from apps.common import checks


def test_a_front_end_that_is_not_built_is_said(settings: Any, tmp_path: Path) -> None:
    assert checks.front_end_is_built() == []
    settings.VITE_MANIFEST = tmp_path / "manifest.json"
    [warning] = checks.front_end_is_built()
    assert "make run" in str(warning.hint)


def test_missing_poppler_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    [warning] = checks.pdf_can_be_read()
    assert "apt-get install poppler-utils" in str(warning.hint)
