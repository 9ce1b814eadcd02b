"""Sending: everything of our own that no receipt covers goes to the centre in one bundle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fieldkit.envelope.layout import CENTRE
from fieldkit.inspection.bundle import to_send
from fieldkit.inspection.entry import Entry
from fieldkit.steps import carry, exhibits
from fieldkit.steps.session import Session
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store


@dataclass(frozen=True)
class Outgoing:
    """What a send would carry: changes, in which readings, alerts first, passages."""

    changes: int
    readings: int
    alerts: int
    passages: int
    first_made: str


@dataclass(frozen=True)
class Sent:
    """A bundle as written."""

    path: Path
    sequence: int
    entries: int
    bytes: int


@dataclass(frozen=True)
class SentBefore:
    """One line of what was sent before, and whether a receipt covers it."""

    sequence: int
    at: str
    entries: int
    delivered: bool


def _waiting(session: Session) -> list[Entry]:
    """Our own entries that no receipt covers, those of before a restore first."""
    found: list[Entry] = []
    with session.casebook.read() as connection:
        for device in session.lineage:
            through, _ = envelope_store.delivered_through(connection, session.opened.id, device)
            found += entry_store.of_device(connection, session.opened.id, device, through)
    return found


def outgoing(session: Session) -> Outgoing:
    """What the next send would carry."""
    waiting = _waiting(session)
    keys = [one.key for one in waiting if one.key]
    made = [one.body.made_at for one in waiting if one.body]
    return Outgoing(
        changes=len(waiting),
        readings=len({key.reading for key in keys if key.reading}),
        alerts=len({key.field for key in keys if key.kind == "alert"}),
        passages=len({key.field for key in keys if key.kind == "evidence"}),
        first_made=min(made, default=""),
    )


def send(session: Session, folder: Path) -> Sent:
    """Write one bundle into `folder`: all own entries without a receipt, resent until receipted.

    Raises FieldkitError ``disk.full``, ``disk.not_written``, ``envelope.no_recipient``.
    """
    waiting = _waiting(session)
    blobs = exhibits.named_by(session, waiting, session.present())
    load = carry.Load(entries=to_send(waiting), blobs=blobs)
    path = carry.write(session, "bundle", CENTRE, load, folder)
    session.keep_heads()
    sequence = sent_before(session)[0].sequence
    return Sent(path, sequence, len(load.entries), path.stat().st_size)


def newest(session: Session) -> int:
    """The sequence of our newest entry."""
    with session.casebook.read() as connection:
        return entry_store.head(connection, session.opened.id, session.device_id).sequence


def sent_before(session: Session) -> tuple[SentBefore, ...]:
    """Bundles sent so far, newest first."""
    with session.casebook.read() as connection:
        rows = envelope_store.all_of(connection, session.opened.id, "sent")
        through, _ = envelope_store.delivered_through(
            connection, session.opened.id, session.device_id
        )
    found = [
        SentBefore(row.sequence, row.at, row.entries, row.last <= through)
        for row in rows
        if row.kind == "bundle"
    ]
    return tuple(sorted(found, key=lambda one: -one.sequence))
