"""Requirements of drift in the workbook, and of charts on paper.

1. The table tells each reader's n of N and percent by week, and everybody's; the chart draws it.
2. Small counts are hidden, whole weeks too where a week is small; nothing else is.
3. No hidden count can be worked out: solved as a linear program over weeks and the whole.
4. A chart never crosses the end of a printed page; a part has no more bars than a page holds.
5. The figures of agreement have their interval, or say why not.
"""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.inspection.annexe_book import annexe_book
from fieldkit.inspection.doubles import Week
from fieldkit.inspection.grid import GridDouble, of_parts
from fieldkit.inspection.grid_doubles import double_sheets
from fieldkit.inspection.grid_drift import drift_sheet, told
from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.sheet import Area, Chart, Row, Sheet
from fieldkit.inspection.sheet_paper import charted, most_bars, scale, size
from tests.inspection.test_grid import FROM, PDU, rated, some_cases
from tests.inspection.test_suppression import reach

WEEKS = (
    Week("Reader 1", 2025, 22, 20, 30, 36, 54),
    Week("Reader 2", 2025, 22, 16, 24, 36, 54),
    Week("Reader 1", 2025, 23, 9, 30, 18, 48),
    Week("Reader 10", 2025, 23, 9, 18, 18, 48),
)


def grid_with(weeks: tuple[Week, ...], threshold: int = 5, doubles: int = 0) -> Grid:
    cases = some_cases(PDU, 12)
    twice = tuple(
        GridDouble(f"{n:03d}", "second", "P 2.1.1", "yes", "no" if n % 3 == 0 else "yes")
        for n in range(doubles)
    )
    ratings = rated(PDU, cases)
    return of_parts(PDU, cases, ratings, FROM, doubles=twice, threshold=threshold, weeks=weeks)


def values(sheet: Sheet) -> list[list[object]]:
    return [[None if cell is None else cell.value for cell in row.cells] for row in sheet.rows]


def test_1_table_and_chart() -> None:
    sheet = drift_sheet(grid_with(WEEKS))
    head, first, second, note = values(sheet)[1:]
    assert head[5:] == ["Reader 1 n/N", "Reader 2 n/N", "Reader 10 n/N", "All n/N"]
    assert head[:5] == ["Week", "Reader 1", "Reader 2", "Reader 10", "All"]
    assert first[:5] == ["2025, week 22", 66.7, 66.7, None, 66.7]
    assert first[5:] == ["20/30", "16/24", "", "36/54"]
    assert second[1:5] == [30.0, None, 50.0, 37.5]
    assert "under 5" not in str(values(sheet)[2:4]) and "Readers have numbers" in str(note)
    (chart,) = sheet.charts
    assert [one.name for one in chart.lines] == [Area(1, n, 1, n) for n in (1, 2, 3, 4)]
    assert {(one.values.top, one.values.bottom) for one in chart.lines} == {(2, 3)}
    assert chart.at[0] > 4 and sheet.filter == Area(1, 0, 3, 8)
    assert drift_sheet(grid_with(())).charts == ()


def test_2_small_counts_are_hidden() -> None:
    few = (Week("Reader 1", 2025, 24, 2, 12, 0, 0), Week("Reader 2", 2025, 24, 20, 40, 0, 0))
    small = (Week("Reader 1", 2025, 25, 1, 3, 0, 0),)
    plain = (Week("Reader 1", 2025, 26, 20, 40, 0, 0),)
    found = {one.week: one for one in told((*few, *small, *plain))}
    assert [one.why for one in found[24].readers.values()] == ["small", "too"]
    assert found[25].everybody.why == "small" and found[25].readers["Reader 1"].yes is None
    assert found[26].everybody.why == "too", "the small week would be the rest of the whole"
    assert found[24].everybody.yes == 22
    assert not any(one.everybody.why for one in told((*few, *plain)))
    open_ = told((*few, *small, *plain), 0)
    assert not any(c.why for one in open_ for c in (*one.readers.values(), one.everybody))
    sheet = drift_sheet(grid_with((*few, *plain)))
    assert values(sheet)[2][1:3] == [None, None], "nothing hidden is drawn"
    assert values(sheet)[2][4:6] == ["under 5", "hidden too"]


@st.composite
def judged(draw: st.DrawFn) -> tuple[Week, ...]:
    found = []
    for week in range(1, draw(st.integers(1, 4)) + 1):
        for reader in range(1, draw(st.integers(1, 4)) + 1):
            yes, no = draw(st.integers(0, 14)), draw(st.integers(0, 14))
            if yes + no:
                found.append(Week(f"Reader {reader}", 2025, week, yes, yes + no, 0, 0))
    return tuple(found)


