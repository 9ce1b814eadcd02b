"""Words of the form that are highlighted while reading: which, how many, next and previous."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import ElidedLabel, IconLabel, Label
from fieldkit.ui.components.layout import row


class WordsBar(QFrame):
    """`stepped` by 1 or -1; `closed` when the words are no longer to be highlighted."""

    stepped = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "tools")
        self.setAccessibleName("Words of this question")
        self.total = 0
        self._names = ElidedLabel("", "second_medium")
        self.count = Label("", "second", "text2")
        self._back = Button("", "quiet", icon="caret-up", name="Previous word", key="Shift+F3")
        self._on = Button("", "quiet", icon="caret-down", name="Next word", key="F3")
        self._close = Button("", "quiet", icon="x", name="No longer highlight words", key="W")
        self.setLayout(
            row(
                IconLabel("highlighter-circle", "accent"),
                (self._names, 1),
                self.count,
                self._back,
                self._on,
                self._close,
                gap=6,
                margins=(14, 4, 8, 4),
            )
        )
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._on.clicked.connect(lambda: self.stepped.emit(1))
        self._close.clicked.connect(self.closed)
        self.hide()

    def set_names(self, names: str) -> None:
        """Which lists the words are of: "domestic abuse, safeguarding"."""
        self._names.set_text(f"Highlighted: {names}")

    def tell(self, total: int, here: int | None) -> None:
        """How many there are in the document, and on the page being read where it has pages."""
        self.total = total
        told = f"{total:,} in this document" if total else "None in this document"
        if total and here is not None:
            told = f"{here} on this page · {told}"
        self.count.setText(told)
