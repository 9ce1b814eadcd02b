"""A deed that needs words: a field for the reason, and buttons that are off until one is there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button, Kind
from fieldkit.ui.components.focus import keys_in
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row


class Reasoned(QWidget):
    """`done` is emitted with the deed's key and the words."""

    done = Signal(str, str)

    def __init__(
        self, label: str, hint: str = "", per_row: int = 6, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._per_row = per_row
        self.words = QPlainTextEdit()
        self.words.setAccessibleName(label)
        self.words.setPlaceholderText(hint)
        self.words.setTabChangesFocus(True)
        self.words.setProperty("letters_stop", True)
        self.words.textChanged.connect(self._offer)
        theme.fix(self.words, height=64)
        self._buttons: dict[str, tuple[Button, bool, bool]] = {}
        self._why = Label("", "second", "text2", wrap=True)
        self._why.hide()
        self._rows = column(gap=6)
        self._row = row(STRETCH, gap=8)
        self._rows.add(self._row)
        name = Label(label, "second_strong", "text2")
        self.setLayout(column(name, self.words, self._why, self._rows, gap=6))
        self.setFocusProxy(self.words)

    def offer(
        self, key: str, text: str, kind: Kind = "plain", icon: str = "", needs_words: bool = True
    ) -> Button:
        """Add a deed."""
        button = Button(text, kind, icon=icon or None)
        button.clicked.connect(partial(self._do, key))
        self._buttons[key] = (button, needs_words, True)
        if self._row.count() > self._per_row:
            self._row = row(STRETCH, gap=8)
            self._rows.add(self._row)
        self._row.insertWidget(self._row.count() - 1, button)
        self._offer()
        return button

    def allow(self, key: str, allowed: bool) -> None:
        """Whether a deed can be done at all now."""
        button, needs, _ = self._buttons[key]
        self._buttons[key] = (button, needs, allowed)
        self._offer()

    def button(self, key: str) -> Button:
        """The button of a deed."""
        return self._buttons[key][0]

    def explain(self, why: str) -> None:
        """Say above the buttons why one of them is off; "" takes it away."""
        self._why.setText(why)
        self._why.setVisible(bool(why))

    def clear(self) -> None:
        """Take the words away: the deed is done. The keys stay here, though its button goes off."""
        if keys_in(self) is not None:
            self.words.setFocus()
        self.words.clear()

    def _offer(self) -> None:
        said = bool(self.words.toPlainText().strip())
        for button, needs, allowed in self._buttons.values():
            button.setEnabled(allowed and (said or not needs))

    def _do(self, key: str, *_: object) -> None:
        self.done.emit(key, self.words.toPlainText().strip())
