"""The catalogue file of HTR-United: what a set of ground truth is, in YAML."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

SCHEMA = "https://htr-united.github.io/schema/2023-06-27/schema.json"
LICENCES = {
    "CC-BY-4.0": ("CC-BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("CC-BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC-BY-NC-SA-4.0": ("CC-BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "etalab-2.0": (
        "Etalab 2.0",
        "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf",
    ),
}
FORMATS = {"alto": "Alto-XML", "page": "Page-XML"}
# What came to ISO 15924 after the list of scripts in the schema.
_NEWER_SCRIPTS = {
    "Berf", "Chis", "Gara", "Gukh", "Hntl", "Kawi", "Krai", "Nagm",
    "Onao", "Seal", "Sidt", "Sunu", "Tayo", "Todr", "Tols", "Tutg",
}  # fmt: skip
_NO_SCRIPT = "Zzzz"


@dataclass(frozen=True, slots=True)
class Person:
    """Who worked on the set."""

    surname: str
    name: str = ""


@dataclass
class Volume:
    """How much there is; grows page by page."""

    files: int = 0
    regions: int = 0
    lines: int = 0
    characters: Counter[str] = field(default_factory=Counter)

    def add(self, *, regions: int, texts: Sequence[str]) -> None:
        self.files += 1
        self.regions += regions
        self.lines += len(texts)
        for text in texts:
            self.characters.update(text)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What people say of the set; ``languages`` are ISO 639-3 codes, ``script`` ISO 15924.

    ``licence`` is a key of ``LICENCES``, or empty while nobody has chosen one.
    """

    title: str
    description: str
    url: str
    languages: Sequence[str]
    script: str
    script_type: str
    not_before: str
    not_after: str
    hands: str
    licence: str
    format: str
    people: Sequence[Person] = ()
    guidelines: str = ""
    project: str = ""
    project_url: str = ""
    sources: Sequence[Mapping[str, str]] = ()
    script_name: str = ""


def write_catalogue(catalogue: Catalogue, volume: Volume, *, software: str) -> bytes:
    """The file ``htr-united.yml`` that stands at the top of a repository."""
    text = yaml.dump(
        _entry(catalogue, volume, software),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )
    return str(text).encode()


class _Dumper(yaml.SafeDumper):
    """Quotes what other readers of YAML than ours would take for something else, too."""

    def represent_str(self, data: str) -> yaml.ScalarNode:
        """A text; line ends beyond those of ASCII are written as escapes."""
        style = '"' if _BREAKS.search(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_BREAKS = re.compile("[\x85\u2028\u2029]")
_Dumper.add_representer(str, _Dumper.represent_str)
_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+|0o[0-7]+|[-+]?0[0-9]+"),
    list("-+0123456789"),
)


def _entry(catalogue: Catalogue, volume: Volume, software: str) -> dict[str, Any]:
    optional = {
        "project-name": catalogue.project,
        "project-website": catalogue.project_url,
        "authors": [_author(person) for person in catalogue.people],
        "transcription-guidelines": catalogue.guidelines,
        "sources": [dict(source) for source in catalogue.sources],
    }
    return {
        "schema": SCHEMA,
        "title": catalogue.title,
        "url": catalogue.url,
        "description": catalogue.description,
        "language": list(catalogue.languages),
        "script": [_script(catalogue)],
        "script-type": catalogue.script_type,
        "time": {"notBefore": catalogue.not_before, "notAfter": catalogue.not_after},
        "hands": {"count": catalogue.hands, "precision": "estimated"},
        "license": [{"name": name, "url": url} for name, url in _licences(catalogue.licence)],
        "format": FORMATS[catalogue.format],
        "production-software": software,
        **{key: value for key, value in optional.items() if value},
        "volume": [
            {"metric": metric, "count": count} for metric, count in _counts(volume) if count
        ],
        "characters": {
            "mode": _normal_form(volume.characters),
            "members": [char for char, _ in volume.characters.most_common()],
        },
    }


def _licences(key: str) -> list[tuple[str, str]]:
    return [LICENCES[key]] if key else []


def _script(catalogue: Catalogue) -> dict[str, str]:
    """The script, in words where the list of the schema is older than its code."""
    if catalogue.script in _NEWER_SCRIPTS:
        said = f"{catalogue.script_name} ({catalogue.script})"
        return {"iso": _NO_SCRIPT, "qualify": said}
    return {"iso": catalogue.script}


def _counts(volume: Volume) -> list[tuple[str, int]]:
    return [
        ("files", volume.files),
        ("regions", volume.regions),
        ("lines", volume.lines),
        ("characters", volume.characters.total()),
    ]


def _author(person: Person) -> dict[str, Any]:
    named = {"name": person.name} if person.name else {}
    return named | {"surname": person.surname, "roles": ["transcriber"]}


def _normal_form(characters: Counter[str]) -> str:
    """The Unicode form that all texts have, as far as their characters tell."""
    composed = any(unicodedata.decomposition(char) for char in characters)
    combining = any(unicodedata.combining(char) for char in characters)
    if composed and combining:
        return "None"
    return "NFD" if combining else "NFC"
