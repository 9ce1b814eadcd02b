"""What is known of one standard, and the panel's decision on it with its reason."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QWidget

from fieldkit.inspection.form import Form
from fieldkit.inspection.rating_values import KeyQuestionRating, Ratings, StandardRating
from fieldkit.ui import theme
from fieldkit.ui.components.band_scale import BandScale
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.components.rating_choice import RatingChoice
from fieldkit.ui.lead.moderation_list import near_words, standing_of, thresholds_of
from fieldkit.ui.when import moment

DECIDE = "Ctrl+Enter"
TRIGGERS = {
    "near_boundary": ("The lowest question is near a boundary", "No question is near a boundary"),
    "one_case": ("One case judged differently would cross it", "One case would not cross it"),
    "small_sample": ("The sample is very small", "The sample is not very small"),
}


class Ground(QWidget):
    """One of the form's grounds, met or not; `role` is the size of its words."""

    def __init__(self, code: str, role: str = "second", icon: int = 15) -> None:
        super().__init__()
        self._code = code
        self._icon = IconLabel("x", "text2", icon)
        self._words = Label("", role, wrap=True)
        self.setLayout(row(column(self._icon, STRETCH, gap=0), (self._words, 1), gap=7))

    def show_met(self, met: bool) -> None:
        """Say whether it is met."""
        self._icon.set_icon("check" if met else "x", "ok" if met else "text2")
        self._words.setText(TRIGGERS[self._code][0 if met else 1])
        self._words.set_tone("text" if met else "text2")


class ModerationDetail(QScrollArea):
    """`decided` carries the final rating and its reason when they are to be recorded."""

    decided = Signal(str, str)

    def __init__(self, form: Form, key: str = DECIDE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form, self._key = form, key
        self._kept: tuple[str, str] | None = None
        self._title = Label("", "panel", wrap=True)
        self._decides = Label("", "second", "text2", wrap=True)
        self._scale = BandScale(thresholds_of(form), told=False)
        self._figure, self._percent = Label("", "strong"), Label("", "medium")
        self._counts = Label("", "second", "text2", wrap=True)
        self._interval = Label("", "second", "text2", wrap=True)
        self._near = Label("", "strong", wrap=True)
        self.choice = RatingChoice(form.ratings, "Final rating")
        self.choice.chosen.connect(self.say_ready)
        self._grounds = {code: Ground(code) for code in TRIGGERS}
        self.why = QPlainTextEdit()
        self.why.setAccessibleName("Reason, needed; printed in the minutes")
        self.why.setTabChangesFocus(True)
        self.why.textChanged.connect(self.say_ready)
        theme.fix(self.why, height=64)
        self.record = Button("Record decision", "primary", icon="check-circle", key=key)
        self.record.clicked.connect(self.decide)
        self._recorded = Label("", "second", "text2", wrap=True)
        self._build()

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("The standard selected")
        self._well = Card(look="well", gap=3)
        figures = row(self._figure, STRETCH, self._percent)
        self._well.body.add(figures, self._counts, self._interval)
        arrow = IconLabel("arrow-up", "text2")
        self._near_line = QWidget()
        self._near_line.setLayout(row(arrow, (self._near, 1), gap=8))
        title = "Why the form lets the panel change it"
        self._card = Card(title, *self._grounds.values(), look="well", gap=4)
        reason = Label("Reason (needed; printed in the minutes)", "second_strong", "text2")
        reason.setBuddy(self.why)
        body = column(
            *(self._title, self._decides, self._scale, self._well, self._near_line, 2),
            *(Label("Final rating", "second_strong", "text2"), self.choice, self._card, 2),
            *(reason, self.why, row(self.record, KeyHint(self._key), STRETCH)),
            *(self._recorded, STRETCH),
            gap=8,
            margins=(16, 14, 16, 14),
        )
        self.setWidget(surface(body, "side_right"))

    def show_standard(self, rated: StandardRating, ratings: Ratings, now: datetime) -> None:
        """Show a standard with what was decided on it."""
        standard = self._form.standard(rated.code)
        self._title.setText(f"{rated.code}  {standard.title if standard else ''}")
        lowest = next((one for one in rated.key_questions if one.lowest), None)
        for part in (self._scale, self._well):
            part.setVisible(lowest is not None)
        if lowest is not None:
            self._show_lowest(lowest, ratings.confidence)
        else:
            self._decides.setText("Judged from evidence: the lead proposes, the panel decides.")
        near = near_words(rated, self._form.ratings) if rated.basis == "cases" else ""
        self._near_line.setVisible(bool(near))
        self._near.setText(near)
        self._card.setVisible(rated.basis == "cases")
        for code, ground in self._grounds.items():
            ground.show_met(code in rated.triggers)
        self.choice.set_word(rated.rating)
        self.choice.set_notes({rated.computed: "computed"} if rated.computed else {})
        decision = rated.decision
        self._kept = (rated.rating or "", decision.reason) if decision else None
        self.why.setPlainText(decision.reason if decision else "")
        at = moment(decision.when, now) if decision else ""
        told = f"Recorded {at}. " if at else ""
        self._recorded.setText(f"{told}Case answers are never edited here.")
        self.verticalScrollBar().setValue(0)
        self.say_ready()

    def _show_lowest(self, lowest: KeyQuestionRating, level: int) -> None:
        standing = standing_of(lowest, level, self._form.ratings)
        question = self._form.key_question(lowest.code)
        strand = f", {question.strand}" if question and question.strand else ""
        self._decides.setText(f"The lowest key question decides: {lowest.code}{strand}.")
        self._scale.set_standing(standing)
        counts = lowest.counts
        self._figure.setText(f"{counts.yes} of {counts.judged} sufficient")
        told = f"{standing.percent:.1f} %" if standing.percent is not None else ""
        self._percent.setText(told)
        away = f"{counts.not_applicable} not applicable, {counts.unanswered} unanswered"
        self._counts.setText(f"{away}, {counts.disputed} disputed")
        shown = standing.low is not None and standing.high is not None
        if shown:
            bounds = f"{standing.low:.1f} to {standing.high:.1f}"
            self._interval.setText(f"{level} % interval {bounds}. It informs; it never decides.")
        self._interval.setVisible(shown)

    def say_ready(self, *_: object) -> None:
        """A decision can be recorded once there is a rating, a reason and something new."""
        now = (self.choice.word(), self.why.toPlainText().strip())
        self.record.setEnabled(all(now) and now != self._kept)

    def decide(self) -> None:
        """Ask for the decision to be recorded."""
        if self.record.isEnabled():
            self.decided.emit(self.choice.word(), self.why.toPlainText())
