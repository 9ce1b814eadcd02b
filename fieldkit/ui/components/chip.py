"""An evidence chip: direction, document and place, quote. Enter opens the passage, Delete
removes it (undoable)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.buttons import Button

Direction = Literal["for", "against", "absence"]
_LINES: Final = 2


@dataclass(frozen=True)
class _Look:
    words: str
    token: str
    icon: str


_LOOKS: Final = {
    "for": _Look("For", "evidence_for", "plus-circle-fill"),
    "against": _Look("Against", "evidence_against", "minus-circle-fill"),
    "absence": _Look("Absence", "text2", "magnifying-glass"),
}


def _break(words: str, role: str, width: float) -> list[str]:
    """At most two lines of `words`, the last one elided."""
    layout = QTextLayout(words, theme.font(role))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    while (part := layout.createLine()).isValid():
        part.setLineWidth(max(1.0, width))
        start, length = part.textStart(), part.textLength()
        if len(lines) == _LINES - 1:
            rest = words[start:]
            measure = theme.metrics(role)
            lines.append(measure.elidedText(rest, Qt.TextElideMode.ElideRight, width))
            break
        lines.append(words[start : start + length].rstrip())
    layout.endLayout()
    return lines or [""]


class EvidenceChip(QAbstractButton):
    """One passage tied to a question, or one recorded search that found nothing.

    `opened`: jump to the passage. `removed`: untie it. Neither changes the chip itself. One that
    neither opens nor can be removed is only read, and has no focus.
    """

    opened = Signal()
    removed = Signal()

    def __init__(
        self,
        direction: Direction,
        document: str,
        place: str,
        quote: str,
        *,
        note: str = "",
        removable: bool = True,
        opens: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = _LOOKS[direction]
        self._opens = opens
        self._source = " · ".join(part for part in (document, place) if part)
        self._quote = quote if direction == "absence" else f"“{quote}”"
        self._note = note
        self._selected = False
        self._removable = removable
        self._untie = Button("", "quiet", icon="x", name="Remove", key="Del", parent=self)
        self._untie.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._untie.clicked.connect(self.removed)
        self._untie.hide()
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self.opened)
        self._name()

    def is_selected(self) -> bool:
        """Whether this is the passage the page shows."""
        return self._selected

    def set_selected(self, selected: bool) -> None:
        """Mark it as the passage the page shows."""
        self._selected = selected
        self._name()
        self.update()

    def set_note(self, note: str) -> None:
        """Words at the right: "new", or "Not found in newer file" for an orphan."""
        self._note = note
        self._name()
        self.update()

    def _name(self) -> None:
        told = (self._look.words, self._source, self._quote, self._note)
        self.setAccessibleName(", ".join(part for part in told if part))
        state = "Open on the page. " if self._selected else ""
        jump = "Enter opens the passage." if self._opens else ""
        undo = " Delete removes it." if self._removable else ""
        self.setAccessibleDescription(f"{state}{jump}{undo}".strip())

    def _text_width(self, width: float) -> float:
        return width - theme.px(13) - theme.px(10)

    def heightForWidth(self, width: int) -> int:
        lines = len(_break(self._quote, "body", self._text_width(width)))
        one = theme.metrics("body").height()
        return int(theme.px(7) + self._head() + theme.px(2) + lines * one + theme.px(8))

    def _head(self) -> int:
        return max(theme.px(18), int(theme.metrics("second").height()))

    def sizeHint(self) -> QSize:
        wide = theme.px(320)
        return QSize(wide, self.heightForWidth(max(self.width(), 1) if self.isVisible() else wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), self.heightForWidth(max(self.width(), theme.px(160))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))
        side = theme.px(22)
        inset = theme.px(6)
        self._untie.setGeometry(self.width() - side - inset, theme.px(5), side, side)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._untie.setVisible(self._removable)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._untie.hide()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._removable:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction("Open the passage\tEnter", self.opened.emit)
        if self._removable:
            menu.addAction("Remove\tDel", self.removed.emit)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        box = paint.ring(painter, rect) if self.hasFocus() else rect
        plain = "edge" if theme.high_contrast() else "line"
        paint.barred(
            painter,
            box,
            self._look.token,
            "tint" if self._selected else "window" if self.underMouse() else "panel",
            "accent" if self._selected else plain,
            dashed=self._look.words == "Against",
        )
        self._paint_head(painter, rect)
        top = theme.px(7) + self._head() + theme.px(2)
        one = theme.metrics("body").height()
        wide = self._text_width(rect.width())
        for number, words in enumerate(_break(self._quote, "body", wide)):
            place = QRectF(theme.px(13), top + number * one, wide + 2, one)
            paint.text(painter, place, words)

    def _paint_head(self, painter: QPainter, rect: QRectF) -> None:
        head = QRectF(theme.px(13), theme.px(7), self._text_width(rect.width()), self._head())
        side = theme.px(14)
        mark = QRectF(head.left(), head.center().y() - side / 2, side, side)
        icons.paint(painter, self._look.icon, mark, self._look.token)
        right = head.right() - (theme.px(22) if self._untie.isVisible() else 0)
        if self._note:
            wide = theme.metrics("second_medium").horizontalAdvance(self._note) + 1
            place = QRectF(right - wide, head.top(), wide, head.height())
            paint.text(painter, place, self._note, "second_medium", "warn", paint.RIGHT)
            right -= wide + theme.px(8)
        start = QPointF(head.left() + side + theme.px(5), head.top())
        for words, role, token in (
            (self._look.words, "second_strong", self._look.token),
            ("·", "second", "text3"),
            (self._source, "second", "text2"),
        ):
            place = QRectF(start.x(), head.top(), max(0.0, right - start.x()), head.height())
            start.setX(start.x() + paint.text(painter, place, words, role, token) + theme.px(5))
