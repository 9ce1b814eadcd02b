"""Room for a page that is made when it is first shown, so that a window opens at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.layout import column


class Later(QWidget):
    """Stands in a stack in the place of the page that `make` gives."""

    def __init__(self, make: Callable[[], QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._inside = column(gap=0)
        self.setLayout(self._inside)

    @property
    def is_made(self) -> bool:
        """Whether the page is there."""
        return self._inside.count() > 0

    def fill(self) -> None:
        """Have the page there now."""
        if not self.is_made:
            page = self._make()
            self._inside.add((page, 1))
            self.setFocusProxy(page)

    def showEvent(self, event: QShowEvent) -> None:
        self.fill()
        super().showEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(240))
