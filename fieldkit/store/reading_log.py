"""The whole log of one reading: every entry ever held of it, for its history and for undo."""

from __future__ import annotations

from sqlalchemy import Connection, select

from fieldkit.inspection.merge import Held
from fieldkit.store.projection import entry_of
from fieldkit.store.tables import entries, standing


def log(connection: Connection, inspection: str, subject: str, reading: str) -> list[Held]:
    """Every entry of one reading of a subject, in order of arrival."""
    query = select(entries).where(
        entries.c.inspection == inspection,
        entries.c.subject == subject,
        entries.c.reading == reading,
    )
    rows = connection.execute(query.order_by(entries.c.position))
    return [Held(entry_of(row), row.status, bool(row.hidden)) for row in rows]


def stands(connection: Connection, inspection: str, subject: str, reading: str) -> set[str]:
    """The ids that stand in one reading."""
    query = select(standing.c.entry).where(
        standing.c.inspection == inspection,
        standing.c.subject == subject,
        standing.c.reading == reading,
    )
    return {row.entry for row in connection.execute(query)}
