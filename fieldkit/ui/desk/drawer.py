"""A rail of icons, and a drawer that opens over the page where a pane has no room beside it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.layout import STRETCH, Box, column

RAIL = 46


class Rail(QFrame):
    """`pressed` carries ``documents`` or ``outline`` or ``find``."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "side_left")
        theme.fix(self, width=RAIL)
        box: Box = column(gap=6, margins=(6, 8, 6, 8))
        self.buttons: dict[str, Button] = {}
        for name, icon, words in (
            ("documents", "files", "Case file"),
            ("outline", "list-numbers", "Questions"),
            ("find", "magnifying-glass", "Find"),
        ):
            button = Button("", "quiet", icon=icon, name=words)
            button.setObjectName(name)
            button.clicked.connect(self._press)
            self.buttons[name] = button
            box.addWidget(button)
        self.setLayout(box.add(STRETCH))

    def _press(self) -> None:
        self.pressed.emit(self.sender().objectName())


class Drawer(QFrame):
    """Holds one widget over its parent, at the left or right edge; Esc closes it."""

    closed = Signal()

    def __init__(self, parent: QWidget, side: str) -> None:
        super().__init__(parent)
        self._side = side
        self._inside: QWidget | None = None
        self.setProperty("look", "side_left" if side == "left" else "side_right")
        self.setLayout(column(gap=0))
        self.hide()

    def hold(self, widget: QWidget) -> None:
        """Take a widget in."""
        layout = self.layout()
        if layout is not None and self._inside is not widget:
            self._inside = widget
            layout.addWidget(widget)
        widget.show()

    def release(self) -> None:
        """The widget has gone to another parent."""
        self._inside = None
        self.hide()

    def toggle(self) -> None:
        """Open with the focus inside, or close."""
        if self.isVisible():
            self.close_it()
            return
        self.fit()
        self.show()
        self.raise_()
        if self._inside is not None:
            self._inside.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_it(self) -> None:
        """Close it."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def fit(self) -> None:
        """Take the edge of the parent."""
        parent = self.parentWidget()
        if parent is None:
            return
        wide = min(theme.px(300), parent.width() - theme.px(RAIL))
        left = theme.px(RAIL) if self._side == "left" else parent.width() - wide
        self.setGeometry(QRect(left, 0, wide, parent.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
            return
        super().keyPressEvent(event)
