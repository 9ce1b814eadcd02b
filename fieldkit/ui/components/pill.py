"""Pills: the state of a case, bundle or question as icon and word, as a widget or in a delegate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint
from fieldkit.ui.tokens import RADIUS

HEIGHT: Final = 22


@dataclass(frozen=True)
class _Look:
    words: str
    token: str
    fill: str
    icon: str | None = None
    outlined: bool = False


KINDS: Final = {
    "not_started": _Look("Not started", "text2", "panel", "circle-dashed", outlined=True),
    "in_progress": _Look("In progress", "info", "info_bg", "circle-half"),
    "complete": _Look("Complete", "ok", "ok_bg", "check-circle-fill"),
    "returned": _Look("Returned", "warn", "warn_bg", "arrow-u-up-left-bold"),
    "disputed": _Look("Disputed", "bad", "bad_bg", "git-diff"),
    "alert_open": _Look("Alert open", "bad", "bad_bg", "warning-octagon-fill"),
    "delivered": _Look("Delivered", "ok", "ok_bg", "paper-plane-tilt-fill"),
    "waiting": _Look("Waiting", "text2", "sunken", "hourglass-medium"),
    "new": _Look("New", "info", "info_bg", "plus-circle"),
    "parallel": _Look("Parallel", "info", "info_bg", "git-branch"),
    "warn": _Look("", "warn", "warn_bg", "warning-fill"),
    "bad": _Look("", "bad", "bad_bg", "x-circle-fill"),
    "plain": _Look("", "text2", "sunken"),
}


def pill_words(kind: str, text: str = "") -> str:
    """The words on a pill: `text`, or the kind's own. Raises `KeyError` for an unknown kind."""
    return text or KINDS[kind].words


def pill_width(kind: str, text: str = "") -> int:
    """How wide the pill is, in pixels."""
    words = theme.metrics("second_medium").horizontalAdvance(pill_words(kind, text))
    return int(words) + theme.px(18 + (19 if KINDS[kind].icon else 0))


def paint_pill(
    painter: QPainter,
    rect: QRectF,
    kind: str,
    text: str = "",
    *,
    on_tint: bool = False,
    align_right: bool = False,
) -> float:
    """Paint a pill in the middle of `rect`'s height and return its width.

    `on_tint`: it stands on a selected row, and takes the panel's colour to stay apart from it.
    """
    look = KINDS[kind]
    wide = min(float(pill_width(kind, text)), rect.width())
    high = theme.px(HEIGHT)
    left = rect.right() - wide if align_right else rect.left()
    box = QRectF(left, rect.center().y() - high / 2, wide, high)
    border = "edge" if look.outlined or theme.high_contrast() else None
    fill = "panel" if on_tint else look.fill
    paint.block(painter, box, fill, border, radius=RADIUS["pill"])
    start = box.left() + theme.px(9)
    if look.icon:
        side = theme.px(14)
        place = QRectF(start - 1, box.center().y() - side / 2, side, side)
        icons.paint(painter, look.icon, place, look.token)
        start += theme.px(19)
    words = QRectF(start, box.top(), box.right() - start - theme.px(6), box.height())
    paint.text(painter, words, pill_words(kind, text), "second_medium", look.token)
    return wide


class Pill(QWidget):
    """A pill as a widget."""

    def __init__(self, kind: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_state(kind, text)

    def set_state(self, kind: str, text: str = "") -> None:
        """Show another state."""
        self._kind, self._text = kind, text
        words = pill_words(kind, text)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._kind, self._text), theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.px(150)), theme.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_pill(QPainter(self), QRectF(self.rect()), self._kind, self._text)
