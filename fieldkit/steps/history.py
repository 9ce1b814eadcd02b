"""History and undo of one reading, read from its log: what was recorded, and what can go back."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.inspection import history, own_steps
from fieldkit.inspection.history import Line
from fieldkit.inspection.own_steps import Past
from fieldkit.inspection.reading import ReadingView
from fieldkit.steps.session import Session
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import reading_log


@dataclass(frozen=True)
class Told:
    """One line of the history with the name and label of whoever's laptop it came from.

    `own` says whether it was recorded here; `delivered` whether a receipt says it has arrived.
    """

    line: Line
    name: str
    label: str
    own: bool
    delivered: bool


def past(session: Session, view: ReadingView) -> Past:
    """What this person can undo and do again in a reading, also what was done before a restart."""
    subject, reading = view.subject.id, view.reading.id
    lineage = session.lineage
    with session.casebook.read() as connection:
        log = reading_log.log(connection, session.opened.id, subject, reading)
        standing = reading_log.stands(connection, session.opened.id, subject, reading)
    known = {one.entry.id: one.entry for one in log}
    own = [
        one.entry
        for one in log
        if one.entry.stub.device in lineage and one.status == "accepted" and not one.hidden
    ]
    own.sort(key=lambda one: (lineage.index(one.stub.device), one.stub.sequence))
    return own_steps.past(own, known, standing)


def of_question(session: Session, view: ReadingView, question: str) -> tuple[Told, ...]:
    """The history of one question, the newest first."""
    subject, reading = view.subject.id, view.reading.id
    ours, here = session.lineage, session.device_id
    with session.casebook.read() as connection:
        log = reading_log.log(connection, session.opened.id, subject, reading)
        standing = reading_log.stands(connection, session.opened.id, subject, reading)
        through, _ = envelope_store.delivered_through(connection, session.opened.id, here)
    lines = history.of_question(log, standing, question)
    found = []
    for line in reversed(lines):
        device = session.roster.device(line.device)
        own = line.device in ours
        arrived = line.device != here or line.sequence <= through
        name = device.name if device else line.author
        found.append(Told(line, name, device.label if device else "", own, arrived))
    return tuple(found)
