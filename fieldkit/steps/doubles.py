"""Double readings at the centre: blind until both are complete, then differences, adjudicated."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection import doubles, merge, states
from fieldkit.inspection import reading as readings
from fieldkit.inspection.doubles import Calibrated, Group, Said, Week, first_side
from fieldkit.inspection.entry import Entry, Key, Value
from fieldkit.inspection.merge import Held
from fieldkit.inspection.reading import Evidence, Reading, Subject
from fieldkit.inspection.standing import of_kind, of_subject
from fieldkit.inspection.subjects import text_of
from fieldkit.steps.session import Present, Session
from fieldkit.store import entries as entry_store
from fieldkit.store.entries import Edit

FIRST_KINDS, SECOND_KINDS = ("first", "joint"), ("second", "quality_check")
BENCHMARK = "benchmark"


@dataclass(frozen=True)
class Side:
    """One of the two values: what was said, why, and the passages. Whose it is stays out."""

    value: str
    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Difference:
    """One question on which the two readings differ. A and B stand at random."""

    question: str
    a: Side
    b: Side
    decided: str = ""
    why: str = ""


@dataclass(frozen=True)
class Double:
    """Two readings of one subject. `differences` are empty until both are complete."""

    subject: Subject
    first: Reading
    second: Reading
    complete: tuple[bool, bool]
    differences: tuple[Difference, ...] = ()
    same: int = 0

    @property
    def key(self) -> str:
        """What names it."""
        return self.second.id

    @property
    def is_open(self) -> bool:
        """Whether both are complete, so that it may be looked at."""
        return all(self.complete)

    @property
    def to_decide(self) -> int:
        """How many differences nobody decided yet."""
        return sum(not one.decided for one in self.differences)


class _Held:
    """Everything held, or of some subjects, looked up by field: what readers said themselves."""

    def __init__(self, session: Session, only: Sequence[str] | None = None) -> None:
        self.now = session.present()
        self.by_key: dict[Key, list[Held]] = {}
        for one in session.held() if only is None else _of_subjects(session, only):
            if one.entry.key is not None and one.live:
                self.by_key.setdefault(one.entry.key, []).append(one)

    def said(self, reading: Reading, field: str) -> Entry | None:
        """What stands of a field of a reading among its own readers' entries, if they agree."""
        held = self.by_key.get(Key(reading.subject, reading.id, field), [])
        own = [o for o in held if o.entry.body and o.entry.body.author in reading.readers]
        standing = merge.standing(own)
        return standing[0] if standing and not merge.differ(standing) else None


def _of_subjects(session: Session, subjects: Sequence[str]) -> list[Held]:
    with session.casebook.read() as connection:
        name = session.opened.id
        return [h for one in subjects for h in entry_store.of_subject(connection, name, one)]


def _value(entry: Entry | None) -> str:
    return text_of(entry.body.value) if entry and entry.body else ""


def pairs(now: Present) -> tuple[tuple[Reading, Reading], ...]:
    """Every (first, second) pair of readings of one subject."""
    by_subject: dict[str, list[Reading]] = {}
    for one in readings.readings(now):
        by_subject.setdefault(one.subject, []).append(one)
    return tuple(
        (first, second)
        for found in by_subject.values()
        for first in found
        if first.kind in FIRST_KINDS
        for second in found
        if second.kind in SECOND_KINDS
    )


def all_of(session: Session) -> tuple[Double, ...]:
    """Every double reading: those to decide first, then by number."""
    paired = dict.fromkeys(first.subject for first, _ in pairs(session.present()))
    held = _Held(session, tuple(paired))
    subjects = {one.id: one for one in readings.subjects(held.now)}
    decided = _decided(held.now)
    made = []
    for first, second in pairs(held.now):
        subject = subjects.get(first.subject)
        if subject is None:
            continue
        complete = tuple(
            states.recorded(held.now, one) in readings.FINISHED for one in (first, second)
        )
        double = Double(subject, first, second, (complete[0], complete[1]))
        if all(complete):
            double = _open(session, held, double, decided)
        made.append(double)
    return tuple(sorted(made, key=lambda one: (not one.to_decide, one.subject.number, one.key)))


def _open(
    session: Session,
    held: _Held,
    double: Double,
    decided: Mapping[tuple[str, str], tuple[str, str]],
) -> Double:
    found, same = [], 0
    for question in _asked(session, double.subject):
        values = [held.said(one, f"answer/{question}") for one in (double.first, double.second)]
        if None in values:
            continue
        if _value(values[0]) == _value(values[1]):
            same += 1
            continue
        sides = [_side(held, one, question) for one in (double.first, double.second)]
        if not first_side(double.first.id, double.second.id + question):
            sides.reverse()
        value, why = decided.get((double.key, question), ("", ""))
        found.append(Difference(question, sides[0], sides[1], value, why))
    return Double(double.subject, double.first, double.second, double.complete, tuple(found), same)


