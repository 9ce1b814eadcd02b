"""Sharing out the work.

1. The rules are never broken: not twice, not two novices, no conflict (property).
2. Nobody waits for work that could have been given: every open place has its reason (property).
3. Fair: with equal days and no rules in the way, loads differ by no more than the largest subject.
4. The same input gives the same plan, in whatever order it comes. 5. Days count.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.inspection import allocation
from fieldkit.inspection.allocation import Conflict, Item, Reader

PEOPLE = ("adeyemi", "marsh", "pike", "rowe", "ward")
readers = st.lists(
    st.builds(
        Reader,
        st.sampled_from(PEOPLE),
        st.just("somebody"),
        st.booleans(),
        st.integers(0, 5),
    ),
    unique_by=lambda one: one.person,
    max_size=5,
)
items = st.lists(
    st.builds(
        Item,
        st.integers(1, 40).map("{:03d}".format),
        st.integers(1, 300),
        st.lists(st.sampled_from(PEOPLE), unique=True, max_size=2).map(tuple),
        st.integers(0, 3),
    ),
    unique_by=lambda one: one.number,
    max_size=12,
)
conflicts = st.lists(
    st.builds(
        Conflict,
        st.sampled_from(PEOPLE),
        st.integers(1, 40).map("{:03d}".format),
        st.sampled_from(["", "North", "South"]),
    ),
    max_size=6,
)
UNITS = {f"{number:03d}": ["North" if number % 2 else "South"] for number in range(1, 41)}


@given(items, readers, conflicts)
def test_rules_are_never_broken(
    wanted: list[Item], people: list[Reader], declared: list[Conflict]
) -> None:
    """1. and 2., checked without the rule's own code."""
    plan = allocation.balance(wanted, people, declared, UNITS)
    by_number = {one.number: one for one in wanted}
    novices = {one.person for one in people if one.novice}
    readers_of = {one.number: list(one.readers) for one in wanted}
    for one in plan.given:
        before = readers_of[one.number]
        assert one.person not in before
        before.append(one.person)
        new = {given.person for given in plan.given if given.number == one.number}
        if one.person in novices:
            assert len([p for p in set(before) | new if p in novices]) == 1
        for declared_one in declared:
            if declared_one.person == one.person:
                assert declared_one.number != one.number
                assert declared_one.unit not in UNITS[one.number] or not declared_one.unit
    short = {one.number for one in plan.not_given}
    for number, held in readers_of.items():
        assert len(held) >= by_number[number].wanted or number in short
        assert len(held) <= max(by_number[number].wanted, len(by_number[number].readers))
    for gap in plan.not_given:
        assert set(gap.reasons) == {one.person for one in people}
        assert all(why in ("conflict", "novices", "twice") for why in gap.reasons.values())


@given(st.lists(st.integers(1, 300), min_size=1, max_size=40), st.integers(1, 6))
def test_fair(sizes: list[int], number: int) -> None:
    """3."""
    people = [Reader(f"p{n}", f"P{n}", days=3) for n in range(number)]
    wanted = [Item(f"{n:03d}", size) for n, size in enumerate(sizes, start=1)]
    plan = allocation.balance(wanted, people)
    assert len(plan.given) == len(sizes) and sum(plan.load.values()) == sum(sizes)
    assert max(plan.load.values()) - min(plan.load.values()) <= max(sizes)


@given(items, readers, conflicts, st.randoms())
def test_the_same_whatever_the_order(
    wanted: list[Item], people: list[Reader], declared: list[Conflict], dice: object
) -> None:
    """4."""
    first = allocation.balance(wanted, people, declared, UNITS)
    mixed = list(wanted)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert allocation.balance(mixed, people[::-1], declared[::-1], UNITS) == first


def test_days_count() -> None:
    """5."""
    people = [Reader("marsh", "A. Marsh", days=4), Reader("pike", "F. Pike", days=1)]
    plan = allocation.balance([Item(f"{n:03d}", 10) for n in range(1, 11)], people)
    assert plan.load == {"marsh": 80, "pike": 20}
    assert allocation.fair_share(people, 100) == {"marsh": 80, "pike": 20}
    assert allocation.fair_share([Reader("a", "A"), Reader("b", "B")], 10) == {"a": 5, "b": 5}


def test_a_scarce_reader_is_kept_for_what_nobody_else_may_read() -> None:
    """2. Case 002 can only be read by Pike, and is given first."""
    people = [Reader("marsh", "A. Marsh"), Reader("pike", "F. Pike")]
    plan = allocation.balance(
        [Item("001", 500), Item("002", 10)], people, [Conflict("marsh", unit="South")], UNITS
    )
    assert [(one.number, one.person) for one in plan.given] == [("001", "marsh"), ("002", "pike")]
