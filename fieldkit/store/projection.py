"""What stands: entries from their rows, and the projection that is worked out of them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, select
from sqlalchemy.engine import Row

from fieldkit.inspection import merge
from fieldkit.inspection.entry import Entry, Key, Stub
from fieldkit.inspection.merge import Held
from fieldkit.store import bulk
from fieldkit.store.tables import entries, standing

_AT_ONCE = 500


def entry_of(row: Row[Any]) -> Entry:
    """The entry that a row holds."""
    stub = Stub(row.inspection, row.device, row.sequence, row.previous, row.body_sha256)
    return Entry(stub.known_as(row.id), row.body)


def project(
    connection: Connection,
    inspection: str,
    keys: Iterable[Key],
    at_hand: Mapping[str, Entry] | None = None,
) -> None:
    """Work out again what stands of `keys`. Entries `at_hand` need not be read from the disk."""
    groups: dict[tuple[str, str], list[str]] = {}
    for key in keys:
        groups.setdefault((key.subject, key.reading), []).append(key.field)
    for (subject, reading), names in groups.items():
        for start in range(0, len(names), _AT_ONCE):
            place = (inspection, subject, reading, names[start : start + _AT_ONCE])
            _project(connection, place, at_hand or {})


# Inspection, subject, reading, and fields of it.
_Place = tuple[str, str, str, Sequence[str]]


def _project(connection: Connection, place: _Place, at_hand: Mapping[str, Entry]) -> None:
    inspection, subject, reading, names = place
    held: dict[str, list[Held]] = {name: [] for name in names}
    for name, one in _held(connection, place, at_hand):
        held[name].append(one)
    connection.execute(delete(standing).where(_at(standing, place)))
    rows = [
        (inspection, subject, reading, name, entry.id)
        for name, members in held.items()
        for entry in merge.standing(members)
    ]
    bulk.add(connection, standing, _STANDING, rows)


_STANDING = ("inspection", "subject", "reading", "field", "entry")


def _at(table: Table, place: _Place) -> ColumnElement[bool]:
    inspection, subject, reading, names = place
    column = table.c
    here = (column.inspection == inspection) & (column.subject == subject)
    return here & (column.reading == reading) & column.field.in_(names)


def _held(
    connection: Connection, place: _Place, at_hand: Mapping[str, Entry]
) -> Iterator[tuple[str, Held]]:
    column = entries.c
    query = select(column.id, column.field, column.status, column.hidden)
    rows = connection.execute(query.where(_at(entries, place))).all()
    far = [row.id for row in rows if row.id not in at_hand]
    read: dict[str, Entry] = {}
    for start in range(0, len(far), 500):
        part = select(entries).where(column.id.in_(far[start : start + 500]))
        read.update((row.id, entry_of(row)) for row in connection.execute(part))
    for row in rows:
        entry = at_hand.get(row.id) or read[row.id]
        yield row.field, Held(entry, row.status, bool(row.hidden))
