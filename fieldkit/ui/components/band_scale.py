"""The band scale: four bands between the form's percents, a marker, its interval, n/N in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.rating import RATINGS, paint_shape

_ORDER: Final = tuple(RATINGS)
_MARKER: Final = 9


@dataclass(frozen=True)
class Standing:
    """Where a question or standard stands. Percents are 0 to 100; `words` say what is near.

    `n` of `of` were sufficient. `low` and `high` bound the interval whose level (in percent) is
    `level`. All of it is computed elsewhere: this module only draws.
    """

    percent: float | None = None
    n: int = 0
    of: int = 0
    low: float | None = None
    high: float | None = None
    level: int = 80
    words: str = ""

    def sentence(self) -> str:
        """The line below the scale: n/N = percent, what is near, what the bar means."""
        if self.percent is None:
            return self.words or "Nothing answered yet."
        told = [f"{self.n}/{self.of} = {self.percent:.1f} %."]
        if self.words:
            told.append(self.words.rstrip(".") + ".")
        if self.low is not None and self.high is not None:
            told.append(f"{self.level} % interval shown by the bar.")
        return " ".join(told)


def _number(value: float) -> str:
    return f"{value:g}"


def paint_band(
    painter: QPainter,
    rect: QRectF,
    standing: Standing,
    thresholds: Sequence[float] = (50, 65, 80),
    *,
    ticks: bool = True,
    shapes_above: bool = True,
    zoom: float = 1.0,
) -> None:
    """Paint the scale into `rect`; without ticks and with the shapes inside it fits a table row.

    `zoom` draws it so many times as large, for a wall; its numbers are then `panel` size.
    """
    edges = (0.0, *thresholds, 100.0)
    left, wide = rect.left() + theme.px(10 * zoom), rect.width() - theme.px(20 * zoom)
    bar = theme.px(12 * zoom)
    inside = (
        rect.center().y() - (bar - theme.px(_MARKER * zoom)) / 2
    )  # marker and bar in the middle
    top = rect.top() + theme.px(25 * zoom) if shapes_above else inside

    def at(value: float) -> float:
        return left + wide * value / 100

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    marker = at(standing.percent) if standing.percent is not None else None
    for rating, low, high in zip(_ORDER, edges, edges[1:], strict=False):
        start = at(low) + (1 if low else 0)
        box = QRectF(start, top, at(high) - start, bar)
        _band(painter, rating, box, shapes_above, marker, theme.px(9 * zoom))
    if ticks:
        role = "key" if zoom == 1 else "wall_second"
        high = theme.metrics(role).height() if zoom != 1 else theme.px(15)
        for value in edges:
            place = QRectF(
                at(value) - theme.px(20 * zoom), top + bar + 2, theme.px(40 * zoom), high
            )
            paint.text(painter, place, _number(value), role, "text2", paint.CENTRE)
    if standing.low is not None and standing.high is not None:
        _whisker(painter, at(standing.low), at(standing.high), top - theme.px(5 * zoom), zoom)
    if marker is not None:
        _marker(painter, marker, top, bar, zoom)
    painter.restore()


def _band(
    painter: QPainter, rating: str, box: QRectF, above: bool, marker: float | None, side: float
) -> None:
    painter.setPen(QPen(theme.colour("edge"), 1) if theme.high_contrast() else Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(f"{rating}_band"))
    painter.drawRect(box)
    if above:
        up = box.top() - theme.px(22)
        paint_shape(painter, rating, QRectF(box.left() + theme.px(2), up, side, side))
    elif box.width() > side * 1.6 and (marker is None or abs(marker - box.center().x()) > side):
        inside = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        paint_shape(painter, rating, inside)


def _whisker(painter: QPainter, low: float, high: float, level: float, zoom: float) -> None:
    painter.setPen(QPen(theme.colour("text"), max(1.4, theme.px(1.4 * zoom))))
    foot = theme.px(3 * zoom)
    painter.drawLine(QPointF(low, level), QPointF(high, level))
    for end in (low, high):
        painter.drawLine(QPointF(end, level - foot), QPointF(end, level + foot))


def _marker(painter: QPainter, place: float, top: float, bar: float, zoom: float) -> None:
    painter.setPen(QPen(theme.colour("panel"), theme.px(1.5)))
    painter.setBrush(theme.colour("text"))
    half, high = theme.px(6 * zoom), theme.px(_MARKER * zoom)
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(place, top + 1),
                QPointF(place - half, top - high),
                QPointF(place + half, top - high),
            ]
        )
    )
    painter.setPen(QPen(theme.colour("text"), theme.px(2 * zoom)))
    painter.drawLine(QPointF(place, top), QPointF(place, top + bar))


class BandScale(QWidget):
    """The scale, with its sentence below if `told`. The three thresholds come from the form."""

    def __init__(
        self,
        thresholds: Sequence[float] = (50, 65, 80),
        *,
        told: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._told = told
        self._thresholds = tuple(thresholds)
        self._standing = Standing()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_standing(self._standing)

    def set_thresholds(self, thresholds: Sequence[float]) -> None:
        """Another form's percents."""
        self._thresholds = tuple(thresholds)
        self.set_standing(self._standing)

    def standing(self) -> Standing:
        """What is shown."""
        return self._standing

    def set_standing(self, standing: Standing) -> None:
        """Show where the figure stands now."""
        self._standing = standing
        bounds = ", ".join(_number(value) for value in self._thresholds)
        self.setAccessibleName(standing.sentence())
        interval = ""
        if standing.low is not None and standing.high is not None:
            interval = f" Interval {standing.low:.1f} to {standing.high:.1f} %."
        self.setAccessibleDescription(f"Bands begin at {bounds} %.{interval}")
        self.setToolTip(standing.sentence())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(82 if self._told else 56))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(180), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint_band(painter, rect, self._standing, self._thresholds)
        words = QRectF(0, theme.px(60), rect.width(), theme.px(20))
        if self._told:
            paint.text(painter, words, self._standing.sentence(), "second", "text2")
