"""Six numbered words in two rows, to be read aloud and compared."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, row, surface


class SixWords(QWidget):
    """Empty until `show_words`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.labels = [Label("", "section") for _ in range(6)]
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(8))
        for place, label in enumerate(self.labels):
            number = Label(str(place + 1), "second", "text2")
            box = surface(row(number, label, STRETCH, gap=8, margins=(12, 8, 12, 8)), "well")
            grid.addWidget(box, place // 3, place % 3)
        self.setLayout(grid)

    def show_words(self, words: str) -> None:
        """Show six words, given apart by spaces."""
        for label, word in zip(self.labels, words.split(), strict=True):
            label.setText(word)
        self.setAccessibleName(f"The six words: {words}")
