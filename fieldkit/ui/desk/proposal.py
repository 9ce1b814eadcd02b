"""The proposed rating of a standard that is judged from its own evidence, by shape and word."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from fieldkit.inspection.reading import NOTHING
from fieldkit.inspection.records import PREFIX
from fieldkit.steps import rate
from fieldkit.ui.components.choice import RadioButton
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.rating import RATINGS, RatingMark
from fieldkit.ui.desk import words
from fieldkit.ui.desk.text_field import TextField
from fieldkit.ui.desk.work import CaseWork


class Proposal(QWidget):
    """One row for each rating word; nothing is computed here, the panel decides later."""

    def __init__(self, work: CaseWork, ratings: tuple[str, ...], parent: QWidget | None = None):
        super().__init__(parent)
        self._work = work
        self._standard = next((s.code for s in work.view.standards if s.basis != "cases"), "")
        self.buttons: dict[str, RadioButton] = {}
        box = column(gap=2)
        for rating in ratings:
            shape = rating.lower().replace(" ", "_")
            word = RATINGS.get(shape, rating.replace("_", " ").capitalize())
            button = RadioButton(word)
            button.clicked.connect(partial(self._choose, rating))
            self.buttons[rating] = button
            mark = RatingMark(shape) if shape in RATINGS else None
            if mark is not None:
                button.setText("")
                button.setAccessibleName(word)
            box.add(row(button, mark, STRETCH, gap=0))
            for one in self._characteristics(rating):
                told = Label(f"– {one}", "second", "text2", wrap=True)
                box.add(row(26, (told, 1), gap=0))
        self._told = Label("", "second", "text2", wrap=True)
        self._rests = Label("", "second", "text2", wrap=True)
        self.reasons = TextField("Reasons for the proposed rating")
        self.reasons.typed.connect(self._typed)
        self.reasons.left.connect(work.leave)
        self.setLayout(
            column(
                Label(f"Proposed rating for {self._standard}", "section"),
                Label(
                    "You propose; the panel decides. Nothing is computed for this standard.",
                    "second",
                    "text2",
                    wrap=True,
                ),
                box,
                *(self._told, self._rests, self.reasons),
                gap=4,
            )
        )

    def _characteristics(self, rating: str) -> tuple[str, ...]:
        held = next((s for s in self._work.view.standards if s.code == self._standard), None)
        return tuple(c.text for c in held.characteristics if c.rating == rating) if held else ()

    def refresh(self) -> None:
        """Show what is proposed."""
        answer = self._work.view.proposals.get(self._standard, NOTHING)
        for rating, button in self.buttons.items():
            button.setAutoExclusive(False)
            button.setChecked(rating == answer.value)
            button.setEnabled(not self._work.read_only)
            button.setAutoExclusive(True)
        words = "Not proposed yet" if answer.value is None else "Saved with your name"
        self._told.setText("Disputed: two proposals stand" if answer.disputed else words)
        self._told.set_tone("bad" if answer.disputed else "text2")
        self._show_rests()
        text = self._work.view.reasons.get(self._standard, NOTHING).value or ""
        self.reasons.set_text(text)
        self.reasons.set_read_only(bool(self._work.read_only))
        if not self.reasons.edit.hasFocus():
            self.reasons.set_state("Saved" if text else "")

    def _show_rests(self) -> None:
        every = self._work.view.evidence
        lines = sum(one.document.startswith(PREFIX) for one in every)
        told = words.counted(every)
        if not told:
            self._rests.setText("Nothing is tied to this standard yet.")
            return
        self._rests.setText(
            f"Rests on {told}: {len(every) - lines} from documents, {lines} from conversations."
        )

    def _typed(self, text: str) -> None:
        self._work.typing(rate.reason(self._work.view, self._standard, text))

    def _choose(self, rating: str, *_: object) -> None:
        self._work.propose(self._standard, rating)
