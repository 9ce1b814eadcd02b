"""Paints the cells of a sheet: wrapped words, hits, marks with tag, "Show all n lines"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.row_delegate import paint_state
from fieldkit.ui.reader import marks as marking
from fieldkit.ui.reader.finder import Hit
from fieldkit.ui.reader.marks import Mark
from fieldkit.ui.reader.sheet_model import Index, SheetModel

LINES: Final = 14
PAD: Final = 9


@dataclass
class Dressing:
    """What is laid over the cells: marks and hits with the cell they are in, and open rows."""

    marks: dict[tuple[int, int], list[tuple[Mark, int, int]]] = field(default_factory=dict)
    hits: dict[tuple[int, int], list[tuple[Hit, int, int]]] = field(default_factory=dict)
    hit: Hit | None = None
    chosen: tuple[tuple[int, int], int, int] | None = None
    selected: str | None = None
    whole: set[int] = field(default_factory=set)


def laid_out(words: str, width: float) -> QTextLayout:
    """The words of a cell, broken to its width."""
    layout = QTextLayout(words.replace("\n", "\u2028").replace("\r", " "), theme.font("body"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(10.0, width))
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout


def line_height() -> float:
    """How high one line of a cell is."""
    layout = laid_out("X", 100)  # a line is only there as long as its layout
    return layout.lineAt(0).height()


class SheetDelegate(QStyledItemDelegate):
    """`dressing` gives what is laid over; rows show at most 14 lines unless opened."""

    def __init__(self, view: QTableView, dressing: Callable[[], Dressing]) -> None:
        super().__init__(view)
        self._dressing = dressing

    def row_height(self, model: SheetModel, place: int, widths: list[int]) -> int:
        """The height that the row shown at `place` needs."""
        row = model.row_of(place)
        line = line_height()
        most = 10_000 if row in self._dressing().whole else LINES
        lines, more = 1, 0
        for column, width in enumerate(widths):
            words = model.cell(row, column)
            if not words:
                continue
            room = self.room((row, column), width)
            if "\n" not in words and theme.metrics("body").horizontalAdvance(words) <= room:
                continue
            found = laid_out(words, room).lineCount()
            lines = max(lines, min(found, most))
            more = more or found > LINES
        extra = line if more else 0
        return int(lines * line + extra + 2 * theme.px(PAD)) + 1

    def room(self, cell: tuple[int, int], width: float) -> float:
        """How wide the words of a cell may be beside its tags."""
        tags = self._dressing().marks.get(cell, [])
        beside = max((marking.tag_size(mark)[0] + theme.px(10) for mark, _, _ in tags), default=0)
        return width - 2 * theme.px(PAD) - beside

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(60), theme.px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, view = index.model(), self.parent()
        if not isinstance(model, SheetModel) or not isinstance(view, QTableView):
            return
        rect, flag = QRectF(option.rect), QStyle.StateFlag
        row = model.row_of(index.row())
        on_row = view.currentIndex().row() == index.row()
        painter.save()
        painter.setClipRect(rect)
        paint_state(
            painter,
            rect,
            selected=on_row,
            focused=view.hasFocus(),
            hover=bool(option.state & flag.State_MouseOver),
            first=index.column() == 0,
            ring=False,
        )
        foot = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(foot, theme.colour("line"))
        self._paint_words(painter, rect, model.cell(row, index.column()), (row, index.column()))
        if option.state & flag.State_Selected and view.hasFocus():
            paint.block(painter, rect.adjusted(1, 1, -1, -2), None, "focus", radius=3, width=2)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, rect: QRectF, words: str, cell: tuple[int, int]
    ) -> None:
        pad, dressing = theme.px(PAD), self._dressing()
        tags = dressing.marks.get(cell, [])
        layout = laid_out(words, self.room(cell, rect.width()))
        origin = QPointF(rect.left() + pad, rect.top() + pad)
        last = layout.lineCount()
        if cell[0] not in dressing.whole:
            last = min(last, LINES)
        for mark, start, end in tags:
            for part in _parts(layout, start, end, last):
                place = part.translated(origin)
                _on_words(painter, place, mark.fill)
                marking.underline(painter, place, mark)
        for hit, start, end in dressing.hits.get(cell, []):
            for part in _parts(layout, start, end, last):
                _on_words(painter, part.translated(origin), "page_hit")
                if hit == dressing.hit:
                    paint.block(painter, part.translated(origin), None, "accent", radius=1, width=2)
        chosen = dressing.chosen
        if chosen is not None and chosen[0] == cell:
            for part in _parts(layout, chosen[1], chosen[2], last):
                painter.fillRect(part.translated(origin), marking.selection_tint())
        _draw(painter, layout, origin, last, _inks(layout, cell, dressing))
        if layout.lineCount() > LINES:
            open_now = cell[0] in dressing.whole
            text = "Show 14 lines" if open_now else f"Show all {layout.lineCount()} lines"
            line = line_height()
            foot = QRectF(rect.left() + pad, rect.bottom() - pad - line, rect.width() - pad, line)
            paint.text(painter, foot, text, "second", "accent")
        self._paint_tags(painter, rect, tags)

    def _paint_tags(
        self, painter: QPainter, rect: QRectF, tags: list[tuple[Mark, int, int]]
    ) -> None:
        if not tags:
            return
        bar = QRectF(rect.left() + theme.px(3), rect.top() + 2, theme.px(3), rect.height() - 5)
        marking.paint_bar(painter, bar, tags[0][0])
        for mark, place in tag_rects(rect, tags):
            marking.paint_tag(painter, place, mark, mark.id == self._dressing().selected)


def tag_rects(rect: QRectF, tags: list[tuple[Mark, int, int]]) -> list[tuple[Mark, QRectF]]:
    """Where the tags of a cell stand: at its right, one below the other."""
    made, top = [], rect.top() + theme.px(6)
    for mark, _, _ in tags:
        wide, high = marking.tag_size(mark)
        made.append((mark, QRectF(rect.right() - wide - theme.px(6), top, wide, high)))
        top += high + theme.px(4)
    return made


def _parts(layout: QTextLayout, start: int, end: int, lines: int) -> list[QRectF]:
    """The rectangles of characters in the lines shown, in the layout's own coordinates."""
    made = []
    for number in range(lines):
        line = layout.lineAt(number)
        low = max(start, line.textStart())
        high = min(end, line.textStart() + line.textLength())
        if low < high:
            left, right = _x(line.cursorToX(low)), _x(line.cursorToX(high))
            made.append(QRectF(left, line.y(), max(2.0, right - left), line.height()))
    return made


