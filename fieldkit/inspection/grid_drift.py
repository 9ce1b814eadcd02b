"""The sheet of drift: each reader's share of Yes week by week, as a table and as a chart.

Readers have numbers and no names. Small counts are hidden as in the breakdowns: first weeks, so
that none can be worked out from the whole, then readers within a week that is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from fieldkit.inspection import figures
from fieldkit.inspection.breakdown import Cell
from fieldkit.inspection.doubles import Week
from fieldkit.inspection.grid_breakdown import shown_cell
from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.grid_table import list_sheet, noted
from fieldkit.inspection.sheet import Area, Chart, Line, Row, Sheet, clean
from fieldkit.inspection.sheet_paper import charted, pixels
from fieldkit.inspection.suppression import SMALL, Hidden, hide

_TOP = 2


@dataclass(frozen=True)
class Told:
    """One week as it may be told: each reader who judged in it, and everybody."""

    year: int
    week: int
    readers: Mapping[str, Cell]
    everybody: Cell


def told(weeks: Iterable[Week], threshold: int = SMALL) -> tuple[Told, ...]:
    """The weeks in order, with small counts hidden and those that would give them away."""
    by_week: dict[tuple[int, int], list[Week]] = {}
    for one in sorted(weeks, key=lambda one: (one.year, one.week, one.reader)):
        if one.judged:
            by_week.setdefault((one.year, one.week), []).append(one)
    sums = [_sum(found) for found in by_week.values()]
    over = hide([[_kinds(*one) for one in sums]], threshold)
    made = []
    for at, ((year, week), found) in enumerate(by_week.items()):
        why = over.cell(at, 0)
        inside = hide([[_kinds(one.yes, one.judged) for one in found]], threshold)
        readers = {
            one.reader: _cell(one.reader, one.yes, one.judged, why or inside.cell(n, 0))
            for n, one in enumerate(found)
        }
        made.append(Told(year, week, readers, _cell("", *sums[at], why)))
    return tuple(made)


def _sum(found: Iterable[Week]) -> tuple[int, int]:
    counts = [(one.yes, one.judged) for one in found]
    return sum(yes for yes, _ in counts), sum(judged for _, judged in counts)


def _kinds(yes: int, judged: int) -> tuple[int, int, int]:
    return yes, judged - yes, 0


def _cell(name: str, yes: int, judged: int, why: Hidden | None) -> Cell:
    if why is not None:
        return Cell(name, None, None, None, None, why)
    return Cell(name, None, yes, judged, figures.percent(yes, judged))


def drift_sheet(grid: Grid) -> Sheet:
    """Percents by week and reader for the chart, n of N beside them, and the chart below."""
    words = grid.words
    weeks = told(grid.weeks, grid.threshold)
    readers = sorted({name for one in weeks for name in one.readers}, key=_order)
    names = [clean(one) for one in readers] + [words.everybody]
    heads = (words.week, *names, *(words.of_n.format(name=one) for one in names))
    widths = (15, *(10 for _ in names), *(13 for _ in names))
    made = list_sheet(grid, words.drift, heads, widths, _rows(grid, weeks, readers))
    made = _two_lines(made, len(names))
    note = words.drift_note
    if grid.threshold > 1:
        note = f"{note} {words.breakdown_note.format(threshold=grid.threshold)}"
    if not weeks:
        return noted(made, note)
    bottom = _TOP + len(weeks) - 1
    lines = tuple(
        Line(Area(1, at, 1, at), Area(_TOP, at, bottom, at)) for at in range(1, len(names) + 1)
    )
    weeks_at = Area(_TOP, 0, bottom, 0)
    wide = max(760, min(1500, pixels(made)))
    chart = Chart(
        *(words.drift_title, (0, 0), weeks_at, lines[-1].values),
        most=100,
        lines=lines,
        wide=wide,
    )
    return charted(noted(made, note), [chart])


def _two_lines(sheet: Sheet, percents: int) -> Sheet:
    """The sheet with room for headings of two lines, to the right over the percents."""
    cells = tuple(
        one and one._replace(style="head_figure" if 0 < at <= percents else "head_wrap")
        for at, one in enumerate(sheet.rows[1].cells)
    )
    return replace(sheet, rows=(sheet.rows[0], Row(cells, 30), *sheet.rows[2:]))


def _rows(
    grid: Grid, weeks: Iterable[Told], readers: list[str]
) -> Iterator[tuple[str | float | None, ...]]:
    for one in weeks:
        cells = [*(one.readers.get(name) for name in readers), one.everybody]
        label = grid.words.in_week.format(year=one.year, week=f"{one.week:02d}")
        percents = [None if c is None or c.percent is None else float(c.percent) for c in cells]
        shares = ["" if c is None else _of(grid, c) for c in cells]
        yield label, *percents, *shares


def _of(grid: Grid, cell: Cell) -> str:
    return shown_cell(grid, cell) if cell.why else f"{cell.yes}/{cell.judged}"


def _order(name: str) -> tuple[int, str]:
    """Reader 10 after Reader 9."""
    return len(name), name
