"""Carrying: writing an envelope and taking one in, the same way for every kind.

What is refused is set aside with its reason and changes nothing; the original file stays where
it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

import fieldkit
from fieldkit.envelope import layout, roster_chain
from fieldkit.envelope.keys import signer_id, six_words
from fieldkit.envelope.layout import BlobInfo, Frame
from fieldkit.envelope.open import Expected, Opened, open_verified, read_outside, unseal
from fieldkit.envelope.seal import Content, Sealed, seal
from fieldkit.envelope.staging import Staging
from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection.entry import Entry, Stub, Value
from fieldkit.inspection.roster import Roster
from fieldkit.steps.session import Session, stamp
from fieldkit.steps.words import words
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import parcels
from fieldkit.store.entries import TakenIn
from fieldkit.store.envelopes import Known

LARGEST = 4 << 30
PER_TRANSACTION = 1000
FORM_MEDIA_TYPE = "application/toml"
ANSWER_KINDS = ("pack", "receipt", "roster", "returned")

_MAY_SEND = {
    "pack": rights.CENTRE_ROLES,
    "receipt": rights.CENTRE_ROLES,
    "roster": rights.CENTRE_ROLES,
    "returned": rights.CENTRE_ROLES | {rights.QUALITY_LEAD},
    "bundle": frozenset(rights.ROLES) - {rights.NONE},
}


def may_send(kind: str, roles: frozenset[str]) -> bool:
    """Whether any role the device ever had allows envelopes of this kind."""
    return bool(roles & _MAY_SEND[kind])


@dataclass(frozen=True)
class Load:
    """What goes into an envelope: entries, documents as (subject, blob), or a receipt's JSON."""

    entries: Sequence[Entry] = ()
    blobs: Sequence[tuple[str, BlobInfo]] = ()
    form_text: bytes | None = None
    receipt: bytes | None = None


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

    def frames() -> Iterator[Frame]:
        for entry in load.entries:
            yield Frame(entry.stub.encoded, entry.raw or b"")
        if load.receipt is not None:
            yield Frame(load.receipt)

    def read_blob(sha256: str) -> Iterable[bytes]:
        if load.form_text is not None and sha256 == blobs[0].sha256:
            return [load.form_text]
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
            envelope_store.known_roster_version(connection, session.opened.id, one)
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
    """What an envelope brought: who sent it, what was new, what is missing before it."""

    kind: str
    sender: str
    sender_name: str
    sequence: int
    sha256: str
    repeated: bool = False
    missing: tuple[int, ...] = ()
    documents: int = 0
    taken: TakenIn = field(default_factory=TakenIn)
    receipt: bytes | None = None


@contextmanager
def opened_file(
    session: Session, path: Path, kinds: Sequence[str], founder: str | None = None
) -> Iterator[tuple[Opened, Roster, tuple[roster_chain.SignedVersion, ...], str]]:
    """Unseal and verify a file: (envelope, roster, joined chain, founder's device id).

    `founder` is given on first trust only, once its six words were compared. Raises FieldkitError
    with the code of the step that failed.
    """
    with parcels.open_parcel(path) as file:
        size = path.stat().st_size
        with parcels.scratch(session.casebook.folder, size) as store:
            staging = Staging(store, LARGEST)
            unseal(file, [session.keys.sealing], staging)
            joined: list[roster_chain.Joined] = []
            trusted = [founder or ""]

            def join(carried: bytes) -> Roster:
                versions = roster_chain.from_bytes(carried)
                ours, trusted[0] = _ours(session, versions, trusted[0])
                joined.append(roster_chain.join(ours, versions, trusted[0]))
                return joined[0].roster

            expected = Expected(
                kinds=kinds,
                inspection=None,
                device=session.device_id,
                is_centre=lambda roster: _is_centre(roster, session.device_id),
                join=join,
                allows=may_send,
            )
            opened, roster = open_verified(staging, expected)
            yield opened, roster, joined[0].chain, trusted[0]


def _is_centre(roster: Roster, device: str) -> bool:
    found = roster.device(device)
    return found is not None and found.role in rights.CENTRE_ROLES


