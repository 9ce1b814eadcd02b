"""Giving cases to people: by hand, in bulk or balanced, always within the rules of allocation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from fieldkit.errors import FieldkitError
from fieldkit.inspection import allocation, rights, second_readings, team
from fieldkit.inspection import reading as readings
from fieldkit.inspection.allocation import Conflict, Item, Plan, Reader
from fieldkit.inspection.entry import Key
from fieldkit.inspection.reading import Reading, Subject
from fieldkit.inspection.second_readings import Candidate, Chosen
from fieldkit.inspection.subjects import HANDED_OVER
from fieldkit.inspection.team import Note
from fieldkit.steps import prepare
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit

_PAGE_BYTES = 30_000
SECOND, BENCHMARK = "second", "benchmark"
READING_ROLES = frozenset(
    {rights.INSPECTOR, rights.ASSISTANT, rights.LOCAL_ASSESSOR, rights.QUALITY_LEAD, rights.LEAD}
)


@dataclass(frozen=True)
class Person:
    """One person of the roster who may read: role, what was noted, and their readings now."""

    person: str
    name: str
    role: str
    note: Note
    numbers: tuple[str, ...]
    pages: int

    @property
    def reader(self) -> Reader:
        """As the rule of allocation takes it."""
        return Reader(self.person, self.name, self.note.novice, self.note.days)


@dataclass(frozen=True)
class Row:
    """One subject: its size in pages, its readings, and the units it belongs to."""

    subject: Subject
    pages: int
    documents: int
    readings: tuple[Reading, ...]
    units: tuple[str, ...]

    @property
    def readers(self) -> tuple[str, ...]:
        """Everybody who reads it, in whatever kind of reading."""
        return tuple(dict.fromkeys(p for one in self.readings for p in one.readers))


@dataclass(frozen=True)
class Table:
    """Everything that allocation looks at."""

    people: tuple[Person, ...]
    rows: tuple[Row, ...]
    conflicts: tuple[Conflict, ...]

    def row(self, number: str) -> Row:
        """The subject of that number. Raises FieldkitError ``prepare.unknown_subject``."""
        for one in self.rows:
            if one.subject.number == number:
                return one
        raise FieldkitError("prepare.unknown_subject", number=number)

    def barred(self, number: str, person: str) -> str:
        """Why this person may not have this subject, or ""."""
        row = self.row(number)
        readers = {one.person: one.reader for one in self.people}
        if person not in readers:
            raise FieldkitError("prepare.unknown_person", person=person)
        item = Item(number, row.pages, row.readers)
        return allocation.barred(item, readers[person], readers, self.conflicts, row.units)


def table(session: Session) -> Table:
    """People and subjects as they stand."""
    now = session.present()
    sizes, papers = _sizes(session)
    by_subject: dict[str, list[Reading]] = {}
    for one in readings.readings(now):
        if one.kind != HANDED_OVER:
            by_subject.setdefault(one.subject, []).append(one)
    rows = tuple(
        Row(
            one,
            max(1, sizes.get(one.id, 0)),
            papers.get(one.id, 0),
            tuple(by_subject.get(one.id, ())),
            tuple(
                v
                for k in ("pdu", "ldu", "team", "officer", "office")
                if (v := one.attributes.get(k))
            ),
        )
        for one in readings.subjects(now)
    )
    noted = team.notes(now)
    conflicts = tuple(one for note in noted.values() for one in note.conflicts)
    return Table(_people(session, rows, noted), rows, conflicts)


def _sizes(session: Session) -> tuple[dict[str, int], dict[str, int]]:
    """Pages by subject (as looked into, else guessed from the bytes), and documents by subject."""
    pages: dict[str, int] = {}
    count: dict[str, int] = {}
    looked: dict[str, Mapping[str, int]] = {}
    for one in readings.of_reading(readings.documents(session.present())):
        if one.subject not in looked:
            described = session.casebook.documents.described(one.subject)
            looked[one.subject] = {sha: row.pages for sha, row in described.items() if row.pages}
        guess = max(1, one.size // _PAGE_BYTES)
        pages[one.subject] = pages.get(one.subject, 0) + looked[one.subject].get(one.sha256, guess)
        count[one.subject] = count.get(one.subject, 0) + 1
    return pages, count


def _people(session: Session, rows: Sequence[Row], noted: Mapping[str, Note]) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    for device in session.roster.devices.values():
        if device.role not in READING_ROLES or device.person in found:
            continue
        mine = [row for row in rows if device.person in row.readers]
        found[device.person] = Person(
            device.person,
            device.name,
            device.role,
            noted.get(device.person, Note(device.person)),
            tuple(row.subject.number for row in mine),
            sum(row.pages for row in mine),
        )
    return tuple(found.values())


def note(session: Session, wanted: Note) -> None:
    """Note a person's days, whether they are new, and declared conflicts of interest.

    Raises FieldkitError ``prepare.unknown_person``, ``rights.refused``.
    """
    if not session.roster.of_person(wanted.person):
        raise FieldkitError("prepare.unknown_person", person=wanted.person)
    key = Key(readings.INSPECTION, "", f"{team.KIND}/{wanted.person}")
    before = tuple(one.id for one in session.present(readings.INSPECTION).get(key, ()))
    session.record([Edit(key, wanted.to_value(), before)])


def give(session: Session, numbers: Iterable[str], people: Sequence[str], kind: str) -> int:
    """Give each of these subjects to each of these people as one joint reading of that kind.

    Raises as `take_plan`.
    """
    return take_plan(session, [Allocation(number, tuple(people), kind) for number in numbers])


def take_plan(session: Session, wanted: Sequence[Allocation]) -> int:
    """Make a reading of each allocation, if all of them keep the rules. Returns how many.

    Raises FieldkitError ``allocate.conflict``, ``allocate.novices``, ``allocate.twice`` before
    anything is recorded, and what `prepare.allocate` raises.
    """
    held = table(session)
    people = {one.person: one.reader for one in held.people}
    taken: dict[str, tuple[str, ...]] = {}
    for one in wanted:
        row = held.row(one.number)
        readers = taken.get(one.number, row.readers)
        for person in one.readers:
            if person not in people:
                raise FieldkitError("prepare.unknown_person", person=person)
            item = Item(one.number, row.pages, readers)
            why = allocation.barred(item, people[person], people, held.conflicts, row.units)
            if why:
                name = people[person].name
                raise FieldkitError(f"allocate.{why}", number=one.number, name=name)
            readers = (*readers, person)
        taken[one.number] = readers
    return prepare.allocate(session, wanted)


def plan(session: Session, numbers: Sequence[str] = (), people: Sequence[str] = ()) -> Plan:
    """A balanced plan for the subjects named (else all cases nobody reads), nothing recorded."""
    held = table(session)
    chosen = set(numbers)
    items = [
        Item(row.subject.number, row.pages, row.readers, len(row.readers) + 1 if more else 1)
        for row in held.rows
        for more in [row.subject.number in chosen and bool(row.readers)]
        if row.subject.number in chosen or (not chosen and row.subject.kind == "case")
    ]
    taking = _taking(held, people)
    if not taking:
        raise FieldkitError("allocate.nobody")
    units = {row.subject.number: row.units for row in held.rows}
    others = [row for row in held.rows if row.subject.number not in {i.number for i in items}]
    kept = [Item(row.subject.number, row.pages, row.readers, 0) for row in others]
    return allocation.balance([*items, *kept], [o.reader for o in taking], held.conflicts, units)


def _taking(held: Table, people: Sequence[str]) -> list[Person]:
    """The people named; else all but the leads, who read only what is given to them by hand."""
    if people:
        return [one for one in held.people if one.person in people]
    return [one for one in held.people if one.role != rights.LEAD] or list(held.people)


def record(session: Session, made: Plan, kind: str = "first") -> int:
    """Record a plan: one reading for each place given. Returns how many."""
    wanted = [Allocation(one.number, (one.person,), kind) for one in made.given]
    return prepare.allocate(session, wanted) if wanted else 0


def second_readings_by_rule(
    session: Session,
    seed: int,
    percent: int = 0,
    flagged: bool = False,
    per_novice: int = 0,
) -> tuple[Chosen, ...]:
    """Which cases are to be read again; those read twice already are left out."""
    held = table(session)
    flags = _flagged(session)
    candidates = [
        Candidate(row.subject.number, row.readers, row.subject.id in flags)
        for row in held.rows
        if row.subject.kind == "case" and len(row.readings) == 1
    ]
    novices = {one.person: one.note.novice for one in held.people}
    return second_readings.choose(candidates, Random(seed), percent, flagged, novices, per_novice)


def _flagged(session: Session) -> set[str]:
    """Subjects with an open alert or an answer that was returned: what a lead would look at."""
    return {
        key.subject for key in session.present() if key.kind in ("alert", "return") and key.subject
    }


def benchmark(session: Session, numbers: Sequence[str], people: Sequence[str] = ()) -> int:
    """Let everybody (or these people) read the same cases, each for themselves.

    Whoever has a conflict or reads the case already is passed over. Returns how many readings.
    """
    held = table(session)
    wanted = []
    for number in numbers:
        for one in _taking(held, people):
            if held.barred(number, one.person) not in ("conflict", "twice"):
                wanted.append(Allocation(number, (one.person,), BENCHMARK))
    return prepare.allocate(session, wanted) if wanted else 0
