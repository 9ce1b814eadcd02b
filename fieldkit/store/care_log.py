"""What was done for a casebook's safety: checks, backups, changes of keys; newest first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from fieldkit.inspection.entry import Value
from fieldkit.store.tables import log

CHECK, BACKUP, PASSPHRASE = "care.check", "care.backup", "care.passphrase"
MOST = 200


@dataclass(frozen=True)
class Line:
    """One line: when (ISO 8601), and facts that name no case and no person."""

    at: str
    facts: Mapping[str, Value]


def write(connection: Connection, code: str, at: str, facts: Mapping[str, Value]) -> None:
    """Add a line, and let go of the oldest of its kind beyond 200."""
    connection.execute(insert(log).values(at=at, code=code, facts=json.dumps(dict(facts))))
    newest = select(log.c.number).where(log.c.code == code).order_by(log.c.number.desc())
    connection.execute(
        delete(log).where(log.c.code == code, log.c.number.not_in(newest.limit(MOST)))
    )


def last(connection: Connection, code: str) -> Line | None:
    """The newest line of a kind, or None."""
    query = select(log.c.at, log.c.facts).where(log.c.code == code)
    row = connection.execute(query.order_by(log.c.number.desc()).limit(1)).first()
    return Line(row.at, json.loads(row.facts)) if row else None


def every(connection: Connection, code: str) -> list[Line]:
    """Every line of a kind, oldest first."""
    query = select(log.c.at, log.c.facts).where(log.c.code == code).order_by(log.c.number)
    return [Line(row.at, json.loads(row.facts)) for row in connection.execute(query)]
