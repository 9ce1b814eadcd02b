"""The desk: one case on screen. Joins documents, reader, question, outline, problems and alert."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.inspection.reading import Evidence
from fieldkit.steps import find, read
from fieldkit.steps.read import Hit, Listed, OpenedReading
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.layout import column
from fieldkit.ui.desk import words
from fieldkit.ui.desk.adding import Adding
from fieldkit.ui.desk.alerting import Alerting
from fieldkit.ui.desk.case_find import CaseFind
from fieldkit.ui.desk.panes import Panes
from fieldkit.ui.desk.parts import Parts
from fieldkit.ui.desk.problems import ProblemsPage
from fieldkit.ui.desk.rating_tools import RatingTools
from fieldkit.ui.desk.reading_tools import ReadingTools
from fieldkit.ui.desk.tying import Tying
from fieldkit.ui.desk.versions import Versions
from fieldkit.ui.desk.where import Where
from fieldkit.ui.help import tell_place
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.reader.reader import Reader
from fieldkit.ui.reader.side_by_side import MakeReader
from fieldkit.ui.saver import Saver

_PLACES_AFTER = 700


class Desk(QWidget):
    """One case on screen. `page_told` and `zoom_told` are for the save line; `left` goes back.

    `covered` when a page of its own (problems, chronology, conversations) covers the page and the
    question, or does no longer.
    """

    page_told = Signal(str)
    zoom_told = Signal(str)
    covered = Signal()
    left = Signal()
    completed = Signal()
    documents_added = Signal()
    gone = Signal()

    def __init__(
        self,
        session: Session,
        opened: OpenedReading,
        saver: Saver,
        operations: Operations,
        make_reader: MakeReader,
        parent: QWidget | None = None,
        parts: Parts | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        parts = parts or Parts(session, opened, saver, operations).all_made(make_reader)
        self.work = parts.work
        self.work.setParent(self)
        self._listed = opened.documents
        self._jumps: list[tuple[str, int]] = []
        self._shown = ("", 0)
        self.documents, self.readers, self.panel = parts.documents, parts.readers, parts.panel
        self.outline, self.dock, self.header = parts.outline, parts.dock, parts.header
        self.notices = Notices()
        self.alerting = Alerting(self, session, operations, self.notices)
        self._find: CaseFind | None = None
        self.tying = Tying(self, self.work, self.readers, self.panel.evidence, self.notices)
        self.versions = Versions(self, self.work, self.readers, self.notices)
        self.adding = Adding(self, session, self.work, operations, self.readers, self.notices)
        self._build()
        self._connect()
        self._list_documents()
        self.rating.introduce(self.notices)
        self.alerting.look(self.work.view)
        self.tying.show_marks()
        self._resume()

    def _build(self) -> None:
        self.pages = QStackedWidget()
        self.setLayout(column(self.notices, (self.pages, 1), gap=0))
        parts = (self.documents, self.readers, self.panel, self.outline, self.dock)
        self.panes = Panes(*parts, parent=self.pages)
        self.pages.addWidget(self.panes)
        self.tools = ReadingTools(
            self, self._session, self.work, self._operations, self.readers, self.pages
        )
        for widget, page in (
            (self.readers, "reading"),
            (self.documents, "reading"),
            (self.panel.evidence, "evidence"),
            (self, "rating"),
        ):
            tell_place(widget, page)
        self.rating = RatingTools(self, self._session, self.work, self._operations, self.pages)

    def _connect(self) -> None:
        self.pages.currentChanged.connect(self.covered)
        self.documents.opened.connect(self.open_document)
        self.readers.page_shown.connect(self._page_shown)
        self.readers.mark_activated.connect(self.tying.activate)
        self.readers.tie_requested.connect(lambda passage: self.tying.ask("for"))
        told = (self.page_told.emit, self.zoom_told.emit)
        Where(self.pages, self.readers.status_changed, *told)
        self.readers.document_shown.connect(self.documents.select)
        self.panel.evidence_opened.connect(self.jump)
        self.panel.tie_requested.connect(lambda: self.tying.ask("for"))
        self.panel.outline_requested.connect(self.panes.toggle_outline)
        self.outline.chosen.connect(self.go_to_question)
        self.outline.problems_requested.connect(self.show_problems)
        self.dock.opened.connect(self.panes.open_question)
        self.dock.reason_requested.connect(self.panes.write_reason)
        self.header.alert_requested.connect(self.alert)
        self.alerting.raised.connect(lambda view, told: self.work.alert(told, *self._shown))
        self.header.find_requested.connect(self.look_for)
        self.panes.find_requested.connect(lambda: self.reader.open_find())
        self.readers.split_changed.connect(lambda: self.panes.set_split(self.readers.split))
        self.tools.went.connect(self._note_jump)
        self.rating.go.connect(self.go_to_question)
        for one in (self.rating, self.adding, self.work, self.tools):
            one.refused.connect(self._refuse)
        self.tools.show_document.connect(self._show_again)
        self.versions.wanted.connect(self.open_document)
        self.adding.shown.connect(self.documents.select)
        self.work.exhibits_saved.connect(self._exhibits_saved)
        self.work.changed.connect(self.tying.show_marks)
        self._places = QTimer(self)
        self._places.setSingleShot(True)
        self._places.setInterval(_PLACES_AFTER)
        self._places.timeout.connect(self._read_places)

    @property
    def reader(self) -> Reader:
        """The reader that has the keys, where there are two."""
        return self.readers.active

    @cached_property
    def problems(self) -> ProblemsPage:
        """The page of what is left to do, made when it is first asked for."""
        made = ProblemsPage(self.work, self.pages)
        self.pages.addWidget(made)
        made.go.connect(self.go_to_question)
        made.completed.connect(self.completed)
        return made

    @property
    def _problems_open(self) -> bool:
        return "problems" in vars(self) and self.pages.currentWidget() is self.problems

    @property
    def page_seen(self) -> bool:
        """Whether page and question are on screen, and no page of its own instead."""
        return self.pages.currentWidget() is self.panes

    @property
    def shown(self) -> tuple[str, int]:
        """The document and the page that are being read."""
        return self._shown

    # Documents

    def _resume(self) -> None:
        """Where the reader was last; else the first document that can be shown."""
        seen = [one for one in self._listed if one.place is not None]
        if seen:
            last = max(seen, key=lambda one: one.place.at if one.place else "")
            self._show(last, last.place.page if last.place else 1)
            return
        for first in [one for one in self._listed if one.refusal is None][:1]:
            self._show(first, 1)

    def _show(self, listed: Listed, page: int) -> None:
        self.notices.settle("document")
        self.documents.select(listed.document.sha256)
        self.reader.show(listed, page)

    def _show_again(self, sha256: str, page: int) -> None:
        listed = self._of(sha256)
        if listed is not None:
            self._show(listed, page)

    def open_document(self, sha256: str) -> None:
        """Show a document at the page where the reader was."""
        self.panes.close_drawers()
        listed = self._of(sha256)
        self._show_again(sha256, listed.place.page if listed and listed.place else 1)

    def _of(self, sha256: str) -> Listed | None:
        return next((one for one in self._listed if one.document.sha256 == sha256), None)

    def step_document(self, by: int) -> None:
        """The next or previous document of the list."""
        hashes = [one.document.sha256 for one in self._listed]
        if hashes:
            here = hashes.index(self._shown[0]) if self._shown[0] in hashes else 0
            self.open_document(hashes[max(0, min(len(hashes) - 1, here + by))])

    def _page_shown(self, sha256: str, page: int) -> None:
        self._shown = (sha256, page)
        view = self.work.view
        read.remember_place(self._session, view.subject.id, view.reading.id, sha256, page)
        self._places.start()

    def _read_places(self) -> None:
        reading = self.work.view.reading.id
        self._operations.run(
            lambda: read.documents_again(self._session, reading),
            self._take_places,
            self._refuse,
        )

    def _list_documents(self) -> None:
        self.documents.set_documents(self._listed)
        self.readers.set_documents(self._listed)
        self.tools.documents_changed(self._listed)

    def _take_places(self, listed: Sequence[Listed]) -> None:
        self._listed = self.work.documents = tuple(listed)
        self._list_documents()
        self.documents.select(self.documents.selected)
        self.adding.listed(self._listed)

    def _exhibits_saved(self) -> None:
        self._read_places()
        self.documents_added.emit()

    def documents_again(self) -> None:
        """Documents were looked into: what the list says of them is another."""
        self._read_places()

    # Evidence

    def jump(self, one: Evidence) -> None:
        """Show the passage of a piece of evidence; Alt+Left comes back."""
        if self.rating.show_line(one):
            return
        if one.direction == "absence" and not one.document:
            if not self.tools.show_gap(one):
                self.rating.search_again(one)
            return
        self._note_jump()
        self.panes.close_question()
        if self._of(one.document) is None:
            self.notices.say("document", "warn", *words.not_here(one))
        else:
            self.documents.select(one.document)
            if one.area is not None:
                self.readers.go_to_area(one.document, one.page, one.area)
            else:
                self.readers.go_to(one.document, one.page, one.start, one.end)
            self.readers.select_mark(one.id)

    def tie(self, direction: str, at_once: bool = False) -> None:
        """E, F and G: what is selected; or E, the gap that the chronology stands on."""
        if self.tools.chronology_open:
            self.tying.ask_gap(self.tools.chronology.gap_passage())
        else:
            (self.tying.now if at_once else self.tying.ask)(direction)

    def jump_next(self) -> None:
        """J: to the next passage tied to the question open, round and round."""
        one = self.panel.evidence.next()
        if one is not None:
            self.panel.evidence.select(one.id)
            self.jump(one)

    def _note_jump(self) -> None:
        """Alt+Left comes back to here."""
        if self._shown[0]:
            self._jumps.append(self._shown)

    # Find, alert, problems

    def look_for(self, query: str) -> None:
        """Look for words in every document of the case."""
        subject = self.work.view.subject.id
        if query.strip():
            self._operations.run(
                lambda: (
                    read.find(self._session, query, subject),
                    find.blind(self._session, subject),
                ),
                lambda found: self._found(query, *found),
                self._refuse,
            )

    def _found(self, query: str, hits: Sequence[Hit], blind: tuple[int, int]) -> None:
        if self._find is None:
            self._find = CaseFind(self, self.work)
            self._find.chosen.connect(self.show_hit)
        self._find.show_hits(query, hits, self.header.search, blind)

    def show_hit(self, sha256: str, page: int, query: str) -> None:
        """Show a page that was found, with the words marked on it."""
        self._note_jump()
        self.pages.setCurrentWidget(self.panes)
        self._show_again(sha256, page)
        self.reader.look_for(query)
        self.reader.setFocus(Qt.FocusReason.OtherFocusReason)

    def alert(self) -> None:
        """Open the alert."""
        listed, view = self._of(self._shown[0]), self.work.view
        title = listed.document.title if listed is not None else ""
        place = words.place(view, self.work.question.code, title, self._shown[1])
        self.alerting.open(view, place)

    def show_problems(self) -> None:
        """Show what is left to do; completing is there."""
        self.work.leave()
        self.problems.refresh()
        self.pages.setCurrentWidget(self.problems)
        self.problems.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def complete(self) -> None:
        """Ctrl+Enter: to the problems page, and there complete if nothing is to fix."""
        if self._problems_open:
            self.problems.finish()
        else:
            self.show_problems()

    def next_problem(self) -> None:
        """F8; on the problems page, the first."""
        if self._problems_open:
            self.problems.first()
        elif self.work.next_problem():
            self.pages.setCurrentWidget(self.panes)

    def back(self) -> None:
        """One step back: a jump, the problems page, then the case."""
        if self._problems_open:
            self.pages.setCurrentWidget(self.panes)
        elif self.tools.chronology_open:
            self.tools.close_chronology()
        elif self.rating.page_open:
            self.rating.close_page()
        elif self.panes.close_question():
            pass
        elif self._jumps:
            self._show_again(*self._jumps.pop())
        else:
            self.left.emit()

    def go_to_question(self, code: str) -> None:
        """Open a question and give its answers the keys."""
        self.panes.close_drawers()
        self.pages.setCurrentWidget(self.panes)
        self.work.go(code)
        self.panes.open_question()

    def _refuse(self, why: FieldkitError) -> None:
        self.notices.refuse("desk", why)

    def begin(self) -> None:
        """Take the keys, and again once it has its width, unless they went elsewhere meanwhile."""
        self.take_keys()
        given = QApplication.focusWidget()

        def again() -> None:
            if QApplication.focusWidget() in (given, None):
                self.take_keys()

        QTimer.singleShot(0, self, again)

    def take_keys(self) -> None:
        """Give the keys to the question; where it is docked, to the page."""
        if not self.page_seen:
            return
        if self.panes.one_pane:
            self.reader.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.panel.take_keys()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(220))

    def leave(self) -> None:
        """The case is left: what was typed becomes entries."""
        self._places.stop()
        self.work.close()
        self.tying.close()
        self.tools.close()
        self.rating.close()
        self.alerting.close()
        if self._find is not None:
            self._find.close_it()
            self._find.deleteLater()
        self.gone.emit()
