"""Merge, as a state machine over laptops that work, send, repeat, lose and reorder.

P1 union is commutative, associative, idempotent   P2 the view is equal for any order and partition
P3 nothing held ever leaves                         P4 every entry stands or is an ancestor
P5 standing entries form an antichain               P6 superseded only by one that names it
P7 a dispute exactly when standing values differ    P8 a decision naming all ends the dispute
P9 part and then the rest equals all at once        P10 replay changes nothing
P11 a fork is reported, neither side lost           P12 the gap report is exact
P13 clocks decide nothing                           P15 a refused entry never alters a view
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from fieldkit.inspection import merge
from fieldkit.inspection.entry import Body, Entry, Head, Key, append, canonical
from fieldkit.inspection.merge import Held

KEYS = [Key("s1", "r1", "answer/P 2.1.1"), Key("s1", "r1", "answer/P 2.1.2")]
DEVICES = ("a", "b", "c")
VALUES = ("yes", "no", None)


def accepted(entries: Sequence[Entry], refused: frozenset[str] = frozenset()) -> list[Held]:
    return [Held(e, "refused" if e.id in refused else "accepted") for e in entries]


def view(entries: Sequence[Entry], refused: frozenset[str] = frozenset()) -> dict[Key, list[str]]:
    now = merge.present(accepted(entries, refused))
    return {key: [one.id for one in found] for key, found in now.items()}


class Laptop:
    """One device: a chain of its own, and what it holds of the others'."""

    def __init__(self, device: str, salt: random.Random) -> None:
        self.device, self.salt = device, salt
        self.head = Head()
        self.held: dict[str, Entry] = {}
        self.refused: set[str] = set()

    def edit(self, key: Key, value: str | None, clock: str) -> Entry:
        seen = tuple(view(list(self.held.values()), frozenset(self.refused)).get(key, ()))
        body = Body(self.device, key.subject, key.reading, key.field, value, seen, clock)
        entry = append("i", self.device, self.head, body, self.salt.randbytes(16))
        self.head = Head(entry.stub.sequence, entry.id)
        self.held[entry.id] = entry
        return entry


