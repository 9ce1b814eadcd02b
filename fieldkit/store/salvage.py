"""Reading what is left of a damaged ``store.db``: every entry on a page that is still sound.

A damaged page spoils the connection that met it, so each try opens a new one, and a range of rows
that cannot be read is halved until only the rows on damaged pages are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Entry, Stub
from fieldkit.inspection.merge import Held
from fieldkit.store import sqlite
from fieldkit.store.casebook import STORE, Casebook

_COLUMNS = "position, id, inspection, device, sequence, previous, body_sha256, body, status, hidden"


@dataclass(frozen=True)
class Salvaged:
    """Entries that could be read, in order of arrival, and how many rows could not."""

    held: tuple[Held, ...]
    lost: int


def entries(casebook: Casebook) -> Salvaged:
    """Every entry of the casebook that can still be read, whatever the inspection."""
    path, key = casebook.folder / STORE, casebook.key.database_key("store")
    last = _last(path, key)
    found = [_held(row) for row in _rows(path, key, 1, last)] if last else []
    return Salvaged(tuple(found), max(0, last - len(found)))


def _last(path: Path, key: str) -> int:
    for query in (
        "SELECT seq FROM sqlite_sequence WHERE name = 'entries'",
        "SELECT max(position) FROM entries",
    ):
        rows = _try(path, key, query, ())
        if rows and rows[0][0]:
            return int(rows[0][0])
    return 0


def _rows(path: Path, key: str, first: int, last: int) -> Iterator[Any]:
    """Rows by position; a range that cannot be read is halved."""
    query = f"SELECT {_COLUMNS} FROM entries WHERE position BETWEEN ? AND ? ORDER BY position"
    todo = [(first, last)]
    while todo:
        low, high = todo.pop()
        rows = _try(path, key, query, (low, high))
        if rows is not None:
            yield from rows
        elif low < high:
            middle = (low + high) // 2
            todo += [(middle + 1, high), (low, middle)]


def _try(path: Path, key: str, query: str, values: tuple[int, ...]) -> list[Any] | None:
    """The rows, or None where a page on the way to them is damaged."""
    connection = None
    try:
        connection = sqlite.open_store(path, key, sqlite.READER_CACHE_KIB)
        return list(connection.execute(query, values))
    except FieldkitError:
        return None
    except Exception as why:
        if sqlite.trouble(why, path) is None:
            raise
        return None
    finally:
        if connection is not None:
            connection.close()


def _held(row: Any) -> Held:
    _, name, inspection, device, sequence, previous, body_sha256, body, status, hidden = row
    stub = Stub(inspection, device, sequence, previous, body_sha256)
    return Held(Entry(stub.known_as(name), body), status, bool(hidden))
