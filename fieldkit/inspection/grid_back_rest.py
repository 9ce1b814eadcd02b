"""The other sheets of a workbook that came back: formulas replaced, texts changed, sheets added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fieldkit.inspection.grid_back_cases import Oddity
from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.grid_summary import summary_sheet
from fieldkit.inspection.sheet import Cell, Sheet, Workbook, address
from fieldkit.inspection.sheet_read import ReadSheet, ReadWorkbook, said

_MOST = 50


def compare_rest(
    read: ReadWorkbook, grid: Grid, again: Workbook | None, oddities: list[Oddity], part: bool
) -> None:
    """Name what is odd outside the answers and the moderation; `again` is it as it was written."""
    words = grid.words
    expected = [
        words.summary, words.cases, words.moderation, words.reasons, words.evidence, words.doubles,
        words.agreement, words.drift, words.breakdowns, words.long, words.codebook, words.written,
        words.provenance,
    ]  # fmt: skip
    if part:
        expected.remove(words.moderation)
    names = {one.name for one in read.sheets}
    told = {words.cases, words.moderation, words.provenance}
    oddities += [
        Oddity(one, "", "sheet_missing", "")
        for one in expected
        if one not in names and one not in told
    ]
    oddities += [
        Oddity(one.name, "", "sheet_added", "")
        for one in read.sheets
        if one.name not in {*expected, "Overflow"}
    ]
    summary = read.sheet(words.summary)
    if summary is not None:
        oddities += _formulas(summary, summary_sheet(grid))
    passed = {words.summary, words.cases, words.moderation, words.provenance, "Overflow"}
    for sheet in again.sheets if again else ():
        found = read.sheet(sheet.name)
        if found is not None and sheet.name not in passed:
            oddities += _texts(found, sheet)


def _formulas(found: ReadSheet, sheet: Sheet) -> Iterator[Oddity]:
    """Cells of the summary that should reckon and do not; rows are found by their code."""
    rows = {found.text(at, 0): at for at in reversed(range(len(found.rows)))}
    for row in sheet.rows:
        first = row.cells[0] if row.cells else None
        code = said(first.value) if first is not None else ""
        if not code or code not in rows:
            continue
        for column, cell in enumerate(row.cells):
            if cell is not None and cell.formula and (rows[code], column) not in found.formulas:
                told = found.text(rows[code], column)
                yield Oddity(found.name, address(rows[code], column), "formula_replaced", told[:60])


def _texts(found: ReadSheet, sheet: Sheet) -> Iterator[Oddity]:
    """Cells that differ, where the rows are not only in another order."""
    before = [tuple(_shown(cell) for cell in row.cells) for row in sheet.rows]
    wide = max((len(row) for row in before), default=0)
    before = [(*row, *("",) * (wide - len(row))) for row in before]
    after = [
        tuple(found.text(at, column) for column in range(wide)) for at in range(len(found.rows))
    ]
    while after and not any(after[-1]):
        after.pop()
    if Counter(row for row in before if any(row)) == Counter(row for row in after if any(row)):
        yield from _beyond(found, wide)
        return
    odd = 0
    for at in range(max(len(before), len(after))):
        old = before[at] if at < len(before) else ("",) * wide
        new = after[at] if at < len(after) else ("",) * wide
        for column in range(wide):
            if old[column] != new[column] and odd < _MOST:
                odd += 1
                yield Oddity(found.name, address(at, column), "text_changed", new[column][:60])
    yield from _beyond(found, wide)


def _beyond(found: ReadSheet, wide: int) -> Iterator[Oddity]:
    for at, row in enumerate(found.rows):
        for column in range(wide, len(row)):
            if found.text(at, column):
                yield Oddity(
                    found.name, address(at, column), "cell_added", found.text(at, column)[:60]
                )


def _shown(cell: Cell | None) -> str:
    return "" if cell is None else said(cell.value)
