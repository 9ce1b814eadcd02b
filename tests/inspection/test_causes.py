"""The order of causes.

1. What was seen comes first, also where the clock of who answered is behind. 2. A device's own
entries stay in the order of its chain within one second and after its clock was set back. 3. Clocks
decide between those that did not see each other. 4. Any arrival gives one order, with none lost or
twice, after everything seen. 5. A forged ring loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.inspection.causes import in_order, replaced
from fieldkit.inspection.entry import Body, Entry, Head, append


class Chains:
    """Entries of several devices, each with the clock and the causes that the test gives."""

    def __init__(self) -> None:
        self.made: list[Entry] = []
        self._heads: dict[str, Head] = {}

    def add(self, device: str, second: int, seen: Sequence[Entry] = ()) -> Entry:
        field = f"minute/{len(self.made)}"
        at = f"2025-07-01T10:00:{second:02d}Z"
        body = Body(device, "", "", field, {}, tuple(one.id for one in seen), at)
        head = self._heads.get(device, Head())
        entry = append("i", device, head, body, bytes([len(self.made)]) * 16)
        self._heads[device] = Head(entry.stub.sequence, entry.id)
        self.made.append(entry)
        return entry


def test_who_answers_with_a_slow_clock_comes_after() -> None:
    """1."""
    chains = Chains()
    asked = chains.add("centre", 50)
    answered = chains.add("laptop", 3, [asked])
    assert in_order([answered, asked]) == [asked, answered]


def test_a_device_keeps_its_own_order() -> None:
    """2."""
    chains = Chains()
    mine = [chains.add("centre", second) for second in (7, 7, 7, 7, 7, 7, 2)]
    assert in_order(reversed(mine)) == mine


def test_clocks_decide_the_rest() -> None:
    """3."""
    chains = Chains()
    late, early = chains.add("a", 9), chains.add("b", 4)
    assert in_order([late, early]) == [early, late]


@given(st.data())
def test_one_order_whatever_came_first(data: st.DataObject) -> None:
    """4."""
    chains = Chains()
    for _ in range(data.draw(st.integers(1, 12))):
        seen = data.draw(st.lists(st.sampled_from(chains.made), max_size=3)) if chains.made else []
        chains.add(data.draw(st.sampled_from("abc")), data.draw(st.integers(0, 5)), seen)
    found = in_order(chains.made)
    assert in_order(data.draw(st.permutations(chains.made))) == found
    place = {one.id: at for at, one in enumerate(found)}
    assert sorted(place) == sorted(one.id for one in chains.made)
    for one in found:
        assert all(place[cause] < place[one.id] for cause in replaced(one))
    for device in "abc":
        mine = [one for one in found if one.stub.device == device]
        assert all(a.stub.sequence < b.stub.sequence for a, b in pairwise(mine))


def test_a_ring_loses_nothing() -> None:
    """5."""
    chains = Chains()
    one, other = chains.add("a", 1), chains.add("b", 2)
    named = {one.id: [other.id], other.id: [one.id]}
    assert in_order([other, one], lambda entry: named[entry.id]) == [one, other]
