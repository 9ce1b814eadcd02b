"""Leads in step: one lead passes on what a lead who joins later has not got, signed as it came.

The kept envelopes travel as documents of a pack, from their magic on; the lead who opens it checks
every original signature. Our own chain goes whole, with the form and every document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from fieldkit.envelope import layout
from fieldkit.envelope.audit import kept_inner
from fieldkit.envelope.layout import BlobInfo, Frame
from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection import rights
from fieldkit.inspection.bundle import Receipt, to_send
from fieldkit.inspection.entry import Entry
from fieldkit.steps import attempts, carry, exhibits
from fieldkit.steps.carry import Load
from fieldkit.steps.session import Session
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store


@dataclass(frozen=True)
class Forwarded:
    """What was written for another lead: kept envelopes passed on, own entries, documents.

    `left_out` envelopes cannot be passed on as they came, since words in them were shredded.
    """

    path: Path
    envelopes: int
    entries: int
    documents: int
    left_out: int = 0


def write(session: Session, device: str, folder: Path) -> Forwarded:
    """Write one pack for another lead's laptop: everything that it is not known to hold.

    Raises FieldkitError ``enrol.unknown_device``, ``forward.not_a_lead``, ``receive.not_centre``,
    and what writing an envelope raises.
    """
    found = session.roster.device(device)
    attempts.centre_only(session, "forward", "receive.not_centre")
    if found is None or device == session.device_id:
        raise FieldkitError("enrol.unknown_device", device=device[:8])
    if found.role not in rights.CENTRE_ROLES:
        raise FieldkitError("forward.not_a_lead", name=found.name, role=found.role)
    held = _held_there(session, device)
    inspection = session.opened.id
    with session.casebook.read() as connection:
        rows = [
            row
            for row in envelope_store.all_of(connection, inspection, "received")
            if row.kind == "bundle" and row.whole and row.address == layout.CENTRE
            if row.device != device and row.last > held.get(row.device, 0)
        ]
        own: list[Entry] = []
        for one in session.roster.lineage(session.device_id):
            after = held.get(one, 0)
            own += entry_store.of_device(connection, inspection, one, after)
        every = [_inner(session, connection, row) for row in rows]
    kept = [one for one in every if one is not None]
    blobs: dict[str, tuple[str, BlobInfo]] = {}
    for paper in readings.documents(session.present()):
        info = BlobInfo(paper.sha256, paper.size, paper.media_type)
        blobs[paper.sha256] = (paper.subject, info)
    load = Load(
        entries=to_send(own),
        blobs=tuple(blobs.values()),
        form_text=session.opened.form_text,
        kept=tuple((hashlib.sha256(data).hexdigest(), data) for data in kept),
    )
    path = carry.write(session, "pack", device, load, folder)
    return Forwarded(path, len(kept), len(own), len(blobs), len(every) - len(kept))


def _held_there(session: Session, device: str) -> dict[str, int]:
    """Through which sequence the other lead holds each chain, by the last receipt that came."""
    with session.casebook.read() as connection:
        rows = envelope_store.all_of(connection, session.opened.id, "received")
    receipts = [row for row in rows if row.kind == "receipt" and row.device == device]
    if not receipts:
        return {}
    last = max(receipts, key=lambda row: int(row.sequence))
    return dict(Receipt.parse(last.receipt).chains)


def _inner(session: Session, connection: Connection, row: Any) -> bytes | None:
    ids = envelope_store.entries_of(connection, row.sha256)
    entries = {one.id: one for one in entry_store.by_id(connection, ids)}

    def frames() -> Iterator[Frame]:
        for name in ids:
            one = entries[name]
            yield Frame(one.stub.encoded, one.raw or b"")

    named = exhibits.subjects_of(entries.values())
    store = session.casebook.documents
    blobs = (
        store.get(named[one.sha256], one.sha256)
        for one in layout.read_blob_list(row.blob_list)
        if one.sha256 in named and store.has(named[one.sha256], one.sha256)
    )
    return kept_inner(row.head, row.blob_list, frames(), blobs)


def device_named(session: Session, given: str) -> str:
    """The other lead's device whose id begins so, or who is called so.

    Raises FieldkitError ``enrol.unknown_device``.
    """
    found = [
        one.id
        for one in session.roster.devices.values()
        if one.id != session.device_id and (one.id.startswith(given) or given in (one.name,))
    ]
    if len(found) != 1 or not given:
        raise FieldkitError("enrol.unknown_device", device=given)
    return found[0]
