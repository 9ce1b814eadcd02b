"""The data annexe as a workbook: shares, ratings and breakdowns as figures, with native charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fieldkit.inspection.grid_breakdown import shown_cell, splits
from fieldkit.inspection.grid_lists import provenance_sheet
from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.grid_table import list_sheet
from fieldkit.inspection.sheet import (
    Area,
    Chart,
    Sheet,
    Workbook,
    clean,
    sheet_name,
    with_overflow,
)
from fieldkit.inspection.sheet_paper import charted, most_bars

_BANDS = ("#B4442F", "#C28A00", "#2F6DB5", "#1E7A5E")
_NONE = "#7A8794"
_SHARES = ("Question", "Text", "Yes", "Judged", "Percent", "Low", "High", "Rating")
_RATINGS = ("Standard", "Title", "Rating", "Points", "Computed", "Counted")
_TOP = 2


def annexe_book(grid: Grid) -> Workbook:
    """Sheets Shares, Ratings, one per attribute, and Provenance."""
    sheets = [_shares(grid), _ratings(grid)]
    for code in splits(grid):
        names = tuple(one.name for one in sheets)
        sheets.append(_split(grid, code, sheet_name(f"By {grid.attributes[code]}", names)))
    sheets.append(provenance_sheet(grid))
    book = Workbook(clean(grid.provenance.inspection), clean(grid.form.marking), tuple(sheets))
    return with_overflow(book, grid.words.overflow_head, grid.words.overflow_more)


def _shares(grid: Grid) -> Sheet:
    rows = []
    colours = []
    for question in grid.questions:
        rated = grid.ratings.key_question(question.code)
        if rated is None:
            continue
        low, high = rated.interval or (None, None)
        figures = (rated.percent, low, high)
        rows.append(
            (
                clean(question.code),
                clean(question.text),
                rated.counts.yes,
                rated.counts.judged,
                *(None if one is None else float(one) for one in figures),
                rated.rating or "",
            )
        )
        colours.append(_colour(grid, rated.rating))
    made = list_sheet(grid, "Shares", _SHARES, (12, 70, 8, 8, 9, 9, 9, 24), rows)
    title = "Cases judged sufficient, percent"
    return _charted(made, title, [len(rows)], 4, tuple(colours), 100)


def _colour(grid: Grid, rating: str | None) -> str:
    known = rating in grid.form.ratings
    return _BANDS[min(3, grid.form.ratings.index(rating))] if rating and known else _NONE


def _charted(
    sheet: Sheet,
    title: str,
    groups: Sequence[int],
    column: int,
    colours: tuple[str, ...],
    most: float,
) -> Sheet:
    """The sheet with the chart of its first rows, in as many parts as pages ask for.

    `groups` are numbers of rows that belong together; a part ends with a group where it can.
    """
    parts = _parts(groups, most_bars(sheet))
    charts = []
    at = _TOP
    for number, bars in enumerate(parts, 1):
        bottom = at + bars - 1
        charts.append(
            Chart(
                title if len(parts) == 1 else f"{title}, {number} of {len(parts)}",
                (0, 0),
                Area(at, 0, bottom, 0),
                Area(at, column, bottom, column),
                colours[at - _TOP : bottom + 1 - _TOP],
                most,
            )
        )
        at = bottom + 1
    return charted(sheet, charts)


def _parts(groups: Sequence[int], most: int) -> list[int]:
    """How many rows each part has, `most` at most."""
    made = [0]
    for group in groups:
        if made[-1] and made[-1] + group > most:
            made.append(0)
        made[-1] += group
        while made[-1] > most:
            made[-1:] = [most, made[-1] - most]
    return [one for one in made if one]


def _ratings(grid: Grid) -> Sheet:
    rows: list[tuple[str | int | None, ...]] = []
    colours = []
    for standard in grid.form.standards:
        rated = grid.ratings.standard(standard.code)
        if rated is None or not rated.applicable:
            continue
        counts = grid.words.yes if standard.counted else grid.words.no
        told = (rated.rating or "", rated.points, rated.computed or "", counts)
        rows.append((clean(standard.code), clean(standard.title), *told))
        colours.append(_colour(grid, rated.rating))
    overall = grid.ratings.overall
    counted = len(rows)
    if overall.maximum is not None:
        told = (overall.rating or "", overall.points, overall.computed or "", "")
        rows.append((grid.words.overall, f"of {overall.maximum}", *told))
    made = list_sheet(grid, "Ratings", _RATINGS, (12, 50, 26, 9, 26, 10), rows)
    top = max((one.points for one in grid.form.bands), default=3)
    return _charted(made, "Points by standard", [counted], 3, tuple(colours), float(top))


def _split(grid: Grid, code: str, name: str) -> Sheet:
    """n, N and percent of each question by each value of an attribute, and their chart."""
    words = grid.words
    found = splits(grid)[code]
    heads = ("Question", "Value", "Shown", "Yes", "Judged", "Percent")

    def rows() -> Iterator[tuple[str | int | float | None, ...]]:
        for split in found:
            for cell in (*split.cells, split.total):
                value = words.everybody if cell is split.total else clean(cell.value)
                percent = None if cell.percent is None else float(cell.percent)
                label = f"{split.question} {value or words.unknown}"
                yield (
                    label,
                    value or words.unknown,
                    shown_cell(grid, cell),
                    cell.yes,
                    cell.judged,
                    percent,
                )

    told = tuple(rows())
    made = list_sheet(grid, name, heads, (34, 26, 22, 8, 8, 9), told)
    bars = [len(one.cells) + 1 for one in found]
    return _charted(made, f"Percent by {clean(grid.attributes[code])}", bars, 5, (), 100)
