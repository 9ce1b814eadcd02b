"""The lines of a conversation as rows: time, writer, as many lines of words as needed, tags."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem, QWidget

from fieldkit.inspection.reading import Evidence
from fieldkit.inspection.records import NoteLine
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.row_delegate import Index, RowDelegate, paint_state
from fieldkit.ui.desk import words

_LINE = Qt.ItemDataRole.UserRole
_TIME, _WHO, _TAG = 58, 34, 96


def clock(at: str) -> str:
    """The time of day of a line on this laptop: "13:34"."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%H:%M")
    except ValueError:
        return ""


def initials(name: str) -> str:
    """ "A. Marsh" as "AM"."""
    return "".join(part[0] for part in name.split() if part[:1].isalpha()).upper()


def tag_words(held: Evidence | None) -> str:
    """ "− 2.1.3, 2.2.1", with the sign of its direction; "" for a line tagged to nothing."""
    if held is None or not held.questions:
        return ""
    sign = "−" if held.direction == "contradicts" else "+"
    return f"{sign} {', '.join(words.short(code) for code in held.questions)}"


def line_row(
    line: NoteLine, held: Evidence | None, people: Mapping[str, str], me: str
) -> dict[int, object]:
    """One line as a row; `people` are names by person id, `me` whoever writes here."""
    name = people.get(line.author, me if not line.author else line.author)
    tag = tag_words(held)
    direction = words.DIRECTIONS.get(held.direction, "") if held else ""
    spoken = f"tagged {direction} {', '.join(held.questions)}" if held and tag else "no tag"
    about = f" on {line.asked}" if line.asked else ""
    told = f"{clock(line.at)}, {name}{about}: {line.text}. {spoken}"
    return {
        int(Qt.ItemDataRole.DisplayRole): line.text,
        int(Qt.ItemDataRole.AccessibleTextRole): told,
        int(Qt.ItemDataRole.ToolTipRole): f"{name}{about}",
        int(_LINE): (line, initials(name), tag, held.direction if held else ""),
    }


def _wrapped(text: str, width: float) -> list[str]:
    found: list[str] = []
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    for paragraph in text.splitlines() or [""]:
        layout = QTextLayout(paragraph, theme.font("body"))
        layout.setTextOption(option)
        layout.beginLayout()
        while (part := layout.createLine()).isValid():
            part.setLineWidth(max(40.0, width))
            found.append(paragraph[part.textStart() : part.textStart() + part.textLength()])
        layout.endLayout()
    return found


class LineDelegate(RowDelegate):
    """Rows at least 36 high that grow with their words; an untagged line says so, dashed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(_LINE)
        if line is None:
            return super().sizeHint(option, index)
        width = option.rect.width()
        view = option.widget
        if isinstance(view, QListView):
            width = view.viewport().width()
        lines = _wrapped(line[0].text, self._room(width))
        high = theme.metrics("body").lineSpacing() * len(lines) + theme.px(16)
        return QSize(theme.px(160), max(theme.px(36), int(high)))

    def _room(self, width: int) -> float:
        return width - theme.px(14 + _TIME + _WHO + 10 + _TAG + 24)

    def _paint_row(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        line, who, tag, direction = index.data(_LINE)
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = isinstance(option.widget, QWidget) and option.widget.hasFocus()
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        foot = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(foot, theme.colour("line"))
        paint_state(painter, rect, selected=here, focused=focused, hover=hover)
        spacing = theme.metrics("body").lineSpacing()
        first = QRectF(rect.left() + theme.px(14), rect.top() + theme.px(8), rect.width(), spacing)
        paint.text(painter, first, clock(line.at), "body", "text2")
        box = QRectF(first.left() + theme.px(_TIME - 8), first.top(), theme.px(_WHO - 4), spacing)
        paint.block(painter, box, None, "edge", radius=4, width=1)
        paint.text(painter, box.adjusted(theme.px(4), 0, 0, 0), who, "second", "text2")
        left = first.left() + theme.px(_TIME + _WHO + 6)
        for number, part in enumerate(_wrapped(line.text, self._room(int(rect.width())))):
            place = QRectF(left, first.top() + number * spacing, rect.width(), spacing)
            paint.text(painter, place, part, "body")
        told = tag or "no tag"
        wide = theme.metrics("key_strong").horizontalAdvance(told) + theme.px(16)
        pill = QRectF(0, 0, min(wide, float(theme.px(_TAG))), theme.px(20))
        pill.moveCenter(first.center())
        pill.moveRight(rect.right() - theme.px(12))
        token = "evidence_against" if direction == "contradicts" else "evidence_for"
        if tag:
            paint.block(painter, pill, token, radius=4)
        else:
            paint.block(painter, pill, None, "off", radius=4, dashed=True)
        words_in = pill.adjusted(theme.px(4), 0, -theme.px(4), 0)
        tone = "on_mark" if tag else "text3"
        paint.text(painter, words_in, told, "key_strong" if tag else "key", tone, paint.CENTRE)
