"""What the demo's windows are to do, as plain values from the sample's plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fieldkit.sample.plan import Person, PlannedAnswer, PlannedReading, SamplePlan


def reader_task(
    plan: SamplePlan, person: Person, numbers: Mapping[str, str]
) -> list[dict[str, Any]]:
    """A person's readings, answers, passages and alert; `numbers` are case numbers by CRN."""
    return [
        {
            "number": numbers.get(one.allocation.crn, one.allocation.number),
            "kind": one.allocation.kind if one.allocation.crn else "first",
            "answers": [_answer_of(plan, person, one, answer) for answer in one.answers],
            "evidence": [vars(evidence) for evidence in one.evidence],
            "proposals": _proposals(plan, one),
            "alert": _alert_of(plan, person, one),
        }
        for one in plan.readings
        if person.id in one.allocation.readers
    ]


def _answer_of(
    plan: SamplePlan, person: Person, reading: PlannedReading, answer: PlannedAnswer
) -> dict[str, Any]:
    """An answer as this person gives it: in the joint reading each gives their own side."""
    value, reason, dispute = answer.value, answer.reason, plan.dispute
    joint = reading.allocation.kind == "joint" and answer.question == dispute.question
    for side in dispute.sides if joint else ():
        if side.reader == person.id:
            value, reason = side.value, side.reason
    return {
        "question": answer.question,
        "value": value,
        "reason": reason,
        "prompts": dict(answer.prompts),
    }


def _proposals(plan: SamplePlan, reading: PlannedReading) -> dict[str, str]:
    code = reading.allocation.number
    return {one.standard: one.rating for one in plan.moderations if one.standard == code}


def _alert_of(plan: SamplePlan, person: Person, reading: PlannedReading) -> str:
    alert = plan.alert
    mine = alert.number == reading.allocation.number and alert.raised_by == person.id
    return alert.text if mine else ""


def lead_task(plan: SamplePlan, bundles: Sequence[Path]) -> dict[str, Any]:
    """What the lead does: the bundles to take in, how to decide, what the panel settles."""
    dispute = plan.dispute
    keeper = next(one.reader for one in dispute.sides if one.value == dispute.decision)
    return {
        "bundles": [str(path) for path in bundles],
        "decisions": {f"answer/{dispute.question}": dispute.decision},
        "keeper": plan.person(keeper).name,
        "why": dispute.why,
        "moderations": [vars(one) for one in plan.moderations],
    }