def _ours(
    session: Session, carried: Sequence[roster_chain.SignedVersion], founder: str
) -> tuple[tuple[roster_chain.SignedVersion, ...], str]:
    """Our chain of the carried inspection, and whose founding it rests on."""
    if not carried:
        raise FieldkitError("roster.empty")
    inspection = carried[0].version.inspection
    for known in session.inspections():
        if known.id == inspection:
            with session.casebook.read() as connection:
                return envelope_store.chain(connection, inspection), known.founder
    if not founder:
        raise FieldkitError("inspection.unknown")
    return (), founder


def founder_words(session: Session, path: Path) -> tuple[str, str]:
    """The founder's device id and six words of a first pack, to be compared before it is opened.

    Nothing of the pack is trusted by this: it only tells which words to ask for.
    """
    with (
        parcels.open_parcel(path) as file,
        parcels.scratch(session.casebook.folder, path.stat().st_size) as store,
    ):
        staging = Staging(store, LARGEST)
        unseal(file, [session.keys.sealing], staging)
        outside = read_outside(staging, ANSWER_KINDS)
        versions = roster_chain.from_bytes(outside.roster_chain)
        if not versions or versions[0].version.number != 1:
            raise FieldkitError("roster.broken_chain", number=0)
        return signer_id(versions[0].public).hex(), six_words(versions[0].public, words())


def take_in(
    session: Session, path: Path, kinds: Sequence[str], founder: str | None = None
) -> Arrival:
    """Take an envelope in: verify, keep its proof, hold its documents and entries.

    What fails is noted in quarantine with its reason; then the FieldkitError is raised.
    """
    try:
        with opened_file(session, path, kinds, founder) as (opened, roster, chain, trusted):
            return _take(session, opened, roster, chain, trusted)
    except FieldkitError as why:
        if why.code not in ("inspection.unknown", "parcel.not_found", "disk.full"):
            _set_aside(session, path, why)
        raise


def _set_aside(session: Session, path: Path, why: FieldkitError) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else path.name
    session.casebook.recorder.run(
        lambda c: envelope_store.keep_quarantine(
            c, digest, path.name, why.code, why.facts, stamp(session.clock)
        )
    )


def _take(
    session: Session,
    opened: Opened,
    roster: Roster,
    chain: tuple[roster_chain.SignedVersion, ...],
    founder: str,
) -> Arrival:
    header = opened.header
    inspection = header.text("inspection")
    sender = roster.device(header.text("device"))
    arrival = Arrival(
        header.text("kind"),
        header.text("device"),
        sender.name if sender else "",
        header.number("sequence"),
        opened.sha256,
    )
    form_text = _form_text(opened)
    changed = session.casebook.recorder.run(
        lambda c: _keep_arrival(c, session, opened, chain, founder, form_text), False
    )
    session.changed()
    session.choose(inspection)
    arrival.repeated = not changed.fresh
    arrival.missing = changed.missing
    _hold_documents(session, opened, arrival)
    _hold_entries(session, opened, roster, arrival, changed.devices)
    session.casebook.recorder.run(lambda c: envelope_store.mark_whole(c, opened.sha256), False)
    session.changed()
    return arrival


def _form_text(opened: Opened) -> bytes | None:
    for number, blob in enumerate(opened.blobs):
        if blob.media_type == FORM_MEDIA_TYPE:
            return b"".join(opened.blob(number))
    return None


@dataclass(frozen=True)
class _Changed:
    fresh: bool
    missing: tuple[int, ...]
    devices: tuple[str, ...]


