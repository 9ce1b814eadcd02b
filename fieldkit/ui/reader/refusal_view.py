"""What is shown in place of a document: why it cannot be, a field for its password, or a wait."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldkit import wording
from fieldkit.errors import FieldkitError
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.focus import keys_in
from fieldkit.ui.components.layout import column

_PASSWORD = ("document.password", "document.wrong_password")
_TITLES = {
    "document.password": "This file needs a password",
    "document.wrong_password": "That password does not open it",
    "document.office_password": "This file needs a password",
    "document.damaged": "This file is damaged",
    "document.empty": "This file is empty",
    "document.too_slow": "This file took too long",
    "document.stopped": "The documents are closed",
}
_SHORT = {
    "document.password": "Needs a password",
    "document.wrong_password": "Needs a password",
    "document.office_password": "Needs a password",
    "document.damaged": "Damaged",
    "document.empty": "Empty",
    "document.too_slow": "Took too long to open",
    "document.too_large": "Too large",
    "document.crashed": "Could not be opened",
    "document.unknown_kind": "Unknown kind of file",
    "document.old_word": "Old Word file",
    "document.old_powerpoint": "Old PowerPoint file",
}


def short_words(why: FieldkitError) -> str:
    """Why a document cannot be shown, in a few words for a list."""
    return _SHORT.get(why.code, "Cannot be shown")


class RefusalView(QWidget):
    """`password_given` with what was typed; `again` to try once more."""

    password_given = Signal(str)
    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: QWidget | None = None
        self.password: QLineEdit | None = None
        self._column = column(gap=0)
        self.setLayout(self._column)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.words = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.password is None and self.hasFocus():  # with a field, Qt means the field
            paint.edge_ring(QPainter(self), QRectF(self.rect()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def show_waiting(self, title: str) -> None:
        """Say that a document is being opened."""
        self.words = f"Opening {title}…"
        self._put(EmptyState("hourglass-medium", self.words))

    def show_nothing(self) -> None:
        """Say that no document is open."""
        self.words = "No document is open"
        self._put(
            EmptyState(
                "book-open", self.words, "Choose one from the case file at the left to read it."
            )
        )

    def show_refusal(self, why: FieldkitError) -> None:
        """Say why a document cannot be shown, and ask for its password if that would help."""
        self.words = wording.sentence(why)
        title = _TITLES.get(why.code, "This file cannot be shown")
        asks = why.code in _PASSWORD
        retry = why.code in ("document.too_slow", "document.crashed")
        state = EmptyState(
            "lock-simple" if asks else "warning",
            title,
            self.words,
            "Try again" if retry else "",
        )
        state.acted.connect(self.again)
        self._put(state)
        if asks:
            self._ask(state, why.code == "document.wrong_password")

    def _ask(self, state: EmptyState, wrong: bool) -> None:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setPlaceholderText("Password of this file")
        field.setAccessibleName("Password of this file")
        field.setProperty("bad", "true" if wrong else "false")
        theme.fix(field, width=240)
        button = Button("Open the file", "primary")
        button.clicked.connect(lambda: self.password_given.emit(field.text()))
        field.returnPressed.connect(lambda: self.password_given.emit(field.text()))
        state.add(field, button)
        self.password = field
        self.setFocusProxy(field)

    def _put(self, state: QWidget) -> None:
        had = keys_in(self)
        self.setFocusProxy(None)  # type: ignore[arg-type]
        if had is not None:  # it goes
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._state is not None:
            self._column.discard([self._state])
        self.password = None
        self._state = state
        self.setAccessibleName(self.words)
        self._column.addWidget(state, 1)
