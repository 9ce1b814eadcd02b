"""A flowing document on screen: built in slices, and how far down it the reader is.

Its passages are of page 1. Where it is said to have several pages, the page being read is told by
how far down the text it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QShowEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from fieldkit.documents.display import Flow
from fieldkit.ui import theme
from fieldkit.ui.reader.finder import Hits
from fieldkit.ui.reader.flow_document import Changes, FlowDocument
from fieldkit.ui.reader.flow_text import FlowText
from fieldkit.ui.reader.marks import Passage, passage_of
from fieldkit.ui.reader.quotes import Quoted
from fieldkit.ui.reader.tick_bar import TickBar

_SLICE: Final = 12  # milliseconds of building at a time
_SHORT: Final = 2


class FlowPlace(FlowText):
    """`ready` when a document is built and shown; `picture_wanted` with a picture's number.

    `page_shown`: another part of the text is read.
    """

    ready = Signal()
    picture_wanted = Signal(int)
    page_shown = Signal(int)
    passage_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sha256 = ""
        self._title = ""
        self._pages = 1
        self._page = 0
        self._hits = Hits()
        self._wanted: tuple[int, int] | None = None
        self._top = 0
        self._next: tuple[FlowDocument, Iterator[None], str, str, int] | None = None
        self._builder = QTimer(self, interval=0)
        self._builder.timeout.connect(self._build_on)
        self._tell = QTimer(self, singleShot=True, interval=60)
        self._tell.timeout.connect(lambda: self.passage_changed.emit(self.passage()))
        self.selectionChanged.connect(self._tell.start)
        self.verticalScrollBar().valueChanged.connect(self._place)
        self.verticalScrollBar().rangeChanged.connect(self._place)

    # The document

    def load(
        self, flow: Flow, sha256: str, title: str, pages: int, folds: Sequence[Quoted] = ()
    ) -> None:
        """Build a document in slices; the old one stays until `ready`. `folds` begin closed."""
        document = FlowDocument(flow, folds)
        self._next = (document, document.build(), sha256, title, max(1, pages))
        self._wanted, self._top = None, 0
        self._builder.start()

    def set_changes(self, changes: Changes) -> None:
        """Show tracked changes, or the text as it was before them or is with all of them."""
        here = self.flow
        if here is None or here.changes == changes or self._next is not None:
            return
        self._top = self.visible()[0]
        document = FlowDocument(here.flow, [one.quoted for one in here.folds.all], changes=changes)
        self._next = (document, document.build(), self._sha256, self._title, self._pages)
        self._builder.start()

    def next_changes(self) -> None:
        """As marked, then as final, then as before, where there are tracked changes."""
        here = self.flow
        if here is not None and (here.inserted or here.deleted or here.changes != "marked"):
            ways: tuple[Changes, ...] = ("marked", "final", "before")
            self.set_changes(ways[(ways.index(here.changes) + 1) % 3])

    def _build_on(self) -> None:
        if self._next is None:
            self._builder.stop()
            return
        clock = QElapsedTimer()
        clock.start()
        for _ in self._next[1]:
            if clock.elapsed() > _SLICE:
                return
        if clock.elapsed() > _SHORT:
            return  # to be shown in a turn of its own
        self._builder.stop()
        document, _, sha256, self._title, self._pages = self._next
        self._next = None
        self._sha256 = ""  # no place is told before the reader knows which document this is
        self._hits = Hits()
        self.hits, self.hit = [], None
        self.chosen = None
        self._page = 0
        self.show_flow(document)
        self.verticalScrollBar().setValue(0)
        self._sha256 = sha256
        self.setAccessibleName(self._title)
        for number in document.pictures:
            self.picture_wanted.emit(number)
        self.ready.emit()
        self._place()
        self._return_to(document)

    def _return_to(self, document: FlowDocument) -> None:
        """The passage asked for, or the place at which the same text stood before."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.go_to(1, *wanted)
        elif self._top:
            cursor = QTextCursor(document)
            cursor.setPosition(document.offsets.position(self._top))
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.cursorRect(cursor).top())

    def unload(self) -> None:
        """Let the document go, also one that is being built."""
        self._next = None
        self._builder.stop()
        self.chosen = None
        if self.flow is not None:
            self.show_flow(FlowDocument(Flow((), "")))
        self._sha256 = ""

    def give(self, sha256: str, number: int, image: QImage) -> None:
        """Show a picture, if its document is still here."""
        if self.flow is not None and sha256 == self._sha256:
            self.flow.give_picture(number, image, self.text_room())

    def lack(self, sha256: str, number: int) -> None:
        """Say in place of a picture that it cannot be shown."""
        if self.flow is not None and sha256 == self._sha256:
            self.flow.picture_failed(number)

    # Place

    @property
    def page(self) -> int:
        """The page being read, told by how far down the text it is."""
        return max(1, self._page)

    @property
    def pages(self) -> int:
        """How many pages the document is said to have."""
        return self._pages

    def _place(self) -> None:
        if not self._sha256 or not self.isVisible():
            return
        bar = self.verticalScrollBar()
        whole = bar.maximum() + bar.pageStep()
        for page in range(1, self._pages + 1):
            middle = (page - 0.5) / self._pages * whole
            seen = bar.value() <= middle < bar.value() + bar.pageStep()
            if seen and page != self._page:
                self._page = page
                self.page_shown.emit(page)
                break
        if not self._page:
            self._page = 1
            self.page_shown.emit(1)
        self._tick()

    def go_to_page(self, page: int) -> None:
        """Go as far down the text as that page is."""
        bar = self.verticalScrollBar()
        whole = bar.maximum() + bar.pageStep()
        bar.setValue(round((min(max(page, 1), self._pages) - 1) / self._pages * whole))

    def go_to(self, page: int, start: int, end: int) -> None:
        """Select a passage and bring it into view, a third from the top."""
        if self.flow is None:
            return
        if self.flow.omits(start, end):
            self._wanted = (start, end)
            self.set_changes("marked")
            return
        offsets = self.flow.offsets
        self._reveal(start, end)
        cursor = QTextCursor(self.flow)
        first, last = offsets.position(start), offsets.position(end)
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        wider = (cursor.selectionStart(), cursor.selectionEnd()) != (first, last)
        if wider or cursor.hasComplexSelection():
            # The widget would take in whole cells or the whole table: ours is exact.
            cursor.setPosition(first)
        self.setTextCursor(cursor)
        self.chosen = (start, end) if not cursor.hasSelection() else None
        self.viewport().update()
        self._tell.start()
        rects = self.rects(start, end)
        bar = self.verticalScrollBar()
        high = self.viewport().height()
        if rects and not (rects[0].top() >= 8 and rects[-1].bottom() <= high - 8):
            bar.setValue(round(bar.value() + rects[0].top() - high / 3))

    def _reveal(self, start: int, end: int) -> None:
        """Open what is folded over these offsets."""
        if self.flow is not None:
            offsets = self.flow.offsets
            if self.flow.folds.reveal(offsets.position(start), offsets.position(end)):
                self._repaint_all()

    def toggle_quotes(self) -> bool:
        """Show everything that is folded, or fold it again; False where there is nothing."""
        folds = self.flow.folds if self.flow is not None else None
        if folds is None or not folds.all:
            return False
        folds.set_all(not any(one.folded for one in folds.all))
        self._repaint_all()
        return True

    def toggle_fold(self, position: int) -> bool:
        """Open or close the stretch whose line stands here; False if none does."""
        fold = self.flow.folds.at(position) if self.flow is not None else None
        if fold is None or self.flow is None:
            return False
        self.flow.folds.set_folded(fold, not fold.folded)
        self._repaint_all()
        return True

    def _repaint_all(self) -> None:
        self.viewport().update()
        self.gutter.update()
        self.column.update()

    def scroll_screen(self, by: int) -> None:
        """Scroll by most of a screen, down (1) or up (-1)."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + by * (bar.pageStep() - theme.px(48)))

    def passage(self) -> Passage | None:
        """What is selected."""
        cursor = self.textCursor()
        if self.flow is None:
            return None
        if not cursor.hasSelection():
            chosen = self.chosen
            return self._passage(*chosen) if chosen else None
        offsets = self.flow.offsets
        start = offsets.offset(cursor.selectionStart())
        end = offsets.offset(cursor.selectionEnd())
        return self._passage(start, end)

    def _passage(self, start: int, end: int) -> Passage | None:
        """A passage that says under which heading it stands, since there are no pages."""
        if self.flow is None:
            return None
        found = passage_of(self._sha256, 1, self.flow.flow.text, start, end)
        return replace(found, section=self.section(start)) if found is not None else None

    def section(self, offset: int) -> str:
        """The heading above a place in the text; "" where there is none."""
        told = ""
        for block in self.flow.flow.blocks if self.flow is not None else ():
            if block.start > offset:
                break
            if block.kind == "heading" and block.text.strip():
                told = " ".join(block.text.split())[:80]
        return told

    def _tick(self) -> None:
        bar = self.verticalScrollBar()
        if self.flow is None or not isinstance(bar, TickBar):
            return
        length = max(1, len(self.flow.flow.text))
        ticks = [(mark.start / length, mark.token) for mark in self.marks]
        bar.set_ticks(ticks + [(hit.start / length, "accent") for hit in self.hits])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()
