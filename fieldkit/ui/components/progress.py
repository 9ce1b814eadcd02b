"""Progress as a bar or a ring, for rows and for steps; the words "8 of 12" stand beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components import paint


def paint_bar(painter: QPainter, rect: QRectF, value: int, of: int) -> None:
    """A bar, 6 high, in the middle of `rect`'s height."""
    high = theme.px(6)
    box = QRectF(rect.left(), rect.center().y() - high / 2, rect.width(), high)
    paint.block(painter, box, "sunken", "edge" if theme.high_contrast() else "line", radius=3)
    if value > 0 and of > 0:
        box.setWidth(max(float(high), box.width() * min(1.0, value / of)))
        paint.block(painter, box, "accent", radius=3)


def paint_ring(painter: QPainter, rect: QRectF, share: float) -> None:
    """A ring in the middle of `rect`, filled clockwise to `share` (0 to 1)."""
    side = min(rect.width(), rect.height()) - theme.px(2)
    box = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.colour("edge" if theme.high_contrast() else "line"), theme.px(2))
    painter.setPen(pen)
    painter.drawEllipse(box)
    pen.setColor(theme.colour("accent"))
    pen.setWidthF(theme.px(2.4))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawArc(box, 90 * 16, -int(360 * 16 * min(max(share, 0.0), 1.0)))
    painter.restore()


class ProgressBar(QProgressBar):
    """A thin bar; what it measures is its accessible name, the figures stand beside it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextVisible(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        value, of = self.value() - self.minimum(), self.maximum() - self.minimum()
        paint_bar(QPainter(self), QRectF(self.rect()), value, of)


class ProgressRing(QWidget):
    """How much of a document has been on screen."""

    def __init__(self, name: str, share: float = 0.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._share = share
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_share(share)

    def set_share(self, share: float) -> None:
        """Show a share from 0 to 1."""
        self._share = share
        self.setAccessibleName(f"{self._name}: {round(share * 100)} %")
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(16), theme.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_ring(QPainter(self), QRectF(self.rect()), self._share)
