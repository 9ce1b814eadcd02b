"""Opening what the centre sent: packs, returned work, rosters and receipts, in any order."""

from __future__ import annotations

from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.inspection.bundle import Receipt
from fieldkit.steps import carry
from fieldkit.steps.carry import Arrival
from fieldkit.steps.session import Session, stamp
from fieldkit.store import envelopes as envelope_store


def open_pack(session: Session, path: Path, spoken: str | None = None) -> Arrival:
    """Take in one envelope from the centre.

    `spoken` are the founder's six words as heard from the lead; they are needed once, for the
    first pack of an inspection. Raises FieldkitError ``inspection.words_needed``,
    ``inspection.words_differ``, and what `carry.take_in` raises.
    """
    try:
        arrival = carry.take_in(session, path, carry.ANSWER_KINDS)
    except FieldkitError as why:
        if why.code != "inspection.unknown":
            raise
        arrival = carry.take_in(session, path, carry.ANSWER_KINDS, _trusted(session, path, spoken))
    if arrival.kind == "receipt":
        read_receipt(session, path, arrival)
    return arrival


def _trusted(session: Session, path: Path, spoken: str | None) -> str:
    founder, right = carry.founder_words(session, path)
    if spoken is None:
        raise FieldkitError("inspection.words_needed")
    if " ".join(spoken.lower().split()) != right:
        raise FieldkitError("inspection.words_differ")
    return founder


def read_receipt(session: Session, path: Path, arrival: Arrival) -> Receipt:
    """Note what a receipt covers: only that is delivered."""
    with session.casebook.read() as connection:
        rows = envelope_store.all_of(connection, session.opened.id, "received")
    data = next(row.receipt for row in rows if row.sha256 == arrival.sha256)
    receipt = Receipt.parse(data)
    through = receipt.chains.get(session.device_id, 0)
    at = stamp(session.clock)
    session.casebook.recorder.run(
        lambda c: envelope_store.set_delivered(c, session.opened.id, session.device_id, through, at)
    )
    return receipt
