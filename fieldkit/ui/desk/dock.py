"""The question below the page, where the window has no room beside it: in two rows, or in one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from fieldkit.inspection.reading import NOT_APPLICABLE, NOTHING, allowed_answers
from fieldkit.ui.components.answer import AnswerBlock
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import ElidedLabel, Label
from fieldkit.ui.components.layout import column, row
from fieldkit.ui.desk import words
from fieldkit.ui.desk.work import CaseWork


class Dock(QFrame):
    """`opened`: show the question in full; `reason_requested`: and write the reason."""

    opened = Signal()
    reason_requested = Signal()

    def __init__(self, work: CaseWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar_bottom")
        self.setAccessibleName("Question")
        self._work = work
        self._code = Label("", "strong", "accent")
        self._text = ElidedLabel("", "strong")
        self.open = Button("Open question", "quiet", icon="caret-up", key="F6", height=28)
        self.open.clicked.connect(self.opened)
        self.answers = AnswerBlock()
        self.answers.answered.connect(work.answer)
        self.answers.refused.connect(lambda why: self.opened.emit())
        self.reason = Button("Reason", "plain", icon="pencil-simple", key="R")
        self.reason.clicked.connect(self.reason_requested)
        self.evidence = Button("Evidence", "plain", icon="quotes", key="E")
        self.evidence.clicked.connect(self.opened)
        self.previous = Button("", "quiet", icon="caret-up", name="Previous question")
        self.next = Button("", "quiet", icon="caret-down", name="Next question")
        self.previous.clicked.connect(lambda: work.step(-1))
        self.next.clicked.connect(lambda: work.step(1))
        self.short = Button("", "quiet", name="Open question", key="F6")
        self.short.clicked.connect(self.opened)
        self.short.hide()
        top = row(self._code, (self._text, 1), self.open, KeyHint("F6"), gap=8)
        self._top = QWidget()
        self._top.setLayout(top)
        deeds = (self.reason, self.evidence, self.previous, self.next)
        foot = row(self.short, (self.answers, 1), *deeds, gap=6)
        self.setLayout(column(self._top, foot, gap=6, margins=(12, 6, 12, 8)))
        work.changed.connect(self.refresh)
        work.moved.connect(lambda code: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Show the question open."""
        view, question = self._work.view, self._work.question
        answer = view.answers.get(question.code, NOTHING)
        self._code.setText(question.code)
        self.short.setText(words.short(question.code))
        self.short.set_name(f"Open question {question.code}")
        self._text.set_text(question.text)
        self.answers.set_question(f"{question.code}. {question.text}")
        self.answers.set_value(answer.value if answer.value in words.ANSWERS else None)
        allowed = NOT_APPLICABLE in allowed_answers(view, question)
        why = "" if allowed else "The form does not allow Not applicable here."
        self.answers.set_not_allowed(NOT_APPLICABLE, why)
        self.answers.set_read_only(self._work.read_only)
        self.evidence.set_count(len(view.evidence_for(question.code)))

    def set_low(self, low: bool) -> None:
        """Very little height: one row, so that the page keeps its room."""
        self._top.setVisible(not low)
        self.short.setVisible(low)

    def set_small(self, small: bool) -> None:
        """Very little room: the buttons show their icons only by leaving."""
        self.reason.setVisible(not small)
        self.evidence.setVisible(not small)
