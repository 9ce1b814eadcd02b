"""The answer control: Yes, No, Not applicable as three exclusive blocks.

The blocks are radio buttons with their own paint, so role and state reach a screen reader.
Choosing the chosen one again clears it; arrow keys move without choosing, because a rating must
never change by passing over it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from fieldkit.ui import icons, theme
from fieldkit.ui.components import key_hint, paint
from fieldkit.ui.components.layout import row
from fieldkit.ui.tokens import SIZE

VALUES: Final = ("yes", "no", "not_applicable")
_WORDS: Final = {"yes": "Yes", "no": "No", "not_applicable": "Not applicable"}
_SHORT: Final = {"yes": "Yes", "no": "No", "not_applicable": "N/A"}
_KEYS: Final = {"yes": "Y", "no": "N", "not_applicable": "A"}
_MARKS: Final = {"yes": "check-bold", "no": "x-bold", "not_applicable": "minus-bold"}


class AnswerButton(QRadioButton):
    """One block. It never checks itself: its `AnswerBlock` decides."""

    stepped = Signal(int)

    def __init__(self, value: str, small: bool, parent: QWidget) -> None:
        super().__init__((_SHORT if small else _WORDS)[value], parent)
        self.value = value
        self.locked = ""
        self.suggested = ""
        self._small = small
        self.setAccessibleName(_WORDS[value])
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Fixed if small else policy.Preferred, policy.Fixed)

    def nextCheckState(self) -> None:
        """Leave the state alone; the block sets it."""

    def hitButton(self, place: object) -> bool:
        """The whole block can be pressed, not only a circle."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down)
        back = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up)
        if (forward or back) and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.stepped.emit(1 if forward else -1)
            return
        super().keyPressEvent(event)

    def _role(self) -> str:
        if self._small:
            return "second_strong" if self.isChecked() else "second_medium"
        return "answer_chosen" if self.isChecked() else "answer"

    def _needed(self, hint: bool) -> int:
        role = "second_strong" if self._small else "answer_chosen"
        words = theme.metrics(role).horizontalAdvance(self.text())
        if self._small:
            return int(words) + theme.px(20)
        return int(words) + theme.px(20 + 20 + (24 if hint else 0))

    def sizeHint(self) -> QSize:
        high = theme.px(SIZE["prompt"] if self._small else SIZE["answer"])
        wide = max(self._needed(hint=True), theme.px(40))
        return QSize(wide, max(high, int(theme.metrics(self._role()).height()) + theme.px(6)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._needed(hint=False), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        box = paint.ring(painter, rect) if self.hasFocus() else rect
        token = self._paint_block(painter, box)
        if self._small:
            paint.text(painter, rect, self.text(), self._role(), token, paint.CENTRE)
        else:
            self._paint_words(painter, rect, token)

    def _paint_block(self, painter: QPainter, box: QRectF) -> str:
        """Fill and border by state; returns the token of the words."""
        if self.isChecked():
            paint.block(painter, box, "mark")
            return "on_mark"
        if self.locked:
            paint.block(painter, box, "window", "off", dashed=True)
            return "off"
        hover = "window" if self.underMouse() else "panel"
        paint.block(painter, box, hover, "edge", dashed=bool(self.suggested))
        return "text"

    def _paint_words(self, painter: QPainter, rect: QRectF, token: str) -> None:
        measure = theme.metrics(self._role())
        mark = theme.px(20) if self.isChecked() else 0
        inner = rect.adjusted(theme.px(9), 0, -theme.px(9), 0)
        hint = theme.px(24)
        shown = self.text()
        if measure.horizontalAdvance(shown) + mark > inner.width():
            shown = _SHORT[self.value]
        words = measure.horizontalAdvance(shown) + 1
        with_hint = words + mark + hint + theme.px(4) <= inner.width()
        room = inner.width() - (hint if with_hint else 0)
        left = inner.left() + max(0.0, (room - words - mark) / 2)
        if mark:
            side = theme.px(15)
            place = QRectF(left, rect.center().y() - side / 2, side, side)
            icons.paint(painter, _MARKS[self.value], place, token)
        place = QRectF(left + mark, rect.top(), inner.right() - left - mark, rect.height())
        paint.text(painter, place, shown, self._role(), token)
        if not with_hint:
            return
        if self.locked:
            side = theme.px(15)
            place = QRectF(inner.right() - side, rect.center().y() - side / 2, side, side)
            icons.paint(painter, "lock-simple", place, token)
        else:
            border = "on_mark" if self.isChecked() else "line"
            faint = "on_mark" if self.isChecked() else "text3"
            key_hint.paint_key(painter, inner, _KEYS[self.value], faint, border)


class AnswerBlock(QWidget):
    """Three answers to one question. Values: yes, no, not_applicable, None.

    `answered` is emitted with the new value when a person chooses or clears; `refused` with the
    reason when they try what is not allowed here.
    """

    answered = Signal(object)
    refused = Signal(str)

    def __init__(
        self, question: str = "", *, small: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._value: str | None = None
        self._read_only = ""
        self._not_allowed: dict[str, str] = {}
        self._question = question
        self._buttons = {value: AnswerButton(value, small, self) for value in VALUES}
        box = row(gap=6 if small else 8)
        self.setLayout(box)
        for value, button in self._buttons.items():
            box.addWidget(button, 0 if small else (48 if value == "not_applicable" else 26))
            button.clicked.connect(self._pressed)
            button.stepped.connect(self._step)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Fixed if small else policy.Preferred, policy.Fixed)
        self._show()

    def value(self) -> str | None:
        """The chosen value, or None."""
        return self._value

    def set_value(self, value: str | None) -> None:
        """Show a value without emitting. Raises `ValueError` for an unknown one."""
        if value is not None and value not in self._buttons:
            raise ValueError(value)
        self._value = value
        self._show()

    def set_question(self, question: str) -> None:
        """The question these answers belong to, read out with each of them."""
        self._question = question
        self._show()

    def set_not_allowed(self, value: str, why: str) -> None:
        """Forbid one value and say why; an empty `why` allows it again."""
        self._not_allowed.pop(value, None)
        if why:
            self._not_allowed[value] = why
        self._show()

    def set_read_only(self, why: str) -> None:
        """Show the answer but take none, and say why; an empty `why` opens it again."""
        self._read_only = why
        self._show()

    def set_suggested(self, value: str | None, words: str = "Suggested") -> None:
        """Draw one value dashed, with words that say who suggests it."""
        for key, button in self._buttons.items():
            button.suggested = words if key == value else ""
        self._show()

    def button(self, value: str) -> AnswerButton:
        """One of the three blocks."""
        return self._buttons[value]

    def choose(self, value: str) -> None:
        """What pressing a block or its letter does: choose, clear, or say why not."""
        why = self._why_not(value)
        if why:
            self.refused.emit(why)
            return
        self.set_value(None if value == self._value else value)
        self.answered.emit(self._value)

    def _why_not(self, value: str) -> str:
        return self._read_only or self._not_allowed.get(value, "")

    def _pressed(self) -> None:
        button = self.sender()
        if isinstance(button, AnswerButton):
            self.choose(button.value)

    def _step(self, by: int) -> None:
        here = next((place for place, b in enumerate(self._order) if b.hasFocus()), 0)
        self._order[(here + by) % len(self._order)].setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def _order(self) -> list[AnswerButton]:
        return list(self._buttons.values())

    def _show(self) -> None:
        stop = self._value or "yes"
        self.setAccessibleName(self._question)
        for value, button in self._buttons.items():
            why = self._why_not(value)
            button.locked = why
            button.setAutoExclusive(False)  # an exclusive button cannot be cleared
            button.setChecked(value == self._value)
            button.setToolTip(why or button.suggested or f"{_WORDS[value]} ({_KEYS[value]})")
            told = (self._question, button.suggested, f"Locked: {why}" if why else "")
            button.setAccessibleDescription(". ".join(part for part in told if part))
            focus = Qt.FocusPolicy
            button.setFocusPolicy(focus.StrongFocus if value == stop else focus.ClickFocus)
            button.update()
        for button in self._order:
            button.setAutoExclusive(True)  # so that a screen reader hears radio buttons

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        letter = event.text().upper() if held == Qt.KeyboardModifier.NoModifier else ""
        if letter in _KEYS.values():
            self.choose(next(value for value, key in _KEYS.items() if key == letter))
            return
        here = next((v for v, b in self._buttons.items() if b.hasFocus()), None)
        if here and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(here)
            return
        super().keyPressEvent(event)
