"""The sheet of breakdowns: each key question by each attribute of the cases, with n of N.

It is the sheet that gets copied into reports, so small counts are hidden here too.
"""

from __future__ import annotations

from collections.abc import Iterator

from fieldkit.inspection.breakdown import Cell, Split, breakdown, publishable
from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.grid_table import list_sheet, noted
from fieldkit.inspection.sheet import Sheet, clean


def splits(grid: Grid) -> dict[str, tuple[Split, ...]]:
    """The breakdowns of a grid by attribute; small counts hidden as its threshold says."""
    rows = {str(at): case.answers for at, case in enumerate(grid.cases)}
    known = {str(at): case.attributes for at, case in enumerate(grid.cases)}
    codes = [one.code for one in grid.questions]
    publish = grid.threshold > 1
    wanted = [one for one in grid.attributes if len({k.get(one, "") for k in known.values()}) > 1]
    chosen = publishable(grid.attributes, known.values()) if publish else tuple(wanted)
    return {
        one: breakdown(grid.form, rows, known, one, codes, publish, grid.threshold)
        for one in chosen
        if codes
    }


def breakdown_sheet(grid: Grid) -> Sheet:
    """One row per value of an attribute, one column per key question."""
    words = grid.words
    heads = (*words.breakdown_head, *(clean(one.code) for one in grid.questions))
    widths = (24, 26, 9, *(16 for _ in grid.questions))
    made = list_sheet(grid, words.breakdowns, heads, widths, _rows(grid))
    if grid.threshold < 2:
        return made
    return noted(made, words.breakdown_note.format(threshold=grid.threshold))


def _rows(grid: Grid) -> Iterator[tuple[str | int, ...]]:
    words = grid.words
    for code, found in splits(grid).items():
        title = grid.attributes[code]
        for at, cell in enumerate(found[0].cells):
            value = clean(cell.value) or words.unknown
            sizes = [split.cells[at].cases for split in found]
            size = sizes[0] if None not in sizes else shown_cell(grid, cell)
            yield title, value, size or 0, *(shown_cell(grid, one.cells[at]) for one in found)
        yield title, words.everybody, len(grid.cases), *(shown_cell(grid, s.total) for s in found)


def shown_cell(grid: Grid, cell: Cell) -> str:
    """n of N and the percent, or why they are not shown."""
    if cell.why:
        hidden = grid.words.small if cell.why == "small" else grid.words.too
        return hidden.format(threshold=grid.threshold)
    share = f" ({cell.percent} %)" if cell.percent is not None else ""
    return f"{cell.yes}/{cell.judged}{share}"
