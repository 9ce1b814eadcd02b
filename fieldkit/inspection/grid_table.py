"""The plain sheet of a grid: a title with the marking, a line of headings, and rows below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.sheet import Area, Cell, Row, Sheet, clean

_MARKING, _A4 = 24.0, 16


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
    below = [
        Row(tuple(Cell(value, "wrap" if isinstance(value, str) else "count") for value in row))
        for row in rows
    ]
    figures = {
        at
        for row in below[:50]
        for at, cell in enumerate(row.cells)
        if cell is not None and cell.style == "count" and cell.value is not None
    }
    top = (Cell(t, "head_right" if at in figures else "head") for at, t in enumerate(heads))
    made = [Row(tuple(marking), 24), Row(tuple(top), 18), *below]
    return Sheet(
        name=name,
        rows=tuple(made),
        widths=(*widths[:-1], max(widths[-1], _MARKING)),
        freeze=(2, 0),
        filter=Area(1, 0, max(1, len(made) - 1), len(heads) - 1),
        repeat_rows=(1, 1),
        paper="A4" if len(heads) <= _A4 else "A3",
        footer=grid.provenance.inspection,
    )
