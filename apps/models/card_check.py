"""Whether a card keeps to the schema of the HTR model repository, and what it lacks in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft7Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from apps.common import scripts
from apps.models.vocabulary import languages, licences, schema

_MISSING = {
    "id": "Identifier: it has none.",
    "authors": "Authors: name who made the model.",
    "summary": "Summary: say in one line what the model reads.",
    "license": "Licence: choose under which others may use the model.",
    "software_name": "Software: name the program that runs the model.",
    "language": "Languages: name at least one language that it was trained on.",
    "script": "Scripts: name at least one script that it was trained on.",
    "model_type": "Type: say what the model does.",
}
_LABELS = {
    "authors": "Authors",
    "language": "Languages",
    "script": "Scripts",
    "license": "Licence",
    "datasets": "Data sets",
    "base_model": "Base model",
    "variant_of": "Variant of",
    "obsoleted_by": "Replaced by",
    "license_link": "Link to the licence",
    "citation": "Citation",
}
_checker = FormatChecker(formats=())


@dataclass(frozen=True, slots=True)
class Lack:
    """A field of a card that is missing or wrong, and what to do about it."""

    field: str
    words: str


def _is_licence(value: object) -> bool:
    return not isinstance(value, str) or value in licences()


def _is_language(value: object) -> bool:
    return not isinstance(value, str) or value in languages()


def _is_script(value: object) -> bool:
    return not isinstance(value, str) or value in scripts.by_code()


def _is_address(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and " " not in value


for _name, _check in (
    ("okfn-license", _is_licence),
    ("iso-639-3", _is_language),
    ("iso-15924", _is_script),
    ("uri", _is_address),
):
    _checker.checks(_name)(_check)


def lacks(head: Mapping[str, Any]) -> list[Lack]:
    """What stands between the card and the schema, in the order of its fields."""
    validator = Draft7Validator(schema(), format_checker=_checker)
    found = [_lack(error) for error in validator.iter_errors(dict(head))]
    if not head.get("authors", True):
        found.append(Lack("authors", _MISSING["authors"]))
    order = list(schema()["properties"])
    return sorted(found, key=lambda lack: order.index(lack.field) if lack.field in order else 99)


def valid_fields(head: Any) -> dict[str, Any]:
    """Those fields of a card from elsewhere that keep to the schema."""
    if not isinstance(head, dict):
        return {}
    known = {name: value for name, value in head.items() if name in schema()["properties"]}
    wrong = {lack.field for lack in lacks(known)}
    return {name: value for name, value in known.items() if value and name not in wrong}


def _lack(error: ValidationError) -> Lack:
    if error.validator == "required" and not error.absolute_path:
        name = next(key for key in schema()["required"] if f"'{key}'" in error.message)
        return Lack(name, _MISSING[name])
    field = str(error.absolute_path[0]) if error.absolute_path else ""
    if error.validator == "minItems" and field in _MISSING:
        return Lack(field, _MISSING[field])
    label = _LABELS.get(field, field)
    return Lack(field, f"{label}: {_wrong(error)}")


def _wrong(error: ValidationError) -> str:
    value = error.instance
    kind = error.schema.get("format", "") if isinstance(error.schema, dict) else ""
    words = {
        "okfn-license": f"“{value}” is no licence of the list.",
        "iso-639-3": f"“{value}” is no ISO 639-3 code of a language.",
        "iso-15924": f"“{value}” is no ISO 15924 code of a script.",
        "uri": f"“{value}” must be an address such as https://doi.org/10.5281/zenodo.7051645.",
    }
    if error.validator in ("format", "pattern") and kind in words:
        return words[kind]
    if error.validator == "uniqueItems":
        return "something is named twice."
    if error.validator == "required":
        return "each author needs a name."
    return str(error.message) + "."
