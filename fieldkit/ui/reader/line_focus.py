"""Line focus: a clear band over a few lines, all else dimmed; what is read scrolls through it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from fieldkit.ui import theme

_AT: Final = 0.36
_LINES: Final = 3.4


class LineFocus(QWidget):
    """Lies over the viewport of `area`, takes no mouse and no keys."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area.viewport())
        self._area = area
        self.line = float(theme.px(22))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().installEventFilter(self)
        self.hide()

    def set_on(self, on: bool, line: float) -> None:
        """Show or hide the band; `line` is how high a line of the text is, in pixels."""
        self.line = line
        self.setGeometry(self._area.viewport().rect())
        self.setVisible(on)
        self.raise_()
        self.update()

    def band(self) -> QRectF:
        """The clear band."""
        high = min(self.line * _LINES, self.height() * 0.6)
        return QRectF(0, self.height() * _AT - high / 2, self.width(), high)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._area.viewport().rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        band = self.band()
        veil = QColor(theme.colour("desk"))
        veil.setAlpha(205)
        painter.fillRect(QRectF(0, 0, self.width(), band.top()), veil)
        low = QRectF(0, band.bottom(), self.width(), self.height() - band.bottom())
        painter.fillRect(low, veil)
        painter.fillRect(QRectF(0, band.top() - 2, self.width(), 2), theme.colour("edge"))
        painter.fillRect(QRectF(0, band.bottom(), self.width(), 2), theme.colour("edge"))
