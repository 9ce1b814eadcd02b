"""Alerting the lead at once: one text, one button; the case, question and page go with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.when import counted

_LOW = 470


class _Words(QPlainTextEdit):
    """Ctrl+Enter raises; Tab leaves."""

    raised = Signal()

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if override and isinstance(event, QKeyEvent) and event.key() in enter:
            event.accept()  # Ctrl+Enter is ours here, not the window's
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.raised.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)


class AlertPanel(Popover):
    """`raised` carries the words. What was typed stays when it is closed without raising."""

    raised = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "Alert the lead")
        self._goes = Label("", tone="text2", wrap=True)
        self.words = _Words()
        self.words.setAccessibleName("What worries you")
        self.words.setTabChangesFocus(True)
        self.words.textChanged.connect(self._tell)
        self.words.raised.connect(self._raise)
        theme.fix(self.words, height=84)
        self.logged = Button("", "quiet", icon="caret-up", name="Alerts raised")
        self.log = QPlainTextEdit()
        self.logged.clicked.connect(lambda: self._open_log(self.log.isHidden()))
        self.log.setReadOnly(True)
        self.log.setTabChangesFocus(True)
        self.log.setAccessibleName("Alerts raised about this case")
        theme.fix(self.log, height=92)
        self._told = Banner(
            "info",
            "This goes first in the next send, and stays marked until the lead closes it.",
            "Nothing is sent by itself. If a child or adult may be at risk today, telephone "
            "as well.",
        )
        self.button = Button("Raise alert", "primary", icon="warning-octagon", key="Ctrl+Enter")
        self.button.clicked.connect(self._raise)
        self._cancel = Button("Cancel", "quiet", key="Esc")
        self._cancel.clicked.connect(self.close_it)
        head = row(
            IconLabel("warning-octagon-fill", "bad", 20),
            Label("Alert the lead: someone may be at risk now", "section"),
            STRETCH,
            gap=9,
        )
        deeds = row(
            *(self.logged, STRETCH, self._cancel, KeyHint("Esc"), self.button),
            KeyHint("Ctrl+Enter"),
            gap=6,
        )
        label = Label("What worries you", "strong")
        parts = (head, self._goes, label, self.words, self._told, self.log, deeds)
        self.set_body(column(*parts, gap=9), 520)
        self._tell()

    def open_for(self, goes: str, before: Sequence[str] = ()) -> None:
        """Open it; `goes` says what goes with the words, `before` what was raised already."""
        self._goes.setText(goes)
        self.show_log(before)
        self.logged.setVisible(bool(before))
        self._open_log(bool(before) and not self._low())
        self.open_centred(self.words)

    def show_log(self, before: Sequence[str]) -> None:
        """Show what was raised about this case before, each alert with its log."""
        self.logged.setText(f"{counted(len(before), 'alert')} raised")
        self.log.setPlainText("\n\n".join(before))

    def arrange(self) -> None:
        """Where there is little height, the log stands in the place of what is always said."""
        self._told.setVisible(self.log.isHidden() or not self._low())
        super().arrange()

    def _low(self) -> bool:
        return self.window().height() < theme.px(_LOW)

    def _open_log(self, on: bool) -> None:
        self.log.setVisible(on)
        self.logged.set_icon("caret-up" if on else "caret-down")
        deed = "Hide" if on else "Show"
        self.logged.set_name(f"{deed} the log: {self.logged.text()} about this case")
        if self.isVisible():
            self.arrange()

    def text(self) -> str:
        """What was typed."""
        return self.words.toPlainText().strip()

    def to_end(self) -> None:
        """The cursor after the last of the words, to go on writing."""
        self.words.moveCursor(QTextCursor.MoveOperation.End)

    def _tell(self) -> None:
        self.button.setEnabled(bool(self.text()))

    def _raise(self) -> None:
        told = self.text()
        if told:
            self.raised.emit(told)  # recorded before what was typed is let go
            self.words.clear()
            self.close_it()
