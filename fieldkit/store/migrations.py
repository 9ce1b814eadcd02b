"""Numbered steps from an empty file to today's schema, one transaction each.

Format history of the store: 1 the first schema; 2 the log of care (checks, backups, recovery) by
code; 3 shredded cases; 4 an index of the readings.
A casebook of a newer number is refused, never guessed at.
Before a step runs on a casebook that holds anything, the casebook copies both databases first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, text
from sqlalchemy.engine import Engine

from fieldkit.errors import FieldkitError
from fieldkit.store import sqlite, tables

Step = Callable[[Connection], None]


def _store_1(connection: Connection) -> None:
    tables.store.create_all(connection)


def _store_2(connection: Connection) -> None:
    for index in tables.log.indexes:
        index.create(connection, checkfirst=True)


def _store_3(connection: Connection) -> None:
    tables.shredded.create(connection, checkfirst=True)


def _store_4(connection: Connection) -> None:
    tables.readings_index.create(connection, checkfirst=True)


def _documents_1(connection: Connection) -> None:
    tables.documents.create_all(connection)
    sqlite.create_search(connection)


def _documents_2(connection: Connection) -> None:
    for table in (tables.looked, tables.inner_files, tables.dated_parts, tables.read_pages):
        table.create(connection, checkfirst=True)


STORE: Sequence[Step] = (_store_1, _store_2, _store_3, _store_4)
DOCUMENTS: Sequence[Step] = (_documents_1, _documents_2)


def number(engine: Engine) -> int:
    """The number of the last step that ran."""
    with engine.connect() as connection:
        return int(connection.execute(text("PRAGMA user_version")).scalar_one())


def migrate(engine: Engine, steps: Sequence[Step], copy_first: Callable[[], None]) -> int:
    """Run the steps that are missing. Returns how many ran.

    Raises FieldkitError ``store.newer`` for a database of a later fieldkit.
    """
    now = number(engine)
    if now > len(steps):
        raise FieldkitError("store.newer", found=now, known=len(steps))
    if 0 < now < len(steps):
        copy_first()
    for place in range(now, len(steps)):
        with engine.begin() as connection:
            steps[place](connection)
            connection.execute(text(f"PRAGMA user_version = {place + 1}"))
    return len(steps) - now
