"""What a reader can do besides answering: history, notes and flags, conversations, absence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.inspection.history import Line
from fieldkit.inspection.reading import Evidence
from fieldkit.steps import history, read
from fieldkit.steps.history import Told
from fieldkit.steps.session import Session
from fieldkit.ui.desk import words
from fieldkit.ui.desk.absence import AbsencePanel, searched
from fieldkit.ui.desk.history_panel import HistoryPanel
from fieldkit.ui.desk.meetings import Meetings
from fieldkit.ui.desk.notes_panel import NotesPanel
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.help import tell_place
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import counted

_KINDS: Final[dict[str, tuple[str, str]]] = {
    "second": (
        "This is a second reading, without sight of the first.",
        "The first reader's answers are not on this laptop. Your lead compares both at the end.",
    ),
    "quality_check": (
        "This is a quality check, without sight of the first reading.",
        "The first reader's answers are not on this laptop. Your lead compares both at the end.",
    ),
    "benchmark": (
        "This is a benchmark case: everybody reads it by themselves.",
        "The agreed answers are not on this laptop. They come once your lead has your complete "
        "reading.",
    ),
}


class RatingTools(QObject):
    """`go` carries a question to open, `shifts` what undo and redo would do now, in words."""

    go = Signal(str)
    shifts = Signal(str, str)
    refused = Signal(object)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        work: CaseWork,
        operations: Operations,
        pages: QStackedWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._work = work
        self._operations = operations
        self._pages = pages
        self.history: HistoryPanel | None = None
        self.notes: NotesPanel | None = None
        self.absence: AbsencePanel | None = None
        work.changed.connect(self._tell_shifts)

    # Undo

    def _tell_shifts(self) -> None:
        self.shifts.emit(*self._work.shifts)

    # History

    def show_history(self) -> None:
        """Open the history of the question open."""
        self._work.leave()
        question = self._work.question.code
        view = self._work.view

        def show(lines: Sequence[Told]) -> None:
            if self.history is None:
                self.history = HistoryPanel(self._window, self._work, self._session.clock)
                self.history.put_back.connect(self._put_back)
            self.history.show_lines(question, lines)

        self._operations.run(
            lambda: history.of_question(self._session, view, question), show, self.refused.emit
        )

    def _put_back(self, line: Line) -> None:
        try:
            self._work.put_back(line)
        except FieldkitError as why:
            self.refused.emit(why)

    # Notes

    def show_notes(self) -> None:
        """Open the notes on the whole case, and what to come back to."""
        self._work.leave()
        if self.notes is None:
            self.notes = NotesPanel(self._window, self._work)
            self.notes.chosen.connect(self.go)
        self.notes.open()

    # Evidence of absence

    def record_absence(self) -> None:
        """Open the search whose finding nothing becomes evidence."""
        if self._work.read_only:
            return
        self._absence_panel().open_for("")

    def _absence_panel(self) -> AbsencePanel:
        if self.absence is None:
            self.absence = AbsencePanel(self._window, self._work)
            self.absence.asked.connect(self._look_for)
            self.absence.recorded.connect(self._work.tie)
        return self.absence

    def search_again(self, one: Evidence) -> None:
        """Show a search that was recorded, done anew: documents may have come since."""
        words = searched(one)
        self._absence_panel().open_again(words)
        self._look_for(words)

    def _look_for(self, words: str) -> None:
        subject, panel = self._work.view.subject.id, self.absence
        assert panel is not None
        self._operations.run(
            lambda: read.find(self._session, words, subject),
            lambda hits: panel.show_hits(words, hits),
            self.refused.emit,
        )

    def introduce(self, notices: Notices) -> None:
        """Say what kind of reading this is, where that changes what one sees."""
        view = self._work.view
        self._tell_asked(notices)
        told = _KINDS.get(view.reading.kind)
        if view.agreed_shown:
            same, of = words.agreed_count(view)
            notices.say(
                "kind",
                "info",
                f"The agreed answers are here: yours is the same for {same} of {of} questions.",
                "Each question shows the agreed answer beside yours.",
            )
        elif told is not None:
            notices.say("kind", "info", *told)

    def _tell_asked(self, notices: Notices) -> None:
        """Say what the lead asks, until it is gone to or answered."""
        asked = self._work.asked
        if not asked:
            return
        first = asked[0]
        question = first.question or self._work.question.code
        more = f" {counted(len(asked) - 1, 'more question')} after it." if asked[1:] else ""

        def go() -> None:
            notices.settle("asked")
            self.go.emit(question)

        notices.say(
            "asked",
            "warn",
            f"{words.asks(first)}: “{first.remarks[-1].words}”",
            f"Answer beside the question; it goes with the next send.{more}",
            "Go there",
            go,
        )
        self._work.changed.connect(lambda: None if self._work.asked else notices.settle("asked"))

    # Conversations

    @cached_property
    def meetings(self) -> Meetings:
        """The page of meetings and interviews, made when it is first asked for."""
        session = self._session
        people = {one.person: one.name for one in session.roster.devices.values()}
        made = Meetings(self._work, session.clock, people, session.owner.name)
        self._pages.addWidget(made)
        tell_place(made, "meetings")
        made.closed.connect(self.close_page)
        made.refused.connect(self.refused)
        return made

    def show_meetings(self) -> None:
        """Open the notes of meetings and interviews, or go back to the page."""
        if self.page_open:
            self.close_page()
            return
        self._work.leave()
        self._pages.setCurrentWidget(self.meetings)
        self.meetings.open()

    def show_line(self, one: Evidence) -> bool:
        """Show the line of a conversation that is this evidence; False for anything else."""
        if not any(record.document == one.document for record in self._work.view.records):
            return False
        self._work.leave()
        self._pages.setCurrentWidget(self.meetings)
        self.meetings.show_line(one.document, one.id)
        return True

    def close_page(self) -> None:
        """Back to the page and the question."""
        self._work.leave()
        self._pages.setCurrentIndex(0)
        self.go.emit(self._work.question.code)

    @property
    def page_open(self) -> bool:
        """Whether a page of its own covers the desk."""
        return "meetings" in vars(self) and self._pages.currentWidget() is self.meetings

    def close(self) -> None:
        """The case is left."""
        for panel in (self.history, self.notes, self.absence):
            if panel is not None:
                panel.close_it()
                panel.deleteLater()


ON_DESK: Final[dict[str, Callable[[RatingTools], object]]] = {
    "rate.history": RatingTools.show_history,
    "evidence.absence": RatingTools.record_absence,
    "case.notes": RatingTools.show_notes,
    "case.meetings": RatingTools.show_meetings,
}
