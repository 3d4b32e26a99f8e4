"""The keyboards that come with the program: files that nobody changes."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from apps.keyboards.layout import Layout, read

DATA = Path(__file__).parent / "data"


@cache
def builtin_keyboards() -> dict[str, Layout]:
    """Each by the name of its file, in the order of the files' ``rank``."""
    found = [(path.stem, _load(path)) for path in DATA.glob("*.json")]
    return dict(sorted(found, key=lambda item: item[1].extra["rank"]))


def _load(path: Path) -> Layout:
    data: Any = json.loads(path.read_text(encoding="utf-8"))
    return read(data)
