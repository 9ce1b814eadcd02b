"""Taking an envelope in: verify, keep its proof, hold its documents and its entries.

What is refused is set aside with its reason and changes nothing; the original file stays where
it is. A kill at any point leaves what can be taken in again, and is whole then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from fieldkit.envelope import roster_chain
from fieldkit.envelope.keys import signer_id, six_words
from fieldkit.envelope.open import Expected, Opened, open_verified, read_outside, unseal
from fieldkit.envelope.roster_chain import SignedVersion
from fieldkit.envelope.staging import Staging
from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection.entry import Entry
from fieldkit.inspection.roster import Roster
from fieldkit.inspection.subjects import DOCUMENT_KINDS
from fieldkit.steps import trust
from fieldkit.steps.arrival import Ruling, keep_arrival
from fieldkit.steps.carry import Arrival
from fieldkit.steps.session import Session, stamp
from fieldkit.steps.words import words
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import parcels, shred
from fieldkit.store import undo as undo_store
from fieldkit.store.entries import TakenIn

LARGEST = 4 << 30
PER_TRANSACTION = 1000
# What the originals of refused files are kept under, beside the documents.
QUARANTINE = "quarantine"
ANSWER_KINDS = ("pack", "receipt", "roster", "returned")
Verified = tuple[Opened, Roster, tuple[SignedVersion, ...], str]


@contextmanager
def opened_file(
    session: Session,
    path: Path,
    kinds: Sequence[str],
    founder: str | None = None,
    adopt: bool = False,
) -> Iterator[Verified]:
    """Unseal and verify a file: (envelope, roster, joined chain, founder's device id).

    `founder` is given on first trust only, once its six words were compared. Raises FieldkitError
    with the code of the step that failed. `adopt` is a lead's word on rosters that exclude another.
    """
    with parcels.open_parcel(path) as file:
        size = path.stat().st_size
        with parcels.scratch(session.casebook.folder, size) as store:
            staging = Staging(store, LARGEST)
            unseal(file, session.identities, staging)
            yield _verified(session, staging, kinds, founder or "", adopt)


def _verified(
    session: Session, staging: Staging, kinds: Sequence[str], founder: str, adopt: bool = False
) -> Verified:
    """Everything that can be checked about unsealed bytes, before anything is kept."""
    joined: list[roster_chain.Joined] = []
    trusted = [founder]

    def join(carried: bytes) -> Roster:
        versions = roster_chain.from_bytes(carried)
        ours, trusted[0] = _ours(session, versions, trusted[0])
        joined.append(roster_chain.join(ours, versions, trusted[0], adopt))
        return joined[0].roster

    expected = Expected(
        kinds=kinds,
        inspection=None,
        devices=frozenset(session.lineage),
        is_centre=lambda roster: _is_centre(roster, session.device_id),
        join=join,
        allows=trust.may_send,
    )
    opened, roster = open_verified(staging, expected)
    trust.check(opened, roster, session.device_id, lambda ids: _held(session, ids))
    return opened, roster, joined[0].chain, trusted[0]


def _held(session: Session, ids: Sequence[str]) -> set[str]:
    with session.casebook.read() as connection:
        return entry_store.held(connection, ids)


def _is_centre(roster: Roster, device: str) -> bool:
    found = roster.device(device)
    return found is not None and found.role in rights.CENTRE_ROLES


def _ours(
    session: Session, carried: Sequence[SignedVersion], founder: str
) -> tuple[tuple[SignedVersion, ...], str]:
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
        unseal(file, session.identities, staging)
        outside = read_outside(staging, ANSWER_KINDS)
        versions = roster_chain.from_bytes(outside.roster_chain)
        if not versions or versions[0].version.number != 1:
            raise FieldkitError("roster.broken_chain", number=0)
        return signer_id(versions[0].public).hex(), six_words(versions[0].public, words())


def take_in(
    session: Session,
    path: Path,
    kinds: Sequence[str],
    founder: str | None = None,
    name: str = "",
    adopt: bool = False,
) -> Arrival:
    """Take an envelope in: verify, keep its proof, hold its documents and entries.

    What fails is kept in quarantine with its reason, under `name` if given; then the FieldkitError
    is raised. What is taken in leaves quarantine.
    """
    try:
        with opened_file(session, path, kinds, founder, adopt) as (opened, roster, chain, trusted):
            arrival = _take(session, opened, roster, chain, trusted)
    except FieldkitError as why:
        if not why.code.startswith(_NOT_THE_FILE):
            _set_aside(session, path, why, name or path.name)
        raise
    _let_go(session, path)
    return arrival


# Refusals that say nothing against the file: it is to be opened again later.
_NOT_THE_FILE = ("inspection.", "parcel.", "disk.", "store.")


def _set_aside(session: Session, path: Path, why: FieldkitError, name: str) -> None:
    """Keep the file as it came, sealed once more under the casebook's own key, and its reason."""
    with parcels.open_parcel(path) as file:
        digest = parcels.digest(file)
        file.seek(0)
        pieces = iter(lambda: file.read(1 << 20), b"")
        session.casebook.documents.put(QUARANTINE, digest, "application/octet-stream", pieces)
    session.casebook.recorder.run(
        lambda c: envelope_store.keep_quarantine(
            c, digest, name, why.code, why.facts, stamp(session.clock)
        )
    )


def _let_go(session: Session, path: Path) -> None:
    with session.casebook.read() as connection:
        aside = {row.sha256 for row in envelope_store.quarantined(connection)}
    if not aside:
        return
    with parcels.open_parcel(path) as file:
        digest = parcels.digest(file)
    if digest in aside:
        session.casebook.recorder.run(lambda c: envelope_store.drop_quarantine(c, digest))
        session.casebook.documents.drop(QUARANTINE, digest)


def _take(
    session: Session,
    opened: Opened,
    roster: Roster,
    chain: tuple[SignedVersion, ...],
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
    us = session.with_us(roster)
    ruling = Ruling(us, chain, founder, trust.form_of(opened), session.device_id)
    changed = session.casebook.recorder.run(
        lambda c: keep_arrival(c, opened, ruling, stamp(session.clock)), False
    )
    session.changed()
    session.choose(inspection)
    arrival.repeated = not changed.fresh
    arrival.missing, arrival.twin = changed.missing, changed.twin
    _hold_documents(session, opened, arrival)
    marked = _hold_entries(session, opened, arrival)
    _hold_kept(session, opened, arrival)
    if not marked:
        session.casebook.recorder.run(lambda c: envelope_store.mark_whole(c, opened.sha256), False)
    session.changed()
    session.keep_recovery()
    return arrival


def _hold_documents(session: Session, opened: Opened, arrival: Arrival) -> None:
    """A document is held before the entry that names it."""
    subjects: dict[str, set[str]] = {}
    for entry in trust.entries_of(opened) if opened.blobs else ():
        body = entry.body
        if body is None or not isinstance(body.value, dict):
            continue
        if body.field.partition("/")[0] in DOCUMENT_KINDS:
            subjects.setdefault(str(body.value.get("sha256")), set()).add(body.subject)
    with session.casebook.read() as connection:
        gone = shred.gone(connection)
    for number, blob in enumerate(opened.blobs):
        for subject in sorted(subjects.get(blob.sha256, set()) - gone):
            session.casebook.documents.put(
                subject, blob.sha256, blob.media_type, opened.blob(number)
            )
            arrival.documents += 1


def _hold_kept(session: Session, opened: Opened, arrival: Arrival) -> None:
    """Envelopes that another lead passes on: each verified back to the hand that signed it.

    They count only where they were addressed: to the centre, by a casebook that is one.
    """
    for number, blob in enumerate(opened.blobs):
        if blob.media_type != trust.KEPT_MEDIA_TYPE or not session.is_centre:
            continue
        with parcels.scratch(session.casebook.folder, blob.length) as store:
            staging = Staging(store, LARGEST)
            for piece in opened.blob(number):
                staging.write(piece)
            one = _take(session, *_verified(session, staging, ("bundle",), ""))
            arrival.forwarded += 1
            arrival.taken.add(one.taken)


def _hold_entries(session: Session, opened: Opened, arrival: Arrival) -> bool:
    """Hold the entries, a transaction a thousand. Whether the last one marked the envelope whole:
    only where nothing else is to be held after it."""
    count = opened.header.number("frames") - 1
    inspection = opened.header.text("inspection")
    place = 0
    batch: list[Entry] = []

    def put(connection: Connection, some: list[Entry], first: int) -> TakenIn:
        judged = session.judging(connection)
        done = entry_store.take_in(connection, inspection, some, judged, stamp(session.clock))
        undo_store.after(connection, inspection, some, done)
        envelope_store.keep_entries(connection, opened.sha256, first, [one.id for one in some])
        if first + len(some) == count and not opened.blobs:
            envelope_store.mark_whole(connection, opened.sha256)
        return done

    def flush() -> None:
        nonlocal batch, place
        some, first = batch, place
        done = session.casebook.recorder.run(lambda c: put(c, some, first), False)
        arrival.taken.add(done)
        place += len(batch)
        batch = []

    for entry in trust.entries_of(opened):
        batch.append(entry)
        if len(batch) == PER_TRANSACTION:
            flush()
    if batch:
        flush()
    return bool(place) and place == count and not opened.blobs
