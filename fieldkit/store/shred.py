"""Shredding a case's entries: bodies go, stubs stay, so that chains, gaps and receipts still hold.

What was shredded never comes back: a bundle or pack that arrives later brings its stubs only.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from fieldkit.inspection.entry import Entry
from fieldkit.store.tables import entries, journal, meta, places, shredded, standing
from fieldkit.store.touched import touch


def of_case(subject: str) -> str:
    """How the names of small values begin that are about one subject, and go with it."""
    return f"case/{subject}/"


def gone(connection: Connection) -> set[str]:
    """The subjects that were shredded here."""
    return set(connection.execute(select(shredded.c.subject)).scalars())


def without_bodies(connection: Connection, batch: Sequence[Entry]) -> Sequence[Entry]:
    """Entries as they may be held: those of shredded subjects without their bodies."""
    subjects = gone(connection)
    if not subjects:
        return batch
    return [
        Entry(one.stub, None) if one.key is not None and one.key.subject in subjects else one
        for one in batch
    ]


def empty(connection: Connection, inspection: str, subject: str, at: str) -> int:
    """Destroy the bodies of a subject's entries and all that was worked out of them.

    Returns how many bodies went. One transaction; a VACUUM takes the bytes away after it.
    """
    touch(connection, inspection, subject)
    for table in (journal, places, standing):
        connection.execute(delete(table).where(table.c.subject == subject))
    about = meta.c.name.startswith(of_case(subject), autoescape=True)
    connection.execute(delete(meta).where(about))
    here = (entries.c.inspection == inspection) & (entries.c.subject == subject)
    none = {"body": None, "subject": None, "reading": None, "field": None}
    done = connection.execute(update(entries).where(here).values(**none))
    connection.execute(delete(shredded).where(shredded.c.subject == subject))
    connection.execute(insert(shredded).values(subject=subject, inspection=inspection, at=at))
    return int(done.rowcount)
