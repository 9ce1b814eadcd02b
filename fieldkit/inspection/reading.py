"""A reading as its reader sees it: answers, evidence, notes, state and what is left to do.

Pure views over standing entries. A *subject* is a case, a standard or a review document; a
*reading* is an assessment of one subject by its named readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from fieldkit.inspection import merge
from fieldkit.inspection.coverage import Coverage, coverage
from fieldkit.inspection.entry import Entry, Value
from fieldkit.inspection.form import Form, KeyQuestion, Standard
from fieldkit.inspection.records import Record, records
from fieldkit.inspection.standing import Group
from fieldkit.inspection.subjects import (
    EXHIBIT,
    Document,
    Evidence,
    Exhibit,
    Present,
    Reading,
    Subject,
    document_from,
    documents,
    evidence_of,
    latest,
    of_reading,
    readings,
    subjects,
    text_of,
)

__all__ = [
    "AGREED",
    "APPROVED",
    "COMPLETE",
    "FINISHED",
    "INSPECTION",
    "NO",
    "NOTHING",
    "NOT_APPLICABLE",
    "READING",
    "REOPENED",
    "RETURNED",
    "YES",
    "Agreed",
    "Answer",
    "Document",
    "Evidence",
    "Exhibit",
    "Present",
    "Problem",
    "Reading",
    "ReadingView",
    "Returned",
    "Subject",
    "allowed_answers",
    "answer_of",
    "covered",
    "documents",
    "evidence_of",
    "of_reading",
    "readings",
    "standards_for",
    "subjects",
    "view",
]

INSPECTION = "inspection"
READING = "reading"
COMPLETE = "complete"
RETURNED = "returned"
APPROVED = "approved"
AGREED = "agreed"
REOPENED = "reopened"
FINISHED = frozenset({COMPLETE, "submitted", APPROVED})

YES, NO, NOT_APPLICABLE = "yes", "no", "not_applicable"


@dataclass(frozen=True)
class Answer:
    """One question's standing value, with the ids that stand for it and whether they differ."""

    value: str | None
    entries: tuple[str, ...] = ()
    author: str = ""
    made_at: str = ""
    disputed: bool = False


NOTHING = Answer(None)


@dataclass(frozen=True)
class Returned:
    """A question the lead returned: what to fix in the lead's words, and the entry that says so."""

    words: str
    entry: str


@dataclass(frozen=True)
class Agreed:
    """What was agreed on a question of a benchmark case, why, and the entries that say so."""

    answer: str
    why: str = ""
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Something left to do. `level` is "fix" (stops completing) or "look" (never stops)."""

    code: str
    question: str
    level: Literal["fix", "look"]
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadingView:
    """Everything the desk shows of one reading."""

    subject: Subject
    reading: Reading
    standards: tuple[Standard, ...]
    answers: Mapping[str, Answer]
    prompts: Mapping[tuple[str, str], Answer]
    reasons: Mapping[str, Answer]
    evidence: tuple[Evidence, ...]
    private_notes: Mapping[str, Answer]
    lead_notes: Mapping[str, Answer]
    flags: Mapping[str, Answer]
    bookmarks: Mapping[str, Answer]
    returned: Mapping[str, Returned]
    looked_again: Mapping[str, Answer]
    alerts: tuple[Mapping[str, Value], ...]
    proposals: Mapping[str, Answer]
    state: Answer
    records: tuple[Record, ...] = ()
    exhibits: Mapping[str, Exhibit] = field(default_factory=dict)
    agreed: Mapping[str, Agreed] = field(default_factory=dict)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is left to do, in order of the questions."""
        return tuple(_problems(self))

    @property
    def questions(self) -> tuple[KeyQuestion, ...]:
        """The key questions asked, in order."""
        return tuple(one for standard in self.standards for one in standard.key_questions)

    @property
    def returns(self) -> dict[str, str]:
        """Returned questions that the reader has not looked at again, with the lead's words."""
        return {
            code: one.words
            for code, one in self.returned.items()
            if self.looked_again.get(code, NOTHING).value != one.entry
        }

    @property
    def agreed_shown(self) -> Mapping[str, Agreed]:
        """The agreed answers of a benchmark case, only while one's own reading is complete."""
        return self.agreed if self.state.value in FINISHED else {}

    @property
    def answered(self) -> int:
        """How many key questions have an answer."""
        return sum(self.answers.get(q.code, NOTHING).value is not None for q in self.questions)

    @property
    def stage(self) -> str:
        """Its state; ``allocated`` before the first answer."""
        state = self.state.value or READING
        return state if self.answered or state != READING else "allocated"

    @property
    def disputed(self) -> int:
        """How many questions have answers that differ."""
        return sum(one.disputed for one in self.answers.values())

    @property
    def alerts_open(self) -> int:
        """How many alerts of the case nobody has closed."""
        return sum(one.get("status") != "closed" for one in self.alerts)

    @property
    def to_fix(self) -> tuple[Problem, ...]:
        """Problems that stop completing."""
        return tuple(one for one in self.problems if one.level == "fix")

    def evidence_for(self, question: str) -> tuple[Evidence, ...]:
        """Evidence tied to one question (``P 2.1.1``), against first, then in order of the page."""
        tied = [one for one in self.evidence if question in one.questions]
        return tuple(sorted(tied, key=lambda one: (one.document, one.page, one.start, one.id)))


