"""Undone merges on the disk: which entries are hidden now, kept beside the entries themselves."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from fieldkit.inspection import undo
from fieldkit.inspection.entry import Key
from fieldkit.inspection.merge import Held
from fieldkit.inspection.reading import INSPECTION
from fieldkit.store import entries as entry_store
from fieldkit.store import projection
from fieldkit.store.tables import entries


def _any(connection: Connection, inspection: str) -> bool:
    query = select(entries.c.id).where(
        entries.c.inspection == inspection,
        entries.c.subject == INSPECTION,
        entries.c.reading == "",
        entries.c.field.startswith(f"{undo.KIND}/"),
    )
    return connection.execute(query.limit(1)).first() is not None


def refresh(connection: Connection, inspection: str) -> set[Key]:
    """Work out again which entries are hidden, and what stands. Returns the fields it changed.

    To be called in the transaction of whatever changed entries or verdicts. Costs one look-up in an
    inspection where no merge was ever undone.
    """
    if not _any(connection, inspection):
        return set()
    held = list(entry_store.everything(connection, inspection))
    hidden = undo.hidden(held)
    changed = [one for one in held if one.hidden != (one.entry.id in hidden)]
    for flag in (0, 1):
        ids = [one.entry.id for one in changed if (one.entry.id in hidden) == bool(flag)]
        for start in range(0, len(ids), 500):
            here = entries.c.id.in_(ids[start : start + 500])
            connection.execute(update(entries).where(here).values(hidden=flag))
    touched = {one.entry.key for one in changed if one.entry.key is not None}
    projection.project(connection, inspection, touched)
    return touched


def held_if_any(connection: Connection, inspection: str) -> list[Held]:
    """Every entry held where any merge was ever undone; nothing where none was."""
    return held(connection, inspection) if _any(connection, inspection) else []


def held(connection: Connection, inspection: str) -> list[Held]:
    """Every entry held, for weighing what an undo would hide."""
    return list(entry_store.everything(connection, inspection))
