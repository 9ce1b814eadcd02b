"""The plan of the sample inspection: its people, its readings with the answers they give, its end.

Read from `resources/sample/inspection.toml` and one file a reading beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fieldkit.sample.source import Table, case_names, held


@dataclass(frozen=True)
class Person:
    """One who takes part. `role` is lead or inspector; `laptop` the label on their machine."""

    id: str
    name: str
    role: str
    laptop: str


@dataclass(frozen=True)
class Allocation:
    """Who reads what: `number` of the case (or code of the standard), `crn` empty for a standard.

    `kind` is first, joint, second or standard.
    """

    number: str
    crn: str
    readers: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class PlannedAnswer:
    """One key question's answer: yes, no or not_applicable; a reason wherever it is no."""

    question: str
    value: str
    reason: str
    prompts: Mapping[str, str]


@dataclass(frozen=True)
class PlannedEvidence:
    """A phrase of a document tied to a question; `direction` is supports or contradicts."""

    question: str
    direction: str
    document: str
    phrase: str


@dataclass(frozen=True)
class PlannedReading:
    """A reading with everything its reader records, in the order of the form."""

    allocation: Allocation
    answers: tuple[PlannedAnswer, ...]
    evidence: tuple[PlannedEvidence, ...]


@dataclass(frozen=True)
class Alert:
    """An immediate concern, raised with the lead the same day."""

    number: str
    question: str
    raised_by: str
    text: str


@dataclass(frozen=True)
class Side:
    """What one reader of a joint reading answers."""

    reader: str
    value: str
    reason: str


@dataclass(frozen=True)
class Dispute:
    """The one question that two laptops answer differently, and what the lead decides, and why."""

    number: str
    question: str
    sides: tuple[Side, ...]
    decided_by: str
    decision: str
    why: str


@dataclass(frozen=True)
class Moderation:
    """The rating word of a standard judged from evidence, with what led to it."""

    standard: str
    rating: str
    trigger: str
    reason: str


@dataclass(frozen=True)
class SamplePlan:
    """The whole of it."""

    title: str
    label: str
    form: str
    people: tuple[Person, ...]
    allocations: tuple[Allocation, ...]
    readings: tuple[PlannedReading, ...]
    alert: Alert
    dispute: Dispute
    moderations: tuple[Moderation, ...]

    def person(self, identity: str) -> Person:
        """The person with that id."""
        return next(one for one in self.people if one.id == identity)

    @property
    def lead(self) -> Person:
        """The lead inspector."""
        return next(one for one in self.people if one.role == "lead")

    def crn(self, number: str) -> str:
        """The CRN of the case with that number."""
        return case_names()[int(number) - 1]


@cache
def plan() -> SamplePlan:
    """The plan, read once. Raises FieldkitError ``sample.missing``."""
    text = held("inspection.toml")
    readings = tuple(_reading(held("readings", f"{name}.toml")) for name in text["readings"])
    sides = tuple(Side(**one) for one in text["dispute"]["sides"])
    rest = {name: said for name, said in text["dispute"].items() if name != "sides"}
    return SamplePlan(
        title=text["title"],
        label=text["label"],
        form=text["form"],
        people=tuple(Person(**one) for one in text["people"]),
        allocations=tuple(one.allocation for one in readings),
        readings=readings,
        alert=Alert(**text["alert"]),
        dispute=Dispute(sides=sides, **rest),
        moderations=tuple(Moderation(**one) for one in text["moderations"]),
    )


def _reading(text: Table) -> PlannedReading:
    number = text["number"]
    crn = case_names()[int(number) - 1] if number.isdecimal() else ""
    reasons, prompts = text.get("reasons", {}), text.get("prompts", {})
    answers = tuple(
        PlannedAnswer(code, value, reasons.get(code, ""), prompts.get(code, {}))
        for code, value in text["answers"].items()
    )
    evidence = tuple(PlannedEvidence(*one) for one in text["evidence"]["passages"])
    return PlannedReading(
        Allocation(number, crn, tuple(text["readers"]), text["kind"]), answers, evidence
    )
