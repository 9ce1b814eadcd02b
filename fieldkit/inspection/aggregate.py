"""A region from the merged cases of several unit inspections, with no case counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldkit.inspection.form import Form, KeyQuestion
from fieldkit.inspection.rating import Row


@dataclass(frozen=True)
class Unit:
    """One unit inspection: its form, its answers by subject, and the CRN of each subject.

    A subject without a CRN counts as a case of its own.
    """

    name: str
    form: str
    rows: Mapping[str, Row]
    crns: Mapping[str, str]


@dataclass(frozen=True)
class Twice:
    """A case that a later unit read again: it is counted where it was read first.

    `differ` names the aggregate's questions that the two readings answer differently.
    """

    crn: str
    counted_in: str
    left_out_of: str
    subject: str
    differ: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """The cases of all units as rows of the aggregate's own questions, ready to be rated.

    `cases` says how many cases each unit brings; `unserved` names questions that no unit answers.
    """

    rows: Mapping[str, Row]
    cases: Mapping[str, int]
    twice: tuple[Twice, ...]
    unserved: tuple[str, ...]


def merge(form: Form, units: Sequence[Unit]) -> Merged:
    """Merge the cases of `units`, in the order given, into rows for `form`.

    A question takes the answers that its ``taken_from`` names in a unit's form, and those to a
    question of its own code. Source: published: standards of a region come from the merged cases
    of several unit inspections.
    """
    questions = tuple(
        question
        for standard in form.standards
        if standard.basis == "aggregate"
        for question in standard.key_questions
    )
    rows: dict[str, Row] = {}
    first: dict[str, tuple[str, str]] = {}
    cases: dict[str, int] = {}
    twice: list[Twice] = []
    for unit in units:
        cases.setdefault(unit.name, 0)
        for subject, row in unit.rows.items():
            name = f"{unit.name}/{subject}"
            taken = _taken(questions, unit.form, row)
            crn = unit.crns.get(subject, "").strip().upper()
            if crn in first and crn:
                where, held = first[crn]
                differ = _differ(rows[held], taken)
                if held != name:
                    twice.append(Twice(crn, where, unit.name, subject, differ))
                continue
            if name in rows:
                continue
            if crn:
                first[crn] = (unit.name, name)
            rows[name] = taken
            cases[unit.name] += 1
    unserved = tuple(
        one.code for one in questions if all(row.get(one.code) is None for row in rows.values())
    )
    return Merged(rows, cases, tuple(twice), unserved)


def _taken(questions: Sequence[KeyQuestion], form: str, row: Row) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for question in questions:
        named = [one.question for one in question.taken_from if one.form == form]
        codes = [code for code in (*named, question.code) if row.get(code) is not None]
        found[question.code] = row[codes[0]] if codes else None
    return found


def _differ(one: Row, other: Row) -> tuple[str, ...]:
    """The questions that both rows answer, and not alike."""
    return tuple(
        code
        for code, value in one.items()
        if value is not None and other.get(code) not in (None, value)
    )
