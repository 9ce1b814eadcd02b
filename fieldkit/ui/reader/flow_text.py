"""The page of a flowing document: a read-only text of limited width, upon the desk.

Hits, marks, changes and the words of comments are painted over the text in multiply, as on pages;
tags stand in the gutter at the left, comments in a column at the right where there is room.
"""

from __future__ import annotations

import bisect
from typing import Final

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from fieldkit.ui import theme, tokens
from fieldkit.ui.components import paint
from fieldkit.ui.reader import flow_place
from fieldkit.ui.reader import marks as marking
from fieldkit.ui.reader.finder import Hit
from fieldkit.ui.reader.flow_document import FlowDocument
from fieldkit.ui.reader.flow_margins import CommentColumn, Gutter
from fieldkit.ui.reader.marks import Mark
from fieldkit.ui.reader.page_layout import GUTTER, MARGIN
from fieldkit.ui.reader.reading_look import LETTERS, ReadingLook
from fieldkit.ui.reader.tick_bar import TickBar
from fieldkit.ui.reader.zoom import USUAL_TEXT

_COLUMN: Final = 228


class FlowText(QTextEdit):
    """Shows a `FlowDocument`. Text size is its own, apart from the interface size.

    `flow_shown`: another document, or the same with its changes shown in another way.
    """

    flow_shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text_size = USUAL_TEXT
        self.look = ReadingLook()
        self.marks: tuple[Mark, ...] = ()
        self.selected_mark: str | None = None
        self.hits: list[Hit] = []
        self.hit: Hit | None = None
        self.chosen: tuple[int, int] | None = None
        self._flow: FlowDocument | None = None
        self._wide = 0.0
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(TickBar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("Text")
        self.gutter = Gutter(self)
        self.column = CommentColumn(self)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._style()

    @property
    def letter(self) -> int:
        """The size of the text in pixels: what was chosen, at the interface scale."""
        return theme.px(self.text_size)

    @property
    def flow(self) -> FlowDocument | None:
        """The document shown."""
        return self._flow

    def show_flow(self, document: FlowDocument) -> None:
        """Show a built document and let the old one go."""
        old, self._flow = self._flow, document
        document.setParent(self)
        if self.look.spacing != 1.0:
            document.space_lines(self.look.spacing)
        self._dress(document)
        self._wide = 0.0
        document.documentLayout().documentSizeChanged.connect(self._laid_out)
        self.setDocument(document)
        if old is not None:
            old.deleteLater()
        self.arrange()
        self.flow_shown.emit()

    def _dress(self, document: FlowDocument) -> None:
        font = theme.font("body")
        font.setPixelSize(self.letter)
        if LETTERS[self.look.letters]:
            font.setFamilies(list(LETTERS[self.look.letters]))
        document.setDefaultFont(font)
        document.setDocumentMargin(self._edge())

    def _edge(self) -> int:
        """How far the words keep from the edge of the page: less where the page is narrow."""
        return round(min(self.letter * 2.4, max(self.letter * 0.8, self.viewport().width() * 0.07)))

    def _style(self) -> None:
        page, words = marking.paper().name(), tokens.LIGHT.text
        chosen = marking.multiplied(marking.selection_tint(), marking.paper()).name()
        plain = "border: 0; border-radius: 0; padding: 0;"
        sheet = (
            f"QTextEdit {{ {plain} background: {page}; color: {words};"
            f" {_family(self.look)} font-size: {self.letter}px;"
            f" selection-background-color: {chosen};"
            f" selection-color: {words}; }} QTextEdit:focus {{ {plain} }}"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    def restyle(self) -> None:
        """Theme or text size are others."""
        self._style()
        if self._flow is not None:
            self._dress(self._flow)
        self.arrange()
        self.viewport().update()

    # Geometry

    def arrange(self) -> None:
        """Give page, gutter and column their widths."""
        self._part()
        if self._flow is not None:
            # The widget lays out on its own, but not when its margins change unseen.
            if self._flow.documentMargin() != self._edge():
                self._flow.setDocumentMargin(self._edge())
            if self._flow.textWidth() != self.viewport().width():
                self._flow.setTextWidth(self.viewport().width())
            self._flow.fit_pictures(self.text_room())
            self._fit_bar()
        self.gutter.update()
        self.column.update()

    def _part(self) -> None:
        """What is page, gutter and column of the width there is."""
        bar = self.verticalScrollBar().sizeHint().width()
        room = self.width() - bar
        gutter, margin = theme.px(GUTTER), theme.px(MARGIN)
        comments = bool(self._flow is not None and self._flow.flow.comments)
        with_column = comments and room >= gutter + theme.px(_COLUMN) + theme.px(380)
        side = theme.px(_COLUMN) if with_column else margin
        page = min(round(self.letter * self.look.ems), room - gutter - side)
        left = max(gutter, (room - page - (side if with_column else 0)) // 2)
        right = max(side, room - left - page)
        self.setViewportMargins(left, 0, right, 0)
        self.gutter.setGeometry(0, 0, left, self.height())
        self.column.setGeometry(room - right, 0, right, self.height())
        self.column.wide = theme.px(_COLUMN) if with_column else 0

    def _laid_out(self, size: QSizeF) -> None:
        self._wide = size.width()
        self._fit_bar()

    def _fit_bar(self) -> None:
        """No bar for what goes past the page by less than its empty edge: nothing is hidden.

        The width is that of what is laid out by now: to ask for it would lay out all the rest.
        """
        policy = Qt.ScrollBarPolicy
        over = self._wide - self.viewport().width()
        wanted = policy.ScrollBarAsNeeded if over > self._edge() else policy.ScrollBarAlwaysOff
        if wanted != self.horizontalScrollBarPolicy():
            self.setHorizontalScrollBarPolicy(wanted)

    def text_room(self) -> float:
        """How wide a line may be, in pixels."""
        return max(80.0, self.viewport().width() - 2 * self._edge() - 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        before = self.viewport().size()
        self._part()
        if self.viewport().size() == before:  # else it came back here, and is laid out
            super().resizeEvent(event)
        self.arrange()

    def _scrolled(self) -> None:
        self.gutter.update()
        self.column.update()

    def visible(self) -> tuple[int, int]:
        """The offsets of the text that is on screen, and a little more."""
        if self._flow is None:
            return 0, 0
        size = self.viewport().size()
        first = self.cursorForPosition(QPoint(0, 0)).block().position()
        last = self.cursorForPosition(QPoint(size.width(), size.height())).block()
        end = last.position() + last.length()
        return self._flow.offsets.offset(first), self._flow.offsets.offset(end)

    def rects(self, start: int, end: int) -> list[QRectF]:
        """Where offsets stand, in pixels of the viewport."""
        if self._flow is None:
            return []
        offsets = self._flow.offsets
        return self._placed(offsets.position(start), offsets.position(end))

    def _placed(self, start: int, end: int) -> list[QRectF]:
        if self._flow is None:
            return []
        up = -self.verticalScrollBar().value()
        across = -self.horizontalScrollBar().value()
        found = flow_place.rectangles(self._flow, start, end)
        return [rect.translated(across, up) for rect in found]

    def tags(self) -> list[tuple[Mark, QRectF, QRectF]]:
        """Tag and bar of each mark on screen, in pixels of the gutter."""
        low, high = self.visible()
        wanted = []
        for mark in self.marks:
            if mark.end <= low or mark.start >= high:
                continue
            rects = self.rects(mark.start, mark.end)
            if rects:
                whole = rects[0]
                for rect in rects[1:]:
                    whole = whole.united(rect)
                wanted.append((mark, whole))
        return marking.tag_places(wanted, float(self.gutter.width()))

    def comment_tops(self) -> list[tuple[int, QRectF]]:
        """Comments and the last place of their words, in pixels of the viewport, in order.

        Without those below what is on screen: to know their places, all would be laid out.
        """
        if self._flow is None:
            return []
        size = self.viewport().size()
        low = self.cursorForPosition(QPoint(size.width(), size.height())).block()
        places = []
        for number, (start, end) in self._flow.comments.items():
            if start > low.position() + low.length():
                continue
            rects = self._placed(start, end)
            if rects:
                places.append((number, rects[-1]))
        return sorted(places, key=lambda one: one[1].top())

    # Paint

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._flow is None:
            return
        painter = QPainter(self.viewport())
        low, high = self.visible()
        self._paint_hits(painter, low, high)
        for mark in self.marks:
            if mark.start < high and mark.end > low:
                rects = self.rects(mark.start, mark.end)
                self._multiply(painter, rects, mark.fill)
                for rect in rects:
                    marking.underline(painter, rect, mark)
        offsets = self._flow.offsets
        if self.chosen is not None:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            for rect in self.rects(*self.chosen):
                painter.fillRect(rect.toAlignedRect(), marking.selection_tint())
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        self._paint_changes(painter, offsets.position(low), offsets.position(high))
        if self.hasFocus():
            paint.edge_ring(painter, QRectF(self.viewport().rect()))

    def _paint_hits(self, painter: QPainter, low: int, high: int) -> None:
        first = bisect.bisect_left(self.hits, Hit(1, low, 0))
        for hit in self.hits[max(0, first - 1) :]:
            if hit.start >= high:
                break
            rects = self.rects(hit.start, hit.end)
            self._multiply(painter, rects, "page_hit")
            if hit == self.hit:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(marking.on_paper("accent"), theme.px(2)))
                for rect in rects:
                    painter.drawRect(rect.adjusted(-1, 0, 1, 0))

    def _multiply(self, painter: QPainter, rects: list[QRectF], token: str) -> None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for rect in rects:
            painter.fillRect(rect.toAlignedRect(), theme.colour(token))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _paint_changes(self, painter: QPainter, low: int, high: int) -> None:
        """Two lines under inserted words, a bar beside changed lines and beside quotes, a frame
        round commented words and a line from there to the comment."""
        if self._flow is None:
            return
        side = self.viewport().width() - self._edge() / 2
        for start, end in (*self._flow.inserted, *self._flow.deleted):
            if start < high and end > low:
                for rect in self._placed(start, end):
                    bar = QRectF(side, rect.top(), theme.px(2), rect.height())
                    painter.fillRect(bar, marking.on_paper("edge"))
        painter.setPen(QPen(marking.on_paper("ok"), 1))
        for start, end in self._flow.inserted:
            if start < high and end > low:
                for rect in self._placed(start, end):
                    for down in (-2.5, -0.5):
                        y = rect.bottom() + down
                        painter.drawLine(rect.left(), y, rect.right(), y)  # type: ignore[call-overload]
        for start, end in self._flow.quotes:
            if start < high and end > low:
                for rect in self._placed(start, end):
                    bar = QRectF(rect.left() - 10, rect.top() - 2, 2, rect.height() + 4)
                    painter.fillRect(bar, marking.on_paper("edge"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(marking.on_paper("accent"), 1))
        for start, end in self._flow.comments.values():
            if start < high and end > low:
                rects = self._placed(start, end)
                for rect in rects:
                    painter.drawRect(rect.adjusted(-1, 0, 1, 0))
                if rects and self.column.wide:
                    foot = rects[-1].bottom()
                    edge = self.viewport().width()
                    painter.drawLine(rects[-1].right() + 1, foot, edge, foot)  # type: ignore[call-overload]

    def createMimeDataFromSelection(self) -> QMimeData:
        """Only words leave by the clipboard, no markup."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data


def _family(look: ReadingLook) -> str:
    """The letters chosen, for the style sheet; nothing for those of the interface."""
    named = ", ".join(f'"{one}"' for one in LETTERS[look.letters])
    return f"font-family: {named};" if named else ""
