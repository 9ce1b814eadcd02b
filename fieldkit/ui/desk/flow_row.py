"""A row of small controls that goes on in further rows where the width ends."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.ui import theme

_GAP = 6


class FlowRow(QWidget):
    """Lays its widgets out left to right, top to bottom; as high as that needs."""

    def __init__(
        self, widgets: Sequence[QWidget], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._widgets = list(widgets)
        for one in self._widgets:
            one.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _lay(self, width: int, move: bool) -> int:
        gap = theme.px(_GAP)
        x = y = high = 0
        tall = max((one.sizeHint().height() for one in self._widgets), default=0)
        for one in self._widgets:
            if one.isHidden():
                continue
            size = one.sizeHint()
            if x and x + size.width() > width:
                x, y = 0, y + high + gap
            if move:
                middle = y + (tall - size.height()) // 2
                one.setGeometry(x, middle, size.width(), size.height())
            x += size.width() + gap
            high = tall
        return y + high

    def fit(self) -> None:
        """Lay them out again: some were hidden or shown."""
        self.setFixedHeight(self._lay(self.width(), move=True))

    def sizeHint(self) -> QSize:
        shown = [one for one in self._widgets if not one.isHidden()]
        wide = sum(one.sizeHint().width() + theme.px(_GAP) for one in shown)
        return QSize(wide, self._lay(self.width() or wide, move=False))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), self._lay(self.width() or theme.px(400), move=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        need = self._lay(self.width(), move=True)
        if need != self.minimumHeight():
            self.setFixedHeight(need)
