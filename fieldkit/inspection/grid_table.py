"""The plain sheet of a grid: a title with the marking, a line of headings, and rows below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil

from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.sheet import Area, Cell, Row, Sheet, clean

_MARKING, _A4 = 24.0, 16
_LINE, _TALLEST = 15.0, 405.0
_STYLES = {str: "wrap", float: "decimal"}


def _height(row: Sequence[str | int | float | None], widths: Sequence[float]) -> float | None:
    """The height that wrapped words need, since not every program works it out; None for a line."""
    lines = 1
    for value, width in zip(row, widths, strict=False):
        if isinstance(value, str) and (len(value) > 1.1 * width or "\n" in value):
            needed = sum(max(1, ceil(len(part) / (1.1 * width))) for part in value.split("\n"))
            lines = max(lines, needed)
    return None if lines == 1 else min(_LINE * lines, _TALLEST)


def list_sheet(
    grid: Grid,
    name: str,
    heads: Sequence[str],
    widths: tuple[float, ...],
    rows: Iterable[Sequence[str | int | float | None]],
) -> Sheet:
    """A sheet of rows: texts are wrapped, numbers stand to the right."""
    marking: list[Cell | None] = [None] * len(heads)
    marking[-1] = Cell(clean(grid.form.marking), "marking")
    marking[0] = Cell(name, "title")
    wide = (*widths[:-1], max(widths[-1], _MARKING))
    below = [
        Row(
            tuple(Cell(value, _STYLES.get(type(value), "count")) for value in row),
            _height(row, wide),
        )
        for row in rows
    ]
    figures = {
        at
        for row in below[:50]
        for at, cell in enumerate(row.cells)
        if cell is not None and cell.style != "wrap" and cell.value is not None
    }
    top = (Cell(t, "head_right" if at in figures else "head") for at, t in enumerate(heads))
    made = [Row(tuple(marking), 24), Row(tuple(top), 18), *below]
    return Sheet(
        name=name,
        rows=tuple(made),
        widths=wide,
        freeze=(2, 0),
        filter=Area(1, 0, max(1, len(made) - 1), len(heads) - 1),
        repeat_rows=(1, 1),
        paper="A4" if len(heads) <= _A4 else "A3",
        footer=grid.provenance.inspection,
    )


def noted(sheet: Sheet, note: str) -> Sheet:
    """The sheet with a remark over its whole width as the last row, outside its filter."""
    wide = len(sheet.widths)
    at = len(sheet.rows)
    row = Row((Cell(note, "note_wrap"),), _height((note,), (1.2 * sum(sheet.widths),)))
    merges = (*sheet.merges, Area(at, 0, at, wide - 1))
    return replace(sheet, rows=(*sheet.rows, row), merges=merges)
