"""The catalogue file of HTR-United: what a set of ground truth is, in YAML."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

SCHEMA = "https://htr-united.github.io/schema/2022-04-15/schema.json"
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
    """What people say of the set; ``languages`` are ISO 639-3 codes, ``script`` ISO 15924."""

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


def write_catalogue(catalogue: Catalogue, volume: Volume, *, software: str) -> bytes:
    """The file ``htr-united.yml`` that stands at the top of a repository."""
    text = yaml.safe_dump(
        _entry(catalogue, volume, software), allow_unicode=True, sort_keys=False, width=100
    )
    return str(text).encode()


def _entry(catalogue: Catalogue, volume: Volume, software: str) -> dict[str, Any]:
    name, url = LICENCES[catalogue.licence]
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
        "script": [{"iso": catalogue.script}],
        "script-type": catalogue.script_type,
        "time": {"notBefore": catalogue.not_before, "notAfter": catalogue.not_after},
        "hands": {"count": catalogue.hands, "precision": "estimated"},
        "license": [{"name": name, "url": url}],
        "format": FORMATS[catalogue.format],
        "production-software": software,
        **{key: value for key, value in optional.items() if value},
        "volume": [
            {"metric": "files", "count": volume.files},
            {"metric": "regions", "count": volume.regions},
            {"metric": "lines", "count": volume.lines},
            {"metric": "characters", "count": volume.characters.total()},
        ],
        "characters": {
            "mode": _normal_form(volume.characters),
            "members": [char for char, _ in volume.characters.most_common()],
        },
    }


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
