"""One case being worked on: its view, the question open, every deed, and undo. No widgets here.

A deed changes the view at once, goes to the saver, and is replaced by what the casebook says
stands as soon as everything given is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Key, Value
from fieldkit.inspection.form import KeyQuestion
from fieldkit.inspection.history import Line
from fieldkit.inspection.own_steps import ALSO, REDO, UNDO, Change, Step
from fieldkit.inspection.reading import NOTHING, Evidence, ReadingView
from fieldkit.inspection.subjects import EXHIBIT
from fieldkit.steps import rate, read, review
from fieldkit.steps.read import Listed, OpenedReading
from fieldkit.steps.review import Thread
from fieldkit.steps.session import Session
from fieldkit.steps.unlock import Edit
from fieldkit.ui.desk.at_once import applied, seen_of, value_of
from fieldkit.ui.desk.draft import Draft
from fieldkit.ui.desk.undo import Steps
from fieldkit.ui.operations import Operations
from fieldkit.ui.saver import Saver

_COMPLETE = "This is complete. Reopen it to change an answer."


def first_question(view: ReadingView) -> str:
    """Where to begin: returned work first, then the first question without an answer."""
    codes = [one.code for one in view.questions]
    returned = [code for code in codes if code in view.returns]
    unanswered = [code for code in codes if view.answers.get(code, NOTHING).value is None]
    return (returned or unanswered or codes)[0]


class CaseWork(QObject):
    """`changed`: the view is another; `moved`: another question is open; `refused`: why not.

    `answered`: a thread, what was to be said in it, and whether it is recorded.
    `exhibits_saved`: files that the reader added or took away are so on the disk.
    """

    changed = Signal()
    answered = Signal(str, str, bool)
    exhibits_saved = Signal()
    moved = Signal(str)
    refused = Signal(object)

    def __init__(
        self,
        session: Session,
        opened: OpenedReading,
        saver: Saver,
        operations: Operations,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._opened = opened
        self.documents: tuple[Listed, ...] = opened.documents  # the desk keeps them up to date
        self._saver = saver
        self._operations = operations
        self._view = opened.view
        self._turn = self._asked = 0
        self._typed: dict[Key, tuple[Edit, Value]] = {}
        self._drafts: dict[str, Draft] = {}
        self._steps = Steps()
        self._steps.load(opened.past)
        self._question = first_question(opened.view)
        saver.changed.connect(self._saved)
        saver.refused.connect(self._put_back)

    def close(self) -> None:
        """No longer listen; what was typed becomes entries."""
        self.leave()
        self._saver.changed.disconnect(self._saved)
        self._saver.refused.disconnect(self._put_back)

    # What is there

    @property
    def view(self) -> ReadingView:
        """The reading as it stands, what is being saved included."""
        return self._view

    @property
    def questions(self) -> tuple[KeyQuestion, ...]:
        """The key questions asked of this subject."""
        known = {code: one.value for code, one in self._view.answers.items()}
        attributes = dict(self._view.subject.attributes)
        return tuple(one for one in self._view.questions if one.asked(known, attributes))

    @property
    def question(self) -> KeyQuestion:
        """The question open now."""
        return next(one for one in self._view.questions if one.code == self._question)

    @property
    def place(self) -> tuple[int, int]:
        """Number of the question open (from 1), and how many there are."""
        codes = [one.code for one in self.questions]
        here = codes.index(self._question) + 1 if self._question in codes else 1
        return here, len(codes)

    @property
    def read_only(self) -> str:
        """Why nothing can be answered now, or ""."""
        return _COMPLETE if self._view.state.value in readings.FINISHED else ""

    @property
    def all_saved(self) -> bool:
        """Whether every deed is on the disk."""
        return self._saver.idle and self._saver.trouble is None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence, each piece where it stands in the newest version of its document."""
        return tuple(self.resolved(one) for one in self._view.evidence)

    def resolved(self, one: Evidence) -> Evidence:
        """A piece of evidence where it stands in the newest version of its document, if it does."""
        now = self._opened.placed.now.get(one.id)
        if now is None or one.document == now.document:
            return one
        return replace(one, document=now.document, page=now.page, start=now.start, end=now.end)

    def is_lost(self, one: Evidence) -> bool:
        """Whether its words are not in the newest version of its document any more."""
        return one.id in self._opened.placed.lost

    # What the lead asks

    @property
    def threads(self) -> tuple[Thread, ...]:
        """What was asked and answered about this reading, and concerns its reader now."""
        return review.open_threads(self._view, self._opened.threads)

    @property
    def asked(self) -> tuple[Thread, ...]:
        """Those of them that wait for an answer."""
        return review.awaited(self._view, self._opened.threads)

    def name_of(self, person: str) -> str:
        """The name of somebody of the team, else their id."""
        held = self._session.roster.of_person(person)
        return held[0].name if held else person

    def now(self) -> datetime:
        """The time by this laptop's clock."""
        return self._session.clock()

    def draft(self, name: str) -> Draft:
        """Keeps a text about this case that is typed and not recorded yet."""
        if name not in self._drafts:
            made = self._drafts[name] = Draft(self, self._session, self._operations)
            made.about(name, self._view.subject.id)
            made.refused.connect(self.refused)
        return self._drafts[name]

    def answer_thread(self, thread: str, words: str) -> None:
        """Record an answer in a thread; `answered` says what came of it."""
        reading = self._view.reading.id

        def recorded(none: None) -> None:
            self.answered.emit(thread, words, True)
            self.refresh()

        def refused(why: FieldkitError) -> None:
            self.refused.emit(why)
            self.answered.emit(thread, words, False)

        reply = partial(review.reply, self._session, reading, thread, words)
        self._operations.run(reply, recorded, refused)

    def document(self, sha256: str) -> Listed | None:
        """A document by its hash."""
        return next((one for one in self.documents if one.document.sha256 == sha256), None)

    # Moving

    def go(self, code: str) -> None:
        """Open a question."""
        if code != self._question and any(one.code == code for one in self._view.questions):
            self.leave()
            self._question = code
            self.moved.emit(code)

    def step(self, by: int) -> None:
        """The next or previous question; stops at the ends."""
        codes = [one.code for one in self.questions]
        here = codes.index(self._question) if self._question in codes else 0
        self.go(codes[max(0, min(len(codes) - 1, here + by))])

    def next_problem(self) -> str:
        """Open the next question with something to fix, then to look at; returns its code."""
        problems = self._view.to_fix or self._view.problems
        codes = [one.code for one in self._view.questions]
        with_one = [code for code in codes if any(p.question == code for p in problems)]
        if not with_one:
            return ""
        here = codes.index(self._question)
        after = [code for code in with_one if codes.index(code) > here]
        self.go((after or with_one)[0])
        return (after or with_one)[0]

    # Deeds

    def answer(self, value: str | None) -> None:
        """Answer the question open; None clears it."""
        self._try(lambda: [rate.answer(self._view, self._question, value), *self._looked()])

    def keep_answer(self) -> None:
        """A returned question was looked at again, and the answer stays."""
        self._try(self._looked)

    def _looked(self) -> list[Edit]:
        code = self._question
        return [rate.look_again(self._view, code)] if code in self._view.returns else []

    def prompt(self, code: str, value: str | None) -> None:
        """Answer a prompt of the question open."""
        self.do([rate.prompt(self._view, self._question, code, value)])

    def toggle_flag(self) -> None:
        """Come back to the question open, or no longer."""
        on = self._view.flags.get(self._question, NOTHING).value is None
        self.do([rate.flag(self._view, self._question, on)])

    def propose(self, standard: str, rating: str | None) -> None:
        """Propose the rating of a standard."""
        self.do([rate.proposal(self._view, standard, rating)])

    def tie(self, evidence: Evidence) -> None:
        """Tie a passage."""
        self.do([rate.tie(self._view, evidence)])

    def untie(self, evidence: Evidence) -> None:
        """Take a passage from the question open; from the last question, altogether."""
        left = tuple(one for one in evidence.questions if one != self._question)
        if left:
            self.do([rate.tie(self._view, replace(evidence, questions=left))])
        else:
            self.do([rate.untie(self._view, evidence)])

    def alert(self, words: str, document: str, page: int) -> None:
        """Raise an alert; it cannot be undone, only closed by the lead."""
        edit = rate.alert(self._view, words, self._question, document, page)
        self._apply([edit])
        self._saver.save([edit])

    def complete(self) -> None:
        """Mark as complete."""
        self.leave()
        self._try(lambda: [rate.complete(self._view)])

    def reopen(self) -> None:
        """Open a complete case again."""
        self._try(lambda: [rate.reopen(self._view)])

    def put_back(self, line: Line) -> None:
        """Make a value of the history stand again: one more entry, which can be undone."""
        key = rate.key(self._view, f"{line.kind}/{line.about}")
        if line.kind == "answer":
            self._try(lambda: [rate.answer(self._view, line.about, str(line.after))])
        else:
            self.do([Edit(key, line.after, seen_of(self._view, key))])

    def _try(self, make: Callable[[], Sequence[Edit]]) -> None:
        try:
            self.do(make())
        except FieldkitError as why:
            self.refused.emit(why)

    def do(self, edits: Sequence[Edit]) -> None:
        """Record edits as one step that can be undone."""
        self._steps.remember([Change(e.key, value_of(self._view, e.key), e.value) for e in edits])
        self._apply(edits)
        self._saver.save([*edits[:1], *(replace(one, deed=ALSO) for one in edits[1:])])

    # Typing

    def typing(self, edit: Edit) -> None:
        """A text field is being typed in."""
        before = self._typed[edit.key][1] if edit.key in self._typed else None
        if edit.key not in self._typed:
            before = value_of(self._view, edit.key)
        self._typed[edit.key] = (edit, before)
        self._saver.typing(edit)
        was = bool(value_of(self._view, edit.key))
        self._view = applied(self._view, edit)
        self._turn += 1
        if was != bool(edit.value):
            self.changed.emit()

    def leave(self) -> None:
        """The text field is left: what was typed becomes one entry and one step to undo."""
        typed, self._typed = self._typed, {}
        for key, (edit, before) in typed.items():
            change = Change(key, before, edit.value)
            if (edit.value or None) != before and not self._steps.knows(change):
                self._steps.remember([change])
            self._saver.settle(key)
        if typed:
            self.changed.emit()

    # Undo

    def undo(self) -> None:
        """Put back what stood before the last step: one more entry with the earlier value."""
        self.leave()
        self._shift(self._steps.back(), UNDO)

    def redo(self) -> None:
        """Do again what was undone."""
        self.leave()
        self._shift(self._steps.again(), REDO)

    @property
    def shifts(self) -> tuple[str, str]:
        """What undo and redo would do now, in words; "" where there is nothing."""
        return self._steps.words()

    @property
    def steps(self) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
        """What was undone, and what was done: the next to go first in each."""
        return tuple(reversed(self._steps.undone)), tuple(reversed(self._steps.done))

    def _shift(self, values: list[tuple[Key, Value]], deed: str) -> None:
        if values:
            edits = [Edit(key, value, seen_of(self._view, key), deed) for key, value in values]
            self._apply(edits)
            self._saver.save(edits)
            self._show_where(values[0][0])

    def _show_where(self, key: Key) -> None:
        for one in self._view.questions:
            if key.about == one.code or key.about.startswith(f"{one.code}/"):
                self.go(one.code)

    # The view

    def _apply(self, edits: Sequence[Edit]) -> None:
        for edit in edits:
            self._view = applied(self._view, edit)
        self._turn += 1
        self.changed.emit()

    def _saved(self, keys: set[Key]) -> None:
        ours = any(key.subject == self._view.subject.id for key in keys)
        if ours and self._saver.idle:  # else the save still to come asks
            self.refresh()
        if ours and any(key.kind == EXHIBIT for key in keys):
            self.exhibits_saved.emit()

    def refresh(self) -> None:
        """Read again what stands, off the GUI thread."""
        self._asked += 1
        turn, shown = (self._turn, self._asked), self._opened
        self._operations.run(
            lambda: read.view_again(self._session, shown),
            lambda now: self._take(now, turn),
            self.refused.emit,
        )

    def _take(self, now: OpenedReading, turn: tuple[int, int]) -> None:
        if turn != (self._turn, self._asked) or not self._saver.idle:
            return  # more was done since; the save of that asks again
        self._opened = now
        self._view = now.view
        if not self._typed:
            self._steps.load(now.past)
        for edit, _ in self._typed.values():
            self._view = applied(self._view, edit)
        self.changed.emit()

    def _put_back(self, why: FieldkitError) -> None:
        self.refused.emit(why)
        self._turn += 1
        self.refresh()
