"""What a reader can do besides turning pages: chronology, words of the question, bookmarks,
two documents side by side, and how documents are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.inspection.chronology import Item
from fieldkit.inspection.reading import NOTHING, Evidence
from fieldkit.steps import chronology, rate, unlock
from fieldkit.steps.read import Listed
from fieldkit.steps.session import Session
from fieldkit.ui.components.announce import announce
from fieldkit.ui.desk.chronology import Chronology
from fieldkit.ui.desk.chronology_words import gap_of
from fieldkit.ui.desk.contents import ContentsPanel
from fieldkit.ui.desk.places import Places, Spot, unopened
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.operations import Operations
from fieldkit.ui.reader import marks
from fieldkit.ui.reader.contents import Goal
from fieldkit.ui.reader.reading_look import ReadingLook, from_text
from fieldkit.ui.reader.side_by_side import SideBySide

_LOOK = "reading"


class ReadingTools(QObject):
    """`went` before the reader goes elsewhere, so that Alt+Left comes back; `refused`: why not.

    `words_named` with the names of the lists that the question's words are of; "" for none.
    """

    went = Signal()
    refused = Signal(object)
    show_document = Signal(str, int)
    words_named = Signal(str)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        work: CaseWork,
        operations: Operations,
        readers: SideBySide,
        pages: QStackedWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._work = work
        self._operations = operations
        self._readers = readers
        self._pages = pages
        self._words_on = False
        self.look = ReadingLook()
        self.places: Places | None = None
        self.contents: ContentsPanel | None = None
        readers.contents_wanted.connect(self.show_contents)
        work.moved.connect(lambda code: self._tell_words())
        work.changed.connect(self._changed)
        operations.run(lambda: unlock.remembered(session, _LOOK), self._remembered)

    # The chronology

    @cached_property
    def chronology(self) -> Chronology:
        """The page of the chronology, made when it is first asked for."""
        made = Chronology(self._work.document)
        self._pages.addWidget(made)
        made.set_weeks(self.look.gap_weeks)
        made.opened.connect(self._open_item)
        made.closed.connect(self.close_chronology)
        made.weeks_chosen.connect(lambda number: self._keep(gap_weeks=number))
        return made

    @property
    def chronology_open(self) -> bool:
        """Whether the chronology is on screen."""
        return "chronology" in vars(self) and self._pages.currentWidget() is self.chronology

    def show_chronology(self) -> None:
        """Show the chronology, or go back to the page from it."""
        if self.chronology_open:
            self.close_chronology()
            return
        self._work.leave()
        self.chronology.set_evidence(self._work.evidence)
        self._pages.setCurrentWidget(self.chronology)
        self.chronology.setFocus(Qt.FocusReason.OtherFocusReason)
        subject, documents = self._work.view.subject.id, self._work.documents
        self._operations.run(
            lambda: chronology.items(self._session, subject, documents),
            self.chronology.show_items,
            self.refused.emit,
        )

    def show_gap(self, one: Evidence) -> bool:
        """Show the gap that this evidence is; False for any other evidence."""
        gap = gap_of(one)
        if gap is None:
            return False
        self.chronology.want_gap(*gap)
        if not self.chronology_open:
            self.show_chronology()
        return True

    def close_chronology(self) -> None:
        """Back to the page."""
        self._pages.setCurrentIndex(0)
        self._readers.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_item(self, one: Item) -> None:
        self.went.emit()
        self._pages.setCurrentIndex(0)
        if one.end:
            self._readers.go_to(one.document, one.page, one.start, one.end)
        else:
            self.show_document.emit(one.document, one.page)
        self._readers.active.setFocus(Qt.FocusReason.OtherFocusReason)

    # Words of the question

    def toggle_words(self) -> None:
        """Highlight the words of the question open while reading, or no longer."""
        self._words_on = not self._words_on
        self._tell_words()
        if self._words_on and not self._lists():
            announce(self._readers, "The form has no words for this question")

    def _lists(self) -> tuple[str, ...]:
        known = {one.code for one in self._session.form.word_lists}
        return tuple(one for one in self._work.question.word_lists if one in known)

    def _tell_words(self) -> None:
        names = ", ".join(self._lists())
        self.words_named.emit(names)
        for reader in self._readers.readers:
            reader.words_bar.set_names(names or "no words for this question")
        code = self._work.question.code
        words = self._session.form.words_for(code) if self._words_on else ()
        self._readers.set_words(words)

    # Bookmarks and pages not opened

    def toggle_bookmark(self, sha256: str, page: int) -> None:
        """Mark the page being read, or take its mark away."""
        listed = self._work.document(sha256)
        if listed is None:
            return
        view = self._work.view
        held = view.bookmarks.get(f"{sha256}:{page}", NOTHING)
        words = None if held.value is not None else self._called(listed, page)
        self._work.do([rate.bookmark(view, sha256, page, words)])
        announce(self._readers, "Bookmark taken away" if words is None else "Bookmarked")

    def _called(self, listed: Listed, page: int) -> str:
        passage = self._readers.selection()
        title = listed.document.title
        where = f"{title}, page {page}" if listed.pages > 1 else title
        quote = " ".join(passage.quote.split())[:60] if passage is not None else ""
        return f"{where}: {quote}" if quote else where

    def show_places(self) -> None:
        """Open the list of bookmarks and of pages not opened yet."""
        if self.places is None:
            self.places = Places(self._window, self._work)
            self.places.chosen.connect(self._go)
            self.places.removed.connect(self._unmark)
        self.places.open()

    def _go(self, sha256: str, page: int) -> None:
        self.went.emit()
        self._pages.setCurrentIndex(0)
        self.show_document.emit(sha256, page)
        self._readers.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unmark(self, one: Spot) -> None:
        self._work.do([rate.bookmark(self._work.view, one.sha256, one.page, None)])

    def show_contents(self) -> None:
        """Open the contents list of the document open, with the links on its page."""
        if self.contents is None:
            self.contents = ContentsPanel(self._window)
            self.contents.chosen.connect(self._go_to_goal)
        reader = self._readers.active
        self.contents.open_for(reader.arrived, reader.current_page, reader.pages.here())

    def _go_to_goal(self, one: Goal) -> None:
        sha256 = self._readers.active.document
        if not one.end:
            self._go(sha256, one.page)
            return
        self.went.emit()
        self._readers.go_to(sha256, one.page, one.start, one.end)
        self._readers.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_unopened(self, sha256: str, page: int) -> None:
        """Go to the next page not opened yet: of this document, then of those after it."""
        documents = list(self._work.documents)
        hashes = [one.document.sha256 for one in documents]
        here = hashes.index(sha256) if sha256 in hashes else 0
        for one in [*documents[here:], *documents[:here]]:
            first = page if one.document.sha256 == sha256 else 0
            left = [number for number in unopened(one) if number > first]
            if left:
                self._go(one.document.sha256, left[0])
                return
        announce(self._readers, "Every page was opened")
        self.show_places()

    # Side by side

    def beside(self, shown: str) -> None:
        """Open the other side with the document read before this one, or go to it."""
        seen = [one for one in self._work.documents if one.place]
        seen = [one for one in seen if one.document.sha256 != shown]
        last = max(seen, key=lambda one: one.place.at if one.place else "", default=None)
        fresh = not self._readers.split
        current = self._readers.active.document
        self._readers.open_beside()
        if fresh:
            self._tell_words()
            listed = last or self._work.document(current)
            if listed is not None:
                page = listed.place.page if listed.place else 1
                self._readers.active.show(listed, page)

    # How documents are shown

    def _remembered(self, text: str) -> None:
        self.look = from_text(text)
        if "chronology" in vars(self):
            self.chronology.set_weeks(self.look.gap_weeks)
        self._show_look()

    def change_look(self, change: Callable[[ReadingLook], ReadingLook]) -> None:
        """Show documents otherwise, and remember it."""
        now = replace(self.look, text_size=self._readers.active.flow.text_size)
        self.look = change(now)
        self._show_look()
        text = self.look.to_text()
        self._operations.run(
            partial(unlock.remember, self._session, _LOOK, text), lambda done: None, _quiet
        )

    def _keep(self, **changes: object) -> None:
        self.change_look(lambda look: replace(look, **changes))  # type: ignore[arg-type]

    def set_width(self, width: str) -> None:
        """How wide a text may be: narrow, usual, wide, full."""
        self._keep(width=width)

    def set_letters(self, letters: str) -> None:
        """The letters of texts: plain, serif, easy."""
        self._keep(letters=letters)

    def set_paper(self, paper: str) -> None:
        """What documents are shown on: theme, printed, cream, grey."""
        self._keep(paper=paper)

    def toggle_line_focus(self) -> None:
        """A clear band over a few lines, or none."""
        self._keep(line_focus=not self.look.line_focus)

    def _show_look(self) -> None:
        marks.use_paper(self.look.paper)
        self._readers.set_look(self.look)

    # What changed

    def documents_changed(self, listed: Sequence[Listed]) -> None:
        """Places or documents are others."""
        if self.places is not None and self.places.isVisible():
            self.places.refresh()

    def _changed(self) -> None:
        if self.chronology_open:
            self.chronology.set_evidence(self._work.evidence)
        if self.places is not None and self.places.isVisible():
            self.places.refresh()

    def close(self) -> None:
        """The case is left."""
        for panel in (self.places, self.contents):
            if panel is not None:
                panel.close_it()
                panel.deleteLater()


def _quiet(why: FieldkitError) -> None:
    """How documents look is not worth a refusal."""
