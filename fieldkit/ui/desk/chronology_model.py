"""The rows of the chronology: months, items and gaps, one below the other.

Every row is as high as every other, so that thousands of them need no measuring.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from fieldkit.inspection.chronology import Gap, Item
from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.lines_model import LinesModel
from fieldkit.ui.components.row_delegate import Index, RowDelegate, paint_state
from fieldkit.ui.desk import chronology_words as words
from fieldkit.ui.reader import marks as marking
from fieldkit.ui.reader.marks import Mark
from fieldkit.ui.tokens import SIZE

WHAT = Qt.ItemDataRole.UserRole + 1
WHERE = Qt.ItemDataRole.UserRole + 2
TAGS = Qt.ItemDataRole.UserRole + 3
Line = str | Item | Gap


class ChronologyModel(LinesModel):
    """`where` tells the document and place of an item, `tags` the marks that touch it."""

    def __init__(
        self,
        where: Callable[[Item], str],
        tags: Callable[[Item | Gap], Sequence[Mark]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._where = where
        self._tags = tags

    def show(self, items: Sequence[Item], gaps: Sequence[Gap]) -> None:
        """Show items with the gaps between them."""
        by_day: Mapping[str, Gap] = {one.before: one for one in gaps}
        left = dict(by_day)
        lines: list[Line] = []
        month = ""
        for one in items:
            for day in [day for day in left if one.date and day <= one.date]:
                lines.append(left.pop(day))
                month = ""
            if words.month(one.date) != month:
                month = words.month(one.date)
                lines.append(month)
            lines.append(one)
        self.set_lines(lines)

    def told_again(self) -> None:
        """Marks are others now."""
        if self.lines:
            self.dataChanged.emit(self.index(0), self.index(len(self.lines) - 1))

    def row_of(self, line: Line) -> int | None:
        """Where an item or a gap stands."""
        return self.lines.index(line) if line in self.lines else None

    def first_item(self) -> int | None:
        """The row of the first item."""
        return next((n for n, one in enumerate(self.lines) if isinstance(one, Item)), None)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == WHAT and index.isValid():
            return self.lines[index.row()]
        return super().data(index, role)

    def told(self, line: Any, role: int) -> Any:
        spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if isinstance(line, Gap):
            tags = ", ".join(mark.spoken for mark in self._tags(line))
            said = ", ".join(filter(None, (words.gap(line), words.gap_days(line), tags)))
            return said if role in spoken else self._tags(line) if role == TAGS else None
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            tags = ", ".join(mark.spoken for mark in self._tags(line))
            return words.spoken(line, self._where(line), tags)
        if role == WHERE:
            return self._where(line)
        if role == TAGS:
            return list(self._tags(line))
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.title}\n{line.words}" if line.words else line.title
        return None


class ChronologyDelegate(RowDelegate):
    """Date, sign of the kind on a line, title and words; tags and place at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, height=50)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect, one = QRectF(option.rect), index.data(WHAT)
        flag = QStyle.StateFlag
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(one, str):
            low = rect.adjusted(theme.px(18), rect.height() / 3, 0, 0)
            paint.text(painter, low, one, "strong")
        else:
            paint_state(
                painter,
                rect,
                selected=bool(option.state & flag.State_Selected),
                focused=isinstance(option.widget, QWidget) and option.widget.hasFocus(),
                hover=bool(option.state & flag.State_MouseOver),
            )
            if isinstance(one, Gap):
                self._paint_gap(painter, rect, one, index)
            elif isinstance(one, Item):
                self._paint_item(painter, rect, one, index)
        painter.restore()

    def _columns(self, rect: QRectF) -> tuple[QRectF, QRectF, QRectF]:
        """Where the day, the sign and the words stand."""
        day = theme.metrics("body").horizontalAdvance("Wed 30 Sep  ") + theme.px(18)
        if rect.width() < theme.px(420):
            day = theme.px(12)
        side = float(theme.px(SIZE["icon"]))
        sign = QRectF(rect.left() + day, rect.center().y() - side / 2, side, side)
        left = sign.right() + theme.px(14)
        inner = QRectF(left, rect.top(), rect.right() - left - theme.px(14), rect.height())
        return QRectF(rect.left() + theme.px(18), rect.top(), day, rect.height()), sign, inner

    def _paint_gap(self, painter: QPainter, rect: QRectF, one: Gap, index: Index) -> None:
        box = rect.adjusted(theme.px(10), theme.px(3), -theme.px(10), -theme.px(3))
        paint.block(painter, box, "warn_bg", "warn", radius=6, dashed=True)
        _, sign, inner = self._columns(rect)
        icons.paint(painter, "hourglass-medium", sign, "warn")
        inner.adjust(0, 0, -theme.px(8), 0)
        used = self._paint_tags(painter, inner, index, 0.0)
        inner.adjust(0, 0, -used, 0)
        _two(painter, inner, words.gap(one), words.gap_days(one), "strong")

    def _paint_item(self, painter: QPainter, rect: QRectF, one: Item, index: Index) -> None:
        day, sign, inner = self._columns(rect)
        narrow = rect.width() < theme.px(420)
        if not narrow:
            paint.text(painter, day, words.day(one.date), "body", "text2")
        middle = sign.center().x()
        line = theme.colour("line")
        painter.fillRect(QRectF(middle - 1, rect.top(), 2, sign.top() - rect.top() - 4), line)
        painter.fillRect(QRectF(middle - 1, sign.bottom() + 4, 2, rect.bottom()), line)
        icons.paint(painter, words.ICONS[one.kind], sign, words.TONES[one.kind])
        used = self._paint_right(painter, inner, index, narrow)
        inner.adjust(0, 0, -used, 0)
        kind = words.ONE[one.kind] + (f" · {one.time}" if one.time else "")
        if narrow:
            kind = f"{words.day(one.date)} · {kind}"
        _two(painter, inner, one.title, one.words or kind, "strong", kind if one.words else "")

    def _paint_right(self, painter: QPainter, inner: QRectF, index: Index, narrow: bool) -> float:
        used = 0.0
        if not narrow:
            where = str(index.data(WHERE) or "")
            room = QRectF(inner)
            room.setLeft(inner.right() - min(inner.width() * 0.34, theme.px(240)))
            used = paint.text(painter, room, where, "second", "accent", paint.RIGHT)
            used += theme.px(10)
        return self._paint_tags(painter, inner, index, used)

    def _paint_tags(self, painter: QPainter, inner: QRectF, index: Index, used: float) -> float:
        for mark in list(index.data(TAGS) or [])[:2]:
            wide, high = marking.tag_size(mark)
            left = inner.right() - used - wide
            marking.paint_tag(
                painter, QRectF(left, inner.center().y() - high / 2, wide, high), mark, False
            )
            used += wide + theme.px(6)
        return used


def _two(
    painter: QPainter, rect: QRectF, first: str, second: str, role: str, beside: str = ""
) -> None:
    one, two = theme.metrics(role).height(), theme.metrics("second").height()
    top = rect.center().y() - (one + two) / 2
    upper = QRectF(rect.left(), top, rect.width(), one)
    took = paint.text(painter, upper, first, role)
    if beside and took + theme.px(60) < rect.width():
        upper.setLeft(rect.left() + took + theme.px(10))
        paint.text(painter, upper, beside, "second", "text2")
    lower = QRectF(rect.left(), top + one, rect.width(), two)
    paint.text(painter, lower, second, "second", "text2")
