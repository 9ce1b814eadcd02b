"""A text that is saved while it is typed: label, what is saved, and a field that grows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row

_LEAST = 3
_MOST = 12


class GrowingText(QPlainTextEdit):
    """Plain text as high as its lines, between three and twelve of them. Tab leaves it."""

    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        lines = int(self.document().size().height())  # for plain text this counts lines
        lines = max(_LEAST, min(_MOST, lines))
        high = lines * self.fontMetrics().lineSpacing() + theme.px(22)
        return QSize(theme.px(200), int(high))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), self.sizeHint().height())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            parent = self.parentWidget()
            if parent is not None:
                event.ignore()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class TextField(QWidget):
    """`typed` carries the text on every change by a person; `left` when the field is left."""

    typed = Signal(str)
    left = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(title, "second_strong", "text2")
        self._mark = IconLabel("check", "ok", 14)
        self._state = Label("Saved", "second", "text2")
        self.edit = GrowingText(title)
        self._quiet = False
        self.edit.textChanged.connect(self._changed)
        self.edit.left.connect(self.left)
        head = row(self._title, STRETCH, self._mark, self._state, gap=5)
        self.setLayout(column(head, self.edit, gap=4))
        self.set_state("")

    def set_title(self, title: str) -> None:
        """Say what belongs here."""
        self._title.setText(title)
        self.edit.setAccessibleName(title)

    def text(self) -> str:
        """What is written."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Show another text, unless it is there already; emits nothing."""
        if text != self.text():
            self._quiet = True
            self.edit.setPlainText(text)
            self._quiet = False

    def set_state(self, words: str, icon: str = "check", tone: str = "ok") -> None:
        """ "Saved", "Typing…", or nothing."""
        self._state.setText(words)
        self._mark.set_icon(icon, tone)
        self._mark.setVisible(bool(words))
        self._state.setVisible(bool(words))

    def set_read_only(self, read_only: bool) -> None:
        """Show it but take nothing."""
        self.edit.setReadOnly(read_only)

    def take_keys(self) -> None:
        """Give the field the focus, behind what is written."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)

    def _changed(self) -> None:
        if not self._quiet:
            self.set_state("Keeping as you type", "circle-half", "text2")
            self.typed.emit(self.text())
