"""A table of the lead's desk: lines of cells under headings, walked with the arrow keys.

A cell is words, two lines of words, or a state with its shape. Cells that have no room are read
out all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.columns import Column, Headings, fitted, paint_plain_row, paint_two
from fieldkit.ui.components.layout import column
from fieldkit.ui.components.pill import paint_pill, pill_words
from fieldkit.ui.components.row_delegate import Index, RowDelegate, prepare
from fieldkit.ui.plain_list import PlainList

LINE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class State:
    """A cell that is a pill: its kind and its words ("" for the kind's own)."""

    kind: str
    words: str = ""


@dataclass(frozen=True)
class Two:
    """A cell of two lines."""

    first: str
    second: str


Cell = str | State | Two


@dataclass(frozen=True)
class Line:
    """One row: what it is by `key`, and its cells by the keys of the columns."""

    key: str
    cells: Mapping[str, Cell] = field(default_factory=dict)


def words_of(cell: Cell) -> str:
    """What a cell says."""
    if isinstance(cell, State):
        return pill_words(cell.kind, cell.words)
    return f"{cell.first}, {cell.second}" if isinstance(cell, Two) else cell


class _TableDelegate(RowDelegate):
    columns: Sequence[Column] = ()
    large = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(LINE)
        two = any(isinstance(one, Two) and one.second for one in line.cells.values())
        need = theme.metrics("strong").height() + theme.px(14)
        need += theme.metrics("second").height() if two else 0
        if self.large:
            need = theme.metrics("panel").height() + theme.px(14)
        return QSize(theme.px(120), max(theme.px(46 if two else 36), int(need)))

    def _paint_row(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        line: Line = index.data(LINE)
        selected = paint_plain_row(painter, rect, option)
        for number, (key, place) in enumerate(fitted(self.columns, rect).items()):
            cell = line.cells.get(key, "")
            if isinstance(cell, State):
                paint_pill(painter, place, cell.kind, cell.words, on_tint=selected)
            elif isinstance(cell, Two):
                paint_two(painter, place, cell.first, cell.second)
            else:
                right = next(one.right for one in self.columns if one.key == key)
                role = "panel" if self.large else "strong" if number == 0 else "body"
                align = paint.RIGHT if right else paint.LEFT
                paint.text(painter, place, cell, role, "text", align)


class Table(QWidget):
    """`chosen` is emitted with the key of the line that has the bar, `activated` on Enter."""

    chosen = Signal(str)
    activated = Signal(str)

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        many: bool = False,
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.lines: tuple[Line, ...] = ()
        self.view = PlainList(_TableDelegate)
        delegate = self.view.itemDelegate()
        assert isinstance(delegate, _TableDelegate)
        delegate.columns = self.columns
        delegate.large = large
        prepare(self.view, name)
        if many:
            self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.selectionModel().currentChanged.connect(lambda now, before: self._tell())
        self.view.activated.connect(lambda index: self.activated.emit(self.current))
        self.setLayout(column(Headings(self.columns, self.view), (self.view, 1), gap=0))
        self.setFocusProxy(self.view)

    def minimumSizeHint(self) -> QSize:
        """Headings and two lines, at every size of the letters."""
        return QSize(theme.px(200), theme.px(112))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; what is still there keeps the bar, and stays chosen."""
        before, picked = self.current, self.picked
        self.lines = tuple(lines)
        self.view.show_rows([self._row(one) for one in self.lines])
        keys = [one.key for one in self.lines]
        kept = [one for one in picked if one in keys]
        self.choose(next((one for one in (before, *kept, *keys) if one in keys), ""))
        if kept:
            self._select([keys.index(one) for one in kept])

    def _select(self, rows: Sequence[int]) -> None:
        chosen = QItemSelection()
        for number in rows:
            place = self.view.model().index(number, 0)
            chosen.select(place, place)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.view.selectionModel().select(chosen, flag)

    def _row(self, line: Line) -> dict[int, object]:
        told = []
        for number, one in enumerate(self.columns):
            words = words_of(line.cells.get(one.key, ""))
            if words:
                told.append(words if number == 0 or not one.right else f"{one.title} {words}")
        return {
            Qt.ItemDataRole.DisplayRole: told[0] if told else line.key,
            Qt.ItemDataRole.AccessibleTextRole: ", ".join(told),
            Qt.ItemDataRole.ToolTipRole: " · ".join(told),
            LINE: line,
        }

    def choose(self, key: str) -> None:
        """Give the bar to the line of that key."""
        for number, one in enumerate(self.lines):
            if one.key == key:
                place = self.view.model().index(number, 0)
                flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
                self.view.selectionModel().setCurrentIndex(place, flag)
                return

    @property
    def current(self) -> str:
        """The key of the line that has the bar, or ""."""
        place = self.view.currentIndex().row()
        return self.lines[place].key if 0 <= place < len(self.lines) else ""

    @property
    def picked(self) -> tuple[str, ...]:
        """The keys of every line chosen, in order."""
        rows = sorted(one.row() for one in self.view.selectionModel().selectedIndexes())
        return tuple(self.lines[row].key for row in rows)

    def told(self, column_key: str) -> list[str]:
        """What one column says, line by line."""
        return [words_of(one.cells.get(column_key, "")) for one in self.lines]

    def _tell(self) -> None:
        if self.current:
            self.chosen.emit(self.current)