def answer_of(entries: tuple[Entry, ...]) -> Answer:
    """What stands of one field: its value, or a dispute with no value."""
    bodies = [entry.body for entry in entries if entry.body]
    if not bodies:
        return NOTHING
    ids = tuple(entry.id for entry in entries)
    disputed = merge.differ(entries)
    value = None if disputed else bodies[0].value
    text = value if isinstance(value, str) and value else None
    return Answer(text, ids, bodies[0].author, bodies[0].made_at, disputed)


def standards_for(form: Form, subject: Subject) -> tuple[Standard, ...]:
    """The standards that a subject is read against: its own, or all that cases are read for."""
    if subject.kind == "standard":
        found = form.standard(subject.number)
        return (found,) if found else ()
    attributes = {**{attribute.code: None for attribute in form.case_attributes()}}
    attributes.update(subject.attributes)  # type: ignore[arg-type]
    applicable = form.applicable(attributes)
    return tuple(one for one in applicable if one.basis == "cases" and one.key_questions)


def view(form: Form, subject: Subject, reading: Reading, now: Present) -> ReadingView:
    """Everything the desk shows of `reading`, from what stands."""
    if isinstance(now, Group):
        rests_on = (form, subject, reading)
        return now.once(("view", reading.id), rests_on, lambda: _view(form, subject, reading, now))
    return _view(form, subject, reading, now)


