"""Two-line rows of lists: rest, hover, selected with focus, selected without, cannot open.

A screen derives from `RowDelegate` and paints its own right-hand part; a model gives the words
by the roles of `Row`.
"""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint
from fieldkit.ui.tokens import SIZE

Index = QModelIndex | QPersistentModelIndex


class Row(IntEnum):
    """Item data roles. The first line is `Qt.DisplayRole`; all others may be missing."""

    SECOND = Qt.ItemDataRole.UserRole + 100
    ICON = SECOND + 1
    ICON_TONE = SECOND + 2
    SECOND_TONE = SECOND + 3
    STRONG = SECOND + 4
    BLOCKED = SECOND + 5
    SECTION = SECOND + 6
    RIGHT = SECOND + 7


def prepare(view: QAbstractItemView, name: str, surface: str = "panel") -> None:
    """Give a list or table view what every one of ours has: name, hover, no frame."""
    view.setAccessibleName(name)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setMouseTracking(True)
    view.setProperty("surface", surface)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)


def paint_state(
    painter: QPainter,
    rect: QRectF,
    *,
    selected: bool,
    focused: bool,
    hover: bool,
    first: bool = True,
    ring: bool = True,
    surface: str = "panel",
) -> None:
    """The background of a row or cell; `first`: it has the bar; `ring`: it draws the ring."""
    if selected:
        painter.fillRect(rect, theme.colour("tint"))
        if first:
            bar = QRectF(rect.left(), rect.top(), theme.px(SIZE["bar"]), rect.height())
            painter.fillRect(bar, theme.colour("accent" if focused else "edge"))
        if ring and (focused or theme.high_contrast()):
            token = "focus" if focused else "edge"
            paint.block(painter, rect, None, token, radius=4, width=SIZE["ring"])
    elif hover:
        painter.fillRect(rect, theme.colour("window" if surface == "panel" else "sunken"))
        if theme.high_contrast():
            paint.block(painter, rect, None, "edge", radius=4)


class RowDelegate(QStyledItemDelegate):
    """Paints the states and two lines; override `paint_right` for pills, rings and figures."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        height: int = 50,
        rules: bool = True,
        surface: str = "panel",
    ) -> None:
        super().__init__(parent)
        self._height = height
        self._rules = rules
        self._surface = surface

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """The whole of a row whose model has no tooltip of its own: its words may be cut off."""
        if event.type() != QEvent.Type.ToolTip or index.data(Qt.ItemDataRole.ToolTipRole):
            return super().helpEvent(event, view, option, index)
        lines = (index.data(Qt.ItemDataRole.DisplayRole), index.data(Row.SECOND))
        QToolTip.showText(event.globalPos(), "\n".join(str(one) for one in lines if one), view)
        return True

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        two = bool(index.data(Row.SECOND))
        need = theme.metrics("strong").height() + theme.px(14)
        if two:
            need += theme.metrics("second").height()
        at_hundred = 30 if index.data(Row.SECTION) else self._height
        return QSize(theme.px(120), max(theme.px(at_hundred), int(need)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(Row.SECTION):
            if self._surface == "panel":
                painter.fillRect(rect, theme.colour("window"))
            words = rect.adjusted(theme.px(12), 0, -theme.px(12), 0)
            title = str(index.data(Qt.ItemDataRole.DisplayRole))
            paint.text(painter, words, title, "second_strong", "text2")
        else:
            self._paint_row(painter, rect, option, index)
        painter.restore()

    def _paint_row(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        flag = QStyle.StateFlag
        selected = bool(option.state & flag.State_Selected)
        focused = isinstance(option.widget, QWidget) and option.widget.hasFocus()
        hover = bool(option.state & flag.State_MouseOver)
        if self._rules:
            foot = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
            painter.fillRect(foot, theme.colour("line"))
        paint_state(
            painter, rect, selected=selected, focused=focused, hover=hover, surface=self._surface
        )
        inner = rect.adjusted(theme.px(14), 0, -theme.px(12), 0)
        used = self.paint_right(painter, inner, index, selected)
        self.paint_words(painter, inner.adjusted(0, 0, -used, 0), index)

    def paint_right(self, painter: QPainter, rect: QRectF, index: Index, selected: bool) -> float:
        """Paint what stands at the right end of `rect`; return the width it took, gap included."""
        words = index.data(Row.RIGHT)
        if not words:
            return 0.0
        took = paint.text(painter, rect, str(words), "second", "text2", paint.RIGHT)
        return took + theme.px(10)

    def paint_words(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        """Icon, first line, second line."""
        blocked = index.data(Row.BLOCKED)
        icon = "warning-fill" if blocked else index.data(Row.ICON)
        second = str(blocked or index.data(Row.SECOND) or "")
        if icon:
            side = theme.px(SIZE["icon_list"])
            top = rect.top() + theme.px(8) if second else rect.center().y() - side / 2
            tone = "warn" if blocked else str(index.data(Row.ICON_TONE) or "text2")
            icons.paint(painter, str(icon), QRectF(rect.left(), top, side, side), tone)
            rect = rect.adjusted(side + theme.px(8), 0, 0, 0)
        first = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        role = "strong" if index.data(Row.STRONG) else "body"
        if not second:
            paint.text(painter, rect, first, role, "text2" if blocked else "text")
            return
        one, two = theme.metrics(role).height(), theme.metrics("second").height()
        top = rect.center().y() - (one + two) / 2
        paint.text(painter, QRectF(rect.left(), top, rect.width(), one), first, role)
        tone = "warn" if blocked else str(index.data(Row.SECOND_TONE) or "text2")
        place = QRectF(rect.left(), top + one, rect.width(), two)
        paint.text(painter, place, second, "second", tone)
