"""Columns of lists: one table of widths for the headings and for the rows below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.row_delegate import paint_state

_EDGE = 14
_GAP = 12
_LEAST = 190


@dataclass(frozen=True)
class Column:
    """One column; its width at 100 percent, 0 for the one that takes the rest.

    Where there is little room, those with the highest `drop` are left out first; 0 stays.
    """

    key: str
    title: str
    width: int = 0
    drop: int = 0
    right: bool = False


def fitted(columns: Sequence[Column], rect: QRectF) -> dict[str, QRectF]:
    """The place of each column that has room in `rect`."""
    shown = list(columns)
    room = rect.width() - 2 * theme.px(_EDGE)
    while _needed(shown) > room and any(one.drop for one in shown):
        shown.remove(max(shown, key=lambda one: one.drop))
    rest = room - sum(theme.px(one.width + _GAP) for one in shown if one.width)
    left = rect.left() + theme.px(_EDGE)
    found: dict[str, QRectF] = {}
    for one in shown:
        wide = theme.px(one.width) if one.width else max(0.0, rest - theme.px(_GAP))
        found[one.key] = QRectF(left, rect.top(), wide, rect.height())
        left += wide + theme.px(_GAP)
    return found


def _needed(columns: Sequence[Column]) -> int:
    return sum(theme.px((one.width or _LEAST) + _GAP) for one in columns)


class Headings(QWidget):
    """The names of the columns, above the list `view`."""

    def __init__(
        self, columns: Sequence[Column], view: QAbstractItemView, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._view = view
        self.set_columns(columns)
        theme.fix(self, height=31)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns than before."""
        self._columns = columns
        self.setAccessibleName(", ".join(one.title for one in columns if one.title))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.fillRect(rect, theme.colour("panel"))
        foot = QRectF(0, rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(foot, theme.colour("line"))
        across = QRectF(0, 0, self._view.viewport().width(), rect.height())
        places = fitted(self._columns, across)
        for one in self._columns:
            if one.key in places:
                align = paint.RIGHT if one.right else paint.LEFT
                paint.text(painter, places[one.key], one.title, "second_medium", "text2", align)


def paint_plain_row(painter: QPainter, rect: QRectF, option: QStyleOptionViewItem) -> bool:
    """The background and rule of a row in its state; returns whether it is selected."""
    flag = QStyle.StateFlag
    selected = bool(option.state & flag.State_Selected)
    focused = isinstance(option.widget, QWidget) and option.widget.hasFocus()
    hover = bool(option.state & flag.State_MouseOver)
    foot = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
    painter.fillRect(foot, theme.colour("line"))
    paint_state(painter, rect, selected=selected, focused=focused, hover=hover)
    return selected


def paint_two(painter: QPainter, place: QRectF, first: str, second: str) -> None:
    """Two lines in one cell, the first one strong."""
    one, two = theme.metrics("strong").height(), theme.metrics("second").height()
    if not second:
        paint.text(painter, place, first, "strong")
        return
    top = place.center().y() - (one + two) / 2
    paint.text(painter, QRectF(place.left(), top, place.width(), one), first, "strong")
    below = QRectF(place.left(), top + one, place.width(), two)
    paint.text(painter, below, second, "second", "text2")
