"""A search field: lens, what may be typed, and its key at the right while it is empty."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldkit.ui import icons, theme
from fieldkit.ui.components import key_hint
from fieldkit.ui.tokens import SIZE


class SearchField(QLineEdit):
    """Esc clears it, and when it is empty emits `left` so that the list can have the keys.

    `stepped` is emitted with 1 or -1 for Down and Up, to move in the list below while typing.
    """

    left = Signal()
    stepped = Signal(int)

    def __init__(
        self,
        placeholder: str,
        *,
        key: str = "",
        icon: str = "magnifying-glass",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._key = key
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setToolTip(f"{name or placeholder} ({key_hint.shown(key)})" if key else "")
        self._fit()

    def _fit(self) -> None:
        after = key_hint.key_width(self._key) + theme.px(4) if self._key else 0
        self.setTextMargins(theme.px(24), 0, int(after), 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_key"):
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(260), super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if not self.text():
                self.left.emit()
                event.ignore()
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = theme.px(SIZE["icon"])
        rect = QRectF(self.rect())
        place = QRectF(theme.px(10), rect.center().y() - side / 2, side, side)
        icons.paint(painter, self._icon, place, "text2")
        if self._key and not self.text():
            key_hint.paint_key(painter, rect.adjusted(0, 0, -theme.px(8), 0), self._key)