def _view(form: Form, subject: Subject, reading: Reading, now: Present) -> ReadingView:
    by_kind: dict[str, dict[str, Answer]] = {}
    evidence: list[Evidence] = []
    alerts: list[Mapping[str, Value]] = []
    returned: dict[str, Returned] = {}
    exhibits: dict[str, Exhibit] = {}
    agreed: dict[str, Agreed] = {}
    for key, entries in now.items():
        if key.subject != subject.id:
            continue
        if key.kind == "alert":
            alerts.append({**latest(entries), "id": key.about})
        if key.reading != reading.id:
            continue
        if key.kind == "evidence":
            found = evidence_of(key, entries)
            evidence += [found] if found else []
        elif key.kind == AGREED:
            said = latest(entries)
            ids = tuple(one.id for one in entries)
            agreed[key.about] = Agreed(text_of(said.get("answer")), text_of(said.get("why")), ids)
        elif key.kind == EXHIBIT:
            value = latest(entries)
            ids = tuple(one.id for one in entries)
            document = document_from(key, value) if value else None
            exhibits[key.about] = Exhibit(document, ids)
        elif key.kind == "return":
            value = latest(entries)
            if value.get("open") is True:
                returned[key.about] = Returned(text_of(value.get("words")), entries[0].id)
        else:
            by_kind.setdefault(key.kind, {})[key.about] = answer_of(entries)
    prompts = {
        (about.rsplit("/", 1)[0], about.rsplit("/", 1)[1]): answer
        for about, answer in by_kind.get("prompt", {}).items()
        if "/" in about
    }
    standards = standards_for(form, subject)
    return ReadingView(
        subject=subject,
        reading=reading,
        standards=standards,
        answers=by_kind.get("answer", {}),
        prompts=prompts,
        reasons=by_kind.get("reason", {}),
        evidence=tuple(sorted(evidence, key=lambda one: one.id)),
        private_notes=by_kind.get("note_private", {}),
        lead_notes=by_kind.get("note_lead", {}),
        flags=by_kind.get("flag", {}),
        bookmarks=by_kind.get("bookmark", {}),
        returned=returned,
        looked_again=by_kind.get("fixed", {}),
        alerts=tuple(alerts),
        proposals=by_kind.get("rating", {}),
        state=by_kind.get("state", {}).get("", Answer(READING)),
        records=records(now, subject.id, reading.id),
        exhibits=exhibits,
        agreed=agreed,
    )


def _problems(shown: ReadingView) -> list[Problem]:
    found = [one for question in shown.questions for one in _of_question(shown, question)]
    for standard in shown.standards:
        if standard.basis != "cases":
            proposal = shown.proposals.get(standard.code, NOTHING)
            if proposal.value is None:
                found.append(Problem("no_proposal", standard.code, "fix"))
    return found


def allowed_answers(shown: ReadingView, question: KeyQuestion) -> tuple[str, ...]:
    """The answers the form allows for this question in this case."""
    return tuple(question.answers_allowed(known(shown), dict(shown.subject.attributes)))


def known(shown: ReadingView) -> dict[str, str | None]:
    """What the form's rules may ask about: answers by question, prompts as ``question/prompt``."""
    prompts = {f"{code}/{name}": one.value for (code, name), one in shown.prompts.items()}
    return {**prompts, **{code: one.value for code, one in shown.answers.items()}}


def _of_question(shown: ReadingView, question: KeyQuestion) -> list[Problem]:
    found: list[Problem] = []
    code = question.code
    if not question.asked(known(shown), dict(shown.subject.attributes)):
        return found
    answer = shown.answers.get(code, NOTHING)
    words = shown.returns.get(code)
    if words is not None:
        found.append(Problem("returned", code, "fix", {"words": words}))
    if answer.disputed:
        found.append(Problem("disputed", code, "look"))
    elif answer.value is None:
        tied = len(shown.evidence_for(code))
        found.append(Problem("not_answered", code, "fix", {"evidence": str(tied)}))
    elif answer.value == NOT_APPLICABLE and answer.value not in allowed_answers(shown, question):
        found.append(Problem("not_applicable_not_allowed", code, "fix"))
    reason = (shown.reasons.get(code, NOTHING).value or "").strip()
    if answer.value in question.reason_needed_for and not reason:
        found.append(Problem("reason_missing", code, "fix"))
    if answer.value in (YES, NO):
        found += _covered(code, covered(shown, question))
    return found


def covered(shown: ReadingView, question: KeyQuestion) -> Coverage:
    """How well the evidence tied to a question bears its answer."""
    answer = shown.answers.get(question.code, NOTHING).value
    return coverage(question, answer, shown.evidence_for(question.code))


def _covered(code: str, told: Coverage) -> list[Problem]:
    if not told.tied:
        return [Problem("no_evidence", code, "look")]
    found = []
    if told.against:
        found.append(Problem("contradicting", code, "look", {"number": str(told.against)}))
    if told.one_source:
        found.append(Problem("one_source", code, "look", {"number": str(told.tied)}))
    if told.partly:
        found.append(Problem("prompts_bare", code, "look", {"prompts": ", ".join(told.bare)}))
    return found
