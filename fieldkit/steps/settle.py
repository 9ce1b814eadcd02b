"""Settling disputes: both values with who and why, and a decision that is one more entry."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.inspection import merge, pack
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry, Key, Value
from fieldkit.inspection.reading import Evidence, Subject
from fieldkit.inspection.standing import of_subject
from fieldkit.steps import attempts, carry, exhibits
from fieldkit.steps.review import return_question
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit

__all__ = [
    "Dispute",
    "Side",
    "decide",
    "disputes",
    "named",
    "return_question",
    "write_returned",
]

_ANSWERS = frozenset({"yes", "no", "not_applicable"})


@dataclass(frozen=True)
class Side:
    """One of the standing values: who recorded it, where in which chain, and its reason."""

    entry: str
    value: Value
    person: str
    device_label: str
    sequence: int
    made_at: str
    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Dispute:
    """A question with standing entries that differ."""

    key: Key
    subject: Subject
    question: str
    sides: tuple[Side, ...]

    @property
    def name(self) -> str:
        """How the command line names it: case number and field."""
        return f"{self.subject.number}/{self.key.field}"


def disputes(session: Session) -> tuple[Dispute, ...]:
    """Every open dispute, by case and question."""
    now = session.present()
    subjects = {one.id: one for one in readings.subjects(now)}
    nobody = Subject("", "", "", "", "", {})
    found = []
    for key in merge.disputes(now):
        sides = tuple(_side(session, now, key, entry) for entry in now[key])
        subject = subjects.get(key.subject, nobody)
        found.append(Dispute(key, subject, key.about, sides))
    return tuple(sorted(found, key=lambda one: (one.subject.number, one.key.field)))


def _side(session: Session, now: Mapping[Key, tuple[Entry, ...]], key: Key, entry: Entry) -> Side:
    body = entry.body
    assert body is not None
    device = session.roster.device(entry.stub.device)
    reasons = now.get(Key(key.subject, key.reading, f"reason/{key.about}"), ())
    said = [
        str(one.body.value)
        for one in reasons
        if one.body and one.stub.device == entry.stub.device and one.body.value
    ]
    tied = []
    for other, entries in of_subject(now, key.subject).items():
        if (other.subject, other.reading, other.kind) == (key.subject, key.reading, "evidence"):
            evidence = readings.evidence_of(other, entries)
            mine = any(one.stub.device == entry.stub.device for one in entries)
            if evidence and mine and key.about in evidence.questions:
                tied.append(evidence)
    return Side(
        entry=entry.id,
        value=body.value,
        person=device.name if device else body.author,
        device_label=device.label if device else entry.stub.device[:8],
        sequence=entry.stub.sequence,
        made_at=body.made_at,
        reason=" ".join(said),
        evidence=tuple(tied),
    )


def decide(session: Session, dispute: Dispute, value: Value, why: str) -> list[Entry]:
    """Decide a dispute for one value, another, or neither; nothing that stood is lost.

    Raises FieldkitError ``settle.needs_reason``, ``settle.value`` or ``rights.refused``.
    """
    if not why.strip():
        raise FieldkitError("settle.needs_reason", question=dispute.question)
    _check_value(dispute, value)
    ids = tuple(side.entry for side in dispute.sides)
    key = dispute.key
    told: Value = {"why": why.strip(), "over": list(ids), "field": key.field}
    decision = Key(key.subject, key.reading, f"decision/{secrets.token_hex(8)}")
    return session.record([Edit(key, value, ids), Edit(decision, told)])


def _check_value(dispute: Dispute, value: Value) -> None:
    known = {str(side.value) for side in dispute.sides if side.value is not None}
    if dispute.key.kind == "answer":
        known |= _ANSWERS
    if dispute.key.kind in ("answer", "state") and value is not None and value not in known:
        accepted = ", ".join(sorted(known))
        raise FieldkitError("settle.value", value=str(value), accepted=accepted)


def named(session: Session, name: str) -> Dispute:
    """The open dispute of that name. Raises FieldkitError ``settle.no_dispute``."""
    for one in disputes(session):
        if one.name == name:
            return one
    raise FieldkitError("settle.no_dispute", name=name)


def write_returned(session: Session, folder: Path, people: tuple[str, ...]) -> list[Path]:
    """Write returned work for every laptop of these people: their selection as it stands now.

    Raises FieldkitError ``packs.not_centre``.
    """
    attempts.centre_only(session, "packs", "packs.not_centre")
    now = session.present()
    made = []
    for device in session.roster.devices.values():
        if device.person in people and device.role != "none":
            chosen = pack.for_person(now, device.person, device.role)
            chosen = pack.with_ancestors(chosen, session.held())
            added = exhibits.named_by(session, chosen.entries, now)
            load = carry.Load(entries=chosen.entries, blobs=added)
            made.append(carry.write(session, "returned", device.id, load, folder))
    return made
