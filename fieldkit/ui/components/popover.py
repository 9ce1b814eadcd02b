"""A raised panel anchored to a widget, inside its window. Esc or a press outside closes it, and
the focus goes back to where it was."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFrame,
    QLayout,
    QPushButton,
    QWidget,
)
from shiboken6 import isValid

from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.focus import keys_in
from fieldkit.ui.components.layout import Box
from fieldkit.ui.tokens import RADIUS

_SHADOW = 12
_LOWEST = 56


class Popover(QFrame):
    """Give it a layout with `set_body`, then `open_at` an anchor or `open_centred`.

    It is a child of the window, not a window of its own, so it is clipped to the window, appears
    in pictures of it and needs no grab. Letters typed in it never reach the window's letter keys.
    """

    closed = Signal()

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window.window())
        self._before: QWidget | None = None
        self._place: tuple[QWidget | None, int] = (None, 0)
        # What Enter presses, unless another button of the panel has the keys.
        self.default: QPushButton | None = None
        self.setAccessibleName(name)
        self.setProperty("letters_stop", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def set_body(self, layout: QLayout, width: int) -> None:
        """Its content; `width` of the panel at 100 percent."""
        self._place = (self._place[0], width)
        self.setLayout(layout)
        self._margins()

    def open_at(self, anchor: QWidget, focus: QWidget | None = None) -> None:
        """Open below `anchor` (above it where there is no room) and give `focus` the keys."""
        self._place = (anchor, self._place[1])
        self._open(focus)

    def open_centred(self, focus: QWidget | None = None) -> None:
        """Open in the upper middle of the window."""
        self._place = (None, self._place[1])
        self._open(focus)

    def _open(self, focus: QWidget | None) -> None:
        for other in self.window().findChildren(Popover):
            if other is not self and other.isVisible():
                other.close_it()
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self._margins()
        self.show()
        self.arrange()
        self.arrange()  # a wrapped line knows its height only once it has its width
        self.raise_()
        self.window().installEventFilter(self)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        (focus or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_it(self) -> None:
        """Close, give the focus back and emit `closed`."""
        if self.isHidden():
            return
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.window().removeEventFilter(self)
        had = keys_in(self) is not None
        self.hide()
        before = self._before
        if had and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        self.closed.emit()

    def _margins(self) -> None:
        inner = theme.px(_SHADOW) + theme.px(14)
        layout = self.layout()
        if isinstance(layout, Box):
            layout.set_margins(*(_SHADOW + 14,) * 4)  # kept by it when the size changes
        elif layout is not None:
            layout.setContentsMargins(inner, inner, inner, inner)

    def arrange(self) -> None:
        """Fit size and place to the content and the window; call it when the content changed."""
        anchor, width = self._place
        around = self.window().rect()
        edge = theme.px(_SHADOW)
        wide = min(theme.px(width) + 2 * edge, around.width())
        room = around.height() - theme.px(16)
        size = QSize(wide, min(self._give_way(wide, room), room))
        self.setGeometry(self._spot(anchor, size, around))

    def _needed(self, wide: int) -> int:
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            return int(layout.totalHeightForWidth(wide))
        return self.sizeHint().height()

    def _give_way(self, wide: int, room: int) -> int:
        """The height it takes; where there is less, its lists and texts become lower."""
        lists = [
            one
            for one in self.findChildren(QAbstractScrollArea)
            if one.property("fixed_height") and not one.isHidden()
        ]
        for one in lists:
            one.setFixedHeight(theme.px(one.property("fixed_height")))
        for one in lists:
            over = self._needed(wide) - room
            if over > 0:
                one.setFixedHeight(max(theme.px(_LOWEST), one.maximumHeight() - over))
        return self._needed(wide)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            QTimer.singleShot(0, self, self._arrange_again)  # once everything has its new size

    def _arrange_again(self) -> None:
        """Twice: a wrapped line knows its height only once it has its width."""
        self.arrange()
        QTimer.singleShot(0, self, self.arrange)

    def _spot(self, anchor: QWidget | None, size: QSize, around: QRect) -> QRect:
        edge = theme.px(_SHADOW)
        if anchor is None:
            corner = QPoint((around.width() - size.width()) // 2, around.height() // 8)
        else:
            at = anchor.mapTo(self.window(), QPoint(0, 0))
            corner = QPoint(at.x() - edge, at.y() + anchor.height() - edge + theme.px(4))
            if corner.y() + size.height() > around.height():
                above = at.y() - size.height() + edge - theme.px(4)
                corner.setY(above if above >= 0 else corner.y())
        corner.setX(max(0, min(corner.x(), around.width() - size.width())))
        corner.setY(max(0, min(corner.y(), around.height() - size.height())))
        return QRect(corner, size)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize and watched is self.window():
            self.arrange()
        elif kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            here = self.mapFromGlobal(event.globalPosition().toPoint())
            ours = isinstance(watched, QWidget) and watched.window() is self.window()
            if ours and watched.isWidgetType() and not self.rect().contains(here):
                self.close_it()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.default is not None:
            focused = QApplication.focusWidget()
            (focused if isinstance(focused, QPushButton) else self.default).click()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.px(_SHADOW)
        panel = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        if not theme.high_contrast():
            painter.setPen(Qt.PenStyle.NoPen)
            for step in range(edge, 0, -1):
                painter.setBrush(QColor(0, 0, 0, max(1, 48 // edge)))
                out = panel.adjusted(-step, -step + 3, step, step)
                painter.drawRoundedRect(out, theme.px(RADIUS["popover"]) + step, step + edge)
        thick = 2 if theme.high_contrast() else 1
        paint.block(painter, panel, "raised", "edge", radius=RADIUS["popover"], width=thick)
