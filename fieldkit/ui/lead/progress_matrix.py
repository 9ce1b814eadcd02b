"""The matrix of fieldwork: subjects down, people across, each square a shape and a word."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from fieldkit.steps.matrix import Matrix, Square
from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.row_delegate import Index, paint_state, prepare

SQUARE: Final = Qt.ItemDataRole.UserRole
_LEFT, _GLYPH, _GAP, _RIGHT = 10, 16, 7, 6
_ROW, _WIDEST = 34, 154
LOOKS: Final = {
    "allocated": ("circle-dashed", "text2", "Not started"),
    "reading": ("circle-half", "info", "Reading"),
    "reopened": ("circle-half", "info", "Reopened"),
    "complete": ("check-circle-fill", "ok", "Complete"),
    "submitted": ("check-circle-fill", "ok", "Submitted"),
    "approved": ("circle-wavy-check", "ok", "Approved"),
    "returned": ("arrow-u-up-left-bold", "warn", "Returned"),
}


class MatrixModel(QAbstractTableModel):
    """Squares by row (subject) and column (person)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matrix: Matrix | None = None

    def show(self, matrix: Matrix) -> None:
        """Show another state."""
        self.beginResetModel()
        self.matrix = matrix
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self.matrix.subjects) if self.matrix and not parent.isValid() else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self.matrix.people) if self.matrix and not parent.isValid() else 0

    def square(self, row: int, column: int) -> Square | None:
        """The square there, or None where that person does not read that subject."""
        if self.matrix is None:
            return None
        subject, person = self.matrix.subjects[row], self.matrix.people[column]
        return self.matrix.squares.get((subject.id, person.person))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self.square(index.row(), index.column()) if index.isValid() else None
        if role == SQUARE:
            return one
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            row = str(self.headerData(index.row(), Qt.Orientation.Vertical))
            return f"{row}, {self._person(index.column())}: {spoken(one)}"
        return None

    def _person(self, column: int) -> str:
        return self.matrix.people[column].name if self.matrix else ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if self.matrix is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            one = self.matrix.subjects[section]
            return f"Case {one.number}" if one.kind == "case" else one.number
        person = self.matrix.people[section]
        if person.late:
            return f"{person.name}\nsilent {person.silent_days} days"
        days = person.silent_days
        heard = "not heard" if not person.heard else "heard today" if not days else f"{days} d ago"
        return f"{person.name}\n{heard}"


def spoken(one: Square | None) -> str:
    """A square in words."""
    if one is None:
        return "does not read it"
    words = LOOKS[one.state][2]
    kind = "" if one.reading.kind in ("first", "joint") else f", {one.reading.kind} reading"
    late = ", late" if one.late else ""
    return f"{words}, {one.answered} answered{kind}{late}"


def painted(one: Square) -> tuple[str, str]:
    """The words of a square, as short as they can be: its state, and what kind of reading."""
    late = "Late · " if one.late else ""
    kind = "" if one.reading.kind in ("first", "joint") else one.reading.kind.replace("_", " ")
    return f"{late}{LOOKS[one.state][2]}", kind


class _SquareDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        flag = QStyle.StateFlag
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & flag.State_Selected)
        focused = isinstance(option.widget, QWidget) and option.widget.hasFocus()
        paint_state(painter, rect, selected=selected, focused=focused, hover=False, first=False)
        foot = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(foot, theme.colour("line"))
        one: Square | None = index.data(SQUARE)
        inner = rect.adjusted(theme.px(_LEFT), 0, -theme.px(_RIGHT), 0)
        if one is None:
            paint.text(painter, inner, "·", "body", "text3")
        else:
            glyph, tone, _ = LOOKS[one.state]
            if one.late:
                glyph, tone = "warning-fill", "warn"
            side = theme.px(_GLYPH)
            place = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
            icons.paint(painter, glyph, place, tone)
            words_at = inner.adjusted(side + theme.px(_GAP), 0, 0, 0)
            state, kind = painted(one)
            high = theme.metrics("second").height()
            if kind:
                below = words_at.adjusted(0, high, 0, 0)
                words_at = words_at.adjusted(0, 0, 0, -high)
                paint.text(painter, below, kind, "second", "text2")
            paint.text(painter, words_at, state, "second", "text")
        painter.restore()


class MatrixView(QTableView):
    """The matrix as a table: arrow keys walk its squares. `chosen` says that one has the bar."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.squares = MatrixModel(self)
        self._words: frozenset[tuple[str, str]] = frozenset()
        self.setModel(self.squares)
        self.setItemDelegate(_SquareDelegate(self))
        prepare(self, "Who has read what")
        self.setShowGrid(False)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.horizontalHeader().setDefaultAlignment(middle)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentChanged.connect(lambda now, before: self.chosen.emit())

    def show_matrix(self, matrix: Matrix) -> None:
        """Show another state; the square that had the bar keeps it."""
        place = self.currentIndex()
        row, column = max(place.row(), 0), max(place.column(), 0)
        self.squares.show(matrix)
        self._words = frozenset(painted(one) for one in matrix.squares.values())
        self._size()
        if self.squares.rowCount() and self.squares.columnCount():
            last = self.squares.rowCount() - 1, self.squares.columnCount() - 1
            self.setCurrentIndex(self.squares.index(min(row, last[0]), min(column, last[1])))

    def _size(self) -> None:
        """Columns as wide as their words need, wider where all of them have room."""
        metrics = theme.metrics("second")
        words = [line for one in self._words for line in one]
        widest = max((metrics.horizontalAdvance(one) for one in words), default=0)
        count, across = self.squares.columnCount(), Qt.Orientation.Horizontal
        heads = [str(self.squares.headerData(at, across)) for at in range(count)]
        named = [metrics.horizontalAdvance(line) for one in heads for line in one.split("\n")]
        square = theme.px(_LEFT + _GLYPH + _GAP + _RIGHT + 4) + widest
        need = max([square, *(theme.px(2 * _LEFT) + one for one in named)])
        room = self.viewport().width() // count if count else 0
        wide = max(int(need), min(theme.px(_WIDEST), room))
        self.horizontalHeader().setDefaultSectionSize(wide)
        self.horizontalHeader().setFixedHeight(int(2 * metrics.height()) + theme.px(12))
        two = any(kind for _, kind in self._words)
        high = max(theme.px(_ROW), int(2 * metrics.height()) + theme.px(8) if two else 0)
        self.verticalHeader().setDefaultSectionSize(high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._size()

    def current(self) -> Square | None:
        """The square that has the bar."""
        place = self.currentIndex()
        return self.squares.square(place.row(), place.column()) if place.isValid() else None

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(120))
