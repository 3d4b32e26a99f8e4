"""Which engine is used, and that naming it costs nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from apps.engine import select

ROOT = Path(__file__).parents[2]


def test_importing_the_engine_loads_neither_torch_nor_kraken() -> None:
    code = (
        "import sys, apps.engine, apps.engine.options, apps.engine.errors, apps.engine.metadata;"
        "apps.engine.select('kraken').read_model; apps.engine.select('fake').train;"
        "sys.exit(any(name in sys.modules for name in ('torch', 'kraken', 'lightning')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ValueError, match="no engine called 'tesseract'"):
        select("tesseract")


def test_an_unknown_function_is_refused() -> None:
    with pytest.raises(AttributeError, match="no function 'translate'"):
        select("fake").translate  # noqa: B018
