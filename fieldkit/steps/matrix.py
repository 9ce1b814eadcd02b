"""The matrix of fieldwork: each person against each subject, in which state, last heard when."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.inspection import figures, states
from fieldkit.inspection import reading as readings
from fieldkit.inspection.moderation import basis, row_of
from fieldkit.inspection.reading import Reading, Subject
from fieldkit.inspection.subjects import HANDED_OVER
from fieldkit.steps import laptops
from fieldkit.steps.laptops import Laptop
from fieldkit.steps.session import Session

LATE_DAYS = laptops.LATE_AFTER_DAYS


@dataclass(frozen=True)
class Square:
    """One reading in the matrix. `late` says that its reader is silent and it is not complete."""

    reading: Reading
    state: str
    answered: int
    late: bool = False


@dataclass(frozen=True)
class Reader:
    """One column: a person, when they were last heard, and whether any laptop of theirs is late."""

    person: str
    name: str
    heard: str
    late: bool
    silent_days: int | None


@dataclass(frozen=True)
class Share:
    """One key question so far: yes of those judged, always told as interim."""

    code: str
    yes: int
    judged: int
    of: int

    @property
    def percent(self) -> str:
        """The share in whole percent, or a dash where nothing was judged."""
        return f"{figures.whole_percent(self.yes, self.judged)} %" if self.judged else "–"


@dataclass(frozen=True)
class Matrix:
    """Subjects by people; `squares` by (subject id, person)."""

    subjects: tuple[Subject, ...]
    people: tuple[Reader, ...]
    squares: dict[tuple[str, str], Square]
    shares: tuple[Share, ...]
    complete: int
    readings: int


def matrix(session: Session) -> Matrix:
    """Everything as it stands."""
    now = session.present()
    every = laptops.laptops(session, now)
    people = _people(session, every)
    late = {one.person for one in people if one.late}
    answered: dict[str, int] = {}
    for key, entries in now.items():
        if key.kind == "answer" and readings.answer_of(entries).value is not None:
            answered[key.reading] = answered.get(key.reading, 0) + 1
    squares: dict[tuple[str, str], Square] = {}
    done = count = 0
    by_state = states.every(now)
    for one in readings.readings(now):
        if one.kind == HANDED_OVER:
            continue
        state = by_state.get(one.id, states.ALLOCATED)
        finished = state in readings.FINISHED
        done, count = done + finished, count + 1
        for person in one.readers:
            is_late = person in late and not finished
            before = squares.get((one.subject, person))
            if before is None or before.state in readings.FINISHED:
                square = Square(one, state, answered.get(one.id, 0), is_late)
                squares[one.subject, person] = square
    return Matrix(readings.subjects(now), people, squares, _shares(session, now), done, count)


def _people(session: Session, every: tuple[Laptop, ...]) -> tuple[Reader, ...]:
    clock = session.clock()
    by_person: dict[str, list[Laptop]] = {}
    for one in every:
        by_person.setdefault(one.person, []).append(one)
    found: dict[str, Reader] = {}
    for person, theirs in by_person.items():
        silent = [days for one in theirs if (days := one.silent_days(clock)) is not None]
        days = min(silent, default=None)
        owes = any(one.still_owes for one in theirs)
        late = owes and days is not None and days >= laptops.LATE_AFTER_DAYS
        heard = max(one.heard for one in theirs)
        found[person] = Reader(person, theirs[0].name, heard, late, days)
    me = session.me
    if me is not None and me.person not in found:
        found[me.person] = Reader(me.person, me.name, "", False, None)
    return tuple(found.values())


def _shares(session: Session, now: readings.Present) -> tuple[Share, ...]:
    """Interim percentages of every key question of cases, unfinished readings included."""
    held = basis(session.form, now, unfinished=True)
    rows = [row_of(one.view) for one in held.cases]
    made = []
    for standard in session.form.standards:
        if standard.basis != "cases":
            continue
        for question in standard.key_questions:
            values = [row.get(question.code) for row in rows]
            yes, no = values.count(readings.YES), values.count(readings.NO)
            made.append(Share(question.code, yes, yes + no, len(rows)))
    return tuple(made)
