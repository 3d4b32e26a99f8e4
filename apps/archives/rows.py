"""Records to rows: the ids, uids and people of an archive become those of this installation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db.models import DateTimeField, Model

from apps.archives.contents import Exchange, exchanged
from apps.archives.people import People
from apps.archives.tables import TABLES, Table
from apps.archives.values import content_of, id_of, ids_of, person_of, values_of

Record = dict[str, Any]
ROWS_AT_ONCE = 500
CONTENTS_AT_ONCE = 5


class Uids:
    """The uids of regions and lines: kept, or all exchanged when some of them are taken here."""

    def __init__(self, *, are_taken: bool) -> None:
        self._space: UUID | None = uuid4() if are_taken else None

    def __call__(self, uid: str) -> str:
        return str(self.of(UUID(uid)))

    def of(self, uid: UUID) -> UUID:
        return uuid5(self._space, str(uid)) if self._space else uid


@dataclass
class Rows:
    """Makes rows of the records of one document, and remembers which id became which."""

    people: People
    uids: Uids
    ids: dict[str, dict[int, int]] = field(default_factory=dict)
    lost: int = 0
    """Records that need another one that is not in the archive."""

    def create(self, records: Iterable[Record], place: dict[str, Any]) -> None:
        """Store records; each refers to records that came before it.

        ``place`` holds the rows that they lie under, by the name of the field.
        """
        for (name, _), found in groupby(records, _kind):
            table = TABLES[name]
            size = CONTENTS_AT_ONCE if table.contents else ROWS_AT_ONCE
            for batch in _batches(found, size):
                self._create(table, batch, place)

    def values(self, table: Table, record: Record) -> dict[str, Any] | None:
        """What a row of the record has in its fields; ``None`` where it cannot be."""
        values = values_of(table, record)
        for name in table.uids:
            values[name] = self.uids.of(values[name]) if values[name] else None
        for name, target in table.references.items():
            found = self.ids.get(target, {}).get(id_of(record, name) or 0)
            if found is None and not table.field(name).null:
                return None
            values[table.field(name).attname] = found
        for name in table.people:
            values[table.field(name).attname] = self.people.id_of(person_of(record, name))
        for name in table.contents:
            values[name] = exchanged(content_of(record, name), self._exchange())
        return values

    def remember(self, table: Table, record: Record, row: Model) -> None:
        self.ids.setdefault(table.name, {})[id_of(record, "id") or 0] = row.pk

    def forget(self, names: Iterable[str]) -> None:
        """Ids of records of one page mean nothing on the next one."""
        for name in names:
            self.ids.pop(name, None)

    def _create(self, table: Table, records: Sequence[Record], place: dict[str, Any]) -> None:
        named = {name: row for name, row in place.items() if name in table.left_out}
        made: list[tuple[Record, Model, dict[str, Any]]] = []
        for record in records:
            values = self.values(table, self._with_author(table, record))
            if values is None:
                self.lost += 1
            else:
                made.append((record, table.model(**values, **named), values))
        table.model._default_manager.bulk_create([row for _, row, _ in made])
        keep_times(table, [(row, values) for _, row, values in made])
        for record, row, _ in made:
            self.remember(table, record, row)
        for name, target in table.many.items():
            self._link(table, name, target, made)

    def _with_author(self, table: Table, record: Record) -> Record:
        if table.name not in ("text", "revision"):
            return record
        person_of(record, "author")
        said = self.people.said({**record, "attributes": record.get("attributes") or {}})
        return said | {"author": record.get("author")}

    def _link(self, table: Table, name: str, target: str, made: Sequence[Any]) -> None:
        through = getattr(table.model, name).through
        own, other = table.field(name).m2m_column_name(), table.field(name).m2m_reverse_name()
        known = self.ids.get(target, {})
        through._default_manager.bulk_create(
            through(**{own: row.pk, other: known[found]})
            for record, row, _ in made
            for found in dict.fromkeys(ids_of(record, name))
            if found in known
        )

    def _exchange(self) -> Exchange:
        region_types, line_types = (self.ids.get(f"{kind}_type", {}) for kind in ("region", "line"))
        return Exchange(
            said=self.people.said,
            uid=self.uids,
            layer=self._layer,
            region_type=region_types.get,
            line_type=line_types.get,
        )

    def _layer(self, layer_id: int) -> int:
        # A layer that is gone has a number below zero: it must never be taken for one of here.
        return self.ids.get("layer", {}).get(layer_id, -abs(layer_id))


def keep_times(table: Table, made: Sequence[tuple[Model, dict[str, Any]]]) -> None:
    """Write the times of the archive over those that the database set just now."""
    names = [
        name
        for name in table.values
        if isinstance(found := table.field(name), DateTimeField)
        and (found.auto_now or found.auto_now_add)
    ]
    if not names or not made:
        return
    for row, values in made:
        for name in names:
            setattr(row, name, values[name])
    table.model._default_manager.bulk_update([row for row, _ in made], names)


def _kind(record: Record) -> tuple[str, bool]:
    """Records that can be stored together: of one table, and not one below the other."""
    return record["table"], record.get("parent") is None


def _batches(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    rest = iter(records)
    while batch := list(islice(rest, size)):
        yield batch
