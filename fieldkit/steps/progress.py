"""Progress: every reading of the inspection in one line, and the first of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.inspection import reading as readings
from fieldkit.inspection.reading import Reading, Subject
from fieldkit.inspection.standing import Group, by_subject
from fieldkit.inspection.subjects import HANDED_OVER
from fieldkit.steps.session import Present, Session
from fieldkit.store import projection


@dataclass(frozen=True)
class Line:
    """How far one reading is."""

    subject: Subject
    reading: Reading
    answered: int
    questions: int
    state: str
    returned: int
    disputed: int
    alerts: int


def lines(session: Session) -> tuple[Line, ...]:
    """Every reading, cases first, by number."""
    return _lines(session, session.present())


def _lines(session: Session, now: Present) -> tuple[Line, ...]:
    groups = by_subject(now)
    return tuple(
        line for subject in readings.subjects(now) for line in _of(session, subject, groups)
    )


def first(session: Session, number: int) -> tuple[Line, ...]:
    """The lines of the first so many subjects, without reading what stands of the others."""
    name = session.opened.id
    with session.casebook.read() as connection:
        chosen = projection.first_subjects(connection, name, number)
        now = projection.present_of(connection, name, chosen)
    return _lines(session, now)


def _of(session: Session, subject: Subject, groups: Mapping[str, Group]) -> list[Line]:
    mine = groups[subject.id]
    found = []
    for reading in readings.readings(mine):
        if reading.kind == HANDED_OVER:
            continue
        view = readings.view(session.form, subject, reading, mine)
        found.append(
            Line(
                subject=subject,
                reading=reading,
                answered=view.answered,
                questions=len(view.questions),
                state=view.stage,
                returned=len(view.returns),
                disputed=view.disputed,
                alerts=view.alerts_open,
            )
        )
    return found
