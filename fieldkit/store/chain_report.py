"""Reports on chains of entries as held here: heads, gaps, forks, breaks, and what was refused."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from fieldkit.inspection import merge
from fieldkit.inspection.entry import Entry
from fieldkit.store.projection import entry_of
from fieldkit.store.tables import entries


def chains(connection: Connection, inspection: str) -> list[merge.Chain]:
    """What is held of each device's chain: heads, gaps, forks."""
    by_device: dict[str, list[tuple[int, str, str]]] = {}
    query = select(entries.c.device, entries.c.sequence, entries.c.id, entries.c.previous)
    for row in connection.execute(query.where(entries.c.inspection == inspection)):
        by_device.setdefault(row.device, []).append((row.sequence, row.id, row.previous))
    return [merge.chain(device, stubs) for device, stubs in sorted(by_device.items())]


def links(connection: Connection, inspection: str, device: str) -> list[tuple[int, str, str]]:
    """What is held of one device's chain: (sequence, id, previous id)."""
    query = select(entries.c.sequence, entries.c.id, entries.c.previous)
    here = query.where(entries.c.inspection == inspection, entries.c.device == device)
    rows = connection.execute(here)
    return [(int(row.sequence), str(row.id), str(row.previous)) for row in rows]


def breaks(connection: Connection, inspection: str) -> list[tuple[str, int]]:
    """Places (device, sequence) that do not follow any entry held of the place before."""
    one, before = entries.alias(), entries.alias()
    joined = one.join(
        before,
        (before.c.inspection == one.c.inspection)
        & (before.c.device == one.c.device)
        & (before.c.sequence == one.c.sequence - 1),
    )
    query = (
        select(one.c.device, one.c.sequence)
        .select_from(joined)
        .where(one.c.inspection == inspection)
        .group_by(one.c.id, one.c.device, one.c.sequence)
        .having(func.sum(before.c.id == one.c.previous) == 0)
    )
    return sorted({(str(row.device), int(row.sequence)) for row in connection.execute(query)})


def refused(connection: Connection, inspection: str) -> list[tuple[Entry, str, str]]:
    """Entries that were refused or wait: (entry, status, reason)."""
    query = select(entries).where(
        entries.c.inspection == inspection, entries.c.status != "accepted"
    )
    return [(entry_of(row), row.status, row.reason) for row in connection.execute(query)]
