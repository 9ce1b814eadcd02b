"""What is being typed and where a reader is: rows that are overwritten, beside the entries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from fieldkit.inspection.entry import Key
from fieldkit.store.tables import entries, journal, places
from fieldkit.store.typed_text import clean


@dataclass(frozen=True)
class Typed:
    """Text typed into a field and not yet an entry; `seen` are the ids it was typed over."""

    inspection: str
    key: Key
    value: str
    typed_at: str
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a reader is in a document: page, and every page opened so far."""

    page: int
    opened: tuple[int, ...]
    at: str


def keep_typed(connection: Connection, typed: Typed) -> None:
    """Overwrite the journal row of a field."""
    drop_typed(connection, typed.inspection, typed.key)
    key = typed.key
    connection.execute(
        insert(journal).values(
            inspection=typed.inspection,
            subject=key.subject,
            reading=key.reading,
            field=key.field,
            value=clean(typed.value),
            seen=json.dumps(typed.seen),
            typed_at=typed.typed_at,
        )
    )


def drop_typed(connection: Connection, inspection: str, key: Key) -> None:
    """Forget a journal row: an entry holds its text now."""
    connection.execute(
        delete(journal).where(
            journal.c.inspection == inspection,
            journal.c.subject == key.subject,
            journal.c.reading == key.reading,
            journal.c.field == key.field,
        )
    )


def typed(connection: Connection) -> list[Typed]:
    """Every journal row: what a crash or a lock left between two entries."""
    return [
        Typed(
            row.inspection,
            Key(row.subject, row.reading, row.field),
            row.value,
            row.typed_at,
            tuple(json.loads(row.seen)),
        )
        for row in connection.execute(select(journal))
    ]


def keep_place(
    connection: Connection, subject: str, reading: str, document: str, place: Place
) -> None:
    """Remember where a reader is in a document."""
    connection.execute(
        delete(places).where(
            places.c.subject == subject,
            places.c.reading == reading,
            places.c.document == document,
        )
    )
    connection.execute(
        insert(places).values(
            subject=subject,
            reading=reading,
            document=document,
            page=place.page,
            opened=json.dumps(sorted(place.opened)),
            at=place.at,
        )
    )


def places_of(connection: Connection, reading: str) -> dict[str, Place]:
    """Places of one reading by document (sha256)."""
    rows = connection.execute(select(places).where(places.c.reading == reading))
    return {row.document: Place(row.page, tuple(json.loads(row.opened)), row.at) for row in rows}


def worked(
    connection: Connection, inspection: str, device: str, after: int
) -> dict[str, tuple[str, int]]:
    """Per reading: when it was last worked on, and how many own entries come after `after`."""
    last = (
        select(entries.c.reading, func.max(entries.c.stored_at))
        .where(entries.c.inspection == inspection, entries.c.device == device)
        .group_by(entries.c.reading)
    )
    found = {row[0]: (str(row[1]), 0) for row in connection.execute(last) if row[0]}
    waiting = (
        select(entries.c.reading, func.count())
        .where(
            entries.c.inspection == inspection,
            entries.c.device == device,
            entries.c.sequence > after,
        )
        .group_by(entries.c.reading)
    )
    for name, number in connection.execute(waiting):
        if name in found:
            found[name] = (found[name][0], int(number))
    return found


def devices_seen(connection: Connection, inspection: str) -> Sequence[tuple[str, str]]:
    """Every device that has entries here, with the newest stored time of any."""
    query = (
        select(entries.c.device, func.max(entries.c.stored_at))
        .where(entries.c.inspection == inspection)
        .group_by(entries.c.device)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]
