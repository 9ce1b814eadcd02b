"""Find in this document: the words, "3 of 17", next and previous."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, row
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.reader import finder


class _Field(SearchField):
    """Esc leaves at once: what was found stays selected, and its page has the keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FindBar(QFrame):
    """`words_changed` a moment after typing; `stepped` by 1 or -1; `closed` by Esc or the cross."""

    words_changed = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "tools")
        self.setAccessibleName("Find in this document")
        self.field = _Field("Find in this document", name="Find in this document")
        self.count = Label("", "second_medium", "text2")
        self._back = Button("", "quiet", icon="caret-up", name="Previous", key="Shift+F3")
        self._on = Button("", "quiet", icon="caret-down", name="Next", key="F3")
        self._close = Button("", "quiet", icon="x", name="Close find", key="Esc")
        self.setLayout(
            row(
                (self.field, 3),
                self.count,
                self._back,
                self._on,
                STRETCH,
                self._close,
                gap=6,
                margins=(14, 6, 8, 6),
            )
        )
        self._soon = QTimer(self, singleShot=True, interval=120)
        self._soon.timeout.connect(self._tell)
        self.field.textChanged.connect(self._soon.start)
        self.field.left.connect(self.closed)
        self.field.stepped.connect(self.stepped)
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._on.clicked.connect(lambda: self.stepped.emit(1))
        self._close.clicked.connect(self.closed)
        self.hide()

    def open(self) -> None:
        """Show it with the words chosen, ready to type."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def tell(self, current: int, total: int, done: bool) -> None:
        """Say how many hits there are, and which one is current."""
        more = "" if done else ", looking on…"
        if not self.field.text().strip():
            words = ""
        elif not total:
            words = "None found" if done else "Looking…"
        elif total >= finder.MOST:
            place = f"{current} of the first " if current else "The first "
            words = f"{place}{total:,}"
        elif current:
            words = f"{current} of {total}{more}"
        else:
            words = f"{total} found{more}"
        if words != self.count.text():
            self.count.setText(words)
            if done and words and self.isVisible():
                announce(self.field, words)

    def flush(self) -> None:
        """Look for what is typed now, without waiting for more."""
        if self._soon.isActive():
            self._soon.stop()
            self._tell()

    def _tell(self) -> None:
        self.words_changed.emit(self.field.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.stepped.emit(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
