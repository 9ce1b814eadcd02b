"""Shared strokes: blocks, focus rings, barred panels and one-line texts, all in token colours.

Rectangles are in logical pixels already scaled by `theme.px`; radii and widths are given at
100 percent and scaled here.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from fieldkit.ui import theme
from fieldkit.ui.tokens import RADIUS, SIZE

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def block(
    painter: QPainter,
    rect: QRectF,
    fill: str | None,
    border: str | None = None,
    *,
    radius: float = RADIUS["control"],
    width: float = 1,
    dashed: bool = False,
) -> None:
    """A rounded block; `fill` and `border` are tokens or None."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    half = 0.0
    if border is not None:
        pen = QPen(theme.colour(border), theme.px(width))
        if dashed:
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        half = pen.widthF() / 2
    if fill is None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setBrush(theme.colour(fill))
    corner = theme.px(radius)
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), corner, corner)
    painter.restore()


def ring(painter: QPainter, rect: QRectF, radius: float = RADIUS["control"]) -> QRectF:
    """The focus ring just inside `rect`; returns what is left inside ring and gap."""
    block(painter, rect, None, "focus", radius=radius + SIZE["gap"], width=SIZE["ring"])
    inset = theme.px(SIZE["ring"]) + theme.px(SIZE["gap"])
    return rect.adjusted(inset, inset, -inset, -inset)


def edge_ring(painter: QPainter, rect: QRectF) -> None:
    """The focus ring of what fills a pane, along the very edge of it."""
    block(painter, rect, None, "focus", radius=0, width=SIZE["ring"])


def barred(
    painter: QPainter,
    rect: QRectF,
    bar: str,
    fill: str,
    border: str,
    *,
    dashed: bool = False,
    radius: float = RADIUS["control"],
) -> None:
    """A panel with a coloured bar, 4 wide, along its left edge: solid, or dashed."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    path = QPainterPath()
    path.addRoundedRect(inner, theme.px(radius), theme.px(radius))
    painter.fillPath(path, theme.colour(fill))
    painter.setClipPath(path)
    wide = theme.px(4) + 0.5
    if dashed:
        top = inner.top()
        while top < inner.bottom():
            painter.fillRect(QRectF(inner.left(), top, wide, theme.px(5)), theme.colour(bar))
            top += theme.px(8)
    else:
        painter.fillRect(QRectF(inner.left(), inner.top(), wide, inner.height()), theme.colour(bar))
    painter.setClipping(False)
    painter.setPen(QPen(theme.colour(border), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    role: str = "body",
    token: str = "text",
    align: Qt.AlignmentFlag = LEFT,
) -> float:
    """One line of text, elided at the right if it does not fit; returns the width it took."""
    measure = theme.metrics(role)
    shown = words
    if measure.horizontalAdvance(words) > rect.width() + 0.5:
        shown = measure.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.save()
    painter.setFont(theme.font(role))
    painter.setPen(theme.colour(token))
    painter.drawText(rect, int(align | Qt.TextFlag.TextSingleLine), shown)
    painter.restore()
    return min(measure.horizontalAdvance(shown), rect.width())


def line(painter: QPainter, start: QPointF, end: QPointF, token: str, width: float = 1) -> None:
    """A straight line; `width` at 100 percent."""
    painter.save()
    painter.setPen(QPen(theme.colour(token), theme.px(width)))
    painter.drawLine(start, end)
    painter.restore()