@settings(deadline=None, max_examples=150)
@given(judged())
def test_3_nothing_hidden_can_be_worked_out(weeks: tuple[Week, ...]) -> None:
    """The attacker knows every figure shown, and the yes and no of the whole from the summary."""
    whole = [sum(one.yes for one in weeks), sum(one.judged - one.yes for one in weeks)]
    if sum(whole) < 5:
        return
    place = {(one.week, one.reader): at for at, one in enumerate(weeks)}
    rows: list[list[float]] = []
    sums: list[float] = []

    def say(cells: list[int], kind: int, value: int) -> None:
        line = numpy.zeros(2 * len(weeks))
        line[[2 * at + kind for at in cells]] = 1
        rows.append(list(line))
        sums.append(value)

    for kind in (0, 1):
        say([*place.values()], kind, whole[kind])
    found = told(weeks)
    for one in found:
        for cells, cell in [
            *(([place[one.week, name]], cell) for name, cell in one.readers.items()),
            ([place[one.week, name] for name in one.readers], one.everybody),
        ]:
            if cell.yes is not None and cell.judged is not None:
                say(cells, 0, cell.yes)
                say(cells, 1, cell.judged - cell.yes)
    for one in found:
        totals = one.everybody
        shown = (
            [totals.yes, (totals.judged or 0) - (totals.yes or 0)]
            if totals.yes is not None
            else whole
        )
        for name, cell in one.readers.items():
            for kind in (0, 1):
                if not cell.hidden or shown[kind] == 0 or whole[kind] == 0:
                    continue  # nobody's: told by the total itself
                low, high = reach(rows, sums, 2 * len(weeks), 2 * place[one.week, name] + kind)
                assert high - low > 0.5, (weeks, one.week, name, kind)


def height(sheet: Sheet, first: int, last: int) -> float:
    rows = [sheet.rows[n].height if n < len(sheet.rows) else None for n in range(first, last)]
    return sum((one or 15) for one in rows) * 4 / 3


@pytest.mark.parametrize("bars", [1, 5, 18, 40, 200])
@pytest.mark.parametrize("lines", [0, 12, 31, 60])
def test_4_no_chart_is_cut_by_a_page(bars: int, lines: int) -> None:
    rows = tuple(Row((), 24.0 if n % 3 else None) for n in range(lines + 2))
    bare = Sheet("By x", rows, widths=(30, 30, 30), repeat_rows=(1, 1))
    each = min(bars, most_bars(bare))
    charts = [Chart("t", (0, 0), Area(2, 0, 1 + each, 0), Area(2, 1, 1 + each, 1))] * 3
    sheet = charted(bare, charts)
    page = (8.27 - 1.35) * 96 * 100 / scale(sheet)
    starts = [0, *sheet.breaks]
    for chart in sheet.charts:
        top = max(one for one in starts if one <= chart.at[0])
        above = height(sheet, top, chart.at[0]) + (height(sheet, 1, 2) if top else 0)
        if not top:  # the table itself may have gone over pages
            used = 0.0
            for n in range(chart.at[0]):
                one = height(sheet, n, n + 1)
                used = used + one if used + one <= 0.94 * page else height(sheet, 1, 2) + one
            above = used
        assert above + size(chart)[1] <= page


def test_4_a_long_breakdown_is_in_parts() -> None:
    book = annexe_book(grid_with((), threshold=0))
    sheet = next(one for one in book.sheets if one.name.startswith("By "))
    count = len([row for row in sheet.rows[2:] if row.cells[0] is not None])
    covered = [n for c in sheet.charts for n in range(c.values.top, c.values.bottom + 1)]
    assert covered == list(range(2, 2 + count)) and len(sheet.charts) > 1 and sheet.breaks
    assert all(
        len(range(c.values.top, c.values.bottom + 1)) <= most_bars(sheet) for c in sheet.charts
    )
    firsts = [str(sheet.rows[c.values.top].cells[0]) for c in sheet.charts]
    ends = [str(sheet.rows[c.values.bottom].cells[0]) for c in sheet.charts]
    assert all("All" in one for one in ends) and len(set(firsts)) == len(firsts)


def test_5_intervals_of_agreement() -> None:
    rows = values(double_sheets(grid_with((), doubles=30))[1])[2:]
    for row in rows:
        if row[2] is not None and row[1] != "Questions that only one of the two readings answers":
            assert (row[3] is not None and row[4] is not None) or row[7], row
    (question,) = [row for row in rows if row[0] == "P 2.1.1"]
    # Wilson, 20 of 30: published calculators give 0.488 to 0.808.
    assert question[2:5] == ["20/30", 0.488, 0.808] and question[7] == "95 % interval"
