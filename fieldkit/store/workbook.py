"""Writes a described workbook as xlsx bytes; `workbook_read` reads one back.

Strings are written as strings whatever they look like; the same description gives the same
bytes; every finished file passes `workbook_scan` before anybody sees it.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from fieldkit.errors import FieldkitError
from fieldkit.inspection.sheet import Area, Choice, Look, Row, Sheet, Workbook, clean
from fieldkit.inspection.sheet_paper import scale
from fieldkit.store import workbook_chart
from fieldkit.store.workbook_look import STYLES
from fieldkit.store.workbook_scan import scan
from fieldkit.store.workbook_strings import PlainWorkbook

_CREATED = datetime(2000, 1, 1)
_PAPER = {"A4": 9, "A3": 8}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_MAY = {"format_cells": True, "format_columns": True, "format_rows": True, "sort": True}


def write(workbook: Workbook) -> bytes:
    """The workbook as xlsx. The same workbook always gives the same bytes.

    Raises FieldkitError ``grid.sheet_name`` for names that spreadsheets refuse, and
    ``grid.scan`` (place, found) if the finished file holds anything that it must not.
    """
    _check_names(workbook)
    target = io.BytesIO()
    with PlainWorkbook(target, _OPTIONS) as book:
        book.set_properties({"created": _CREATED})
        book.set_calc_mode("auto")
        pen = _Pen(book)
        for sheet in workbook.sheets:
            _write_sheet(book, pen, sheet, workbook.marking)
    data = target.getvalue()
    scan(data)
    return data


def _check_names(workbook: Workbook) -> None:
    seen: set[str] = set()
    for sheet in workbook.sheets:
        name = sheet.name
        bad = re.search(r"[\[\]:*?/\\\x00-\x1f]", name) or name[:1] == "'" or name[-1:] == "'"
        if not name or bad or len(name) > 31 or name.casefold() in seen | {"history"}:
            raise FieldkitError("grid.sheet_name", name=name)
        seen.add(name.casefold())


class _Pen:
    """Formats of one workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __getitem__(self, style: str) -> Any:
        if style not in self._made:
            self._made[style] = self._book.add_format(STYLES[style])
        return self._made[style]


def _write_sheet(book: Any, pen: _Pen, sheet: Sheet, marking: str) -> None:
    page = book.add_worksheet(sheet.name)
    for at, row in enumerate(sheet.rows):
        if row.height is not None:
            page.set_row(at, row.height)
        _write_row(page, pen, at, row)
    for at, width in enumerate(sheet.widths):
        page.set_column(at, at, width)
    for area in sheet.merges:
        _merge(page, pen, sheet, area)
    for look in sheet.looks:
        _look(page, pen, look)
    for choice in sheet.choices:
        _choice(page, choice)
    if sheet.freeze != (0, 0):
        page.freeze_panes(*sheet.freeze)
    if sheet.filter is not None:
        page.autofilter(*_corners(sheet.filter))
    if sheet.protected:
        page.protect("", _MAY)
    for chart in sheet.charts:
        workbook_chart.insert(book, page, sheet, chart)
    _paper(page, sheet, marking)


def _corners(area: Area) -> tuple[int, int, int, int]:
    return area.top, area.left, area.bottom, area.right


def _write_row(page: Any, pen: _Pen, at: int, row: Row) -> None:
    for col, cell in enumerate(row.cells):
        if cell is None:
            continue
        look = pen[cell.style]
        if cell.formula:
            value = "" if cell.value is None else cell.value
            page.write_formula(at, col, cell.formula, look, value)
        elif cell.value is None:
            page.write_blank(at, col, None, look)
        elif isinstance(cell.value, str):
            page.write_string(at, col, clean(cell.value), look)
        else:
            page.write_number(at, col, cell.value, look)


def _merge(page: Any, pen: _Pen, sheet: Sheet, area: Area) -> None:
    cells = sheet.rows[area.top].cells
    if area.left >= len(cells):
        return
    cell = cells[area.left]
    if cell is not None and not cell.formula:
        page.merge_range(*_corners(area), "", pen[cell.style])
        page.write_string(area.top, area.left, clean(str(cell.value or "")), pen[cell.style])


def _look(page: Any, pen: _Pen, look: Look) -> None:
    style = pen[look.style]
    rule = {"type": "formula", "criteria": look.formula, "format": style}
    if look.equals:
        rule = {"type": "cell", "criteria": "==", "value": f'"{look.equals}"', "format": style}
    page.conditional_format(*_corners(look.area), rule)


def _choice(page: Any, choice: Choice) -> None:
    page.data_validation(
        *_corners(choice.area),
        {"validate": "list", "source": list(choice.words) or choice.source, "ignore_blank": True},
    )


def _paper(page: Any, sheet: Sheet, marking: str) -> None:
    page.set_landscape()
    page.set_paper(_PAPER[sheet.paper])
    if sheet.breaks:
        page.set_print_scale(scale(sheet))
        page.set_h_pagebreaks(list(sheet.breaks))
    else:
        page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
    page.hide_gridlines(2)
    plain, left = _printed(marking, 60), _printed(sheet.footer, 120)
    page.set_header(f'&C&"Calibri,Bold"{plain}' if plain else "")
    page.set_footer(f"&L{left}&C{plain}&R&P / &N")
    if sheet.repeat_rows is not None:
        page.repeat_rows(*sheet.repeat_rows)
    if sheet.repeat_columns is not None:
        page.repeat_columns(*sheet.repeat_columns)


def _printed(text: str, most: int) -> str:
    plain = clean(text).replace("\n", " ")[:most].replace("&", "&&")
    return f" {plain}" if plain[:1].isdigit() else plain
