"""Opening what the centre sent: packs, returned work, rosters and receipts, in any order."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from fieldkit.errors import FieldkitError
from fieldkit.inspection.bundle import Receipt
from fieldkit.steps import take
from fieldkit.steps.carry import Arrival
from fieldkit.steps.session import Session, stamp
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store


def open_pack(
    session: Session,
    path: Path,
    spoken: str | None = None,
    name: str = "",
    adopt: bool = False,
) -> Arrival:
    """Take in one envelope from the centre.

    `spoken` are the founder's six words as heard from the lead; they are needed once, for the
    first pack of an inspection. Raises FieldkitError ``inspection.words_needed``,
    ``inspection.words_differ``, and what `take.take_in` raises.
    """
    try:
        arrival = take.take_in(session, path, take.ANSWER_KINDS, name=name, adopt=adopt)
    except FieldkitError as why:
        if why.code != "inspection.unknown":
            raise
        arrival = take.take_in(session, path, take.ANSWER_KINDS, _trusted(session, path, spoken))
    if arrival.kind == "receipt":
        read_receipt(session, path, arrival)
    return arrival


def _trusted(session: Session, path: Path, spoken: str | None) -> str:
    founder, right = take.founder_words(session, path)
    if spoken is None:
        raise FieldkitError("inspection.words_needed")
    if " ".join(spoken.lower().split()) != right:
        raise FieldkitError("inspection.words_differ")
    return founder


def read_receipt(session: Session, path: Path, arrival: Arrival) -> Receipt:
    """Note what a receipt covers: only that is delivered.

    Raises FieldkitError ``receipt.ahead`` when the centre holds more in our name than we do: what
    comes next here would otherwise be taken for delivered, and lost.
    """
    with session.casebook.read() as connection:
        rows = envelope_store.all_of(connection, session.opened.id, "received")
    data = next(row.receipt for row in rows if row.sha256 == arrival.sha256)
    receipt = Receipt.parse(data)
    through = receipt.chains.get(session.device_id, 0)
    with session.casebook.read() as connection:
        end = entry_store.head(connection, session.opened.id, session.device_id)
    if through > end.sequence:
        raise FieldkitError("receipt.ahead", held=end.sequence, receipted=through)
    at, inspection = stamp(session.clock), session.opened.id

    def note(connection: Connection) -> None:
        for device in session.lineage:
            end = entry_store.head(connection, inspection, device)
            through = min(end.sequence, receipt.chains.get(device, 0))
            envelope_store.set_delivered(connection, inspection, device, through, at)

    session.casebook.recorder.run(note)
    return receipt
