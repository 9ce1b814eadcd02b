"""The permission matrix: every role against every action, stated here by itself.

1. Through the steps: what should be refused is, what should pass does, for every role.
2. An attempt that a right refuses leaves a line in the log of that casebook.
Windows: `tests/ui/test_permissions.py`; command line: `tests/test_cli_permissions.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection import rights
from fieldkit.inspection.entry import Key
from fieldkit.steps import (
    alerts,
    allocate,
    attempts,
    carry,
    enrol,
    forward,
    moderate,
    open_pack,
    prepare,
    rate,
    read,
    review,
    settle,
)
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit
from tests import kit

READERS = {"inspector", "assistant inspector", "local assessor", "quality lead", "lead inspector"}
READERS |= {"central team"}
LEADS = {"lead inspector", "central team"}
ROLES = [one for one in rights.ROLES if one != rights.NONE]


class Desk:
    """One person in one role: reads case 001 themselves; case 002 is complete and another's."""

    def __init__(self, folder: Path, role: str) -> None:
        self.lead = kit.founder(folder / "centre")
        self.role = role
        self.us = kit.laptop(folder / "us", "A. Marsh")
        self.other = kit.laptop(folder / "other", "F. Pike", "laptop 08")
        kit.join(self.lead, self.us, role)
        kit.join(self.lead, self.other)
        subjects = prepare.add_cases(self.lead, [kit.listed(n) for n in (1, 2, 3)])
        for number, subject in enumerate(subjects.values(), start=1):
            kit.add_documents(self.lead, subject, folder / str(number), kit.small_documents(number))
        plan = [Allocation("001", ("marsh",)), Allocation("002", ("pike",))]
        prepare.allocate(self.lead, plan)
        now = self.lead.present()
        by_reader = {one.readers[0]: one.id for one in readings.readings(now)}
        self.own, self.others = by_reader["marsh"], by_reader["pike"]
        found = read.open_reading(self.lead, self.others)
        for question in found.view.questions:
            rate.save(self.lead, [rate.answer(found.view, question.code, "yes")]).result()
        rate.save(self.lead, [rate.complete(read.view_again(self.lead, found).view)]).result()
        rate.save(self.lead, [rate.alert(found.view, "She is afraid", "P 2.1.1", "", 0)]).result()
        # Everything goes along, so that only the right is in question.
        words = enrol.own_words(self.lead)
        if role in LEADS:
            made = forward.write(self.lead, self.us.device_id, folder / "packs").path
        else:
            made = _whole_pack(self.lead, self.us.device_id, folder / "packs")
        open_pack.open_pack(self.us, made, words)

    def close(self) -> None:
        for one in (self.lead, self.us, self.other):
            one.close()


def _whole_pack(lead: Session, device: str, folder: Path) -> Path:
    entries = [one.entry for one in lead.held()]
    load = carry.Load(entries=entries, form_text=lead.opened.form_text)
    return carry.write(lead, "pack", device, load, folder)


def _answer(desk: Desk, reading: str) -> None:
    found = read.open_reading(desk.us, reading)
    rate.save(desk.us, [rate.answer(found.view, "P 2.1.1", "no")]).result()


def _alert(desk: Desk) -> None:
    found = read.open_reading(desk.us, desk.own)
    rate.save(desk.us, [rate.alert(found.view, "He said so", "P 2.1.1", "", 0)]).result()


def _close_alert(desk: Desk) -> None:
    alerts.close(desk.us, alerts.alerts(desk.us)[0].id, "Told social care")


def _moderate(desk: Desk) -> None:
    moderate.moderate(desk.us, "P 1.1", "Good", "evidence", "The panel agreed")


ACTIONS: dict[str, tuple[Callable[[Desk], object], set[str]]] = {
    "answer one's own": (lambda d: _answer(d, d.own), READERS),
    "answer another's": (lambda d: _answer(d, d.others), LEADS),
    "raise an alert": (_alert, set(ROLES)),
    "close an alert": (_close_alert, LEADS),
    "return": (lambda d: review.change(d.us, d.others, "return", "x"), LEADS | {"quality lead"}),
    "approve": (lambda d: review.change(d.us, d.others, "approve"), LEADS),
    "approve one's own": (lambda d: review.change(d.us, d.own, "approve"), set()),
    "ask in a thread": (
        lambda d: review.start_thread(d.us, d.others, "P 2.1.1", "Which letter?"),
        LEADS | {"quality lead"},
    ),
    "return a question": (
        lambda d: settle.return_question(d.us, d.others, "P 2.1.1", "Say why"),
        LEADS | {"quality lead"},
    ),
    "moderate": (_moderate, LEADS | {"moderator"}),
    "take cases in": (lambda d: prepare.add_cases(d.us, [kit.listed(9)]), LEADS),
    "allocate": (lambda d: prepare.allocate(d.us, [Allocation("003", ("pike",))]), LEADS),
    "note a conflict": (
        lambda d: allocate.note(d.us, allocate.Note("pike", True, 3)),
        LEADS,
    ),
    "name the inspection": (lambda d: prepare.define(d.us, "Another", "Another"), LEADS),
}


def _complete_again(desk: Desk) -> None:
    """So that what comes next is judged by the role, not by the state."""
    key = Key(review.find(desk.us.present(), desk.others).subject, desk.others, "state")
    seen = tuple(one.id for one in desk.us.present().get(key, ()))
    desk.us.record([Edit(key, "complete", seen)])


@pytest.fixture(params=ROLES)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, str(request.param))
    yield made
    made.close()


def test_every_role_against_every_action(desk: Desk) -> None:
    """1. and 2. Wrongly passed and wrongly refused are counted, and both must be none."""
    passed, refused = [], []
    for name, (act, allowed) in ACTIONS.items():
        before = len(desk.us.held()), len(attempts.attempts(desk.us))
        try:
            act(desk)
        except FieldkitError as why:
            if desk.role in allowed:
                refused.append((name, why.code))
            assert why.code.startswith(("rights.", "states.", "alerts.not_yours")), (name, why)
            desk.us.casebook.recorder.run(lambda connection: None)  # the line is written after
            assert len(desk.us.held()) == before[0], name
            assert len(attempts.attempts(desk.us)) == before[1] + 1, (name, why.code)
        else:
            if desk.role not in allowed:
                passed.append(name)
        if name == "return" and desk.role in allowed:
            _complete_again(desk)
    assert (passed, refused) == ([], [])
