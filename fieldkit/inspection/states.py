"""The states of a reading and who may change them: one table.

A reading is allocated until its first answer, then it is being read. Its reader completes it; the
lead returns it with words, or approves it; the quality lead may confirm or return after the lead.
What is returned already may be returned with one thing more to fix. Nobody approves what they read
themselves. Every change back needs a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection.entry import Value
from fieldkit.inspection.standing import by_subject, of_subject
from fieldkit.inspection.subjects import Present, Reading, latest, readings, text_of

ALLOCATED = "allocated"
READING = "reading"
COMPLETE = "complete"
SUBMITTED = "submitted"
RETURNED = "returned"
APPROVED = "approved"
REOPENED = "reopened"
STATES: Final = (ALLOCATED, READING, COMPLETE, SUBMITTED, RETURNED, APPROVED, REOPENED)

READER = "reader"
_LEADS: Final = frozenset({rights.LEAD, rights.CENTRAL})
_REVIEWERS: Final = _LEADS | {rights.QUALITY_LEAD}
LEAD_TIER, QUALITY_TIER = "lead", "quality"


@dataclass(frozen=True)
class Change:
    """One change of state. `by` are roles, or READER for the readers themselves, in any role.

    With `others_only` it may not be somebody's own reading; with `reason` words are needed.
    """

    name: str
    before: frozenset[str]
    after: str
    by: frozenset[str]
    reason: bool = False
    others_only: bool = False


_OPEN: Final = frozenset({READING, RETURNED, REOPENED})
_DONE: Final = frozenset({COMPLETE, SUBMITTED})

TABLE: Final = (
    Change("begin", frozenset({ALLOCATED}), READING, frozenset({READER})),
    Change("complete", _OPEN, COMPLETE, frozenset({READER})),
    Change("submit", frozenset({COMPLETE}), SUBMITTED, frozenset({READER})),
    Change("take_back", _DONE, REOPENED, frozenset({READER})),
    Change("return", _DONE | {APPROVED, RETURNED}, RETURNED, _REVIEWERS, True, True),
    Change("approve", _DONE, APPROVED, _LEADS, False, True),
    Change(
        "confirm", frozenset({APPROVED}), APPROVED, frozenset({rights.QUALITY_LEAD}), False, True
    ),
    Change("reopen", frozenset({APPROVED}), REOPENED, _LEADS, True),
)
_BY_NAME: Final = {one.name: one for one in TABLE}


def change(name: str) -> Change:
    """The change of that name. Raises FieldkitError ``states.unknown``."""
    if name not in _BY_NAME:
        raise FieldkitError("states.unknown", name=name, accepted=", ".join(_BY_NAME))
    return _BY_NAME[name]


def check(name: str, state: str, role: str, own: bool, words: str = "") -> str:
    """The state after this change, made in `role`, on one's own reading or another's.

    Raises FieldkitError ``states.unknown``, ``states.own``, ``states.role``, ``states.from``,
    ``states.reason``.
    """
    wanted = change(name)
    if wanted.others_only and own:
        raise FieldkitError("states.own", change=name)
    if not (role in wanted.by or (own and READER in wanted.by and role != rights.NONE)):
        raise FieldkitError("states.role", change=name, role=role)
    if state not in wanted.before:
        raise FieldkitError("states.from", change=name, state=state)
    if wanted.reason and not words.strip():
        raise FieldkitError("states.reason", change=name)
    return wanted.after


def possible(state: str, role: str, own: bool) -> tuple[str, ...]:
    """The changes that this person may make now, in order of the table."""
    found = []
    for one in TABLE:
        try:
            check(one.name, state, role, own, "words")
        except FieldkitError:
            continue
        found.append(one.name)
    return tuple(found)


def recorded(now: Present, reading: Reading) -> str:
    """The state that stands, told apart by nothing but entries: ALLOCATED before the first answer.

    Where two states stand at once, the one that asks for more work rules.
    """
    said: set[str] = set()
    begun = False
    for key, entries in of_subject(now, reading.subject).items():
        if (key.subject, key.reading) != (reading.subject, reading.id):
            continue
        begun = begun or key.kind in ("answer", "prompt", "reason", "evidence", "rating")
        if key.field == "state":
            said = {text_of(one.body.value) for one in entries if one.body}
    for state in (RETURNED, REOPENED, READING, COMPLETE, SUBMITTED, APPROVED):
        if state in said:
            return state
    return READING if begun else ALLOCATED


def every(now: Present) -> dict[str, str]:
    """The state of every reading by id, in one pass over what stands."""
    groups = by_subject(now)
    return {one.id: recorded(groups[one.subject], one) for one in readings(now)}


@dataclass(frozen=True)
class Approval:
    """One tier's word on a reading, and the entries that it rested on."""

    tier: str
    by: str
    words: str
    rests_on: str

    def to_value(self) -> Mapping[str, Value]:
        """As an entry's value."""
        return {"tier": self.tier, "by": self.by, "words": self.words, "rests_on": self.rests_on}


def approvals(now: Present, reading: Reading) -> tuple[Approval, ...]:
    """Who approved a reading, the lead's word first; approvals taken away are left out."""
    found: list[Approval] = []
    for key, entries in of_subject(now, reading.subject).items():
        mine = (key.subject, key.reading) == (reading.subject, reading.id)
        value = latest(entries) if mine and key.kind == "approval" else {}
        if value:
            told = {name: text_of(value.get(name)) for name in ("tier", "by", "words", "rests_on")}
            found.append(Approval(**told))
    return tuple(sorted(found, key=lambda one: (one.tier != LEAD_TIER, one.tier)))


def by_role(changes: Sequence[Change] = TABLE) -> dict[str, tuple[str, ...]]:
    """For help and tests: the names of the changes that each role may make on others' readings."""
    return {role: tuple(one.name for one in changes if role in one.by) for role in rights.ROLES}
