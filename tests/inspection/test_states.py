"""The table of states, stated again by hand.

1. Every role x own or not x state x change does what this list says, and nothing else passes.
2. Refusals need a reason. 3. Nobody approves, confirms or returns what they read themselves.
4. What is recorded: allocated before the first answer; of two states the one that asks for more.
"""

from __future__ import annotations

from itertools import product

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights, states
from fieldkit.inspection.entry import NO_PREVIOUS, Body, Entry, Head, Key, append
from fieldkit.inspection.subjects import Reading

READER_MAY = {
    ("allocated", "begin"): "reading",
    ("reading", "complete"): "complete",
    ("returned", "complete"): "complete",
    ("reopened", "complete"): "complete",
    ("complete", "submit"): "submitted",
    ("complete", "take_back"): "reopened",
    ("submitted", "take_back"): "reopened",
}
QUALITY_MAY = {
    ("complete", "return"): "returned",
    ("submitted", "return"): "returned",
    ("approved", "return"): "returned",
    ("returned", "return"): "returned",
    ("approved", "confirm"): "approved",
}
LEAD_MAY = {
    ("complete", "return"): "returned",
    ("submitted", "return"): "returned",
    ("approved", "return"): "returned",
    ("returned", "return"): "returned",
    ("complete", "approve"): "approved",
    ("submitted", "approve"): "approved",
    ("approved", "reopen"): "reopened",
}
NAMES = [one.name for one in states.TABLE]


def expected(role: str, own: bool) -> dict[tuple[str, str], str]:
    if role == "none":
        return {}
    made: dict[tuple[str, str], str] = {}
    if role in ("lead inspector", "central team"):
        made |= LEAD_MAY
    if role == "quality lead":
        made |= QUALITY_MAY
    if own:
        made = {key: one for key, one in made.items() if key[1] == "reopen"} | READER_MAY
    return made


@pytest.mark.parametrize("role", rights.ROLES)
@pytest.mark.parametrize("own", [True, False])
def test_the_table(role: str, own: bool) -> None:
    """1. and 3."""
    may = expected(role, own)
    for state, name in product(states.STATES, NAMES):
        if (state, name) in may:
            assert states.check(name, state, role, own, "because") == may[state, name]
        else:
            with pytest.raises(FieldkitError):
                states.check(name, state, role, own, "because")
    for state in states.STATES:
        assert set(states.possible(state, role, own)) == {n for s, n in may if s == state}


@pytest.mark.parametrize(("name", "state"), [("return", "complete"), ("reopen", "approved")])
def test_a_way_back_needs_a_reason(name: str, state: str) -> None:
    """2."""
    with pytest.raises(FieldkitError) as told:
        states.check(name, state, rights.LEAD, False, " ")
    assert told.value.code == "states.reason"


def test_own_work_is_told_first() -> None:
    """3."""
    with pytest.raises(FieldkitError) as told:
        states.check("approve", "complete", rights.LEAD, True)
    assert told.value.code == "states.own"
    with pytest.raises(FieldkitError) as told:
        states.check("hide", "complete", rights.LEAD, True)
    assert told.value.code == "states.unknown"


def _entry(field: str, value: str, salt: int) -> Entry:
    body = Body("marsh", "s", "r", field, value, (), "2025-01-01T00:00:00Z")
    return append("i" * 32, f"{salt:064x}", Head(0, NO_PREVIOUS), body, bytes([salt]) * 16)


def test_what_is_recorded() -> None:
    """4."""
    reading = Reading("r", "s", "first", ("marsh",))
    assert states.recorded({}, reading) == "allocated"
    now = {Key("s", "r", "answer/P 2.1.1"): (_entry("answer/P 2.1.1", "yes", 1),)}
    assert states.recorded(now, reading) == "reading"
    both = (_entry("state", "complete", 2), _entry("state", "returned", 3))
    assert states.recorded({**now, Key("s", "r", "state"): both[:1]}, reading) == "complete"
    assert states.recorded({**now, Key("s", "r", "state"): both}, reading) == "returned"
    assert states.recorded({Key("s", "other", "state"): both}, reading) == "allocated"
