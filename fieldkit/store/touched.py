"""Which subjects a transaction changes what stands of, noted while it goes on."""

from __future__ import annotations

from sqlalchemy import Connection

# An inspection's id and a subject's.
Touched = tuple[str, str]

_NOTES = "fieldkit.touched"


def touch(connection: Connection, inspection: str, subject: str) -> None:
    """Note that what stands of a subject changes in this transaction."""
    connection.info.setdefault(_NOTES, set()).add((inspection, subject))


def take(connection: Connection) -> set[Touched]:
    """What was noted since this was asked last; it is forgotten."""
    found: set[Touched] = connection.info.pop(_NOTES, set())
    return found
