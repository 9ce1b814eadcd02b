"""Undone merges on the disk: which entries are hidden now, kept beside the entries themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from fieldkit.inspection import undo
from fieldkit.inspection.entry import Entry, Key
from fieldkit.inspection.merge import Held
from fieldkit.inspection.reading import INSPECTION
from fieldkit.store import entries as entry_store
from fieldkit.store import projection
from fieldkit.store.entries import TakenIn
from fieldkit.store.sqlite import among
from fieldkit.store.tables import entries


def _undos(connection: Connection, inspection: str) -> list[Entry]:
    """Every entry that ever undid a merge, or ended an undoing."""
    query = select(entries).where(
        entries.c.inspection == inspection,
        entries.c.subject == INSPECTION,
        entries.c.reading == "",
        entries.c.field.startswith(f"{undo.KIND}/"),
    )
    return [projection.entry_of(row) for row in connection.execute(query)]


def refresh(
    connection: Connection, inspection: str, arrived: Sequence[Entry] | None = None
) -> set[Key]:
    """Work out again which entries are hidden, and what stands. Returns the fields it changed.

    To be called in the transaction of whatever changed entries or verdicts; `arrived` where nothing
    but these entries was added. Costs one look-up in an inspection where no merge was ever undone,
    and little more for entries that have nothing to do with what is hidden.
    """
    undos = _undos(connection, inspection)
    if not undos:
        return set()

    def now(ids: Sequence[str]) -> set[str]:
        here = among(entries.c.id, ids) & (entries.c.hidden == 1)
        return set(connection.execute(select(entries.c.id).where(here)).scalars())

    if arrived is not None and not undo.may_change(undos, arrived, now):
        return set()
    held = list(entry_store.everything(connection, inspection))
    hidden = undo.hidden(held)
    changed = [one for one in held if one.hidden != (one.entry.id in hidden)]
    for flag in (0, 1):
        ids = [one.entry.id for one in changed if (one.entry.id in hidden) == bool(flag)]
        connection.execute(update(entries).where(among(entries.c.id, ids)).values(hidden=flag))
    touched = {one.entry.key for one in changed if one.entry.key is not None}
    projection.project(connection, inspection, touched)
    return touched


def after(connection: Connection, inspection: str, batch: Sequence[Entry], done: TakenIn) -> None:
    """Hide or show what a batch that was just taken in asks for, in the same transaction."""
    done.keys |= refresh(connection, inspection, None if done.older else batch)


def held_if_any(connection: Connection, inspection: str) -> list[Held]:
    """Every entry held where any merge was ever undone; nothing where none was."""
    return held(connection, inspection) if _undos(connection, inspection) else []


def held(connection: Connection, inspection: str) -> list[Held]:
    """Every entry held, for weighing what an undo would hide."""
    return list(entry_store.everything(connection, inspection))
