"""Undo and redo worked out from the chain of one's own entries.

1. Whatever was done, undone and done again, and by whom: the log gives the steps that a plain
   stack kept alongside would give, less those whose field somebody else has changed since.
2. Undo then redo puts back what stood.
3. Nothing that somebody else recorded is ever undone, and a decision between two values is an end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.inspection import merge, own_steps
from fieldkit.inspection.entry import Body, Entry, Head, Key, Value, append
from fieldkit.inspection.merge import Held
from fieldkit.inspection.own_steps import ALSO, REDO, UNDO, Past

FIELDS = ("answer/P 2.1.1", "reason/P 2.1.1", "evidence/e1", "note_private/case")
KEYS = [Key("s", "r", name) for name in FIELDS]


@dataclass
class Log:
    """A casebook of one reading, and a plain stack kept alongside."""

    entries: list[Entry] = field(default_factory=list)
    heads: dict[str, Head] = field(default_factory=dict)
    done: list[list[tuple[Key, Value, Value]]] = field(default_factory=list)
    undone: list[list[tuple[Key, Value, Value]]] = field(default_factory=list)

    def standing(self, key: Key) -> tuple[Entry, ...]:
        return merge.standing(Held(one, "accepted") for one in self.entries if one.key == key)

    def value(self, key: Key) -> Value:
        return merge.value_of(self.standing(key))

    def add(self, who: str, key: Key, value: Value, deed: str = "", seen: bool = True) -> None:
        now = self.standing(key)
        replaces = tuple(one.id for one in now if seen or one.stub.device == who)
        body = Body(who, "s", "r", key.field, value, replaces, "2025-01-01T00:00:00Z", deed)
        head = self.heads.get(who, Head())
        made = append("i", who, head, body, len(self.entries).to_bytes(16, "big"))
        self.heads[who] = Head(made.stub.sequence, made.id)
        self.entries.append(made)

    def do(self, changes: list[tuple[Key, Value]]) -> None:
        self.undone.clear()
        self.done.append([(key, self.value(key), value) for key, value in changes])
        for number, (key, value) in enumerate(changes):
            self.add("me", key, value, ALSO if number else "")

    def shift(self, deed: str) -> None:
        one, other = (self.done, self.undone) if deed == UNDO else (self.undone, self.done)
        if one:
            other.append(one.pop())
            for key, before, after in other[-1]:
                self.add("me", key, before if deed == UNDO else after, deed)

    def past(self) -> Past:
        known = {one.id: one for one in self.entries}
        stands = {one.id for key in KEYS for one in self.standing(key)}
        own = [one for one in self.entries if one.stub.device == "me"]
        return own_steps.past(own, known, stands)


def told(steps: tuple[own_steps.Step, ...]) -> list[list[tuple[Key, Value, Value]]]:
    return [[(one.key, one.before, one.after) for one in step] for step in steps]


change = st.tuples(st.sampled_from(KEYS), st.sampled_from([None, "yes", "no", "words"]))
deeds = st.one_of(
    st.lists(change, min_size=1, max_size=3, unique_by=lambda one: one[0]),
    st.sampled_from([UNDO, REDO]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(deeds, max_size=25))
def test_the_log_gives_the_stack(script: list[list[tuple[Key, Value]] | str]) -> None:
    """1, 2."""
    log = Log()
    for deed in script:
        if isinstance(deed, str):
            log.shift(deed)
        else:
            log.do(deed)
        found = log.past()
        assert told(found.done) == log.done and told(found.undone) == log.undone
    before = {key: log.value(key) for key in KEYS}
    count = len(log.done)
    for _ in range(count):
        log.shift(UNDO)
    assert not log.past().done and all(log.value(key) is None for key in KEYS)
    for _ in range(count):
        log.shift(REDO)
    assert {key: log.value(key) for key in KEYS} == before


@settings(max_examples=200, deadline=None)
@given(st.lists(deeds, min_size=1, max_size=15), change, st.booleans())
def test_what_others_recorded_is_left_alone(
    script: list[list[tuple[Key, Value]] | str], theirs: tuple[Key, Value], seen: bool
) -> None:
    """1, 3."""
    log = Log()
    for deed in script:
        if isinstance(deed, str):
            log.shift(deed)
        else:
            log.do(deed)
    key, value = theirs
    before = log.standing(key)
    log.add("lead", key, value, seen=seen)
    theirs_id = log.entries[-1].id
    found = log.past()
    replaced = seen and any(one.stub.device == "me" for one in before)
    left = [step for step in log.done if not (replaced and any(key == c[0] for c in step))]
    assert told(found.done) == left
    for step in reversed(found.done):
        for one in step:
            if one.key == key:  # what is replaced is only our own
                log.add("me", one.key, one.before, UNDO, seen=False)
    assert theirs_id in {one.id for one in log.standing(key)}


def test_a_decision_is_an_end() -> None:
    """3. Two values stood and ours replaced both: which one would undo bring back?"""
    log = Log()
    log.do([(KEYS[0], "yes")])
    log.add("lead", KEYS[0], "no", seen=False)
    assert len(log.standing(KEYS[0])) == 2
    log.add("me", KEYS[0], "no")
    assert log.past().done == ()
    log.do([(KEYS[0], "yes")])
    assert told(log.past().done) == [[(KEYS[0], "no", "yes")]]
