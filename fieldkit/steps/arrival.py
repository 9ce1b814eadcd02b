"""Keeping an arrival: its proof, and all that its form and its roster change, in one step.

A kill must never part a roster that arrived from the verdicts that rest on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fieldkit.envelope import layout, roster_chain
from fieldkit.envelope.keys import signer_id
from fieldkit.envelope.open import Opened
from fieldkit.envelope.roster_chain import SignedVersion
from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Value
from fieldkit.inspection.roster import Roster
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import projection
from fieldkit.store import undo as undo_store
from fieldkit.store.envelopes import Known


@dataclass(frozen=True)
class Ruling:
    """What rules once the envelope is in: the joined roster, whose founding, the form it brings.

    `ours` is our device, to which changes that it signed and that lost are offered again.
    """

    roster: Roster
    chain: tuple[SignedVersion, ...]
    founder: str
    form_text: bytes | None
    ours: str = ""


@dataclass(frozen=True)
class Changed:
    """What keeping it showed: whether it is new, what is missing before it, any twin."""

    fresh: bool
    missing: tuple[int, ...]
    twin: bool


def keep_arrival(connection: Connection, opened: Opened, ruling: Ruling, at: str) -> Changed:
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
    return Changed(fresh, missing, _has_twin(opened, rows))


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


def _keep_form(connection: Connection, inspection: str, ruling: Ruling, newest: bool) -> None:
    known = {one.id: one for one in envelope_store.known(connection)}
    ours, text = known.get(inspection), ruling.form_text
    if text is None:
        if ours is None:
            raise FieldkitError("inspection.no_form")
        return
    if ours is None or (newest and text != ours.form_text):
        digest = hashlib.sha256(text).hexdigest()
        envelope_store.keep_inspection(connection, Known(inspection, ruling.founder, text, digest))


def _keep_roster(connection: Connection, inspection: str, ruling: Ruling) -> None:
    """Hold the joined chain, and judge again at once whom it touches: a kill must not part them."""
    before = envelope_store.chain(connection, inspection)
    if ruling.chain == before:
        return
    envelope_store.keep_chain(connection, inspection, ruling.chain)
    lost = _lost(before, ruling)
    if lost:
        envelope_store.keep_lost(connection, inspection, lost)
    devices = _changed_devices(before, ruling.chain, ruling.founder)
    judged = entry_store.judging(connection, inspection, ruling.roster)
    touched = entry_store.rejudge(connection, inspection, judged, devices)
    projection.project(connection, inspection, touched)
    undo_store.refresh(connection, inspection)


def _lost(before: Sequence[SignedVersion], ruling: Ruling) -> list[Mapping[str, Value]]:
    """The changes in versions that our device signed and that no longer rule."""
    kept = {one.encoded for one in ruling.chain}
    gone = [one for one in before if one.encoded not in kept]
    mine = [one for one in gone if signer_id(one.public).hex() == ruling.ours]
    return [change for one in mine for change in one.version.changes]


def _receipt(opened: Opened) -> bytes | None:
    if opened.header.text("kind") != "receipt":
        return None
    return next((frame.stub for frame in opened.frames()), None)


def _changed_devices(
    before: Sequence[SignedVersion],
    after: Sequence[SignedVersion],
    founder: str,
) -> tuple[str, ...]:
    old = roster_chain.fold(before, founder).devices if before else {}
    new = roster_chain.fold(after, founder).devices
    return tuple(name for name in {**old, **new} if old.get(name) != new.get(name))
