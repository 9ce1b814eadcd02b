"""Carrying: writing an envelope, the same way for every kind; `take` takes one in."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

import fieldkit
from fieldkit.envelope import layout, roster_chain
from fieldkit.envelope.layout import BlobInfo, Frame
from fieldkit.envelope.seal import Content, Sealed, seal
from fieldkit.inspection.entry import Entry, Value
from fieldkit.inspection.roster import Roster
from fieldkit.steps.session import Session, stamp
from fieldkit.steps.trust import FORM_MEDIA_TYPE, KEPT_MEDIA_TYPE
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import parcels
from fieldkit.store.entries import TakenIn


@dataclass(frozen=True)
class Load:
    """What goes into an envelope: entries, documents as (subject, blob), or a receipt's JSON.

    `kept` are envelopes passed on to another lead: (SHA-256, the bytes from magic on).
    """

    entries: Sequence[Entry] = ()
    blobs: Sequence[tuple[str, BlobInfo]] = ()
    form_text: bytes | None = None
    receipt: bytes | None = None
    kept: Sequence[tuple[str, bytes]] = ()


def write(session: Session, kind: str, address: str, load: Load, folder: Path) -> Path:
    """Write one signed and sealed envelope into `folder`, and keep what proves it.

    `address` is ``centre`` or a device id. Raises FieldkitError ``envelope.no_recipient``,
    ``disk.full``, ``disk.not_written``.
    """
    opened = session.opened
    blobs = [one for _, one in load.blobs]
    subject_of = {one.sha256: subject for subject, one in load.blobs}
    if load.form_text is not None:
        digest = hashlib.sha256(load.form_text).hexdigest()
        blobs.insert(0, BlobInfo(digest, len(load.form_text), FORM_MEDIA_TYPE))

    kept = dict(load.kept)
    blobs += [BlobInfo(name, len(data), KEPT_MEDIA_TYPE) for name, data in kept.items()]

    def frames() -> Iterator[Frame]:
        for entry in load.entries:
            yield Frame(entry.stub.encoded, entry.raw or b"")
        if load.receipt is not None:
            yield Frame(load.receipt)

    def read_blob(sha256: str) -> Iterable[bytes]:
        if load.form_text is not None and sha256 == blobs[0].sha256:
            return [load.form_text]
        if sha256 in kept:
            return [kept[sha256]]
        return session.casebook.documents.stream(subject_of[sha256], sha256)

    chain, recipients = _chain_for(session, address), _recipients(session.roster, address)
    with session.casebook.read() as connection:
        place, previous = envelope_store.next_place(
            connection, opened.id, session.device_id, address
        )
    fields = _fields(session, address, place, previous, load.entries)
    content = Content(frames, blobs, read_blob)
    with parcels.new_parcel(folder) as (file, path):
        sealed = seal(file, kind, fields, content, session.keys, chain, recipients)
        file.flush()
        os.fsync(file.fileno())
        # Kept before the file gets its name: a kill in between uses the sequence up, and never
        # lets two different files go out with one sequence.
        session.casebook.recorder.run(lambda c: _keep_sent(c, session, sealed, blobs, load), False)
    return path


def _keep_sent(
    connection: Connection,
    session: Session,
    sealed: Sealed,
    blobs: Sequence[BlobInfo],
    load: Load,
) -> None:
    envelope_store.keep(
        connection,
        "sent",
        sealed.header,
        sealed.sha256,
        sealed.head,
        layout.blob_list(blobs),
        stamp(session.clock),
        whole=True,
        receipt=load.receipt,
    )
    envelope_store.keep_entries(connection, sealed.sha256, 0, [one.id for one in load.entries])


def _chain_for(session: Session, address: str) -> bytes:
    """From the oldest version the address is known to have, that one included."""
    chain = session.opened.chain
    with session.casebook.read() as connection:
        if address == layout.CENTRE:
            others = [one.id for one in session.roster.centre() if one.id != session.device_id]
        else:
            others = [address]
        known = [
            envelope_store.known_roster_version(connection, session.opened.id, one, chain)
            for one in others
        ]
    oldest = min(known, default=0)
    return roster_chain.to_bytes(chain[max(0, min(oldest, len(chain)) - 1) :])


def _recipients(roster: Roster, address: str) -> list[str]:
    if address == layout.CENTRE:
        found = [one.sealing_key for one in roster.centre()]
    else:
        device = roster.device(address)
        found = [device.sealing_key] if device else []
    if found and roster.recovery:
        found.append(roster.recovery)
    return list(dict.fromkeys(found))


def _fields(
    session: Session, address: str, place: int, previous: str, entries: Sequence[Entry]
) -> dict[str, Value]:
    opened = session.opened
    own = [one.stub.sequence for one in entries if one.stub.device == session.device_id]
    with session.casebook.read() as connection:
        end = entry_store.head(connection, opened.id, session.device_id)
    seed = f"{opened.id}/{session.device_id}/{address}/{place}/{previous}"
    return {
        "inspection": opened.id,
        "person": session.me.person if session.me else session.owner.person,
        "address": address,
        "envelope_id": hashlib.sha256(seed.encode()).hexdigest()[:32],
        "sequence": place,
        "previous_sha256": previous,
        "first": min(own, default=0),
        "last": max(own, default=0),
        "chain_head": end.id,
        "roster_version": opened.roster.number,
        "roster_sha256": opened.roster.sha256,
        "form": {
            "id": opened.form.id,
            "version": opened.form.version,
            "sha256": hashlib.sha256(opened.form_text).hexdigest(),
        },
        "app_version": fieldkit.__version__,
        "made_at": stamp(session.clock),
    }


@dataclass
class Arrival:
    """What an envelope brought: who sent it, what was new, what is missing before it.

    `twin` says that another envelope of the same sequence is held, or that this one does not follow
    the one before: a copied or restored casebook.
    """

    kind: str
    sender: str
    sender_name: str
    sequence: int
    sha256: str
    inspection: str
    repeated: bool = False
    missing: tuple[int, ...] = ()
    twin: bool = False
    documents: int = 0
    forwarded: int = 0
    taken: TakenIn = field(default_factory=TakenIn)
    receipt: bytes | None = None
