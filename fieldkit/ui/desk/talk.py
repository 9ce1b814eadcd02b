"""What the lead asked about the question open, or about the whole case: read and answered here."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from fieldkit.steps.review import Thread
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row
from fieldkit.ui.desk import words
from fieldkit.ui.desk.draft import Draft
from fieldkit.ui.desk.text_field import TextField
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.when import moment


class Talk(QFrame):
    """One thread. `answered` carries what is to be said in it."""

    answered = Signal(str)

    def __init__(self, thread: Thread, draft: Draft) -> None:
        super().__init__()
        self.setProperty("look", "well")
        self._draft = draft
        self._icon = IconLabel("chat-text", "accent")
        self._title = Label("", "strong", wrap=True)
        self._said = Label("", wrap=True)
        self.field = TextField("Your answer")
        self.field.typed.connect(self._typed)
        self.field.left.connect(draft.flush)
        self.button = Button("Answer", "plain", icon="arrow-right", height=28)
        self.button.setEnabled(False)
        self.button.clicked.connect(lambda: self.answered.emit(self.field.text().strip()))
        told = Label("Goes with the next send", "second", "text2")
        head = row(column(self._icon, STRETCH), (self._title, 1), gap=8)
        deed = row(self.button, told, STRETCH, gap=8)
        body = column(head, self._said, self.field, deed, gap=6, margins=(12, 9, 12, 10))
        self.setLayout(body)
        self.show_thread(thread, "", [])

    def show_thread(self, thread: Thread, title: str, lines: list[str]) -> None:
        """Show what was said so far."""
        self.held = thread
        self._title.setText(title)
        self._said.setText("\n".join(lines))
        self.setAccessibleName(title)

    def put(self, text: str) -> None:
        """Show an answer that was begun before, unless it was recorded as the case was left."""
        said = [one.words for one in self.held.remarks]
        if text and text.strip() not in said and not self.field.text():
            self.field.set_text(text)
            self.field.set_state("Not sent yet", "circle-half", "text2")
            self.allow()

    def answer_recorded(self, text: str) -> None:
        """The answer is in the thread: what was typed since stays in the field."""
        if self.field.text().strip() == text:
            self.field.set_text("")
            self.field.set_state("")
        self.allow()

    def allow(self) -> None:
        """What is in the field may be answered."""
        self.button.setEnabled(bool(self.field.text().strip()))

    def flush(self) -> None:
        """Another question is opened: keep what was typed."""
        self._draft.flush()

    def settle(self) -> None:
        """Keep what is being typed now."""
        self._draft.settle()

    def _typed(self, text: str) -> None:
        self.allow()
        self._draft.typed(text)


class Talks(QWidget):
    """The threads on the question open and on the whole case that the lead has not settled."""

    def __init__(self, work: CaseWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.shown: list[Talk] = []
        self._box: Box = column(gap=8)
        self.setLayout(self._box)
        self.hide()
        work.answered.connect(self._answered)

    def refresh(self) -> None:
        """Show the threads of the question open."""
        wanted = [one for one in self._work.threads if self._belongs(one)]
        if [one.id for one in wanted] != [talk.held.id for talk in self.shown]:
            self._rebuild(wanted)
        for talk, one in zip(self.shown, wanted, strict=True):
            talk.show_thread(one, self._title(one), self._lines(one))
        self.setVisible(bool(self.shown))

    def settle(self) -> None:
        """Keep what is being typed now."""
        for talk in self.shown:
            talk.settle()

    def _belongs(self, one: Thread) -> bool:
        return one.question in ("", self._work.question.code)

    def _rebuild(self, wanted: list[Thread]) -> None:
        """A thread that stays keeps its field and what is being typed in it."""
        held = {talk.held.id: talk for talk in self.shown}
        gone = [held.pop(name) for name in set(held) - {one.id for one in wanted}]
        for talk in gone:
            talk.flush()
        self._box.discard(gone)
        self.shown = [held.get(one.id) or self._made(one) for one in wanted]
        for place, talk in enumerate(self.shown):
            if talk.held.id not in held:
                self._box.insertWidget(place, talk)

    def _made(self, one: Thread) -> Talk:
        draft = self._work.draft(f"answer/{one.id}")
        talk = Talk(one, draft)
        talk.answered.connect(partial(self._answer, talk))
        draft.fetch(talk.put)
        return talk

    def _answer(self, talk: Talk, answer: str) -> None:
        talk.button.setEnabled(False)
        self._work.answer_thread(talk.held.id, answer)

    def _answered(self, thread: str, answer: str, recorded: bool) -> None:
        if recorded:
            self._work.draft(f"answer/{thread}").recorded(answer)
        for talk in self.shown:
            if talk.held.id == thread:
                talk.answer_recorded(answer) if recorded else talk.allow()

    def _title(self, one: Thread) -> str:
        if one in self._work.asked:
            return words.asks(one)
        return "You answered; your lead has not settled it yet"

    def _lines(self, one: Thread) -> list[str]:
        now = self._work.now()
        return [
            f"{self._work.name_of(said.author)}, {moment(said.made_at, now)}: {said.words}"
            for said in one.remarks
        ]
