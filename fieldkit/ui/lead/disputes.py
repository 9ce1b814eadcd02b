"""Disputes: one at a time, both values with person, reason and passages; decided with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QScrollArea, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import settle
from fieldkit.steps.session import Session
from fieldkit.steps.settle import Dispute, Side
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.chip import EvidenceChip
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.components.pill import Pill
from fieldkit.ui.components.row_delegate import Row, prepare
from fieldkit.ui.keys import LetterKeys
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList
from fieldkit.ui.when import moment
from fieldkit.wording import sentence

WORDS = {"yes": "Yes", "no": "No", "not_applicable": "Not applicable", None: "No answer"}
ICONS = {"yes": "check", "no": "x", "not_applicable": "minus"}
DIRECTIONS = {"supports": "for", "contradicts": "against", "absence": "absence"}
KINDS = {"answer": "Answer", "reason": "Reason", "prompt": "Prompt", "rating": "Proposed rating"}


def words_of(value: object) -> str:
    """A value as people say it."""
    if value is None or isinstance(value, str):
        return WORDS.get(value, str(value))
    return str(value)


class SideCard(Card):
    """One of the values that stand; `chosen` is emitted when it is to be kept."""

    chosen = Signal()

    def __init__(self, number: int, side: Side, when: str) -> None:
        super().__init__()
        value = words_of(side.value)
        self._pill = Pill("plain", "Not chosen")
        head = row(Label(f"Value {number}", "second_strong", "text2"), STRETCH, self._pill)
        shown = row(
            IconLabel(ICONS.get(str(side.value), "chat-text"), "text", 22),
            (Label(value, "panel", wrap=True), 1),
        )
        who = Label(f"{side.person} · {side.device_label}", "strong")
        change = Label(f"{when}, change {side.sequence}", "second", "text2")
        keep = Button(f"Keep {value}" if len(value) < 20 else "Keep this", "plain", icon="check")
        keep.clicked.connect(self.chosen)
        self.body.add(head, shown, who, change)
        if side.reason and side.reason != side.value:
            self.body.add(Label("Reason", "second_strong", "text2"), Label(side.reason, wrap=True))
        if side.evidence:
            self.body.add(Label(f"Evidence · {len(side.evidence)}", "second_strong", "text2"))
        for one in side.evidence:
            direction = DIRECTIONS.get(one.direction, "absence")
            chip = EvidenceChip(direction, "", f"p {one.page}", one.quote, removable=False)  # type: ignore[arg-type]
            self.body.add(chip)
        self.body.add(STRETCH, row(keep, KeyHint(str(number)), STRETCH))
        self.setAccessibleName(f"Value {number}: {value}, {side.person}")

    def set_chosen(self, chosen: bool) -> None:
        """Ring it and say so in words."""
        super().set_chosen(chosen)
        if chosen:
            self._pill.set_state("complete", "Chosen")
        else:
            self._pill.set_state("plain", "Not chosen")


class DisputesPage(QWidget):
    """`decided` is emitted after a decision is on the disk; `counted` with what is left."""

    decided = Signal()
    counted = Signal(int)

    def __init__(
        self, session: Session, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._disputes: Sequence[Dispute] = ()
        self._shown: Dispute | None = None
        self._value: tuple[object] | None = None
        self._cards: list[SideCard] = []
        self._list = PlainList()
        prepare(self._list, "Disputes", "window")
        self._list.selectionModel().currentChanged.connect(self._choose_row)
        self._body = column(gap=12, margins=(20, 14, 20, 14))
        self._build()

    def _build(self) -> None:
        self._why = QPlainTextEdit()
        self._why.setAccessibleName("Why, needed; the readers will see it")
        self._why.textChanged.connect(self._say_ready)
        self._decide = Button("Decide", "primary", icon="check-circle", key="Ctrl+Enter")
        self._decide.clicked.connect(self.decide)
        self._neither = Button("Neither is right: clear the answer", "plain", icon="eraser")
        self._neither.clicked.connect(partial(self.choose, None))
        self._empty = EmptyState(
            "check-circle", "No disputes", "Where two values meet, both are kept and wait here."
        )
        self._count = Label("", "second", "text2")
        left = column(
            surface(
                row(Label("Disputes", "section"), self._count, STRETCH, margins=(12, 10, 12, 10)),
                "window",
            ),
            (self._list, 1),
            gap=0,
        )
        self._left = surface(left, "side_left", width=270)
        holder = surface(self._body, "window")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(holder)
        self.setLayout(row(self._left, (self._scroll, 1), (self._empty, 1), gap=0))
        keys = {str(number): partial(self.choose_side, number - 1) for number in (1, 2, 3, 4)}
        self._keys = LetterKeys(self, keys)

    @property
    def shown(self) -> Dispute | None:
        """The dispute on screen, or None when none is open."""
        return self._shown if self._disputes else None

    def load(self) -> None:
        """Read the open disputes again."""
        self._operations.run(lambda: settle.disputes(self._session), self._show)

    def _show(self, found: Sequence[Dispute]) -> None:
        self._disputes = found
        self._count.setText(f"{len(found)} to decide")
        rows: list[dict[int, object]] = [
            {
                Qt.ItemDataRole.DisplayRole: f"Case {one.subject.number} · {one.question}",
                Row.SECOND: KINDS.get(one.key.kind, one.key.kind),
                Row.STRONG: True,
            }
            for one in found
        ]
        self._list.show_rows(rows)
        for widget, shown in ((self._left, found), (self._scroll, found)):
            widget.setVisible(bool(shown))
        self._empty.setVisible(not found)
        self.counted.emit(len(found))
        if found:
            first = self._list.model().index(0, 0)
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._list.selectionModel().setCurrentIndex(first, flag)

    def step(self, by: int) -> None:
        """Go to the next or previous dispute."""
        place = self._list.currentIndex().row() + by
        if 0 <= place < len(self._disputes):
            self._list.setCurrentIndex(self._list.model().index(place, 0))

    def _choose_row(self, index: object, before: object) -> None:
        place = self._list.currentIndex().row()
        if 0 <= place < len(self._disputes):
            self._fill(self._disputes[place])

    def _fill(self, dispute: Dispute) -> None:
        self._clear()
        self._shown, self._value = dispute, None
        question = self._session.form.key_question(dispute.question)
        now = self._session.clock()
        title = row(
            Label(f"Case {dispute.subject.number}", "panel"),
            Label(f"{KINDS.get(dispute.key.kind, '')} · {dispute.question}", "body", "text2"),
            STRETCH,
        )
        words = Label(question.text if question else "", "question", wrap=True)
        why = Banner(
            "info",
            "Why there are two: neither answer knew of the other.",
            "Both are kept. Nobody overwrote anything.",
        )
        self._cards = [
            SideCard(number, side, moment(side.made_at, now))
            for number, side in enumerate(dispute.sides, start=1)
        ]
        for number, card in enumerate(self._cards):
            card.chosen.connect(partial(self.choose_side, number))
        hidden = surface(
            row(
                IconLabel("eye-slash", "text2"),
                Label("The effect on the rating is hidden while you decide.", "second", "text2"),
                STRETCH,
                margins=(12, 8, 12, 8),
            ),
            "well",
        )
        sides = row(*((card, 1) for card in self._cards), gap=12)
        self._why.clear()
        self._why.setFixedHeight(76)
        foot = row(
            self._neither,
            STRETCH,
            Label("Both values stay in the history.", "second", "text2"),
            self._decide,
        )
        asked = Label("Why (needed; the readers will see it)", "second_strong", "text2")
        self._body.add(title, words, why, (sides, 1), hidden, asked, self._why, foot)
        self._say_ready()

    def _clear(self) -> None:
        kept = {self._why, self._decide, self._neither}
        _drop(self._body, kept)

    def choose_side(self, number: int) -> None:
        """Choose one of the values that stand."""
        if self._shown is not None and number < len(self._shown.sides):
            self.choose(self._shown.sides[number].value)
            for place, card in enumerate(self._cards):
                card.set_chosen(place == number)

    def choose(self, value: object, *_: object) -> None:
        """Choose a value; None clears the answer."""
        self._value = (value,)
        for card in self._cards:
            card.set_chosen(False)
        self._decide.setText(f"Decide: {words_of(value)}"[:32])
        self._why.setFocus()
        self._say_ready()

    def _say_ready(self) -> None:
        ready = self._value is not None and bool(self._why.toPlainText().strip())
        self._decide.setEnabled(ready)
        told = "" if ready else "Choose a value and write why first"
        self._decide.setToolTip(told)

    def decide(self) -> None:
        """Record the decision: one more entry that replaces all that stand."""
        dispute, value = self._shown, self._value
        if dispute is None or value is None or not self._decide.isEnabled():
            return
        why = self._why.toPlainText()
        self._decide.setEnabled(False)
        self._operations.run(
            lambda: settle.decide(self._session, dispute, value[0], why),  # type: ignore[arg-type]
            self._done,
            self._failed,
        )

    def _done(self, made: object) -> None:
        self.decided.emit()
        self.load()

    def _failed(self, why: FieldkitError) -> None:
        self._body.insertWidget(0, Banner("bad", "Not decided.", sentence(why)))
        self._say_ready()


def _drop(layout: object, kept: set[QWidget]) -> None:
    take = getattr(layout, "takeAt", None)
    while take is not None and (item := take(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None and widget in kept:
            widget.setParent(None)
        elif widget is not None:
            widget.deleteLater()
        elif inner is not None:
            _drop(inner, kept)