class Merging(RuleBasedStateMachine):
    """Three laptops and everything ever recorded; any exchange in any order."""

    def __init__(self) -> None:
        super().__init__()
        salt = random.Random(1)
        self.laptops = {name: Laptop(name, salt) for name in DEVICES}
        self.all: dict[str, Entry] = {}
        self.refused: set[str] = set()

    @rule(
        device=st.sampled_from(DEVICES),
        key=st.sampled_from(KEYS),
        value=st.sampled_from(VALUES),
        year=st.integers(1990, 2040),
    )
    def edit(self, device: str, key: Key, value: str | None, year: int) -> None:
        entry = self.laptops[device].edit(key, value, f"{year}-01-01T00:00:00Z")
        self.all[entry.id] = entry

    @rule(device=st.sampled_from(DEVICES), key=st.sampled_from(KEYS))
    def refuse(self, device: str, key: Key) -> None:
        """An entry outside the role: every casebook refuses it, later ones build on it."""
        laptop = self.laptops[device]
        entry = laptop.edit(key, "outside", "2025-01-01T00:00:00Z")
        self.all[entry.id] = entry
        self.refused.add(entry.id)
        for other in self.laptops.values():
            if other is not laptop:
                other.refused.add(entry.id)

    @rule(source=st.sampled_from(DEVICES), to=st.sampled_from(DEVICES), share=st.randoms())
    def send(self, source: str, to: str, share: random.Random) -> None:
        """Some of what one holds reaches another, in any order, perhaps again."""
        for identity in share.sample(
            sorted(self.laptops[source].held), k=len(self.laptops[source].held)
        ):
            if share.random() < 0.6:
                entry = self.laptops[source].held[identity]
                before = len(self.laptops[to].held)
                self.laptops[to].held[identity] = entry
                assert len(self.laptops[to].held) >= before  # P3

    @invariant()
    def orders_and_partitions_do_not_matter(self) -> None:
        """P1 P2 P9 P10 P13"""
        entries = list(self.all.values())
        forward = view(entries, frozenset(self.refused))
        shuffled = list(entries)
        random.Random(len(entries)).shuffle(shuffled)
        assert view(shuffled + shuffled[: len(shuffled) // 2], frozenset(self.refused)) == forward

    @invariant()
    def standing_is_what_nobody_replaced(self) -> None:
        """P4 P5 P6 P15"""
        entries = dict(self.all)
        now = view(list(entries.values()), frozenset(self.refused))
        for key in KEYS:
            mine = {k: e for k, e in entries.items() if e.key == key}
            reach = {k: _reached(k, mine, self.refused) for k in mine if k not in self.refused}
            named = set().union(*reach.values()) if reach else set()
            standing = set(now.get(key, ()))
            assert standing == {k for k in reach if k not in named}
            assert not standing & self.refused
            for one in standing:
                assert not reach[one] & standing

    @invariant()
    def disputes_are_exact(self) -> None:
        """P7"""
        held = merge.present(accepted(list(self.all.values()), frozenset(self.refused)))
        for key, found in held.items():
            values = {canonical(one.body.value) for one in found if one.body}
            assert (key in merge.disputes(held)) == (len(values) > 1)

    @rule(key=st.sampled_from(KEYS), device=st.sampled_from(DEVICES))
    def decide(self, key: Key, device: str) -> None:
        """P8"""
        laptop = self.laptops[device]
        laptop.held.update(self.all)
        laptop.refused |= self.refused
        entry = laptop.edit(key, "yes", "2025-01-01T00:00:00Z")
        self.all[entry.id] = entry
        now = merge.present(accepted(list(self.all.values()), frozenset(self.refused)))
        assert key not in merge.disputes(now)
        assert [one.id for one in now[key]] == [entry.id]


def _reached(start: str, entries: dict[str, Entry], refused: set[str]) -> set[str]:
    """What an entry replaces: what it names, and through refused ones what those named."""
    body = entries[start].body
    found: set[str] = set()
    todo = list(body.replaces if body else ())
    while todo:
        name = todo.pop()
        other = entries.get(name)
        if other is None or name in found:
            continue
        if name in refused:
            todo += other.body.replaces if other.body else ()
        else:
            found.add(name)
    return found


TestMerging = Merging.TestCase
TestMerging.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@given(st.integers(1, 30), st.data())
def test_gap_report_is_exact(length: int, data: st.DataObject) -> None:
    """P12"""
    stubs, previous = [], "0" * 64
    for sequence in range(1, length + 1):
        stubs.append((sequence, f"id{sequence}", previous))
        previous = f"id{sequence}"
    held = data.draw(st.lists(st.sampled_from(stubs), unique=True))
    chain = merge.chain("a", held)
    sequences = {stub[0] for stub in held}
    top = max(sequences, default=0)
    missing = {n for n in range(1, top + 1) if n not in sequences}
    assert {n for a, b in chain.gaps for n in range(a, b + 1)} == missing
    contiguous = next((n for n in range(1, top + 2) if n not in sequences), 1) - 1
    assert chain.head.sequence == contiguous
    assert chain.forks == ()


def test_fork_is_reported_and_both_sides_are_kept() -> None:
    """P11"""
    chain = merge.chain("a", [(1, "x", "0" * 64), (2, "y", "x"), (2, "z", "x"), (3, "w", "z")])
    assert chain.forks == (2,)
    assert chain.gaps == ()


def test_undo_hides_an_envelope_and_what_descends_from_it() -> None:
    laptop = Laptop("a", random.Random(2))
    first = laptop.edit(KEYS[0], "yes", "")
    second = laptop.edit(KEYS[0], "no", "")
    third = laptop.edit(KEYS[0], "yes", "")
    held = accepted([first, second, third])
    hidden = merge.descendants(held, [second.id])
    assert hidden == {second.id, third.id}
    shown = [Held(one.entry, one.status, one.entry.id in hidden) for one in held]
    assert [one.id for one in merge.standing(shown)] == [first.id]
