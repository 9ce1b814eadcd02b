"""Which readings count, what they answer, and what the panel decided: the input to rating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry, Key, Value, canonical, sha256
from fieldkit.inspection.form import Form
from fieldkit.inspection.rating import DISPUTED, Row
from fieldkit.inspection.rating_values import Decision
from fieldkit.inspection.reading import Reading, ReadingView, Subject
from fieldkit.inspection.standing import by_subject, of_kind

COUNTED_KINDS = frozenset({"first", "joint"})


@dataclass(frozen=True)
class Counted:
    """A reading whose answers count, with its view."""

    subject: Subject
    reading: Reading
    view: ReadingView


@dataclass(frozen=True)
class Basis:
    """Everything a rating rests on. `left_out` are readings not finished yet."""

    cases: tuple[Counted, ...]
    left_out: tuple[Counted, ...]
    standards: tuple[Counted, ...]
    decisions: Mapping[str, Decision]
    lapsed: tuple[str, ...] = ()

    @property
    def rows(self) -> dict[str, Row]:
        """Answers by subject and question, as `rating.rate` takes them."""
        return {one.subject.id: row_of(one.view) for one in self.cases}

    @property
    def proposals(self) -> dict[str, str | None]:
        """Proposed ratings of the standards that are judged from evidence."""
        return {
            code: answer.value
            for one in self.standards
            for code, answer in one.view.proposals.items()
        }


def row_of(view: ReadingView) -> dict[str, str | None]:
    """A reading's answers; a question in dispute is never one side's value."""
    return {
        code: DISPUTED if answer.disputed else answer.value for code, answer in view.answers.items()
    }


def basis(form: Form, now: Mapping[Key, tuple[Entry, ...]], unfinished: bool = False) -> Basis:
    """What a rating rests on now. `unfinished` takes readings in that are not complete yet."""
    subjects = {one.id: one for one in readings.subjects(now)}
    groups = by_subject(now)
    cases, left_out, standards = [], [], []
    for reading in readings.readings(now):
        subject = subjects.get(reading.subject)
        if subject is None or reading.kind not in COUNTED_KINDS:
            continue
        mine = groups[subject.id]
        counted = Counted(subject, reading, readings.view(form, subject, reading, mine))
        finished = counted.view.state.value in readings.FINISHED
        if subject.kind == "standard":
            standards.append(counted)
        elif finished or unfinished:
            cases.append(counted)
        else:
            left_out.append(counted)
    decisions, lapsed = _decisions(now)
    return Basis(
        tuple(sorted(cases, key=lambda one: one.subject.number)),
        tuple(sorted(left_out, key=lambda one: one.subject.number)),
        tuple(sorted(standards, key=lambda one: one.subject.number)),
        decisions,
        lapsed,
    )


def rests_on(now: Mapping[Key, tuple[Entry, ...]], form: Form, standard: str) -> str:
    """A hash of the standing answers and proposals that a standard's rating rests on."""
    found = form.standard(standard)
    codes = {question.code for question in found.key_questions} if found else set()
    ids: list[Value] = []
    for key, entries in now.items():
        of_answer = key.kind == "answer" and key.about in codes
        if of_answer or (key.kind == "rating" and key.about == standard) or key.kind == "state":
            ids += [entry.id for entry in entries]
    return sha256(canonical(sorted(str(one) for one in ids)))


def _decisions(
    now: Mapping[Key, tuple[Entry, ...]],
) -> tuple[dict[str, Decision], tuple[str, ...]]:
    found: dict[str, Decision] = {}
    disputed: list[str] = []
    for key, entries in of_kind(now, "moderation"):
        answer = readings.answer_of(entries)
        body = entries[0].body
        if answer.disputed or body is None or not isinstance(body.value, Mapping):
            disputed += [key.about] if answer.disputed else []
            continue
        value = body.value
        found[key.about] = Decision(
            standard=key.about,
            rating=str(value.get("rating", "")),
            trigger=str(value.get("trigger", "")),
            reason=str(value.get("reason", "")),
            by=str(value.get("by") or body.author),
            when=body.made_at,
        )
    return found, tuple(sorted(disputed))


def lapsed(form: Form, now: Mapping[Key, tuple[Entry, ...]]) -> tuple[str, ...]:
    """Standards whose moderation rests on answers that have changed since."""
    found = []
    for key, entries in now.items():
        body = entries[0].body
        if key.kind != "moderation" or body is None or not isinstance(body.value, Mapping):
            continue
        if body.value.get("rests_on") != rests_on(now, form, key.about):
            found.append(key.about)
    return tuple(sorted(found))