def _asked(session: Session, subject: Subject) -> list[str]:
    standards = readings.standards_for(session.form, subject)
    return [one.code for standard in standards for one in standard.key_questions]


def _side(held: _Held, reading: Reading, question: str) -> Side:
    evidence = []
    for key, entries in of_subject(held.now, reading.subject).items():
        if (key.subject, key.reading, key.kind) == (reading.subject, reading.id, "evidence"):
            one = readings.evidence_of(key, entries)
            if one is not None and question in one.questions:
                evidence.append(one)
    value = _value(held.said(reading, f"answer/{question}"))
    return Side(value, _value(held.said(reading, f"reason/{question}")), tuple(evidence))


def _decided(now: Present) -> dict[tuple[str, str], tuple[str, str]]:
    """Decisions on double readings by (second reading, question): the value and why."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for _, entries in of_kind(now, "decision"):
        body = entries[0].body
        if body is not None and isinstance(body.value, Mapping):
            value = body.value
            second = text_of(value.get("second"))
            if second:
                told = text_of(value.get("value")) or "cleared"
                question = text_of(value.get("field")).partition("/")[2]
                found[second, question] = (told, text_of(value.get("why")))
    return found


def adjudicate(session: Session, key: str, question: str, value: str | None, why: str) -> None:
    """Decide a difference: for A, for B, for another value, or clear it (None), with a reason.

    The decision goes into the first reading, which counts; what both said stays in their history.
    Raises FieldkitError ``doubles.unknown``, ``doubles.blind``, ``settle.needs_reason``,
    ``settle.value``, ``rights.refused``.
    """
    if not why.strip():
        raise FieldkitError("settle.needs_reason", question=question)
    double = next((one for one in all_of(session) if one.key == key), None)
    if double is None:
        raise FieldkitError("doubles.unknown")
    if not double.is_open:
        raise FieldkitError("doubles.blind", number=double.subject.number)
    if question not in {one.question for one in double.differences}:
        raise FieldkitError("doubles.unknown")
    if value is not None and value not in ("yes", "no", "not_applicable"):
        raise FieldkitError("settle.value", value=value, accepted="yes, no, not_applicable")
    field = Key(double.first.subject, double.first.id, f"answer/{question}")
    standing = tuple(session.present().get(field, ()))
    told: dict[str, Value] = {"why": why.strip(), "over": [one.id for one in standing]}
    told |= {"field": field.field, "second": key, "value": value}
    named = Key(field.subject, field.reading, f"decision/{secrets.token_hex(8)}")
    edits = [Edit(named, told)]
    if merge.differ(standing) or not standing or merge.value_of(standing) != value:
        edits.insert(0, Edit(field, value, tuple(one.id for one in standing)))
    session.record(edits)


@dataclass(frozen=True)
class Figures:
    """Agreement of double readings, drift of everybody, calibration on benchmark cases."""

    groups: tuple[Group, ...]
    weeks: tuple[Week, ...]
    calibrated: tuple[Calibrated, ...]
    names: Mapping[str, str]
    left_out: int


def figures(session: Session) -> Figures:
    """Everything that can be said in figures; pairs not complete are counted as left out."""
    held = _Held(session)
    subjects = {one.id: one for one in readings.subjects(held.now)}
    paired: list[Said] = []
    left_out = 0
    for first, second in pairs(held.now):
        done = all(states.recorded(held.now, one) in readings.FINISHED for one in (first, second))
        left_out += not done
        for one in (first, second) if done else ():
            paired += _said(session, held, one, subjects[one.subject])
    every: list[Said] = []
    marks: list[Said] = []
    for one in readings.readings(held.now):
        subject = subjects.get(one.subject)
        if subject is None or subject.kind != "case":
            continue
        told = _said(session, held, one, subject)
        every += told
        if one.kind == BENCHMARK and states.recorded(held.now, one) in readings.FINISHED:
            marks += told
    people = {one.person: one.name for one in session.roster.devices.values()}
    groups = doubles.agreement(paired) if paired else ()
    return Figures(groups, doubles.drift(every), doubles.calibration(marks), people, left_out)


def _said(session: Session, held: _Held, reading: Reading, subject: Subject) -> Sequence[Said]:
    found = []
    for standard in readings.standards_for(session.form, subject):
        for question in standard.key_questions:
            entry = held.said(reading, f"answer/{question.code}")
            value = _value(entry)
            if entry is None or entry.body is None or not value:
                continue
            reader, at = entry.body.author, entry.body.made_at
            told = (subject.number, question.code, standard.code, reader, value, at)
            found.append(Said(*told))
    return found
