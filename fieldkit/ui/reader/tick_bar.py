"""A scroll bar that shows where in the document the marks and the hits are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from fieldkit.ui import theme


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
        seen: set[tuple[int, str]] = set()
        for share, token in self._ticks:
            top = round(min(max(share, 0.0), 1.0) * (self.height() - high))
            if (top, token) not in seen:
                seen.add((top, token))
                painter.fillRect(QRectF(1, top, self.width() - 2, high), theme.colour(token))
