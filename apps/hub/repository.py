"""Speaks to the model repository: its list by OAI-PMH, one record as JSON, and files.

The protocol is the one of the ``htrmopo`` library, which reads the records for us; every byte
comes through the guarded client. Whatever the repository answers is checked: it is a stranger.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from django.conf import settings
from lxml.etree import _Element as Element

from apps.common.errors import ApplicationError
from apps.common.web import WebClient
from apps.common.web_transfer import FetchError
from apps.formats import xml
from apps.formats.base import FormatError
from apps.hub.cards import MAX_CARD

SET = "user-ocr_models"
_MAX_PAGE = 32 * 1024 * 1024
_MAX_PAGES = 200
_MAX_FILES = 200
_LARGEST = 2**50
_RECORD = re.compile(r"oai:[^:\s]+:(\d{1,15})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One record of the list; ``files`` are dicts of ``name``, ``url`` and ``size`` (0: unsaid)."""

    record: int
    datestamp: str
    doi: str
    concept_doi: str
    title: str
    published_at: date | None
    creators: list[dict[str, str]] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a record, as the record itself describes it; ``checksum`` is ``md5:…``."""

    name: str
    url: str
    size: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Record:
    """What only the record itself says: its files with their checksums, and its version."""

    version: str
    files: Mapping[str, StoredFile]


def listing(client: WebClient) -> Iterator[list[Listed]]:
    """All records of the repository's community, page by page."""
    query = {"verb": "ListRecords", "metadataPrefix": "dcat", "set": SET}
    told: set[str] = set()
    for _ in range(_MAX_PAGES):
        records, token = _page(client, query)
        yield records
        if not token or token in told:
            return
        told.add(token)
        query = {"verb": "ListRecords", "resumptionToken": token}
    raise _strange("its list does not end")


def _page(client: WebClient, query: Mapping[str, str]) -> tuple[list[Listed], str]:
    url = f"{settings.MODEL_REPO_OAI_URL}?{urlencode(query)}"
    data = client.fetch_bytes(url, limit=_MAX_PAGE, accept="text/xml, application/xml")
    try:
        root = xml.parse(data, filename="The list of models")
    except FormatError as error:
        raise _strange(error.cause) from error
    failure = xml.child(root, "error")
    if failure is not None and failure.get("code") != "noRecordsMatch":
        raise _strange(xml.text_of(failure)[:300] or str(failure.get("code")))
    found = xml.child(root, "ListRecords")
    if failure is None and found is None:
        raise _strange("it is no list of records")
    rows = list(xml.children(found, "record")) if found is not None else []
    records = [record for row in rows if (record := _listed(row)) is not None]
    return records, xml.text_of(xml.child(found, "resumptionToken"))


def _listed(row: Element) -> Listed | None:
    """The record, or nothing where it was deleted or is not one of a model."""
    from htrmopo.record import dcat_to_dict  # brings requests along: not for every process

    header, metadata = xml.child(row, "header"), xml.child(row, "metadata")
    number = _RECORD.fullmatch(xml.text_of(xml.child(header, "identifier")))
    if header is None or header.get("status") == "deleted" or metadata is None or not number:
        return None
    try:
        found = dcat_to_dict(metadata)
    except (ValueError, TypeError, IndexError, AttributeError):
        return None
    doi = _doi(found["doi"])
    if not doi:
        return None
    datestamp = xml.text_of(xml.child(header, "datestamp"))[:40] or "unknown"
    return Listed(
        record=int(number[1]),
        datestamp=datestamp,
        doi=doi,
        concept_doi=_doi(found["concept_doi"]) or doi,
        title=_line(found["summary"]) or doi,
        published_at=_published(metadata) or _day(datestamp),
        creators=[_person(person) for person in found["creators"][:_MAX_FILES]],
        keywords=[word for text in found["keywords"][:_MAX_FILES] if (word := _line(text))],
        files=[_file(file) for file in found["distribution"][:_MAX_FILES]],
    )


def _line(text: Any) -> str:
    return " ".join(xml.clean(str(text or "")).split())[:500]


def _doi(address: Any) -> str:
    """``10.5281/zenodo.1`` of ``https://doi.org/10.5281/zenodo.1``."""
    found = re.search(r"10\.\d{4,9}/\S{1,150}", str(address or ""))
    return found[0] if found else ""


def _person(person: Mapping[str, Any]) -> dict[str, str]:
    named = {key: _line(person.get(key)) for key in ("name", "affiliation", "orcid")}
    return {key: value for key, value in named.items() if value}


def _file(file: Mapping[str, Any]) -> dict[str, Any]:
    url, size = str(file["url"])[:2000], file["size"]
    name = _name(unquote(urlsplit(url).path))
    return {"name": name, "url": url, "size": size if 0 < size < _LARGEST else 0}


def _name(path: str) -> str:
    """The last part of a path, as any disk takes it: a file name can lead nowhere."""
    return xml.clean(path.replace("\\", "/").rsplit("/", 1)[-1])[-120:]


def _published(metadata: Element) -> date | None:
    """The full day of publication, which the library does not read."""
    days = (_day(xml.text_of(found)) for found in metadata.iter("{*}issued"))
    return next((day for day in days if day), None)


def _day(text: str) -> date | None:
    found = _DAY.match(text)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def card_bytes(client: WebClient, url: str) -> bytes:
    return client.fetch_bytes(url, limit=MAX_CARD)


def record(client: WebClient, number: int) -> Record:
    """The record itself, as JSON."""
    url = f"{settings.MODEL_REPO_URL.rstrip('/')}/records/{number}"
    data = client.fetch_json(url)
    try:
        rows = data["files"]
        files = [_stored(row, url) for row in rows[:_MAX_FILES]]
        version = _line(data.get("metadata", {}).get("version"))[:100]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _strange(f"what it says of record {number} cannot be understood") from error
    return Record(version=version, files={file.name: file for file in files})


def _stored(row: Mapping[str, Any], url: str) -> StoredFile:
    name = str(row["key"])
    links = row.get("links") or {}
    return StoredFile(
        name=_name(name),
        url=str(links.get("content") or links.get("self") or f"{url}/files/{quote(name)}/content"),
        size=int(row["size"]),
        checksum=_line(row.get("checksum"))[:200],
    )


def download(client: WebClient, file: StoredFile) -> IO[bytes]:
    """The file, open at its start; bounded by the size that the record gives it."""
    try:
        return client.fetch(file.url, limit=file.size, seconds=3600).file
    except FetchError as error:
        if error.code != "too_large":
            raise
        raise ApplicationError(
            "wrong_size",
            f"{file.name} was not installed: the repository sends more than the {file.size}"
            " bytes that it announces.",
        ) from error


def _strange(why: str) -> ApplicationError:
    return ApplicationError(
        "strange_repository",
        f"The model repository at {settings.MODEL_REPO_OAI_URL} gave an answer that cannot be"
        f" used: {why.rstrip('.')}. Try again later.",
    )
