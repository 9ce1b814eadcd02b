"""The prompts under a question: pointers that inform the answer and never compute it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldkit.inspection.form import KeyQuestion, Prompt
from fieldkit.inspection.reading import NOTHING
from fieldkit.ui import theme
from fieldkit.ui.components.answer import AnswerBlock
from fieldkit.ui.components.choice import DropDown
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.desk.words import ANSWERS, counted
from fieldkit.ui.desk.work import CaseWork


class PromptRow(QWidget):
    """One prompt: letter, text, coverage in words, and its answer by kind."""

    def __init__(self, work: CaseWork, prompt: Prompt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._prompt = prompt
        letter = self._letter = Label(prompt.code, "medium", "text2")
        theme.fix(letter, width=14)
        self._coverage = Label("", "second", "text2", wrap=True)
        text = self._text = Label(prompt.text, wrap=True)
        text.setToolTip(prompt.guidance)
        self.block: AnswerBlock | None = None
        self.choice: DropDown | None = None
        self.field: QLineEdit | None = None
        control = self._control()
        words = column(text, self._coverage, gap=0)
        top = column(letter, STRETCH, gap=0)
        if self.field is not None:
            words.add(control)
            self.setLayout(row(top, (words, 1), gap=6))
        else:
            self.setLayout(row(top, (words, 1), column(control, STRETCH, gap=0), gap=8))

    def take(self, prompt: Prompt) -> bool:
        """Show another prompt in the same widgets; False where it needs others."""
        if self.block is None or prompt.kind != "yes_no":
            return False
        self._prompt = prompt
        self._letter.setText(prompt.code)
        self._text.setText(prompt.text)
        self._text.setToolTip(prompt.guidance)
        self.block.set_question(prompt.text)
        return True

    def _control(self) -> QWidget:
        if self._prompt.kind == "yes_no":
            self.block = AnswerBlock(self._prompt.text, small=True)
            self.block.answered.connect(self._answer)
            return self.block
        if self._prompt.options:
            self.choice = DropDown(self._prompt.text)
            self.choice.addItem("Not answered", None)
            for option in self._prompt.options:
                self.choice.addItem(option.text, option.code)
            self.choice.activated.connect(self._choose)
            return self.choice
        self.field = QLineEdit()
        self.field.setAccessibleName(self._prompt.text)
        self.field.editingFinished.connect(self._write)
        return self.field

    def refresh(self) -> None:
        """Show the answer that stands, and what is known of its evidence."""
        code = self._work.question.code
        answer = self._work.view.prompts.get((code, self._prompt.code), NOTHING)
        if self.block is not None:
            self.block.set_value(answer.value if answer.value in ANSWERS else None)
            self.block.set_read_only(self._work.read_only)
        elif self.choice is not None:
            self.choice.setCurrentIndex(max(0, self.choice.findData(answer.value)))
            self.choice.setEnabled(not self._work.read_only)
        elif self.field is not None and not self.field.hasFocus():
            self.field.setText(answer.value or "")
            self.field.setReadOnly(bool(self._work.read_only))
        words, tone = self._covered(answer.value, answer.disputed)
        self._coverage.setText(words)
        self._coverage.set_tone(tone)
        self._coverage.setVisible(bool(words))

    def _covered(self, value: str | None, disputed: bool) -> tuple[str, str]:
        if disputed:
            return "Disputed: two values stand", "bad"
        if value is None:
            return "Not answered", "text2"
        code = self._work.question.code
        tied = self._work.view.evidence_for(code)
        if value in ("yes", "no") and not tied:
            return "No evidence tied yet", "warn"
        here = tuple(one for one in tied if f"{code}/{self._prompt.code}" in one.prompts)
        return (f"Evidence: {counted(here)}" if here else ""), "text2"

    def _answer(self, value: str | None) -> None:
        self._work.prompt(self._prompt.code, value)

    def _choose(self, place: int) -> None:
        if self.choice is not None:
            self._work.prompt(self._prompt.code, self.choice.itemData(place))

    def _write(self) -> None:
        key = (self._work.question.code, self._prompt.code)
        before = self._work.view.prompts.get(key, NOTHING).value or ""
        if self.field is not None and self.field.text() != before:
            self._work.prompt(self._prompt.code, self.field.text() or None)


class PromptList(QWidget):
    """All prompts of the question open."""

    def __init__(self, work: CaseWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._of: KeyQuestion | None = None
        self.rows: list[PromptRow] = []
        self._title = Label("Prompts inform the answer; they never compute it", "second_strong")
        self._title.set_tone("text2")
        self._box = column(gap=8)
        self.setLayout(column(self._title, self._box, gap=6))

    def refresh(self) -> None:
        """Show the prompts of the question open."""
        question = self._work.question
        if question is not self._of:
            self._rebuild(question)
        for one in self.rows:
            one.refresh()

    def _rebuild(self, question: KeyQuestion) -> None:
        """Rows of the question before are used again where they fit: making them takes longer."""
        self._of = question
        held, self.rows = self.rows, []
        for prompt in question.prompts:
            fits = bool(held) and held[0].take(prompt)
            self.rows.append(held.pop(0) if fits else PromptRow(self._work, prompt))
        self._box.discard(held)
        for one in self.rows:
            self._box.addWidget(one, 0, Qt.AlignmentFlag(0))
        self._title.setVisible(bool(self.rows))
