"""Reading a workbook: tabs of its sheets, a filter, the table, and how many rows are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from fieldkit.documents.display import Sheets, Table
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import ElidedLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.reader import finder, passage_menu
from fieldkit.ui.reader.column_filter import ColumnFilter
from fieldkit.ui.reader.finder import Hit, Hits
from fieldkit.ui.reader.marks import Mark, Passage, passage_of
from fieldkit.ui.reader.sheet_table import SheetTable


class SheetView(QWidget):
    """Its passages are of page 1: a cell, the cells chosen in one row, or a hit."""

    page_shown = Signal(int)
    place_changed = Signal(str)
    passage_changed = Signal(object)
    mark_activated = Signal(str)
    tie_requested = Signal(object)
    hits_changed = Signal(int, int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sha256 = ""
        self._sheets = Sheets((), "")
        self._at = 0
        self._marks: tuple[Mark, ...] = ()
        self._hits = Hits()
        self._range: tuple[int, int] | None = None
        self._column_filter: ColumnFilter | None = None
        self._column = 0
        self._by_column = Button("Filter column", "quiet", icon="funnel", key="Alt+Down")
        self._by_column.clicked.connect(lambda: self.filter_column())
        self._tabs = row(gap=4)
        self._group = QButtonGroup(self)
        self.filter = SearchField("Show only rows with these words", icon="funnel")
        self.count = Label("", "second_medium", "text2")
        self._above = ElidedLabel("", "second", "text2")
        above = QWidget()
        above.setLayout(row((self._above, 1), margins=(14, 7, 14, 1)))
        self._heading = above
        self.table = SheetTable()
        self.setFocusProxy(self.table)
        tools = row(
            self.filter,
            self._by_column,
            self._tabs,
            STRETCH,
            self.count,
            gap=12,
            margins=(14, 8, 14, 8),
        )
        self.setLayout(
            column(surface(column(tools, gap=0), "tools"), self._heading, (self.table, 1), gap=0)
        )
        self.filter.textChanged.connect(self._filter)
        self.filter.left.connect(self.table.setFocus)
        self.table.moved.connect(self._moved)
        self.table.ordered.connect(self._dress)
        self.table.mark_pressed.connect(self.mark_activated)
        head = self.table.horizontalHeader()
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(
            lambda place: self.filter_column(head.logicalIndexAt(place))
        )

    # The document

    def load(self, sheets: Sheets, sha256: str, title: str) -> None:
        """Show a workbook at its first sheet."""
        self._sheets, self._sha256 = sheets, sha256
        self._hits = Hits()
        self._range = None
        self.table.setAccessibleName(f"{title}, rows")
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._tabs.discard([button])
        if len(sheets.tables) > 1:
            for number, table in enumerate(sheets.tables):
                button = Button(table.name or f"Sheet {number + 1}", "tab", height=28)
                button.clicked.connect(partial(self.show_sheet, number))
                self._group.addButton(button, number)
                self._tabs.addWidget(button)
        self.show_sheet(0)
        self.page_shown.emit(1)

    def unload(self) -> None:
        """Let the workbook go."""
        if self._column_filter is not None:
            self._column_filter.close_it()
        self.load(Sheets((), ""), "", "")

    def show_sheet(self, number: int, *_: object) -> None:
        """Show one of the sheets, counted from 0."""
        tables = self._sheets.tables
        table = tables[number] if number < len(tables) else Table("", (), (), ())
        self._at = number
        self._range = None
        button = self._group.button(number)
        if button is not None:
            button.setChecked(True)
        self.filter.clear()
        above = " · ".join(" ".join(cell for cell in line if cell) for line in table.above)
        self._above.set_text(above)
        self._heading.setVisible(bool(above.strip()))
        self.table.show_table(table)
        self._tell_place()

    @property
    def page(self) -> int:
        """Always 1."""
        return 1

    def _filter(self, words: str) -> None:
        here = self.table.current_row()
        self.table.rows.set_filter(words)
        self.table.after_order(here)

    def show_all(self) -> None:
        """Take every filter off."""
        self.filter.clear()
        if self.table.rows.filters:
            here = self.table.current_row()
            self.table.rows.show_all()
            self.table.after_order(here)

    def filter_column(self, column: int | None = None) -> None:
        """Open filter and sort of a column; without one, of the column of the current cell."""
        if column is None:
            column = max(0, self.table.currentIndex().column())
        if not self.table.rows.columnCount():
            return
        if self._column_filter is None:
            self._column_filter = ColumnFilter(self, self.table.rows)
            self._column_filter.changed.connect(self._column_filtered)
            self._column_filter.sorted.connect(self._column_sorted)
        self._column = column
        self._column_filter.open_for(column, self.table.horizontalHeader())

    def _column_filtered(self) -> None:
        self.table.after_order(self.table.current_row())

    def _column_sorted(self, way: int) -> None:
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        here = self.table.current_row()
        self.table.rows.sort(self._column if way else -1, up if way >= 0 else down)
        self.table.after_order(here)

    def _tell_count(self) -> None:
        shown, of = self.table.rows.rowCount(), len(self.table.rows.table.rows)
        noun = "row" if shown == 1 else "rows"
        number = self.table.rows.filters
        if number:
            filters = "1 filter" if number == 1 else f"{number} filters"
            self.count.setText(f"{shown} {noun} shown, {of - shown} hidden by {filters}")
        else:
            self.count.setText(f"{of} {noun}")

    def place_words(self) -> str:
        """Where the reader is: "Row 188 of 412"."""
        here, of = self.table.current_row(), len(self.table.rows.table.rows)
        return f"Row {here + 1} of {of}" if here is not None else f"{of} rows"

    # Selection

    def _moved(self) -> None:
        self._range = None
        self._choose()
        self._tell_place()
        self.passage_changed.emit(self.passage())

    def _tell_place(self) -> None:
        self.place_changed.emit(self.place_words())

    def passage(self) -> Passage | None:
        """The hit gone to, or the chosen cells of the current row."""
        place = self.table.currentIndex()
        if self._range is not None:
            return self._passage(*self._range)
        if not place.isValid() or not self._sha256:
            return None
        chosen = self.table.selectionModel().selectedIndexes()
        columns = [one.column() for one in chosen if one.row() == place.row()]
        columns = columns or [place.column()]
        rows = self.table.rows
        source = rows.row_of(place.row())
        start = rows.cell_start(source, min(columns))
        end = rows.cell_start(source, max(columns)) + len(rows.cell(source, max(columns)))
        return self._passage(start, end)

    def _passage(self, start: int, end: int) -> Passage | None:
        """A passage that says in which row (and sheet, of several) it stands."""
        found = passage_of(self._sha256, 1, self._sheets.text, start, end)
        place = self.table.rows.at_offset(start)
        if found is None or place is None:
            return found
        sheet = f"{self.table.rows.table.name}, " if len(self._sheets.tables) > 1 else ""
        return replace(found, section=f"{sheet}row {place[0] + 1}")

    def go_to(self, page: int, start: int, end: int) -> None:
        """Show the sheet, row and cell of a passage; a filter that hides it is taken off."""
        number = self._sheet_at(start)
        if number is None:
            return
        if number != self._at:
            self.show_sheet(number)
            self._dress()
        place = self.table.rows.at_offset(start)
        if place is None:
            self.table.scrollToTop()
            return
        if self.table.rows.shown_row(place[0]) is None:
            self.show_all()
        self.table.go(*place)
        self._range = (start, end)
        self._choose()
        self._tell_place()
        self.passage_changed.emit(self.passage())

    def _choose(self) -> None:
        """Tint the words gone to within their cell."""
        self.table.dressing.chosen = None
        if self._range is not None:
            for cell, start, end in self._cells(*self._range):
                self.table.dressing.chosen = (cell, start, end)
                break
        self.table.viewport().update()

    def _sheet_at(self, offset: int) -> int | None:
        begun = [
            number
            for number, table in enumerate(self._sheets.tables)
            if table.starts and table.starts[0] <= offset
        ]
        return begun[-1] if begun else None

    def set_caret(self, on: bool) -> None:
        """Cells have a caret always: the current one."""

    # Marks and hits

    def _cells(self, start: int, end: int) -> list[tuple[tuple[int, int], int, int]]:
        """The cells of this sheet that a range touches, with the part of each."""
        rows = self.table.rows
        found, offset = [], start
        while offset < end:
            place = rows.at_offset(offset)
            if place is None or self._sheet_at(offset) != self._at:
                break
            first = rows.cell_start(*place)
            last = first + len(rows.cell(*place))
            if min(end, last) > offset:
                found.append((place, offset - first, min(end, last) - first))
            offset = max(last, offset) + 1
        return found

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these marks instead of those before."""
        self._marks = tuple(marks)
        self._dress()
        self.table.remeasure()

    def select_mark(self, identity: str | None) -> None:
        """Ring the tag of one mark."""
        self.table.dressing.selected = identity
        self.table.viewport().update()

    def _dress(self) -> None:
        """Lay marks and hits over the cells of this sheet."""
        dressing = self.table.dressing
        dressing.marks.clear()
        dressing.hits.clear()
        dressing.hit = self._hits.now()
        for mark in self._marks:
            for place, start, end in self._cells(mark.start, mark.end):
                dressing.marks.setdefault(place, []).append((mark, start, end))
        for hit in self._hits.found:
            for place, start, end in self._cells(hit.start, hit.end):
                dressing.hits.setdefault(place, []).append((hit, start, end))
        self.table.tick()
        self._tell_count()
        self.table.viewport().update()

    def search(self, words: finder.Asked) -> None:
        """Look for words in all sheets. Finding marks rows and hides none."""
        found = finder.ranges(finder.pattern(words), self._sheets.text)
        self._hits = Hits([Hit(1, start, end) for start, end in found])
        self._tell_hits()

    def find_step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) hit and choose it, so that it can be tied."""
        rows, here = self.table.rows, self.table.current_row()
        offset = rows.cell_start(here, 0) if here is not None else 0
        hit = self._hits.step(by, 1, offset)
        self._tell_hits()
        if hit is not None:
            self.go_to(1, hit.start, hit.end)

    def _tell_hits(self) -> None:
        self._dress()
        self.hits_changed.emit(self._hits.current + 1, len(self._hits.found), True)

    # The look

    def restyle(self) -> None:
        """Theme or interface size are others."""
        self.table.fit_columns()
        self.table.remeasure()

    def scroll_screen(self, by: int) -> None:
        """Scroll by most of a screen, down (1) or up (-1)."""
        bar = self.table.verticalScrollBar()
        bar.setValue(bar.value() + by * (bar.pageStep() - theme.px(48)))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        passage_menu.open_menu(self, event.globalPos(), self.passage(), self.tie_requested.emit)
