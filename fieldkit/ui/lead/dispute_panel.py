"""One dispute on screen: the question, the values that stand, and the decision with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QPlainTextEdit, QScrollArea, QWidget

from fieldkit.inspection.entry import Value
from fieldkit.steps.session import Session
from fieldkit.steps.settle import Dispute
from fieldkit.ui import theme
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.focus import keys_in
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import ElidedLabel, IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row, surface
from fieldkit.ui.lead.side_card import SideCard, words_of
from fieldkit.ui.when import moment

KINDS = {"answer": "Answer", "reason": "Reason", "prompt": "Prompt", "rating": "Proposed rating"}
_SIDE_BY_SIDE = 560
_LOW = 460


class DisputePanel(QFrame):
    """`decided` carries the value to keep (None clears the answer) and why; `stepped` 1 or -1."""

    decided = Signal(object, str)
    stepped = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "tools")
        self._session = session
        self._value: tuple[Value] | None = None
        self.shown: Dispute | None = None
        self.cards: list[SideCard] = []
        self._title = Label("", "panel")
        self._about = ElidedLabel("", "body", "text2")
        self._place = Label("", "second", "text2")
        self._up = Button("", "quiet", icon="caret-up", name="Previous dispute", key="Ctrl+Up")
        self._down = Button("", "quiet", icon="caret-down", name="Next dispute", key="Ctrl+Down")
        self._up.clicked.connect(partial(self.stepped.emit, -1))
        self._down.clicked.connect(partial(self.stepped.emit, 1))
        self._question = Label("", "question", wrap=True)
        self._banner = Banner("info", "")
        self._sides: Box = row(gap=12)
        self.why = QPlainTextEdit()
        self.why.setAccessibleName("Why, needed; the readers will see it")
        self.why.setTabChangesFocus(True)
        self.why.textChanged.connect(self.say_ready)
        theme.fix(self.why, height=62)
        self.neither = Button("Neither is right: clear it", "plain", icon="eraser")
        self.neither.setCheckable(True)
        self.neither.clicked.connect(partial(self.choose, None))
        self.button = Button("Decide", "primary", icon="check-circle", key="Ctrl+Enter", height=36)
        self.button.clicked.connect(self.decide)
        self._neither_key = KeyHint("3")
        self._build()

    def _build(self) -> None:
        head = row(self._title, (self._about, 1), self._place, self._up, self._down)
        hidden = row(
            IconLabel("eye-slash", "text2"),
            (Label(_HIDDEN, "second", "text2", wrap=True), 1),
            margins=(12, 8, 12, 8),
        )
        self._body = column(
            *(head, self._question, self._banner, (self._sides, 1), surface(hidden, "well")),
            gap=10,
            margins=(20, 12, 20, 10),
        )
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("The dispute selected")
        scroll.setWidget(surface(self._body, "window"))
        asked = Label("Why (needed; the readers will see it)", "second_strong", "text2")
        asked.setBuddy(self.why)
        kept = ElidedLabel("Both values stay in the history.", "second", "text2")
        foot = row(self.neither, self._neither_key, STRETCH, self.button, KeyHint("Ctrl+Enter"))
        self._deed = column(row(asked, STRETCH, kept), self.why, foot, margins=(20, 10, 20, 12))
        self._foot = surface(self._deed, "bar_bottom")
        self._outer = column((scroll, 1), self._foot, gap=0)
        self._low = False
        self.setLayout(self._outer)

    def show_dispute(
        self, dispute: Dispute, place: tuple[int, int], titles: Mapping[str, str]
    ) -> None:
        """Show one; `place` is its number and how many there are."""
        here, of = place
        self._place.setText(f"{here + 1} of {of}")
        self._up.setEnabled(here > 0)
        self._down.setEnabled(here < of - 1)
        if self.shown is not None and self.shown == dispute:
            return  # read again: what was chosen and typed stays
        self.clear()
        self.shown = dispute
        question = self._session.form.key_question(dispute.question)
        subject = dispute.subject
        case = f"Case {subject.number}" if subject.kind == "case" else subject.number
        self._title.setText(case)
        kind = KINDS.get(dispute.key.kind, "")
        self._about.set_text(" · ".join(p for p in (subject.crn, dispute.question, kind) if p))
        self._question.setText(question.text if question else subject.title)
        self._banner.say("info", _why(dispute), "Both are kept. Nobody overwrote anything.")
        now = self._session.clock()
        for number, side in enumerate(dispute.sides, start=1):
            card = SideCard(number, side, moment(side.made_at, now), titles)
            card.chosen.connect(partial(self.choose_side, number - 1))
            self.cards.append(card)
            self._sides.addWidget(card, 1)
        self._neither_key.setText(str(len(self.cards) + 1))

    def clear(self) -> None:
        """Show no dispute, with nothing chosen and nothing typed."""
        self.shown, self._value = None, None
        self._sides.discard(self.cards)
        self.cards = []
        self.why.clear()
        self.neither.set_kind("plain")
        self.neither.setChecked(False)
        self.say_ready()

    def first(self) -> QWidget:
        """The first control to be used: keeping the first value."""
        return self.cards[0].keep if self.cards else self.why

    def take_keys(self) -> None:
        """Give the first value the keys."""
        self.first().setFocus(Qt.FocusReason.TabFocusReason)

    def is_being_written(self) -> bool:
        """Whether a reason is being typed."""
        return self.why.hasFocus() and bool(self.why.toPlainText())

    # Choosing and deciding

    def choose_key(self, number: int) -> None:
        """A digit: one of the values, or the one after them for neither."""
        if number <= len(self.cards):
            self.choose_side(number - 1)
        elif self.shown is not None and number == len(self.cards) + 1:
            self.choose(None)

    def choose_side(self, number: int) -> None:
        """Choose one of the values that stand."""
        if self.shown is not None and number < len(self.shown.sides):
            self._choose(self.shown.sides[number].value, number)

    def choose(self, value: Value, *_: object) -> None:
        """Choose a value that none of them has; None clears the answer."""
        self._choose(value, -1)

    def _choose(self, value: Value, number: int) -> None:
        self._value = (value,)
        for place, card in enumerate(self.cards):
            card.set_chosen(place == number)
        self.neither.set_kind("tab" if number < 0 else "plain")
        self.neither.setChecked(number < 0)
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)
        self.say_ready()

    def say_ready(self) -> None:
        """A decision can be recorded once a value is chosen and a reason is there."""
        ready = self._value is not None and bool(self.why.toPlainText().strip())
        self.button.setEnabled(ready)
        words = "" if self._value is None else words_of(self._value[0])
        deed = "clear it" if self._value == (None,) else words if len(words) <= 16 else "this one"
        self.button.setText("Decide" if self._value is None else f"Decide: {deed}")
        told = "" if ready else "Choose a value and write why first."
        self.button.setAccessibleDescription(told)
        self.button.setToolTip(told or "Decide (Ctrl+Enter)")
        self.button.updateGeometry()

    def decide(self) -> None:
        """Ask for the decision to be recorded."""
        if self._value is not None and self.button.isEnabled():
            self.button.setEnabled(False)
            self.decided.emit(self._value[0], self.why.toPlainText())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        wide = self.width() >= theme.px(_SIDE_BY_SIDE)
        self._sides.setDirection(way.LeftToRight if wide else way.TopToBottom)
        low = self.height() < theme.px(_LOW)
        if low != self._low:
            self._low = low
            self._place_deed()

    def _place_deed(self) -> None:
        """The decision stands below what is scrolled; in a low window it scrolls along."""
        had = keys_in(self._foot)
        (self._body if self._low else self._outer).addWidget(self._foot)
        side = 0 if self._low else 20
        self._deed.set_margins(side, 10, side, 12)
        if had is not None:
            had.setFocus()


_HIDDEN = "The effect on the rating is hidden while you decide, so that it cannot sway you."


def _why(dispute: Dispute) -> str:
    people = list(dict.fromkeys(side.person for side in dispute.sides))
    if len(people) == 1:
        return f"Why there are two: {people[0]} answered on two laptops, neither knew of the other."
    names = " and ".join(people)
    return f"Why there are two: {names} wrote apart; neither knew of the other."
