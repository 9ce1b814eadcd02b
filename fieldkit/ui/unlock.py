"""The unlock page and the page of a laptop without a casebook.

Before the passphrase is right nothing of any case is shown: only a label the team chose, when
it was last delivered, and a count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QLineEdit, QScrollArea, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button, Kind
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row, surface
from fieldkit.ui.tokens import SIZE

_WIDE: Final = 960
_LEFT: Final = 422


@dataclass(frozen=True)
class CasebookCard:
    """What may be shown of an inspection before unlocking."""

    label: str
    last_delivery_text: str
    undelivered: int
    removable: bool = False


def _card(card: CasebookCard) -> QFrame:
    if card.undelivered:
        plural = "" if card.undelivered == 1 else "s"
        state = ("export", "warn", f"{card.undelivered} change{plural} not yet delivered")
    elif card.removable:
        state = ("check-circle-fill", "ok", "May be removed from this laptop")
    else:
        state = ("check-circle-fill", "ok", "Everything delivered")
    icon, tone, words = state
    line = row(IconLabel(icon, tone, 15), (Label(words, "medium", tone, wrap=True), 1), gap=7)
    second = Label(card.last_delivery_text, "second", "text2", wrap=True)
    body = column(Label(card.label, "strong", wrap=True), second, line, gap=2)
    body.set_margins(14, 11, 14, 11)
    frame = surface(body, "card")
    frame.setAccessibleName(f"{card.label}. {card.last_delivery_text} {words}.")
    return frame


def _scrolling(page: QWidget, content: QFrame) -> None:
    """Put `content` into the middle of `page`, scrolling where the window is too small."""
    holder = QWidget()
    holder.setProperty("clear", True)
    middle = column(STRETCH, row(STRETCH, content, STRETCH, gap=0), STRETCH, gap=0)
    middle.set_margins(16, 16, 16, 16)
    holder.setLayout(middle)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(holder)
    page.setLayout(column(area, gap=0))


class PassphraseField(QLineEdit):
    """A field with an eye that shows what is typed; it notices Caps Lock from what is typed."""

    caps_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caps = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        hint = Qt.InputMethodHint
        self.setInputMethodHints(
            hint.ImhHiddenText
            | hint.ImhSensitiveData
            | hint.ImhNoPredictiveText
            | hint.ImhNoAutoUppercase
        )
        self.setAccessibleName("Passphrase")
        self.eye = Button("", "quiet", icon="eye", name="Show the passphrase", height=26)
        self.eye.setParent(self)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._show)
        self._fit()

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self.setEchoMode(mode.Normal if shown else mode.Password)
        self.eye.set_icon("eye-slash" if shown else "eye")
        self.eye.set_name("Hide the passphrase" if shown else "Show the passphrase")

    def _fit(self) -> None:
        side = theme.px(26)
        self.setTextMargins(theme.px(2), 0, side + theme.px(2), 0)
        self.eye.setGeometry(
            self.width() - side - theme.px(3), (self.height() - side) // 2, side, side
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._notice(event)
        super().keyPressEvent(event)

    def _notice(self, event: QKeyEvent) -> None:
        caps = self._caps
        text = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            caps = False
        elif len(text) == 1 and text.isalpha() and text.upper() != text.lower():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            caps = text.isupper() != shift
        if caps != self._caps:
            self._caps = caps
            self.caps_changed.emit(caps)


class UnlockPage(QWidget):
    """`unlock_requested` carries the passphrase; the caller answers with `show_busy`,
    `show_refusal` or `wait`. `waited` is emitted when a wait is over."""

    unlock_requested = Signal(str)
    forgotten = Signal()
    waited = Signal()

    def __init__(
        self,
        cards: Sequence[CasebookCard],
        person_line: str,
        marking: str,
        footer: Sequence[str] = (),
        saved_note: tuple[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._left_seconds = 0
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self._left = self._build_left(cards, footer)
        self._right = self._build_right(person_line, marking, saved_note)
        self._halves: Box = row(self._left, (self._right, 1), gap=0, margins=(1, 1, 1, 1))
        self._sheet = surface(self._halves, "card")
        self._sheet.setMinimumHeight(theme.px(560))
        _scrolling(self, self._sheet)
        self._arrange()
        self.setFocusProxy(self.field)

    def _build_left(self, cards: Sequence[CasebookCard], footer: Sequence[str]) -> QFrame:
        body = column(
            Label("fieldkit", "display"),
            Label("Case reading and rating, on this laptop only.", "lead", "text2", wrap=True),
            24,
            Label("On this laptop", "strong") if cards else None,
            gap=8,
            margins=(41, 42, 36, 28),
        )
        body.add(*(_card(card) for card in cards))
        body.add(STRETCH, *(Label(line, "second", "text2", wrap=True) for line in footer))
        return surface(body, "unlock_left")

    def _build_right(self, person: str, marking: str, saved_note: tuple[str, str] | None) -> QFrame:
        mark = QLabel(marking)
        mark.setProperty("look", "marking")
        theme.fix(mark, height=24)
        self.field = PassphraseField()
        self.field.returnPressed.connect(self._ask)
        self.field.caps_changed.connect(self._show_caps)
        theme.fix(self.field, height=34)
        name = Label("&Passphrase", "strong")
        name.setTextFormat(Qt.TextFormat.AutoText)
        name.setBuddy(self.field)
        self.button = Button("Unlock", "primary", icon="lock-simple-open", height=40)
        self.button.setSizePolicy(self.field.sizePolicy())
        self.button.clicked.connect(self._ask)
        note = [Banner("info", *saved_note)] if saved_note else []
        body = column(
            row(mark, STRETCH, gap=0),
            20,
            Label("Unlock your cases", "display"),
            Label(person, "lead", "text2", wrap=True),
            12,
            name,
            self.field,
            self._build_told(),
            4,
            self.button,
            12,
            *note,
            STRETCH,
            self._build_foot(),
            gap=8,
            margins=(44, 44, 44, 30),
        )
        return surface(body, "unlock_right")

    def _build_told(self) -> QWidget:
        """Caps Lock and refusal, beneath the field; without either it takes no room."""
        self._caps = QWidget()
        self._caps.setLayout(
            row(IconLabel("warning-fill", "warn"), Label("Caps Lock is on"), STRETCH, gap=7)
        )
        self._told = Label("", "medium", "bad", wrap=True)
        self._told_icon = IconLabel("warning-octagon-fill", "bad")
        self._refusal = QWidget()
        self._refusal.setLayout(
            row(column(self._told_icon, STRETCH, gap=0), (self._told, 1), gap=7)
        )
        both = QWidget()
        both.setLayout(column(self._caps, self._refusal, gap=6))
        self._caps.hide()
        self._refusal.hide()
        return both

    def _build_foot(self) -> QBoxLayout:
        self.link = Button("I have forgotten my passphrase", "link")
        self.link.clicked.connect(self.forgotten)
        lost = Label("Nothing is lost: your lead can help.", "second", "text2", wrap=True)
        lost.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return row(self.link, (lost, 1), gap=12)

    # What the caller says

    def show_refusal(self, text: str) -> None:
        """Show why it stayed locked, beneath the field, and say it at once."""
        self._set_busy(False)
        self.field.clear()
        self._tell(text)
        announce(self, text, at_once=True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_busy(self) -> None:
        """The key is being derived: nothing can be typed or pressed."""
        self._tell("")
        self._set_busy(True)
        self.button.setText("Unlocking…")

    def show_ready(self) -> None:
        """Take the passphrase again, with nothing said."""
        self._tell("")
        self._set_busy(False)
        self.field.clear()

    def wait(self, seconds: int, text: str = "") -> None:
        """Take nothing for some seconds, counting down; `text` (why) stays beneath."""
        self._left_seconds = max(0, seconds)
        self._tell(text)
        self._set_busy(True)
        self.field.clear()
        if text:
            announce(self, f"{text} Wait {seconds} seconds.", at_once=True)
        self._clock.start()
        self._count()

    def refusal(self) -> str:
        """What is said beneath the field now."""
        return self._told.text()

    def _tell(self, text: str) -> None:
        self._told.setText(text)
        self._refusal.setVisible(bool(text))
        self._refusal.setAccessibleName(f"Alert: {text}" if text else "")
        self.field.setAccessibleDescription(text)
        self.field.setProperty("bad", "true" if text else "false")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)

    def _set_busy(self, busy: bool) -> None:
        self.field.setEnabled(not busy)
        self.button.setEnabled(not busy)
        self.button.setText("Unlock")

    def _tick(self) -> None:
        self._left_seconds -= 1
        self._count()

    def _count(self) -> None:
        if self._left_seconds > 0:
            plural = "" if self._left_seconds == 1 else "s"
            self.button.setText(f"Try again in {self._left_seconds} second{plural}")
            return
        self._clock.stop()
        self._set_busy(False)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.waited.emit()

    def _ask(self) -> None:
        if self.button.isEnabled() and self.field.text():
            self.unlock_requested.emit(self.field.text())

    def _show_caps(self, on: bool) -> None:
        self._caps.setVisible(on)
        if on:
            announce(self, "Caps Lock is on")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_sheet"):
            self._arrange()
        return done

    def _arrange(self) -> None:
        """Side by side where there is room; else the field first and the cards below it."""
        narrow = self.width() < theme.px(_WIDE + 40)
        way = QBoxLayout.Direction
        self._halves.setDirection(way.BottomToTop if narrow else way.LeftToRight)
        room = self.width() - theme.px(40)
        self._sheet.setFixedWidth(min(theme.px(560), room) if narrow else theme.px(_WIDE))
        look = "unlock_below" if narrow else "unlock_left"
        if look != self._left.property("look"):
            self._left.setProperty("look", look)
            self._left.style().unpolish(self._left)
            self._left.style().polish(self._left)
        if narrow:
            self._left.setMinimumWidth(0)
            self._left.setMaximumWidth(16777215)
        else:
            self._left.setFixedWidth(theme.px(_LEFT))


class FirstRunPage(QWidget):
    """No casebook on this laptop yet: says so and offers the caller's buttons, first one main."""

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[tuple[str, str, str]],
        *,
        title: str = "No inspection on this laptop yet",
        why: str = "Your lead sends you a pack: one file that holds your cases and the questions.",
        icon: str = "tray",
        parent: QWidget | None = None,
    ) -> None:
        """`choices` are ``(key, words, icon)``; `chosen` is emitted with the key."""
        super().__init__(parent)
        self.buttons: dict[str, Button] = {}
        state = EmptyState(icon, title, why)
        for place, (key, words, mark) in enumerate(choices):
            kind: Kind = "plain" if place else "primary"
            button = Button(words, kind, icon=mark, height=SIZE["main"])
            button.setObjectName(key)
            button.clicked.connect(self._pressed)
            self.buttons[key] = button
            state.add(button)
        _scrolling(self, surface(column(state, gap=0), "clear"))

    def _pressed(self) -> None:
        button: QObject = self.sender()
        self.chosen.emit(button.objectName())
