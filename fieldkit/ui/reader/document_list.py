"""The list at the left of the desk: a case's documents, what was read of them, and a filter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QWidget

from fieldkit.steps.read import Listed
from fieldkit.ui import icons, theme
from fieldkit.ui.components.label import ElidedLabel, IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.components.list_view import ListView
from fieldkit.ui.components.progress import paint_ring
from fieldkit.ui.components.row_delegate import Index, RowDelegate, prepare
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.reader.document_model import (
    LISTED,
    STATE,
    DocumentModel,
    pages_left,
    share_read,
)


class _Rows(RowDelegate):
    """Rows with a dot, a ring or a tick at the right."""

    def paint_right(self, painter: QPainter, rect: QRectF, index: Index, selected: bool) -> float:
        side = float(theme.px(16))
        place = QRectF(rect.right() - side, rect.center().y() - side / 2, side, side)
        state, listed = index.data(STATE), index.data(LISTED)
        if state == "Unread":
            icons.paint(painter, "circle-fill", place, "accent", theme.px(9))
        elif state == "Read":
            icons.paint(painter, "check", place, "text2")
        elif state == "Being read" and isinstance(listed, Listed):
            paint_ring(painter, place, share_read(listed))
        return side + theme.px(10)

    def paint_words(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        """A file inside another document stands further in, under a paperclip."""
        listed = index.data(LISTED)
        depth = listed.depth if isinstance(listed, Listed) else 0
        if depth:
            side = float(theme.px(13))
            left = rect.left() + theme.px(14) * (depth - 1)
            place = QRectF(left, rect.top() + theme.px(10), side, side)
            icons.paint(painter, "paperclip", place, "text2")
            rect = rect.adjusted(theme.px(14) * depth + theme.px(4), 0, 0, 0)
        super().paint_words(painter, rect, index)


class _View(ListView):
    """Arrows move, Enter or a click opens; letters are keys of the desk."""

    chosen = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self.chosen.emit(self.currentIndex())
            return
        if event.text().isprintable() and event.text():
            event.ignore()
            return
        super().keyPressEvent(event)


class DocumentList(QFrame):
    """`opened` with the SHA-256 of the document chosen. `select` shows one and emits nothing."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "side_left")
        self.setAccessibleName("Case file")
        self._selected = ""
        self._count = ElidedLabel("", "second", "text2")
        self.filter = SearchField("Filter documents", icon="funnel")
        self.model = DocumentModel(self)
        self.view = _View()
        prepare(self.view, "Documents", "window")
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Rows(self.view, height=47, rules=False, surface="window"))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._left = Label("", "second", "text2")
        head = row(Label("Case file", "strong"), (self._count, 1), gap=8, margins=(14, 10, 12, 8))
        search = row((self.filter, 1), margins=(10, 0, 10, 8))
        foot = row(IconLabel("eye-slash"), self._left, STRETCH, gap=8, margins=(14, 8, 12, 8))
        self.setLayout(column(head, search, (self.view, 1), surface(column(foot), "tools"), gap=0))
        self.view.clicked.connect(self._open)
        self.view.chosen.connect(self._open)
        self.filter.textChanged.connect(self._filter)
        self.filter.left.connect(self.view.setFocus)
        self.filter.stepped.connect(self._step)
        self.filter.returnPressed.connect(self._open_first)
        self.setFocusProxy(self.view)

    def set_documents(self, documents: Sequence[Listed]) -> None:
        """Show these documents; what is selected and scrolled to stays."""
        top = self.view.verticalScrollBar().value()
        self.model.set_documents(documents)
        self._mark()
        self.view.verticalScrollBar().setValue(top)
        unread = sum(one.place is None and one.refusal is None for one in documents)
        noun = "document" if len(documents) == 1 else "documents"
        self._count.set_text(f"{len(documents)} {noun}" + (f" · {unread} unread" if unread else ""))
        left = pages_left(documents)
        words = {0: "Every page was opened", 1: "1 page not opened yet"}
        self._left.setText(words.get(left, f"{left} pages not opened yet"))

    @property
    def pages_left_words(self) -> str:
        """The line at the bottom."""
        return self._left.text()

    @property
    def selected(self) -> str:
        """The SHA-256 of the document shown as the open one, or ""."""
        return self._selected

    def select(self, sha256: str) -> None:
        """Show a document as the open one, and scroll to it."""
        self._selected = sha256
        self._mark()
        if self.view.currentIndex().isValid():
            self.view.scrollTo(self.view.currentIndex())

    def _mark(self) -> None:
        place = self.model.row_of(self._selected)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        if place is not None:
            self.view.selectionModel().setCurrentIndex(self.model.index(place), flag)

    def _filter(self, words: str) -> None:
        self.model.set_filter(words)
        self._mark()

    def _open(self, index: QModelIndex) -> None:
        listed = self.model.listed(index.row())
        if listed is not None:
            self._selected = listed.document.sha256
            self.opened.emit(listed.document.sha256)

    def _step(self, by: int) -> None:
        """Down in the filter goes on in the list."""
        if by > 0:
            self.view.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.view.currentIndex().isValid() and self.model.rowCount() > 1:
                self.view.setCurrentIndex(self.model.index(1))

    def _open_first(self) -> None:
        for number in range(self.model.rowCount()):
            if self.model.listed(number) is not None:
                self._open(self.model.index(number))
                return
