"""A scroll bar that shows where in the document the marks and the hits are, and how many hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from fieldkit.ui import theme

_WHOLE: Final = 5


class TickBar(QScrollBar):
    """Ticks stand at shares (0 to 1) of the whole height, in token colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._ticks: list[tuple[float, str]] = []

    def set_ticks(self, ticks: Sequence[tuple[float, str]]) -> None:
        """Show these ticks instead of those before."""
        if list(ticks) != self._ticks:
            self._ticks = list(ticks)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._ticks:
            return
        painter = QPainter(self)
        high = theme.px(3)
        counts: Counter[tuple[int, str]] = Counter()
        for share, token in self._ticks:
            counts[round(min(max(share, 0.0), 1.0) * (self.height() - high)), token] += 1
        for (top, token), number in counts.items():
            wide = self.width() - 2
            if token == "accent":  # a hit: the more of them there are, the wider the tick
                wide = round(wide * min(_WHOLE, number + 1) / _WHOLE)
            painter.fillRect(QRectF(1, top, wide, high), theme.colour(token))
