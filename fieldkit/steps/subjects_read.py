"""The subjects that a person reads, each with the reading that is their own."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.inspection import reading as readings
from fieldkit.inspection.subjects import HANDED_OVER, Present
from fieldkit.steps.session import Session


@dataclass(frozen=True)
class Mine:
    """A subject of this person: its number, CRN and the reading to open."""

    subject: str
    number: str
    crn: str
    kind: str
    reading: str


def mine(session: Session, now: Present) -> dict[str, Mine]:
    """By subject id, from what stands."""
    person = session.me.person if session.me else session.owner.person
    by_id = {one.id: one for one in readings.subjects(now)}
    found: dict[str, Mine] = {}
    for reading in readings.readings(now):
        subject = by_id.get(reading.subject)
        if subject is None or person not in reading.readers or reading.kind == HANDED_OVER:
            continue
        found.setdefault(
            subject.id, Mine(subject.id, subject.number, subject.crn, subject.kind, reading.id)
        )
    return found
