"""What an export tells of readers: questions that two readings answer, and drift by week.

Readers have numbers, drawn so that their order tells nothing and is the same in every export of
one state of the inspection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from fieldkit.inspection import doubles as double_readings
from fieldkit.inspection import reading as readings
from fieldkit.inspection.doubles import Said, Week
from fieldkit.inspection.form import Form
from fieldkit.inspection.grid_parts import GridDouble
from fieldkit.inspection.moderation import Counted, row_of
from fieldkit.inspection.standing import by_subject
from fieldkit.inspection.subjects import Present

OTHER_READINGS = ("second", "benchmark", "quality_check")


def others(form: Form, now: Present, chosen: Iterable[Counted]) -> tuple[Counted, ...]:
    """Every other finished reading of the chosen cases."""
    first = {one.subject.id: one for one in chosen}
    groups = by_subject(now)
    found = []
    for reading in readings.readings(now):
        mine = first.get(reading.subject)
        if mine is None or reading.kind not in OTHER_READINGS:
            continue
        view = readings.view(form, mine.subject, reading, groups[reading.subject])
        if view.state.value in readings.FINISHED:
            found.append(Counted(mine.subject, reading, view))
    return tuple(found)


def doubles(chosen: Iterable[Counted], other: Iterable[Counted]) -> tuple[GridDouble, ...]:
    """Each question that the first or the other reading of a case answers, in order of cases."""
    first = {one.subject.id: row_of(one.view) for one in chosen}
    found = []
    for two in other:
        mine, theirs = first[two.subject.id], row_of(two.view)
        number, kind = two.subject.number, two.reading.kind.replace("_", " ")
        for question in two.view.questions:
            code = question.code
            if mine.get(code) is not None or theirs.get(code) is not None:
                found.append(GridDouble(number, kind, code, mine.get(code), theirs.get(code)))
    return tuple(sorted(found, key=lambda one: (one.number, one.kind)))


def weeks(
    now: Present, inspection: str, chosen: Iterable[Counted], other: Iterable[Counted]
) -> tuple[Week, ...]:
    """Shares of yes by reader and week over standing answers that are their readers' own."""
    names = pseudonyms(now, inspection)
    return double_readings.drift([*_said((*chosen, *other), names)])


def pseudonyms(now: Present, inspection: str) -> Mapping[str, str]:
    """The number of every person who reads, in an order drawn for this inspection."""
    people = {person for one in readings.readings(now) for person in one.readers}
    drawn = sorted(people, key=lambda one: hashlib.sha256(f"{inspection}|{one}".encode()).digest())
    return {person: f"Reader {number}" for number, person in enumerate(drawn, 1)}


def _said(counted: Iterable[Counted], names: Mapping[str, str]) -> Iterator[Said]:
    for one in counted:
        for code, answer in one.view.answers.items():
            own = answer.author in one.reading.readers and not answer.disputed
            if own and answer.value is not None:
                reader = names[answer.author]
                yield Said(one.subject.number, code, "", reader, answer.value, answer.made_at)
