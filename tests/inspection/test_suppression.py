"""Requirements of hiding small counts.

1. No hidden count can be worked out from what is published: solved as a linear program, jointly
   over all questions, with the sizes of groups that are shown.
2. Every count under the threshold is hidden; without small counts nothing is.
3. Of places that lie inside one another only one is published.
"""

from __future__ import annotations

from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from fieldkit.inspection.breakdown import breakdown, publishable
from fieldkit.inspection.rating import Row
from fieldkit.inspection.suppression import Hiding, hide
from tests.inspection.test_grid import PDU

Tables = list[list[list[int]]]


@st.composite
def tables(draw: Any) -> Tables:
    """Several questions about the same groups: each case is yes, no or not judged."""
    sizes = draw(st.lists(st.integers(1, 14), min_size=1, max_size=5))
    made: Tables = []
    for _ in range(draw(st.integers(1, 3))):
        table = []
        for size in sizes:
            yes = draw(st.integers(0, size))
            no = draw(st.integers(0, size - yes))
            table.append([yes, no, size - yes - no])
        made.append(table)
    return made


def published(found: Tables, hiding: Hiding) -> tuple[list[list[float]], list[float], int]:
    """The attacker's equations over all counts of all questions and all sizes of groups."""
    groups, kinds = len(found[0]), 3
    wide = len(found) * groups * kinds + groups
    rows: list[list[float]] = []
    sums: list[float] = []

    def say(places: dict[int, float], value: float) -> None:
        line = [0.0] * wide
        for place, factor in places.items():
            line[place] = factor
        rows.append(line)
        sums.append(value)

    def at(question: int, group: int, kind: int) -> int:
        return (question * groups + group) * kinds + kind

    base = len(found) * groups * kinds
    say({base + g: 1 for g in range(groups)}, sum(sum(row) for row in found[0]))
    for group in range(groups):
        if hiding.group(group) is None:
            say({base + group: 1}, sum(found[0][group]))
    for question, table in enumerate(found):
        for kind in range(kinds):
            say({at(question, g, kind): 1 for g in range(groups)}, sum(r[kind] for r in table))
        for group in range(groups):
            line: dict[int, float] = {at(question, group, kind): 1 for kind in range(kinds)}
            say(line | {base + group: -1}, 0)
            if hiding.cell(group, question) is None:
                for kind in range(2):
                    say({at(question, group, kind): 1}, table[group][kind])
    return rows, sums, wide


def reach(rows: list[list[float]], sums: list[float], wide: int, place: int) -> tuple[float, float]:
    ends = []
    for sign in (1, -1):
        aim = numpy.zeros(wide)
        aim[place] = sign
        solved = linprog(aim, A_eq=rows, b_eq=sums, bounds=(0, None), method="highs")
        assert solved.status == 0
        ends.append(sign * solved.fun)
    return ends[0], ends[1]


@settings(deadline=None, max_examples=120)
@given(tables())
def test_1_no_hidden_count_can_be_recovered(found: Tables) -> None:
    if sum(sum(row) for row in found[0]) < 5:
        return
    hiding = hide(found)
    rows, sums, wide = published(found, hiding)
    groups = len(found[0])
    for (group, question), _ in hiding.cells.items():
        for kind in range(2):
            everyone = sum(row[kind] for row in found[question])
            size, total = sum(found[question][group]), sum(map(sum, found[question]))
            if everyone == 0 or (everyone == total and hiding.group(group) is None):
                continue  # nobody, or everybody: told by the total itself
            low, high = reach(rows, sums, wide, (question * groups + group) * 3 + kind)
            assert high - low > 0.5, (found, group, question, kind, size)
    for group in hiding.groups:
        low, high = reach(rows, sums, wide, len(found) * groups * 3 + group)
        assert high - low > 0.5, (found, group)


@settings(deadline=None, max_examples=200)
@given(tables(), st.integers(2, 8))
def test_2_every_small_count_is_hidden(found: Tables, threshold: int) -> None:
    hiding = hide(found, threshold)
    several = len(found[0]) > 1
    for question, table in enumerate(found):
        for group, row in enumerate(table):
            if several and any(0 < one < threshold for one in row[:2]):
                assert hiding.cell(group, question)
    if all(min(one for one in row[:2]) >= threshold for table in found for row in table):
        assert not hiding.cells and not hiding.groups
    assert not hide(found, 0).cells


def test_2_a_second_count_goes_with_a_single_small_one() -> None:
    hiding = hide([[[2, 10, 0], [20, 11, 0], [15, 15, 0]]])
    assert dict(hiding.cells) == {(0, 0): "small", (2, 0): "too"}
    assert hide([[[20, 10, 0], [20, 11, 0]]]).cells == {}


def test_2_a_second_count_that_gives_nothing_away_is_not_enough() -> None:
    """Hiding the smaller group would tell that nobody in either was left unjudged."""
    hiding = hide([[[2, 10, 0], [8, 8, 0], [20, 11, 5]]])
    assert dict(hiding.cells) == {(0, 0): "small", (2, 0): "too"}


def test_3_only_the_largest_of_nested_places() -> None:
    cases = [{"pdu": "A", "ldu": f"L{n % 2}", "team": f"T{n % 4}", "gender": "xy"[n % 2]}
             for n in range(20)]  # fmt: skip
    assert publishable(("gender", "pdu", "ldu", "team"), cases) == ("gender", "ldu")


@pytest.mark.parametrize("threshold", [0, 5, 10])
def test_2_the_breakdown_says_why(threshold: int) -> None:
    rows: dict[str, Row] = {str(n): {"P 2.1.1": "yes" if n % 4 else "no"} for n in range(60)}
    known = {
        str(n): {"rosh": "low" if n < 12 else "high" if n < 40 else "medium"} for n in range(60)
    }
    (split,) = breakdown(PDU, rows, known, "rosh", ["P 2.1.1"], True, threshold)
    told = {one.value: (one.why, one.cases, one.yes) for one in split.cells}
    assert told["low"] == {
        0: ("", 12, 9), 5: ("small", 12, None), 10: ("small", 12, None),
    }[threshold]  # fmt: skip
    assert sum(bool(one.why) for one in split.cells) == {0: 0, 5: 2, 10: 3}[threshold]
    assert split.total.yes == 45 and not split.total.hidden
