"""Handing over a half-read case: a new reading that starts from the old one's standing entries.

It needs nothing but what the centre holds, so it works as well when the first laptop is lost. The
old reading stays as it is, no longer counts, and what still comes for it can be brought over.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection import merge
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry, Key, Value
from fieldkit.inspection.reading import Reading
from fieldkit.inspection.subjects import HANDED_OVER
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit

# What one reader's work is made of; private notes and flags are nobody else's, and the state is
# the new reader's to set.
CARRIED = frozenset(
    {"answer", "prompt", "reason", "rating", "evidence", "note_lead", "return", "fixed", "thread"}
    | {"exhibit"}
)


@dataclass(frozen=True)
class HandedOver:
    """What came of it: the new reading, how many fields came along, how many are in dispute."""

    reading: str
    carried: int
    disputed: int


def hand_over(session: Session, reading: str, to: str) -> HandedOver:
    """Make a new reading for person `to` from what stands in this one, which no longer counts.

    Raises FieldkitError ``reading.unknown``, ``prepare.unknown_person``, ``handover.done``,
    ``handover.same_reader``, ``rights.refused``.
    """
    now = session.present()
    old = _reading(now, reading)
    if not session.roster.of_person(to):
        raise FieldkitError("prepare.unknown_person", person=to)
    if old.kind == HANDED_OVER:
        raise FieldkitError("handover.done")
    if any(to in one.readers for one in readings.readings(now) if one.subject == old.subject):
        raise FieldkitError("handover.same_reader", person=to)
    new = secrets.token_hex(12)
    defined: Value = {"kind": old.kind, "readers": [to], "from": old.id}
    closed: Value = {"kind": HANDED_OVER, "readers": list(old.readers), "from": old.begun_from}
    key = Key(old.subject, old.id, "reading")
    edits, disputed = _copies(session, now, old, new)
    session.record(
        [
            Edit(Key(old.subject, new, "reading"), defined),
            Edit(key, closed, tuple(one.id for one in now.get(key, ()))),
            *edits,
        ]
    )
    return HandedOver(new, len(edits), disputed)


def bring_over(session: Session, reading: str) -> HandedOver:
    """Bring over what came for the old reading since, where the new reader changed nothing yet.

    Raises FieldkitError ``reading.unknown``, ``handover.not_from``.
    """
    now = session.present()
    new = _reading(now, reading)
    if not new.begun_from:
        raise FieldkitError("handover.not_from")
    edits, disputed = _copies(session, now, _reading(now, new.begun_from), new.id)
    if edits:
        session.record(edits)
    return HandedOver(new.id, len(edits), disputed)


def _reading(now: Mapping[Key, tuple[Entry, ...]], reading: str) -> Reading:
    found = next((one for one in readings.readings(now) if one.id == reading), None)
    if found is None:
        raise FieldkitError("reading.unknown")
    return found


def _copies(
    session: Session, now: Mapping[Key, tuple[Entry, ...]], old: Reading, new: str
) -> tuple[list[Edit], int]:
    """The edits that carry fields over; those in dispute stay behind, to be decided first."""
    edits: list[Edit] = []
    disputed = 0
    for key, entries in sorted(now.items(), key=lambda one: one[0].field):
        if (key.subject, key.reading) != (old.subject, old.id) or key.kind not in CARRIED:
            continue
        if merge.differ(entries):
            disputed += 1
            continue
        there = now.get(Key(key.subject, new, key.field), ())
        ours = all(one.stub.device == session.device_id for one in there)
        value = merge.value_of(entries)
        if ours and not (there and merge.value_of(there) == value):
            target = Key(key.subject, new, key.field)
            edits.append(Edit(target, value, tuple(one.id for one in there)))
    return edits, disputed
