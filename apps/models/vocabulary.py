"""The words that cards of the HTR model repository may use: its schema, languages, licences.

They come with the ``htrmopo`` library and are read as data, because importing it costs memory.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

USUAL_LICENCES = (
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC0-1.0",
    "CC-BY-NC-4.0",
    "CC-BY-NC-SA-4.0",
    "Apache-2.0",
    "MIT",
)


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence of the list; ``link`` leads to its text."""

    code: str
    title: str
    link: str


def _data(name: str) -> str:
    found = find_spec("htrmopo")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("The library htrmopo is not installed: run pip install again.")
    return (Path(found.submodule_search_locations[0]) / name).read_text(encoding="utf-8")


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of a card, version 1."""
    found: dict[str, Any] = json.loads(_data("v1.metadata.schema.json"))
    return found


@cache
def languages() -> dict[str, str]:
    """Names of languages by their ISO 639-3 codes."""
    rows = (line.split("\t") for line in _data("iso639-3.txt").splitlines()[1:])
    # Of several names of a language the last one counts, which is the usual one but for two.
    names = {row[0]: row[1] for row in rows if len(row) > 1}
    return names | {"cat": "Catalan", "nld": "Dutch"}


@cache
def _codes_by_name() -> dict[str, str]:
    return {name.casefold(): code for code, name in languages().items()}


def language_code(word: str) -> str:
    """The code of a language that is given by code or by name; empty where there is none."""
    word = word.strip()
    if word.lower() in languages():
        return word.lower()
    return _codes_by_name().get(word.casefold(), "")


@cache
def licences() -> dict[str, Licence]:
    """Licences by their codes, as the Open Knowledge Foundation lists them."""
    found = json.loads(_data("licenses.json"))
    return {
        code: Licence(code, str(row.get("title", code)), str(row.get("url", "")))
        for code, row in found.items()
    }


def licence_choices() -> list[tuple[str, Any]]:
    """The licences as choices of a form: the usual ones of models first."""
    known = licences()
    usual = [(code, f"{known[code].title} ({code})") for code in USUAL_LICENCES if code in known]
    others = [
        (row.code, f"{row.title} ({row.code})")
        for row in sorted(known.values(), key=lambda row: row.title)
        if row.code not in USUAL_LICENCES
    ]
    return [("", "Not chosen"), ("Usual for models", usual), ("Others", others)]
