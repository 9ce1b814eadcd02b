"""Workbooks in the reader.

1. The filter hides rows and says how many; find marks rows and hides none.
2. A column is sorted up, down, and as the sheet has it: numbers by value, dates by day.
3. A cell, a row and a hit give the passage of their part of the text.
4. Marks stand in their cell; going to one shows its sheet and takes a filter off.
5. Long notes show fourteen lines until opened.
6. Thousands of rows are filtered and sorted at once.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from fieldkit.documents.display import SheetRows, Sheets, sheets_of
from fieldkit.ui import theme
from fieldkit.ui.reader.marks import Mark
from fieldkit.ui.reader.reader import Reader
from fieldkit.ui.reader.sheet_model import SheetModel, column_letters, sort_key
from tests.ui.reader.helpers import Shelf, log, shown


def opened(qtbot: QtBot, reader: Reader, shelf: Shelf) -> tuple[str, Sheets]:
    listed = shelf.put("log.xlsx", log(), kind="sheet")
    shown(qtbot, reader, shelf, listed)
    return listed.document.sha256, shelf.source.sheets(listed)


def test_filter_and_find(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    opened(qtbot, reader, shelf)
    view = reader.sheet
    assert view.count.text() == "400 rows"
    reader.set_hits("police")
    assert view.count.text() == "400 rows"
    view.filter.setText("POLICE called")
    assert view.count.text() == "10 rows shown, 390 hidden by 1 filter"
    assert view.table.rows.rowCount() == 10
    view.filter.clear()
    assert view.count.text() == "400 rows"


def test_a_hit_is_a_passage(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    sha256, sheets = opened(qtbot, reader, shelf)
    reader.open_find()
    reader.find_bar.field.setText("police called")
    reader.find_next()
    reader.find_next()
    assert reader.find_bar.count.text() == "2 of 10"
    passage = reader.selection()
    assert passage is not None
    assert (passage.sha256, passage.quote) == (sha256, "Police called")
    assert sheets.text[passage.start : passage.end] == passage.quote
    assert reader.sheet.place_words() == "Row 48 of 400"


def test_sort_by_click(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    opened(qtbot, reader, shelf)
    table, rows = reader.sheet.table, reader.sheet.table.rows
    head = table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(0) + 10, head.height() // 2)

    def click() -> list[str]:
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
        return [rows.cell(rows.row_of(number), 0) for number in range(rows.rowCount())]

    up = click()
    assert up == sorted(up, key=sort_key)
    assert rows.headerData(0, Qt.Orientation.Horizontal) == "Date ↑"
    assert click() == sorted(up, key=sort_key, reverse=True)
    click()
    assert [rows.row_of(number) for number in range(400)] == list(range(400))


def test_numbers_and_dates_sort_by_value() -> None:
    words = ["10", "9", "1,000", "02/01/2025", "31/12/2024", "b", "A", "", "£3.50"]
    wanted = ["£3.50", "9", "10", "1,000", "31/12/2024", "02/01/2025", "A", "b", ""]
    assert sorted(words, key=sort_key) == wanted
    assert [column_letters(number) for number in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]


def test_cells_and_rows_are_passages(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    _, sheets = opened(qtbot, reader, shelf)
    table = reader.sheet.table
    for row, column in ((0, 1), (7, 2), (399, 1)):
        table.go(row, column)
        passage = reader.selection()
        assert passage is not None
        words = table.rows.cell(row, column)
        assert passage.quote == words
        assert sheets.text[passage.start : passage.end] == words
    table.selectRow(0)
    passage = reader.selection()
    assert passage is not None
    assert passage.quote == "\t".join(sheets.tables[0].rows[0])


def test_marks_stand_in_their_cell(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    sha256, sheets = opened(qtbot, reader, shelf)
    table = reader.sheet.table
    start = sheets.text.index("Police called.")
    far = sheets.text.index("asked for the map")
    marks = [
        Mark("a", sha256, 1, start, start + 14, "for", "2.3.3"),
        Mark("b", sha256, 1, far, far + 5, "against", "2.1.1"),
    ]
    reader.set_marks(marks)
    assert list(table.dressing.marks) == [(7, 2)]
    reader.sheet.filter.setText("nothing")
    assert reader.go_to(sha256, 1, start, start + 14)
    assert reader.sheet.filter.text() == ""
    assert table.current_row() == 7
    image = table.viewport().grab().toImage()
    index = table.rows.index(7, 2)
    rect = table.visualRect(index)
    colours = {
        image.pixelColor(x, y).name()
        for x in range(rect.left(), rect.right(), 2)
        for y in range(rect.top(), rect.bottom(), 2)
    }
    assert theme.colour("evidence_for").name() in colours
    reader.go_to(sha256, 1, far, far + 5)
    assert list(table.dressing.marks) == [(0, 1)]
    passage = reader.selection()
    assert passage is not None
    assert passage.quote == "asked"


def test_long_notes_open(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    opened(qtbot, reader, shelf)
    table = reader.sheet.table
    table.go(3, 2)
    assert table.is_long(3, 2)
    closed = table.rowHeight(3)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.rowHeight(3) > closed
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.rowHeight(3) == closed


def test_thousands_of_rows_take_no_time() -> None:
    rows = [(str(n), f"{1 + n % 28:02}/03/2025", f"note {n * 7919 % 5000}") for n in range(5000)]
    sheets = sheets_of([SheetRows("Log", (), ("No", "Date", "Note"), rows)])
    model = SheetModel()
    model.set_table(sheets.tables[0])
    before = time.perf_counter()
    model.sort(1)
    model.set_filter("note 49")
    assert time.perf_counter() - before < 1.0
    assert 0 < model.rowCount() < 5000
    for row in (0, 77, 4999):
        for column in (0, 1, 2):
            start = model.cell_start(row, column)
            assert model.at_offset(start) == (row, column)
            assert sheets.text[start:].startswith(rows[row][column])


def test_column_filters(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    """1. Each column has a filter of its own, by words and by values; header and line say so."""
    shown(qtbot, reader, shelf, shelf.put("log.xlsx", log(400), kind="sheet"))
    sheet = reader.sheet
    sheet.table.go(0, 1)
    reader.filter_column()
    panel = sheet._column_filter
    assert panel is not None and panel.isVisible()
    panel.words.setText("kind 1")
    assert sheet.table.rows.rowCount() == 157  # every number with a 1
    panel.close_it()
    sheet.table.go(1, 2)
    reader.filter_column()
    item = panel._model.item(0)
    for number in range(1, panel._model.rowCount()):
        panel._model.item(number).setCheckState(Qt.CheckState.Unchecked)
    rows = sheet.table.rows
    assert {rows.cell(rows.row_of(n), 2).replace("\n", " ") for n in range(rows.rowCount())} == {
        item.text().rsplit("   ", 1)[0]
    }
    assert "hidden by 2 filters" in sheet.count.text()
    assert "(filtered)" in rows.headerData(2, Qt.Orientation.Horizontal)
    panel.sorted.emit(-1)
    assert rows.sorted_by == (2, Qt.SortOrder.DescendingOrder)
    panel.all.click()
    assert "hidden by 1 filter" in sheet.count.text()
    sheet.show_all()
    assert rows.rowCount() == 400 and rows.sorted_by is not None
