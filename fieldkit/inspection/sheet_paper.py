"""Lays charts out below the rows of a sheet, so that no printed page cuts one in two.

A sheet that needs more than a page for them prints at a fixed scale with breaks of its own, since
spreadsheets pay no heed to breaks where they fit a sheet to the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from fieldkit.inspection.sheet import Chart, Sheet

_DOTS = 96
_PAPER = {"A4": (11.69, 8.27), "A3": (16.54, 11.69)}
_SIDES, _ENDS = 0.8, 1.35
_ROW = 20
_SURE = 0.94
_LETTER, _WIDEST = 7.0, 8.9
_BESIDE_BARS = 90
_BAR = 24


def size(chart: Chart) -> tuple[int, int]:
    """The width and height of a chart in pixels."""
    if chart.lines:
        return chart.wide, max(400, 2 * chart.wide // 5)
    return chart.wide, _BESIDE_BARS + _BAR * (chart.values.bottom - chart.values.top + 1)


def scale(sheet: Sheet) -> int:
    """The percent at which the columns and charts of a sheet fit its paper, also in wide letters.

    Where the font asked for is not there, another makes every column wider.
    """
    return _scale(sheet, _WIDEST)


def _scale(sheet: Sheet, letter: float) -> int:
    wide = max([pixels(sheet, letter), *(size(one)[0] for one in sheet.charts)])
    return max(10, min(100, int(100 * _DOTS * (_PAPER[sheet.paper][0] - _SIDES) / wide)))


def pixels(sheet: Sheet, letter: float = _LETTER) -> int:
    """How wide all columns are: so many pixels to the letter, and five between."""
    return sum(round(letter * one) + 5 for one in sheet.widths)


def most_bars(sheet: Sheet) -> int:
    """How many bars a chart may have and still stand on one page."""
    room = _page(sheet) - _repeated(sheet) - _ROW - _BESIDE_BARS
    return max(1, int(room // _BAR))


def charted(sheet: Sheet, charts: Sequence[Chart]) -> Sheet:
    """The sheet with `charts` below its rows, each whole on a page."""
    sheet = replace(sheet, charts=tuple(charts))
    page = _page(sheet)
    used = 0.0
    for row in sheet.rows:
        high = _ROW if row.height is None else row.height * 4 / 3
        used = used + high if used + high <= page else _repeated(sheet) + high
    at = len(sheet.rows)
    placed, breaks = [], []
    for chart in charts:
        rows = ceil(size(chart)[1] / _ROW)
        if used + _ROW * (rows + 1) > page:
            breaks.append(at)
            used = _repeated(sheet)
        else:
            at, used = at + 1, used + _ROW
        placed.append(replace(chart, at=(at, 0)))
        at, used = at + rows, used + _ROW * rows
    return replace(sheet, charts=tuple(placed), breaks=tuple(breaks))


def _page(sheet: Sheet) -> float:
    return _SURE * 100 * _DOTS * (_PAPER[sheet.paper][1] - _ENDS) / _scale(sheet, _LETTER)


def _repeated(sheet: Sheet) -> float:
    if sheet.repeat_rows is None:
        return 0.0
    first, last = sheet.repeat_rows
    return sum((one.height or 15) * 4 / 3 for one in sheet.rows[first : last + 1])
