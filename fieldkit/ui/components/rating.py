"""A rating as shape and word, always both: hollow triangle, half diamond, disc, star."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components import paint

RATINGS: Final = {
    "inadequate": "Inadequate",
    "requires_improvement": "Requires improvement",
    "good": "Good",
    "outstanding": "Outstanding",
}


def key_of(rating: str) -> str:
    """The key of `RATINGS` for a key, or for a form's rating word ("Requires improvement").

    Raises `KeyError` for a word that has no shape.
    """
    key = rating.lower().replace(" ", "_")
    if key not in RATINGS:
        raise KeyError(rating)
    return key


def _star(rect: QRectF) -> QPolygonF:
    middle, outer = rect.center(), rect.width() / 2
    points = []
    for corner in range(10):
        angle = -math.pi / 2 + corner * math.pi / 5
        reach = outer if corner % 2 == 0 else outer * 0.44
        points.append(
            QPointF(
                middle.x() + reach * math.cos(angle),
                middle.y() + rect.height() * 0.03 + reach * math.sin(angle),
            )
        )
    return QPolygonF(points)


def paint_shape(painter: QPainter, rating: str, rect: QRectF) -> None:
    """Paint the shape of a rating (a key or word of `RATINGS`) into a square `rect`."""
    rating = key_of(rating)
    colour = theme.colour(rating)
    thick = max(1.3, rect.width() / 8.5)
    half = thick / 2
    box = rect.adjusted(half, half, -half, -half)
    middle = box.center()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, thick)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    if rating == "inadequate":
        top, foot = box.top() + box.height() * 0.1, box.bottom() - box.height() * 0.06
        painter.drawPolygon(
            QPolygonF(
                [QPointF(box.left(), top), QPointF(box.right(), top), QPointF(middle.x(), foot)]
            )
        )
    elif rating == "requires_improvement":
        up, right = QPointF(middle.x(), box.top()), QPointF(box.right(), middle.y())
        down, left = QPointF(middle.x(), box.bottom()), QPointF(box.left(), middle.y())
        painter.drawPolygon(QPolygonF([up, right, down, left]))
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([up, down, left]))
    elif rating == "good":
        painter.setBrush(colour)
        painter.drawEllipse(box.adjusted(0.4, 0.4, -0.4, -0.4))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(_star(rect))
    painter.restore()


def paint_rating(
    painter: QPainter, rect: QRectF, rating: str | None, role: str = "medium", none: str = ""
) -> None:
    """Shape and word in one line, for delegates; `none` stands for a rating not yet made."""
    if rating is None:
        paint.text(painter, rect, none, role, "text2")
        return
    side = _side(role)
    paint_shape(painter, rating, QRectF(rect.left(), rect.center().y() - side / 2, side, side))
    words = rect.adjusted(side + theme.px(7), 0, 0, 0)
    paint.text(painter, words, RATINGS[key_of(rating)], role)


def _side(role: str) -> float:
    """How large a shape stands beside words of that role."""
    return max(theme.px(13), theme.metrics(role).ascent() * 0.75)


class RatingMark(QWidget):
    """A rating as a widget; None shows the words given for it ("To be confirmed")."""

    def __init__(
        self,
        rating: str | None = None,
        *,
        none: str = "Not yet rated",
        role: str = "medium",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rating = rating
        self._none = none
        self._role = role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_rating(rating)

    def rating(self) -> str | None:
        """The rating shown."""
        return self._rating

    def set_rating(self, rating: str | None) -> None:
        """Show a rating. Raises `KeyError` for one that is none of `RATINGS`."""
        self._rating = rating
        self.setAccessibleName(self._none if rating is None else RATINGS[key_of(rating)])
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        measure = theme.metrics(self._role)
        wide = measure.horizontalAdvance(self.accessibleName()) + theme.px(3)
        if self._rating is not None:
            wide += _side(self._role) + theme.px(7)
        return QSize(int(wide), max(theme.px(20), int(measure.height())))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_rating(QPainter(self), QRectF(self.rect()), self._rating, self._role, self._none)