def _keep_arrival(
    connection: Connection,
    session: Session,
    opened: Opened,
    chain: tuple[roster_chain.SignedVersion, ...],
    founder: str,
    form_text: bytes | None,
) -> _Changed:
    header = opened.header
    inspection, device = header.text("inspection"), header.text("device")
    known = {one.id: one for one in envelope_store.known(connection)}
    ours = known.get(inspection)
    if ours is None and form_text is None:
        raise FieldkitError("inspection.no_form")
    if ours is None or (form_text is not None and form_text != ours.form_text):
        text = form_text or b""
        digest = hashlib.sha256(text).hexdigest()
        envelope_store.keep_inspection(connection, Known(inspection, founder, text, digest))
    before = envelope_store.chain(connection, inspection)
    devices: tuple[str, ...] = ()
    if chain != before:
        envelope_store.keep_chain(connection, inspection, chain)
        devices = _changed_devices(before, chain, founder)
    fresh = not envelope_store.is_whole(connection, opened.sha256)
    address = header.text("address")
    if fresh:
        first = opened.blobs
        envelope_store.keep(
            connection,
            "received",
            header,
            opened.sha256,
            opened.head,
            layout.blob_list(first),
            stamp(session.clock),
            whole=False,
            receipt=_receipt(opened),
        )
    held = {
        row.sequence
        for row in envelope_store.all_of(connection, inspection, "received")
        if row.device == device and row.address == address
    }
    missing = tuple(n for n in range(1, header.number("sequence")) if n not in held)
    return _Changed(fresh, missing, devices)


def _receipt(opened: Opened) -> bytes | None:
    if opened.header.text("kind") != "receipt":
        return None
    return next((frame.stub for frame in opened.frames()), None)


def _changed_devices(
    before: Sequence[roster_chain.SignedVersion],
    after: Sequence[roster_chain.SignedVersion],
    founder: str,
) -> tuple[str, ...]:
    old = roster_chain.fold(before, founder).devices if before else {}
    new = roster_chain.fold(after, founder).devices
    return tuple(
        name for name, one in new.items() if name not in old or old[name].turns != one.turns
    )


def _entries(opened: Opened) -> Iterator[Entry]:
    if opened.header.text("kind") == "receipt":
        return
    for frame in opened.frames():
        entry = Entry(Stub.parse(frame.stub), frame.body or None)
        entry.check()
        yield entry


def _hold_documents(session: Session, opened: Opened, arrival: Arrival) -> None:
    """A document is held before the entry that names it."""
    subjects: dict[str, set[str]] = {}
    for entry in _entries(opened) if opened.blobs else ():
        body = entry.body
        if body is not None and body.field.startswith("document/") and isinstance(body.value, dict):
            subjects.setdefault(str(body.value.get("sha256")), set()).add(body.subject)
    for number, blob in enumerate(opened.blobs):
        for subject in sorted(subjects.get(blob.sha256, ())):
            session.casebook.documents.put(
                subject, blob.sha256, blob.media_type, opened.blob(number)
            )
            arrival.documents += 1


def _hold_entries(
    session: Session, opened: Opened, roster: Roster, arrival: Arrival, devices: tuple[str, ...]
) -> None:
    inspection = opened.header.text("inspection")
    place = 0
    batch: list[Entry] = []

    def put(connection: Connection, some: list[Entry], first: int) -> TakenIn:
        judged = session.judging(connection)
        done = entry_store.take_in(connection, inspection, some, judged, stamp(session.clock))
        envelope_store.keep_entries(connection, opened.sha256, first, [one.id for one in some])
        return done

    def flush() -> None:
        nonlocal batch, place
        some, first = batch, place
        done = session.casebook.recorder.run(lambda c: put(c, some, first), False)
        for name in ("new", "duplicate", "refused", "waiting"):
            setattr(arrival.taken, name, getattr(arrival.taken, name) + getattr(done, name))
        arrival.taken.keys |= done.keys
        place += len(batch)
        batch = []

    for entry in _entries(opened):
        batch.append(entry)
        if len(batch) == PER_TRANSACTION:
            flush()
    if batch:
        flush()
    if devices:
        session.casebook.recorder.run(lambda c: _rejudge(c, session, inspection, devices), False)


def _rejudge(
    connection: Connection, session: Session, inspection: str, devices: tuple[str, ...]
) -> None:
    judged = session.judging(connection)
    touched = entry_store.rejudge(connection, inspection, judged, devices)
    entry_store.project(connection, inspection, touched)
