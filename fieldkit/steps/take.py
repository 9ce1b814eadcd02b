"""Taking an envelope in: verify, keep its proof, hold its documents and its entries.

What is refused is set aside with its reason and changes nothing; the original file stays where
it is. A kill at any point leaves what can be taken in again, and is whole then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from fieldkit.envelope import layout, roster_chain
from fieldkit.envelope.keys import signer_id, six_words
from fieldkit.envelope.open import Expected, Opened, open_verified, read_outside, unseal
from fieldkit.envelope.staging import Staging
from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection.entry import Entry
from fieldkit.inspection.roster import Roster
from fieldkit.steps import trust
from fieldkit.steps.carry import Arrival
from fieldkit.steps.session import Session, stamp
from fieldkit.steps.words import words
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import parcels
from fieldkit.store.entries import TakenIn
from fieldkit.store.envelopes import Known

LARGEST = 4 << 30
PER_TRANSACTION = 1000
ANSWER_KINDS = ("pack", "receipt", "roster", "returned")


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
                allows=trust.may_send,
            )
            opened, roster = open_verified(staging, expected)
            trust.check(opened, roster, session.device_id, lambda ids: _held(session, ids))
            yield opened, roster, joined[0].chain, trusted[0]


def _held(session: Session, ids: Sequence[str]) -> set[str]:
    with session.casebook.read() as connection:
        return entry_store.held(connection, ids)


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
        if not why.code.startswith(_NOT_THE_FILE):
            _set_aside(session, path, why)
        raise


# Refusals that say nothing against the file: it is to be opened again later.
_NOT_THE_FILE = ("inspection.", "parcel.", "disk.", "store.")


def _set_aside(session: Session, path: Path, why: FieldkitError) -> None:
    with parcels.open_parcel(path) as file:
        digest = parcels.digest(file)
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
        inspection,
    )
    ruling = _Ruling(roster, chain, founder, trust.form_of(opened))
    changed = session.casebook.recorder.run(
        lambda c: _keep_arrival(c, opened, ruling, stamp(session.clock)), False
    )
    session.changed()
    session.choose(inspection)
    arrival.repeated = not changed.fresh
    arrival.missing, arrival.twin = changed.missing, changed.twin
    _hold_documents(session, opened, arrival)
    _hold_entries(session, opened, arrival)
    session.casebook.recorder.run(lambda c: envelope_store.mark_whole(c, opened.sha256), False)
    session.changed()
    return arrival


@dataclass(frozen=True)
class _Ruling:
    """What rules once the envelope is in: the joined roster, whose founding, the form it brings."""

    roster: Roster
    chain: tuple[roster_chain.SignedVersion, ...]
    founder: str
    form_text: bytes | None


@dataclass(frozen=True)
class _Changed:
    fresh: bool
    missing: tuple[int, ...]
    twin: bool


def _keep_arrival(connection: Connection, opened: Opened, ruling: _Ruling, at: str) -> _Changed:
    """Keep the proof of an envelope, and all that its form and roster change, in one step."""
    header = opened.header
    inspection, device = header.text("inspection"), header.text("device")
    address, sequence = header.text("address"), header.number("sequence")
    rows = [
        row
        for row in envelope_store.all_of(connection, inspection, "received")
        if (row.device, row.address) == (device, address)
    ]
    newest = all(row.sequence <= sequence for row in rows if row.kind == "pack")
    _keep_form(connection, inspection, ruling, newest)
    _keep_roster(connection, inspection, ruling)
    fresh = not envelope_store.is_whole(connection, opened.sha256)
    if fresh:
        envelope_store.keep(
            connection,
            "received",
            header,
            opened.sha256,
            opened.head,
            layout.blob_list(opened.blobs),
            at,
            whole=False,
            receipt=_receipt(opened),
        )
    held = {row.sequence for row in rows}
    missing = tuple(n for n in range(1, sequence) if n not in held)
    return _Changed(fresh, missing, _has_twin(opened, rows))


def _has_twin(opened: Opened, rows: Sequence[Any]) -> bool:
    """Whether an envelope held contradicts this one: its twin, or one before or after it."""
    header = opened.header
    sequence, previous = header.number("sequence"), header.text("previous_sha256")
    return any(
        (row.sequence == sequence and row.sha256 != opened.sha256)
        or (row.sequence == sequence - 1 and row.sha256 != previous)
        or (row.sequence == sequence + 1 and row.previous != opened.sha256)
        for row in rows
    )


def _keep_form(connection: Connection, inspection: str, ruling: _Ruling, newest: bool) -> None:
    known = {one.id: one for one in envelope_store.known(connection)}
    ours, text = known.get(inspection), ruling.form_text
    if text is None:
        if ours is None:
            raise FieldkitError("inspection.no_form")
        return
    if ours is None or (newest and text != ours.form_text):
        digest = hashlib.sha256(text).hexdigest()
        envelope_store.keep_inspection(connection, Known(inspection, ruling.founder, text, digest))


def _keep_roster(connection: Connection, inspection: str, ruling: _Ruling) -> None:
    """Hold the joined chain, and judge again at once whom it touches: a kill must not part them."""
    before = envelope_store.chain(connection, inspection)
    if ruling.chain == before:
        return
    envelope_store.keep_chain(connection, inspection, ruling.chain)
    devices = _changed_devices(before, ruling.chain, ruling.founder)
    judged = entry_store.judging(connection, inspection, ruling.roster)
    touched = entry_store.rejudge(connection, inspection, judged, devices)
    entry_store.project(connection, inspection, touched)


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


def _hold_documents(session: Session, opened: Opened, arrival: Arrival) -> None:
    """A document is held before the entry that names it."""
    subjects: dict[str, set[str]] = {}
    for entry in trust.entries_of(opened) if opened.blobs else ():
        body = entry.body
        if body is not None and body.field.startswith("document/") and isinstance(body.value, dict):
            subjects.setdefault(str(body.value.get("sha256")), set()).add(body.subject)
    for number, blob in enumerate(opened.blobs):
        for subject in sorted(subjects.get(blob.sha256, ())):
            session.casebook.documents.put(
                subject, blob.sha256, blob.media_type, opened.blob(number)
            )
            arrival.documents += 1


def _hold_entries(session: Session, opened: Opened, arrival: Arrival) -> None:
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

    for entry in trust.entries_of(opened):
        batch.append(entry)
        if len(batch) == PER_TRANSACTION:
            flush()
    if batch:
        flush()
