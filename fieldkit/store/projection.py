"""What stands: entries from their rows, and the projection that is worked out of them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, func, select
from sqlalchemy.engine import Row

from fieldkit.inspection import merge
from fieldkit.inspection.entry import Entry, Key, Stub
from fieldkit.inspection.merge import Held
from fieldkit.store import bulk, sqlite
from fieldkit.store.sqlite import among
from fieldkit.store.tables import entries, standing
from fieldkit.store.touched import touch


def entry_of(row: Row[Any]) -> Entry:
    """The entry that a row holds."""
    stub = Stub(row.inspection, row.device, row.sequence, row.previous, row.body_sha256)
    return Entry(stub.known_as(row.id), row.body)


def standing_entry(row: Row[Any]) -> Entry:
    """The entry of a row that stands: its field is read from the columns, its body when wanted."""
    entry = entry_of(row)
    entry.__dict__["key"] = Key(row.subject, row.reading, row.field)
    return entry


@dataclass(frozen=True)
class Added:
    """What a transaction has just inserted, by field: everything beyond position `after`."""

    after: int
    held: Mapping[Key, Sequence[Held]]


def newest(connection: Connection) -> int:
    """The position of the entry that was held last; 0 where none is."""
    return int(connection.execute(select(func.max(entries.c.position))).scalar() or 0)


def by_key(
    connection: Connection, query: Select[tuple[object, ...]]
) -> dict[Key, tuple[Entry, ...]]:
    """The standing entries that a query of `entries` finds, by field, in order of their ids."""
    found: dict[Key, list[Entry]] = {}
    for row in connection.execute(query.order_by(entries.c.id)):
        entry = standing_entry(row)
        if entry.key is not None:
            found.setdefault(entry.key, []).append(entry)
    return {key: tuple(members) for key, members in found.items()}


def present_of(
    connection: Connection, inspection: str, subjects: Sequence[str]
) -> dict[Key, tuple[Entry, ...]]:
    """Everything that stands of a few subjects."""
    query = select(entries).join(standing, standing.c.entry == entries.c.id)
    here = (standing.c.inspection == inspection) & among(standing.c.subject, subjects)
    return by_key(connection, query.where(here))


def first_subjects(connection: Connection, inspection: str, number: int) -> list[str]:
    """The ids of the first so many subjects, cases first, by number; no body leaves the store."""
    kind, order = (sqlite.in_body(entries.c.body, name) for name in ("value.kind", "value.number"))
    query = (
        select(standing.c.subject)
        .join(entries, standing.c.entry == entries.c.id)
        .where(standing.c.inspection == inspection, standing.c.field == "subject")
        .order_by(kind != "case", order, standing.c.subject)
        .limit(number)
    )
    return list(dict.fromkeys(connection.execute(query).scalars()))


def project(
    connection: Connection, inspection: str, keys: Iterable[Key], added: Added | None = None
) -> None:
    """Work out again what stands of `keys`. What was `added` need not be read from the disk."""
    groups: dict[tuple[str, str], list[Key]] = {}
    for key in keys:
        groups.setdefault((key.subject, key.reading), []).append(key)
    for (subject, reading), some in groups.items():
        touch(connection, inspection, subject)
        _project(connection, (inspection, subject, reading), some, added)


# Inspection, subject, reading.
_Place = tuple[str, str, str]


def _project(
    connection: Connection, place: _Place, keys: Sequence[Key], added: Added | None
) -> None:
    held: dict[str, list[Held]] = {}
    query = select(entries).where(_at(entries, place, (key.field for key in keys)))
    if added is not None:
        query = query.where(entries.c.position <= added.after)
    for row in connection.execute(query):
        one = Held(entry_of(row), row.status, bool(row.hidden))
        held.setdefault(row.field, []).append(one)
    if held or added is None:
        connection.execute(delete(standing).where(_at(standing, place, (k.field for k in keys))))
    rows = [
        (*place, key.field, entry.id)
        for key in keys
        for entry in merge.standing(
            [*held.get(key.field, ()), *(added.held.get(key, ()) if added else ())]
        )
    ]
    bulk.add(connection, standing, _STANDING, rows)


_STANDING = ("inspection", "subject", "reading", "field", "entry")


def _at(table: Table, place: _Place, fields: Iterable[str]) -> ColumnElement[bool]:
    inspection, subject, reading = place
    column = table.c
    here = (column.inspection == inspection) & (column.subject == subject)
    return here & (column.reading == reading) & among(column.field, fields)
