"""Beside a flowing document: margin tags at the left, comments at the right, by their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from fieldkit.documents.display import Comment
from fieldkit.ui import icons, theme, when
from fieldkit.ui.components import paint
from fieldkit.ui.reader import marks as marking

if TYPE_CHECKING:
    from fieldkit.ui.reader.flow_text import FlowText


class _Margin(QWidget):
    """A strip of desk beside the page; the wheel scrolls the page."""

    def __init__(self, view: FlowText) -> None:
        super().__init__(view)
        self._view = view

    def wheelEvent(self, event: QWheelEvent) -> None:
        QApplication.sendEvent(self._view.verticalScrollBar(), event)


class Gutter(_Margin):
    """`mark_pressed` with the id of the mark whose tag was clicked."""

    mark_pressed = Signal(str)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("desk"))
        for mark, tag, bar in self._view.tags():
            marking.paint_bar(painter, bar, mark)
            marking.paint_tag(painter, tag, mark, mark.id == self._view.selected_mark)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for mark, tag, _ in self._view.tags():
            if tag.contains(event.position()):
                self.mark_pressed.emit(mark.id)
                return


class CommentColumn(_Margin):
    """Cards of the comments. `wide` is the width of a card with its margins; 0 shows none."""

    wide = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("desk"))
        flow = self._view.flow
        if not self.wide or flow is None:
            return
        by_number = {one.number: one for one in flow.flow.comments}
        low = float(theme.px(8))
        for number, words in self._view.comment_tops():
            comment = by_number.get(number)
            if comment is not None:
                low = self._paint_card(painter, comment, words, low) + theme.px(8)

    def _paint_card(self, painter: QPainter, comment: Comment, words: QRectF, low: float) -> float:
        pad, left = theme.px(10), theme.px(16)
        wide = self.wide - left - theme.px(10)
        text = QRectF(left + pad, 0, wide - 2 * pad, 10_000)
        flags = int(Qt.TextFlag.TextWordWrap)
        measure = theme.metrics("second")
        needed = measure.boundingRect(text, flags, comment.text)
        head = theme.metrics("second_strong").height() + measure.height()
        top = max(low, words.top() - theme.px(6))
        card = QRectF(left, top, wide, head + needed.height() + 2.4 * pad)
        if top > self.height() or card.bottom() < -40:
            return card.bottom()
        join = words.bottom()
        paint.line(painter, QPointF(0, join), QPointF(left, top + pad), "accent")
        paint.block(painter, card, "raised", "edge")
        line = QRectF(card.left() + pad, top + pad * 0.8, card.width() - 2 * pad, measure.height())
        side = theme.px(14)
        mark = QRectF(line.left(), line.center().y() - side / 2, side, side)
        icons.paint(painter, "chat-text", mark, "accent")
        name = line.adjusted(side + theme.px(5), 0, 0, 0)
        paint.text(painter, name, comment.author or "No name", "second_strong")
        line.translate(0, line.height())
        paint.text(
            painter, line.adjusted(side + theme.px(5), 0, 0, 0), _day(comment), "second", "text2"
        )
        painter.setFont(theme.font("second"))
        painter.setPen(theme.colour("text"))
        body = QRectF(line.left(), line.bottom() + pad * 0.4, line.width(), needed.height() + 4)
        painter.drawText(body, flags, comment.text)
        return card.bottom()


def _day(comment: Comment) -> str:
    return when.day(comment.made_at) if comment.made_at else "No date"
