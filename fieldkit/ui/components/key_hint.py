"""A key drawn as a key: ``Ctrl+K`` in a small box beside what it does."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components import paint


def shown(key: str) -> str:
    """A key as this system writes it: ``Ctrl+K`` stays so on Windows, becomes ⌘K on a Mac."""
    if len(key) == 1:
        return key
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key


class KeyHint(QLabel):
    """A label that shows a key. Screen readers skip it: the button itself names its key."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(shown(key), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", "key")
        theme.fix(self, height=18)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


def key_width(key: str) -> float:
    """How wide `paint_key` draws this key, in pixels."""
    wide = theme.metrics("key").horizontalAdvance(shown(key)) + theme.px(10)
    return float(max(theme.px(18), wide))


def paint_key(
    painter: QPainter, rect: QRectF, key: str, token: str = "text3", border: str = "line"
) -> None:
    """Paint a key in the middle of `rect`'s height at its right end, for delegates and blocks."""
    wide, high = key_width(key), theme.px(17)
    box = QRectF(rect.right() - wide, rect.center().y() - high / 2, wide, high)
    if theme.high_contrast() and border == "line":
        border = "edge"
    paint.block(painter, box, None, border, radius=3)
    paint.text(painter, box, shown(key), "key", token, paint.CENTRE)
