"""The save line: whether work is saved and delivered. Always on screen, and true.

Pressing it opens what the window connects: sending, or receiving. A failure is told to a screen
reader at once and stays until it is mended; a save is never announced.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QSizePolicy, QWidget

from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import shown
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import row
from fieldkit.ui.tokens import SIZE


@dataclass(frozen=True)
class _State:
    icon: str
    token: str
    first: str
    second: str
    failed: bool = False


def _changes(count: int) -> str:
    if count == 0:
        return "All delivered"
    return f"{count} change{'' if count == 1 else 's'} not yet delivered"


class _StateButton(QAbstractButton):
    """The left part: icon, what is saved, what is delivered."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = _State("check-circle-fill", "ok", "Ready", "Nothing to save yet")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        first = theme.metrics("second_strong").horizontalAdvance(self.state.first)
        second = theme.metrics("second").horizontalAdvance(self.state.second)
        return QSize(int(first + second) + theme.px(60), theme.px(SIZE["save"]) - 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.hasFocus():
            wide = min(rect.width(), float(self.sizeHint().width()))
            paint.block(painter, QRectF(0, 1, wide, rect.height() - 2), None, "focus", width=2)
        side = theme.px(15)
        left = rect.left() + theme.px(12)
        mark = QRectF(left, rect.center().y() - side / 2, side, side)
        icons.paint(painter, self.state.icon, mark, self.state.token)
        left += side + theme.px(8)
        failed = self.state.failed
        if failed and not self.fits():
            whole = self._whole(rect.right() - left)
            painter.translate(left, max(0.0, (rect.height() - whole.size().height()) / 2))
            whole.drawContents(painter)
            return
        for words, role, token in (
            (self.state.first, "second_strong", "bad" if failed else "text"),
            ("·", "second", "text" if failed else "text3"),
            (self.state.second, "second", "text" if failed else "text2"),
        ):
            place = QRectF(left, rect.top(), max(0.0, rect.right() - left), rect.height())
            left += paint.text(painter, place, words, role, token) + theme.px(8)

    def fits(self) -> bool:
        """Whether all of it can be read in one line."""
        return self.sizeHint().width() <= self.width()

    def high(self) -> float:
        """Pixels that it needs where it does not fit one line, at its present width."""
        inner = self.width() - theme.px(12 + 15 + 8)
        return self._whole(inner).size().height() + theme.px(10)

    def _whole(self, width: float) -> QTextDocument:
        """What to do must be read to its end: behind what happened, in the lines that it needs."""
        made = QTextDocument()
        made.setDocumentMargin(0)
        made.setDefaultFont(theme.font("second"))
        made.setTextWidth(width)
        cursor = QTextCursor(made)
        for words, role, token in (
            (f"{self.state.first}. ", "second_strong", "bad"),
            (self.state.second, "second", "text"),
        ):
            look = QTextCharFormat()
            look.setFont(theme.font(role))
            look.setForeground(theme.colour(token))
            cursor.insertText(words, look)
        return made


class SaveLine(QFrame):
    """Four states, plus page, zoom and the way to the list of keys at the right."""

    health_requested = Signal()
    keys_requested = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        say: Callable[[QWidget, str], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._say = say or (lambda widget, words: announce(widget, words, at_once=True))
        self.setProperty("look", "bar_bottom")
        theme.fix(self, height=SIZE["save"])
        self._state = _StateButton(self)
        self._state.clicked.connect(self.health_requested)
        self._opens = ""
        self._page = Label("", "second", "text2")
        self._zoom = Label("", "second", "text2")
        self._marking = QLabel("")
        self._marking.setProperty("look", "marking")
        theme.fix(self._marking, height=20)
        self._keys = Button(f"Keys: {shown('Ctrl+/')}", "quiet", key="Ctrl+/", height=24)
        self._keys.clicked.connect(self.keys_requested)
        self.setLayout(
            row(
                (self._state, 1),
                self._page,
                8,
                self._zoom,
                4,
                self._marking,
                self._keys,
                gap=4,
                margins=(0, 1, 8, 0),
            )
        )
        for label in (self._page, self._zoom, self._marking):
            label.hide()
        self._set(self._state.state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As low as it may be; a failure that does not fit one line gets the room it needs."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
        long = self._state.state.failed and not self._state.fits()
        least = SIZE["save"]
        high = max(least, ceil(self._state.high() / theme.look().scale)) if long else least
        if self.property("fixed_height") != high:
            theme.fix(self, height=high)

    def ready(self, second: str = "Nothing to save yet") -> None:
        """Nothing has been changed since the start."""
        self._set(_State("check-circle-fill", "ok", "Ready", second))

    def saved(self, time: str, undelivered: int, note: str = "") -> None:
        """Saved at `time` (as words, 14:02:07); `note` replaces the count of changes."""
        first = f"Saved {time} on this laptop"
        self._set(_State("check-circle-fill", "ok", first, note or _changes(undelivered)))

    def saving(self, last: str, undelivered: int) -> None:
        """A save is under way; `last` is the time of the one before."""
        first = f"Saving… last saved {last}"
        self._set(_State("circle-half", "ok", first, f"{undelivered} not delivered"))

    def all_delivered(self, time: str, delivered: str) -> None:
        """Saved at `time`, and the lead's receipt of `delivered` covers everything."""
        first = f"Saved {time} on this laptop"
        self._set(_State("check-circle-fill", "ok", first, f"All delivered {delivered}"))

    def failed(self, since: str, what_to_do: str) -> None:
        """Nothing has been saved since `since`; `what_to_do` says what is safe and what next."""
        first = f"Not saved since {since}"
        state = _State("warning-octagon-fill", "bad", first, what_to_do, failed=True)
        if state != self._state.state:
            self._say(self, f"{first}. {what_to_do}")
        self._set(state)

    def set_opens(self, words: str) -> None:
        """What pressing the line does: "Opens Send."."""
        self._opens = words
        self._state.setAccessibleDescription(words)

    def text(self) -> str:
        """What the line says, in one piece."""
        return f"{self._state.state.first} · {self._state.state.second}"

    def set_page(self, words: str) -> None:
        """ "Page 8 of 135", or nothing."""
        self._page.setText(words)
        self._page.setVisible(bool(words))
        self._fit()

    def set_zoom(self, words: str) -> None:
        """ "Zoom 134 %", or nothing."""
        self._zoom.setText(words)
        self._zoom.setVisible(bool(words) and not self._marking.text())

    def set_marking(self, words: str) -> None:
        """The protective marking, where the menu row has no room for it."""
        self._marking.setText(words)
        self._marking.setVisible(bool(words))
        self._keys.setVisible(not words)
        self._zoom.setVisible(bool(self._zoom.text()) and not words)

    def _set(self, state: _State) -> None:
        self._state.state = state
        words = f"{state.first}. {state.second}"
        self._state.setAccessibleName(words)
        self._state.setAccessibleDescription(self._opens)
        self._state.setToolTip(words)
        self._state.update()
        self._fit()
        look = "failed" if state.failed else "bar_bottom"
        if look != self.property("look"):
            self.setProperty("look", look)
            self.style().unpolish(self)
            self.style().polish(self)
