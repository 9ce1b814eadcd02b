"""The chronology at a glance: a lane for each kind, a stroke for each item, gaps hatched.

A picture only; the list below says the same in words. A press goes to the nearest item.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.inspection import chronology
from fieldkit.inspection.chronology import Gap, Item
from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint
from fieldkit.ui.desk import chronology_words as words

_LANE, _NAMES = 22, 130
_NO_SPAN = date(2000, 1, 1), 1


def _span_of(items: Sequence[Item]) -> tuple[date, int]:
    """The first day, and how many days there are from it to the last; at least one."""
    first, last = chronology.period(items)
    begin, end = chronology.day_of(first), chronology.day_of(last)
    return (begin, max(1, (end - begin).days)) if begin and end else _NO_SPAN


class Lanes(QWidget):
    """`picked` with the item nearest to where the mouse was pressed."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[Item] = ()
        self._gaps: Sequence[Gap] = ()
        self._kinds: list[str] = []
        self._span = _NO_SPAN
        self._current: Item | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Time line: a picture of the list below")

    def show_items(self, items: Sequence[Item], gaps: Sequence[Gap]) -> None:
        """Show these instead of those before."""
        self._items = [one for one in items if one.date]
        self._gaps = gaps
        there = chronology.counted(self._items)
        self._kinds = [kind for kind in chronology.KINDS if there[kind]]
        self._span = _span_of(self._items)
        self.updateGeometry()
        self.update()

    def set_current(self, one: Item | None) -> None:
        """The item where the line stands."""
        self._current = one
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(_LANE * max(1, len(self._kinds)) + 30))

    def _room(self) -> QRectF:
        left = theme.px(_NAMES)
        high = theme.px(_LANE) * len(self._kinds)
        return QRectF(left, theme.px(4), max(10, self.width() - left - theme.px(20)), high)

    def _x(self, iso: str) -> float:
        begin, days = self._span
        at = chronology.day_of(iso)
        room = self._room()
        return room.left() + room.width() * ((at - begin).days if at else 0) / days

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._items:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self._room()
        for one in self._gaps:
            self._paint_gap(painter, room, one)
        high = theme.px(_LANE)
        for number, kind in enumerate(self._kinds):
            lane = QRectF(0, room.top() + number * high, self.width(), high)
            side = theme.px(12)
            sign = QRectF(theme.px(18), lane.center().y() - side / 2, side, side)
            icons.paint(painter, words.ICONS[kind], sign, words.TONES[kind])
            name = lane.adjusted(theme.px(38), 0, 0, 0)
            name.setRight(room.left() - theme.px(4))
            paint.text(painter, name, words.ONE[kind], "second", "text2")
            painter.fillRect(
                QRectF(room.left(), lane.center().y(), room.width(), 1), theme.colour("line")
            )
        seen: set[tuple[str, int]] = set()
        for item in self._items:
            place = (item.kind, round(self._x(item.date)))
            if place in seen:
                continue
            seen.add(place)
            top = room.top() + self._kinds.index(item.kind) * high + theme.px(5)
            stroke = QRectF(place[1] - 1, top, theme.px(2), high - theme.px(10))
            painter.fillRect(stroke, theme.colour(words.TONES[item.kind]))
        if self._current is not None and self._current.date:
            at = self._x(self._current.date)
            painter.fillRect(QRectF(at - 1, room.top(), 2, room.height()), theme.colour("focus"))
        for one in self._gaps:
            self._name_gap(painter, room, one)
        self._paint_months(painter, room)

    def _gap_box(self, room: QRectF, one: Gap) -> QRectF:
        left, right = self._x(one.after), self._x(one.before)
        return QRectF(left, room.top(), right - left, room.height()).intersected(room)

    def _paint_gap(self, painter: QPainter, room: QRectF, one: Gap) -> None:
        box = self._gap_box(room, one)
        painter.fillRect(box, theme.colour("warn_bg"))
        painter.fillRect(box, QBrush(theme.colour("warn"), Qt.BrushStyle.BDiagPattern))

    def _name_gap(self, painter: QPainter, room: QRectF, one: Gap) -> None:
        """How long it is, on top of all that crosses it."""
        box = self._gap_box(room, one)
        told = f"{one.days} days"
        wide = theme.metrics("second_strong").horizontalAdvance(told) + theme.px(8)
        if wide < box.width():
            high = theme.metrics("second_strong").height() + theme.px(4)
            middle = QRectF(0, 0, wide + theme.px(8), high)
            middle.moveCenter(box.center())
            paint.block(painter, middle, "warn_bg", "warn", radius=4)
            paint.text(painter, middle, told, "second_strong", "warn", paint.CENTRE)

    def _paint_months(self, painter: QPainter, room: QRectF) -> None:
        begin, days = self._span
        at = date(begin.year, begin.month, 1)
        free = room.left()
        while (at - begin).days <= days:
            x = room.left() + room.width() * max(0, (at - begin).days) / days
            told = words.short_month(at)
            wide = theme.metrics("key").horizontalAdvance(told) + theme.px(8)
            if x >= free and x + wide <= self.width():
                place = QRectF(x, room.bottom() + theme.px(4), wide, theme.px(16))
                paint.text(painter, place, told, "key", "text2")
                free = x + wide
            at = date(at.year + at.month // 12, at.month % 12 + 1, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._items:
            self.picked.emit(self._nearest(event.position()))

    def _nearest(self, point: QPointF) -> Item:
        room = self._room()
        lane = int((point.y() - room.top()) // theme.px(_LANE))
        kind = self._kinds[lane] if 0 <= lane < len(self._kinds) else ""
        near = [one for one in self._items if one.kind == kind] or self._items
        return min(near, key=lambda one: abs(self._x(one.date) - point.x()))
