"""What an installed model keeps of its record, and how the record is to be cited."""

from typing import Any

from apps.hub.models import HubEntry
from apps.hub.repository import Record, StoredFile
from apps.hub.words import licence_link, licence_name, unpacked

RESOLVER = "https://doi.org/"


def origin_of(entry: HubEntry, record: Record, file: StoredFile, *, sha256: str) -> dict[str, Any]:
    """The model's ``details["hub"]``: enough to cite it and to see newer versions."""
    card = entry.card
    return {
        "id": entry.doi,
        "concept": entry.concept_doi,
        "record": entry.record,
        "version": record.version,
        "published": entry.published_at.isoformat() if entry.published_at else "",
        "title": entry.title,
        "licence": entry.licence,
        "licence_name": licence_name(entry.licence),
        "licence_link": card.get("licence_link") or licence_link(entry.licence),
        "citation": citation(entry, record.version),
        "authors": entry.creators,
        "languages": unpacked(entry.languages),
        "scripts": unpacked(entry.scripts),
        "metrics": card.get("metrics", {}),
        "datasets": card.get("datasets", []),
        "base_model": card.get("base_model", []),
        "hints": card.get("hints", []),
        "file": file.name,
        "checksum": file.checksum,
        "sha256": sha256,
    }


def citation(entry: HubEntry, version: str = "") -> str:
    """How the authors wish to be cited, and the record itself."""
    names = "; ".join(person["name"] for person in entry.creators if person.get("name"))
    year = f" ({entry.published_at.year})" if entry.published_at else ""
    edition = f" (version {version})" if version else ""
    ours = f"{names}{year}. {entry.title}{edition} [model]. {RESOLVER}{entry.doi}".lstrip(" .")
    theirs = entry.card.get("citation", "")
    return f"{ours}\n{theirs}" if theirs else ours
