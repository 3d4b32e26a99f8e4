"""Reads an archive from end to end before anything of it is restored."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from apps.archives import layout
from apps.archives.contents import uids_in
from apps.archives.source import Record, Source
from apps.archives.tables import DOCUMENT_TABLES, MODEL, PAGE_TABLES, PROJECT, TABLES, Table
from apps.archives.values import BadValue, content_of, id_of, ids_of, person_of, values_of
from apps.common.errors import ApplicationError
from apps.documents.models import DeletedElement, Line, Region

UIDS_AT_ONCE = 500
MAX_DOCUMENT_RECORDS = 100_000
_DOCUMENT = {table.name for table in DOCUMENT_TABLES}
_PAGE = {table.name for table in PAGE_TABLES} - {"image", "part"}


class Reporter(Protocol):
    """Whoever wants to know how far the work is; ``update`` may raise to stop it."""

    def update(self, done: int, total: int, message: str = "") -> None: ...

    def log(self, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found: the number of pages, and whether its uids are in use here already."""

    pages: int
    are_uids_taken: bool


def check(source: Source, reporter: Reporter) -> Findings:
    """Raise ``ApplicationError`` for anything that cannot be restored."""
    total, done, taken = sum(source.header.pages), 0, _Taken()
    if source.header.project is not None:
        _check_record(source, layout.HEADER, {**source.header.project, "table": PROJECT.name})
    for number, name in enumerate(source.header.names):
        _check_document(source, number)
        for title, records in source.pages(number):
            reporter.update(done, 2 * total, f"Checking {title} of {name}")
            taken.add(_checked_page(source, title, records))
            done += 1
    for record in source.models():
        _check_record(source, layout.MODELS, record, {MODEL.name})
        if not source.has_file(record):
            raise layout.damaged(
                source.name, f"the file of the model “{record['name']}” is missing"
            )
    taken.flush()
    return Findings(done, taken.any)


def _check_document(source: Source, number: int) -> None:
    found = 0
    for count, record in enumerate(source.document(number)):
        if count >= MAX_DOCUMENT_RECORDS:
            raise layout.damaged(source.name, "a document has more types than any document has")
        _check_record(source, layout.DOCUMENT, record, _DOCUMENT)
        found += record["table"] == "document"
    if found != 1:
        raise layout.damaged(source.name, f"{layout.DOCUMENT} describes {found} documents, not one")


def _checked_page(source: Source, title: str, records: Iterable[Record]) -> Iterator[str]:
    """Check a page; yields the uids that it has, or would have again after an undo."""
    rest = iter(records)
    for expected in ("image", "part"):
        record = next(rest, {})
        _check_record(source, title, record, {expected})
        if expected == "image" and not source.has_file(record):
            name = record.get("original_name")
            raise layout.damaged(source.name, f"the image {name} of {title} is missing")
    for record in rest:
        _check_record(source, title, record, _PAGE)
        if record["table"] in ("region", "line", "deleted"):
            yield record["uid"]
        elif record["table"] == "snapshot":
            yield from uids_in(record["content"])


def _check_record(
    source: Source, where: str, record: Record, allowed: Iterable[str] = (PROJECT.name,)
) -> None:
    name = record.get("table")
    if not isinstance(name, str) or name not in allowed:
        expected = " or ".join(sorted(allowed)) if len(list(allowed)) < 3 else "another record"
        raise layout.damaged(source.name, f"{where} has “{str(name)[:40]}” instead of {expected}")
    try:
        _check_all(TABLES[name], record)
    except (BadValue, ValueError, KeyError, TypeError, AttributeError) as error:
        why = str(error) if isinstance(error, BadValue) else "it cannot be read"
        number = str(record.get("id"))[:20]
        raise layout.damaged(source.name, f"{where}: {name} {number}: {why}") from error


def _check_all(table: Table, record: Record) -> None:
    values = values_of(table, record)
    id_of(record, "id")
    for name in table.references:
        id_of(record, name)
    for name in table.many:
        ids_of(record, name)
    for name in table.people:
        person_of(record, name)
    for name in table.contents:
        content_of(record, name)
    _check_whole(table.name, values)


def _check_whole(name: str, values: Mapping[str, Any]) -> None:
    """What the database would refuse, as words."""
    if name == "line" and values["baseline"] is None and values["mask"] is None:
        raise BadValue("it has neither baseline nor mask")
    if name == "annotation":
        has_text = values["start_line"] is not None and values["end_line"] is not None
        if (values["coordinates"] is None) != has_text:
            raise BadValue("it marks neither the image nor the text")
    if name == "image" and values["turns"] > 3:
        raise BadValue("its turns are more than three")


class _Taken:
    """Whether any uid is in use in this installation, by what is there or was deleted."""

    def __init__(self) -> None:
        self.any = False
        self._waiting: list[UUID] = []

    def add(self, uids: Iterable[str]) -> None:
        for uid in uids:
            self._waiting.append(UUID(uid))
            if len(self._waiting) >= UIDS_AT_ONCE:
                self.flush()

    def flush(self) -> None:
        if self._waiting and not self.any:
            tables: tuple[Any, ...] = (Region, Line, DeletedElement)
            self.any = any(table.objects.filter(uid__in=self._waiting).exists() for table in tables)
        self._waiting.clear()


def refuse(error: Exception, source: Source, title: str) -> ApplicationError:
    """The words for a page that the database would not take."""
    why = f": {error}" if isinstance(error, BadValue) else ""
    return layout.damaged(source.name, f"{title} contradicts itself{why}")
