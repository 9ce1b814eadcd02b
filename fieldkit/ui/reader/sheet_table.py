"""The table of a sheet: rows as high as their words, measured a few at a time; sorted by click."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QElapsedTimer, QModelIndex, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView, QWidget

from fieldkit.documents.display import Table
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.row_delegate import prepare
from fieldkit.ui.reader.sheet_cell import (
    LINES,
    PAD,
    Dressing,
    SheetDelegate,
    laid_out,
    line_height,
    tag_rects,
)
from fieldkit.ui.reader.sheet_model import SheetModel, widths
from fieldkit.ui.reader.tick_bar import TickBar

_SLICE: Final = 8  # milliseconds of measuring at a time


class RowNumbers(QHeaderView):
    """The numbers of rows as the sheet has them, level with the first line of words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setAccessibleName("Row numbers")

    def sizeHint(self) -> QSize:
        return QSize(theme.px(52), 0)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.fillRect(rect, theme.colour("panel"))
        foot = QRectF(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(foot, theme.colour("line"))
        words = str(self.model().headerData(logicalIndex, Qt.Orientation.Vertical))
        place = QRectF(rect.left(), rect.top() + theme.px(PAD), rect.width() - theme.px(8), 1)
        place.setHeight(line_height())
        paint.text(painter, place, words, "second", "text2", paint.RIGHT)


class SheetTable(QTableView):
    """`moved` when another cell is current; `mark_pressed` with the id of the tag clicked."""

    moved = Signal()
    mark_pressed = Signal(str)
    ordered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dressing = Dressing()
        self.rows = SheetModel(self)
        self.setModel(self.rows)
        self._cells = SheetDelegate(self, lambda: self.dressing)
        self.setItemDelegate(self._cells)
        prepare(self, "Rows of the sheet")
        self.setVerticalScrollBar(TickBar())
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName("All rows")
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.sectionClicked.connect(self.sort_next)
        side = RowNumbers(self)
        self.setVerticalHeader(side)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._unmeasured = 0
        self._measurer = QTimer(self, interval=0)
        self._measurer.timeout.connect(self._measure_on)
        self.verticalScrollBar().valueChanged.connect(self._measure_shown)

    def show_table(self, table: Table) -> None:
        """Show another sheet from its first row."""
        self.dressing.whole.clear()
        self.rows.set_table(table)
        self.fit_columns()
        self.scrollToTop()
        self.after_order()

    def fit_columns(self) -> None:
        """Give columns sensible widths; those with notes share what room is left."""
        letter = theme.metrics("body").averageCharWidth() * 1.06
        room = self.viewport().width()
        found = widths(self.rows.table, self.rows.columnCount(), room, letter)
        for column, width in enumerate(found):
            self.setColumnWidth(column, width)

    def sort_next(self, column: int) -> None:
        """Sort by a column: upwards, then downwards, then as the sheet has it."""
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        row = self.current_row()
        if self.rows.sorted_by == (column, up):
            self.rows.sort(column, down)
        elif self.rows.sorted_by == (column, down):
            self.rows.sort(-1)
        else:
            self.rows.sort(column, up)
        self.after_order(row)

    def current_row(self) -> int | None:
        """The current row of the sheet, from 0."""
        place = self.currentIndex()
        return self.rows.row_of(place.row()) if place.isValid() else None

    def after_order(self, row: int | None = None) -> None:
        """Rows were filtered or sorted: measure them again and come back to `row`."""
        self._unmeasured = 0
        self._measure_shown()
        self._measurer.start()
        if row is not None:
            self.go(row, 0)
        self.ordered.emit()

    def go(self, row: int, column: int) -> bool:
        """Make a cell of the sheet the current one and show it; False while it is hidden."""
        place = self.rows.shown_row(row)
        if place is None:
            return False
        index = self.rows.index(place, column)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self._measure_shown()
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def tick(self) -> None:
        """Show in the scroll bar where marks and hits are."""
        bar, of = self.verticalScrollBar(), max(1, self.rows.rowCount())
        found = [(place[0], one[0][0].token) for place, one in self.dressing.marks.items()]
        found += [(place[0], "accent") for place in self.dressing.hits]
        shown = [(self.rows.shown_row(source), token) for source, token in found]
        if isinstance(bar, TickBar):
            bar.set_ticks([(place / of, token) for place, token in shown if place is not None])

    # Heights

    def remeasure(self) -> None:
        """Fonts, widths or opened rows changed."""
        self._unmeasured = 0
        self._measure_shown()
        self._measurer.start()

    def _column_widths(self) -> list[int]:
        return [self.columnWidth(column) for column in range(self.rows.columnCount())]

    def _measure_shown(self) -> None:
        wide = self._column_widths()
        place = max(0, self.rowAt(0))
        used = self.rowViewportPosition(place) if self.rows.rowCount() else 0
        while place < self.rows.rowCount() and used < self.viewport().height():
            used += self._measure(place, wide)
            place += 1

    def _measure(self, place: int, wide: list[int]) -> int:
        high = self._cells.row_height(self.rows, place, wide)
        if high != self.rowHeight(place):
            self.setRowHeight(place, high)
        return high

    def _measure_on(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        wide = self._column_widths()
        bar = self.verticalScrollBar()
        while self._unmeasured < self.rows.rowCount() and clock.elapsed() < _SLICE:
            before = self.rowHeight(self._unmeasured)
            above = self._unmeasured < self.rowAt(0)
            high = self._measure(self._unmeasured, wide)
            if above and high != before:
                bar.setValue(bar.value() + high - before)
            self._unmeasured += 1
        if self._unmeasured >= self.rows.rowCount():
            self._measurer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_columns()
            self.remeasure()

    # Events

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        self.viewport().update()
        self.moved.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.indexAt(event.position().toPoint())
        if place.isValid() and event.button() == Qt.MouseButton.LeftButton:
            rect = QRectF(self.visualRect(place))
            row = self.rows.row_of(place.row())
            for mark, tag in tag_rects(rect, self.dressing.marks.get((row, place.column()), [])):
                if tag.contains(event.position()):
                    self.mark_pressed.emit(mark.id)
                    return
            foot = rect.bottom() - theme.px(PAD) - line_height()
            if event.position().y() > foot and self.is_long(row, place.column()):
                self.open_row(row)
        super().mousePressEvent(event)

    def is_long(self, row: int, column: int) -> bool:
        """Whether a cell has more lines than a row shows at first."""
        room = self._cells.room((row, column), self.columnWidth(column))
        return laid_out(self.rows.cell(row, column), room).lineCount() > LINES

    def open_row(self, row: int) -> None:
        """Show all lines of a row, or 14 of them again."""
        self.dressing.whole ^= {row}
        place = self.rows.shown_row(row)
        if place is not None:
            self._measure(place, self._column_widths())
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.open_row(row)
            return
        if event.text() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # letters are keys of the desk, not a search in the table
            return
        super().keyPressEvent(event)