def _x(found: object) -> float:
    return float(found[0]) if isinstance(found, tuple) else float(found)  # type: ignore[arg-type]


def _on_words(painter: QPainter, rect: QRectF, token: str) -> None:
    painter.fillRect(rect, marking.highlight(token))


def _inks(
    layout: QTextLayout, cell: tuple[int, int], dressing: Dressing
) -> list[QTextLayout.FormatRange]:
    """Words on a highlight are dark in every theme, as on paper."""
    made = []
    spans = [(s, e) for _, s, e in dressing.marks.get(cell, [])]
    spans += [(s, e) for _, s, e in dressing.hits.get(cell, [])]
    if dressing.chosen is not None and dressing.chosen[0] == cell:
        spans.append(dressing.chosen[1:])
    for start, end in spans:
        ink = QTextLayout.FormatRange()
        look = QTextCharFormat()
        look.setForeground(marking.on_paper("text"))
        ink.start, ink.length, ink.format = start, end - start, look
        made.append(ink)
    return made


def _draw(
    painter: QPainter,
    layout: QTextLayout,
    origin: QPointF,
    lines: int,
    inks: list[QTextLayout.FormatRange],
) -> None:
    painter.save()
    painter.setPen(theme.colour("text"))
    if lines < layout.lineCount():
        last = layout.lineAt(lines - 1)
        room = QRectF(origin.x(), origin.y(), layout.maximumWidth(), last.y() + last.height())
        room.setWidth(100_000)
        painter.setClipRect(room, Qt.ClipOperation.IntersectClip)
    layout.draw(painter, origin, inks)
    painter.restore()
