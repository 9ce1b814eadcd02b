"""Painted charts: shares as bars over their bands, drift as one small course for each reader.

Nothing is told by colour alone: every bar bears its figures, the shape and word of its band, and
every chart says itself in words to a screen reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.inspection import chart
from fieldkit.inspection.chart import Bar, Course
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.rating import RATINGS, key_of, paint_shape

_ROW: Final = 30
_NAME: Final = 150
_TOLD: Final = 340
_TOP: Final = 26
_TALL: Final = 112
_EDGES: Final = (0.0, 25.0, 50.0, 75.0, 100.0)


class _Chart(QWidget):
    """What both have: a title, words for who cannot see it, and the height it needs."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _say(self, lines: Sequence[Bar] | Sequence[Course]) -> None:
        self.setAccessibleDescription(chart.told(self._title, lines))
        self.updateGeometry()
        self.update()

    def _height(self) -> float:
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        return QSize(theme.px(640), round(self._height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(280), round(self._height()))

    def _paint(self, painter: QPainter) -> None:
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()


class ShareChart(_Chart):
    """Bars from 0 to 100 percent. `thresholds` are the percents at which the next band begins."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.bars: tuple[Bar, ...] = ()
        self._thresholds: tuple[float, ...] = ()

    def show_bars(self, bars: Sequence[Bar], thresholds: Sequence[float] = ()) -> None:
        """Show other bars."""
        self.bars, self._thresholds = tuple(bars), tuple(thresholds)
        self._say(self.bars)

    def _height(self) -> float:
        return theme.px(_TOP) + theme.px(_ROW) * max(1, len(self.bars)) + theme.px(6)

    def _room(self) -> QRectF:
        wide = float(self.width())
        name = min(theme.px(_NAME), wide * 0.24)
        told = theme.px(_TOLD) if wide >= theme.px(700) else wide * 0.46
        top = theme.px(_TOP)
        return QRectF(name, top, max(1.0, wide - name - told), self.height() - top - theme.px(6))

    def _paint(self, painter: QPainter) -> None:
        room = self._room()
        for edge in self._thresholds or _EDGES:
            place = room.left() + room.width() * edge / 100
            painter.setPen(QPen(theme.colour("line"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(place, room.top()), QPointF(place, room.bottom()))
            told = QRectF(place - theme.px(30), 0, theme.px(60), theme.px(_TOP) - 4)
            paint.text(painter, told, f"{edge:g}", "second", "text2", paint.CENTRE)
        for number, one in enumerate(self.bars):
            self._paint_bar(painter, room, number, one)

    def _paint_bar(self, painter: QPainter, room: QRectF, number: int, one: Bar) -> None:
        tall = theme.px(_ROW)
        top = room.top() + number * tall
        name = QRectF(theme.px(4), top, room.left() - theme.px(12), tall)
        paint.text(painter, name, one.name, "strong" if one.lowest else "body")
        known = one.rating.lower().replace(" ", "_") in RATINGS
        if one.percent is not None:
            thick = theme.px(14)
            wide = room.width() * one.percent / 100
            bar = QRectF(room.left(), top + (tall - thick) / 2, max(wide, 1.0), thick)
            token = key_of(one.rating) if known else "accent"
            painter.fillRect(bar, theme.colour(token))
            self._paint_interval(painter, room, bar, one)
        place = QRectF(room.right() + theme.px(10), top, self.width() - room.right(), tall)
        if known:
            side = theme.px(14)
            paint_shape(
                painter,
                one.rating,
                QRectF(place.left(), place.center().y() - side / 2, side, side),
            )
            place = place.adjusted(side + theme.px(6), 0, 0, 0)
        paint.text(painter, place.adjusted(0, 0, -theme.px(14), 0), _figures(one))

    def _paint_interval(self, painter: QPainter, room: QRectF, bar: QRectF, one: Bar) -> None:
        if one.low is None or one.high is None:
            return
        middle, half = bar.center().y(), theme.px(5)
        ends = [room.left() + room.width() * value / 100 for value in (one.low, one.high)]
        for token, width in (("panel", 4.0), ("text", 1.5)):
            painter.setPen(QPen(theme.colour(token), width))
            painter.drawLine(QPointF(ends[0], middle), QPointF(ends[1], middle))
            for end in ends:
                painter.drawLine(QPointF(end, middle - half), QPointF(end, middle + half))


def _figures(one: Bar) -> str:
    if one.percent is None:
        return "Nothing judged"
    rating = f", {one.rating}" if one.rating else ""
    lowest = ", lowest" if one.lowest else ""
    return f"{one.percent:.1f} % ({one.yes} of {one.judged}){rating}{lowest}"


class DriftChart(_Chart):
    """One small course for each reader: their share as discs, everybody's as a hollow line."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.courses: tuple[Course, ...] = ()

    def show_courses(self, courses: Sequence[Course]) -> None:
        """Show other courses."""
        self.courses = tuple(courses)
        self._say(self.courses)

    def _height(self) -> float:
        return theme.px(_TALL) * max(1, len(self.courses)) + theme.px(8)

    def _paint(self, painter: QPainter) -> None:
        weeks = list(dict.fromkeys(p.label for one in self.courses for p in one.points))
        weeks.sort(key=_when)
        for number, one in enumerate(self.courses):
            top = number * theme.px(_TALL) + theme.px(4)
            self._paint_course(painter, QRectF(0, top, self.width(), theme.px(_TALL)), one, weeks)

    def _paint_course(
        self, painter: QPainter, place: QRectF, one: Course, weeks: Sequence[str]
    ) -> None:
        name = QRectF(theme.px(4), place.top(), theme.px(_NAME), theme.px(22))
        paint.text(painter, name, one.name, "strong")
        left = min(theme.px(_NAME), place.width() * 0.24)
        room = QRectF(left, place.top() + theme.px(20), place.width() - left, theme.px(52))
        for edge in (0, 50, 100):
            y = room.bottom() - room.height() * edge / 100
            paint.line(painter, QPointF(room.left(), y), QPointF(room.right(), y), "line")
            told = QRectF(room.left() - theme.px(48), y - theme.px(8), theme.px(40), theme.px(16))
            paint.text(painter, told, f"{edge} %", "second", "text2", paint.RIGHT)
        step = room.width() / max(1, len(weeks))
        mine, all_of = [], []
        for point in one.points:
            x = room.left() + step * (weeks.index(point.label) + 0.5)
            mine.append(QPointF(x, room.bottom() - room.height() * point.percent / 100))
            all_of.append(QPointF(x, room.bottom() - room.height() * point.all_percent / 100))
            told = QRectF(x - step / 2, room.bottom() + theme.px(4), step, theme.px(18))
            words = f"{point.label.split(' of ')[0]}: {point.percent:.0f} %"
            paint.text(painter, told, words, "second", "text", paint.CENTRE)
        self._paint_line(painter, all_of, "text2", dashed=True)
        self._paint_line(painter, mine, "accent", dashed=False)

    def _paint_line(
        self, painter: QPainter, points: Sequence[QPointF], token: str, dashed: bool
    ) -> None:
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.colour(token), 2, style))
        for before, after in pairwise(points):
            painter.drawLine(before, after)
        painter.setPen(QPen(theme.colour(token), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush if dashed else theme.colour(token))
        for point in points:
            if dashed:
                side = theme.px(9)
                painter.drawRect(QRectF(point.x() - side / 2, point.y() - side / 2, side, side))
            else:
                painter.drawEllipse(point, theme.px(4), theme.px(4))


def _when(label: str) -> tuple[int, int]:
    words = label.split()
    return int(words[3]), int(words[1])
