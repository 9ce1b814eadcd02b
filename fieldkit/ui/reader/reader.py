"""The reader: shows one document, its marks and its passages, and obeys the keys of the desk.

`Stage` holds the views and opens documents; this adds what can be asked of the open one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.inspection.subjects import Area
from fieldkit.steps.read import Listed
from fieldkit.ui import theme
from fieldkit.ui.operations import Operations
from fieldkit.ui.reader import finder, status
from fieldkit.ui.reader.flow_view import FlowView
from fieldkit.ui.reader.line_focus import LineFocus
from fieldkit.ui.reader.marks import Mark, Passage
from fieldkit.ui.reader.opening import Asked
from fieldkit.ui.reader.page_view import PageView
from fieldkit.ui.reader.reading_look import ReadingLook
from fieldkit.ui.reader.sheet_view import SheetView
from fieldkit.ui.reader.source import DocumentSource
from fieldkit.ui.reader.stage import OCR, OCR_MORE, OCR_SHORT, SCAN, SCAN_MORE, SCAN_SHORT, Stage


class Reader(Stage):
    """Pages count from 1; a document without pages is page 1.

    `page_shown`: a page came on screen.
    """

    page_shown = Signal(str, int)
    mark_activated = Signal(str)
    tie_requested = Signal(object)

    def __init__(
        self, source: DocumentSource, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(source, operations, parent)
        self._marks: tuple[Mark, ...] = ()
        self._selected_mark: str | None = None
        self._listed: dict[str, Listed] = {}
        self._caret = False
        self._words: tuple[str, ...] = ()
        self._stems: finder.Stems | None = None
        self._to_first = False
        self._focus_lines = (LineFocus(self.pages), LineFocus(self.flow))
        for view in (self.pages, self.flow, self.sheet):
            view.page_shown.connect(partial(self._page_came, view))
            view.mark_activated.connect(self.mark_activated)
            view.tie_requested.connect(self.tie_requested)
            view.hits_changed.connect(partial(self._hits_came, view))
        self.pages.selection_changed.connect(self.selection_changed)
        self.flow.passage_changed.connect(self.selection_changed)
        self.sheet.passage_changed.connect(self.selection_changed)
        self.pages.page_known.connect(self._told)
        self.pages.zoom_changed.connect(self._told)
        self.flow.zoom_changed.connect(self._told)
        self.sheet.place_changed.connect(self._told)
        self.header.page_typed.connect(self._page_typed)
        self.header.turned.connect(self._turn)
        self.header.zoomed.connect(self._zoom)
        self.header.fit_wanted.connect(self.fit_width)
        self.header.find_wanted.connect(self.open_find)
        self.find_bar.words_changed.connect(lambda words: self._search_again())
        self.find_bar.stepped.connect(self._find_step)
        self.find_bar.closed.connect(self.close_find)
        self.words_bar.stepped.connect(self._find_step)
        self.close_document()

    # Going somewhere

    def show(self, listed: Listed | None = None, page: int = 1) -> None:
        """Open a document at a page. Without a document: show the widget, as `QWidget` does."""
        if listed is None:
            super().show()
            return
        self._listed[listed.document.sha256] = listed
        if self.is_open(listed.document.sha256):
            self._keep()
            self._turn_to(page)
            return
        self._ask(self._request(listed, page))

    def set_documents(self, documents: Sequence[Listed]) -> None:
        """The documents that `go_to` may be asked for, besides those shown before."""
        self._listed.update({one.document.sha256: one for one in documents})

    def go_to(self, sha256: str, page: int, start: int, end: int) -> bool:
        """Open the document if need be and select a passage; False for an unknown document."""
        if self.is_open(sha256):
            self._keep()
            self.view().go_to(page, start, end)
            return True
        listed = self._known(sha256)
        if listed is not None:
            asked = self._request(listed, page)
            self._ask(dataclasses.replace(asked, passage=(start, end)))
        return listed is not None

    def go_to_area(self, sha256: str, page: int, area: Area, select: bool = False) -> bool:
        """The same for a part of a page that has no words; it is selected only on demand."""
        if self.is_open(sha256) and isinstance(self.view(), PageView):
            self._keep()
            self.pages.go_to_area(page, area, select)
            return True
        listed = self._known(sha256)
        if listed is not None:
            asked = self._request(listed, page)
            self._ask(dataclasses.replace(asked, area=area, selects=select))
        return listed is not None

    def _known(self, sha256: str) -> Listed | None:
        if self._asked is not None and self._asked.listed.document.sha256 == sha256:
            return self._asked.listed
        return self._listed.get(sha256)

    def _keep(self) -> None:
        """Stay with the open document, whatever else is being opened."""
        self._asked = None
        self._patience.stop()
        self._stack.setCurrentWidget(self.view())
        self._say_document()

    def _came(self, asked: Asked) -> None:
        view = self.view()
        view.set_marks(self._own_marks())
        view.select_mark(self._selected_mark)
        view.set_caret(self._caret)
        self._search_again()
        if asked.area is not None and isinstance(view, PageView):
            view.go_to_area(asked.page, asked.area, asked.selects)
        elif asked.passage is not None:
            view.go_to(asked.page, *asked.passage)
        elif isinstance(view, FlowView) and asked.page > 1:
            view.go_to_page(asked.page)
        self._told()

    @property
    def document(self) -> str:
        """The hash of the document that is open, or ""."""
        return self._open.asked.listed.document.sha256 if self._open is not None else ""

    def read_again(self) -> None:
        """The words of the open scan may be there now; the picture and what is marked stay."""
        scene = self.pages.scene
        if scene is not None and isinstance(self.view(), PageView):
            scene.feed.read_again()

    @property
    def current_page(self) -> int:
        """The page being read."""
        return self.view().page

    def next_page(self) -> None:
        """Go to the top of the next page, or a screen down where there are no pages."""
        self._turn(1)

    def previous_page(self) -> None:
        """Go to the top of the page before, or a screen up."""
        self._turn(-1)

    def page_down(self) -> None:
        """Most of a screen down."""
        self.view().scroll_screen(1)

    def page_up(self) -> None:
        """Most of a screen up."""
        self.view().scroll_screen(-1)

    def _turn(self, by: int) -> None:
        view = self.view()
        if isinstance(view, PageView):
            view.go_to_page(view.page + by)
        else:
            view.scroll_screen(by)

    def _turn_to(self, page: int) -> None:
        view = self.view()
        if not isinstance(view, SheetView) and page != view.page:
            view.go_to_page(page)

    def _page_typed(self, page: int) -> None:
        self._turn_to(page)
        self.view().setFocus(Qt.FocusReason.OtherFocusReason)
        self._told()

    # Passages and marks

    def selection(self) -> Passage | None:
        """The passage that is selected."""
        return self.view().passage() if self._open is not None else None

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """The marks of all documents; those of the open one are shown."""
        self._marks = tuple(marks)
        self.view().set_marks(self._own_marks())

    def _own_marks(self) -> list[Mark]:
        return [one for one in self._marks if self.is_open(one.sha256)]

    def select_mark(self, identity: str | None) -> None:
        """Ring the tag of one mark, or of none."""
        self._selected_mark = identity
        self.view().select_mark(identity)

    def set_caret(self, on: bool) -> None:
        """A caret in the page, moved by arrow keys; Shift with them selects."""
        self._caret = on
        self.view().set_caret(on)
        if on:
            self.view().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_caret(self) -> None:
        """Show the caret, or take it away."""
        self.set_caret(not self._caret)

    # Find

    def open_find(self) -> None:
        """Open the find bar; it looks in this document."""
        self.find_bar.open()

    def close_find(self) -> None:
        """Close the find bar, forget the hits, and give the page the keys."""
        self.find_bar.hide()
        self._stems = None
        self._search_again()
        self.view().setFocus(Qt.FocusReason.OtherFocusReason)

    def set_hits(self, words: finder.Asked) -> None:
        """Highlight words in the open document; "" for none."""
        if self._open is not None:
            self.view().search(words)

    def look_for(self, query: str) -> None:
        """Highlight what the find of the case found: other endings of the words count too."""
        self.find_bar.show()
        self.find_bar.field.setText(query)
        self.find_bar.flush()
        self._stems = finder.Stems(query)
        self._to_first = True
        self._search_again()

    def set_words(self, words: Sequence[str]) -> None:
        """Highlight words of the form while reading, whatever document is open; () for none."""
        self._words = tuple(words)
        self._search_again()

    def _search_again(self) -> None:
        """Look for what is typed in the find bar, else for the words of the form."""
        typed = self.find_bar.field.text() if self.find_bar.isVisible() else ""
        if self._stems is not None and typed != self._stems.words:
            self._stems = None
        asked: finder.Asked = self._stems or typed
        if not typed.strip() and self._words:
            asked = finder.WordList(self._words)
        self.words_bar.setVisible(bool(self._words) and not typed.strip())
        self.set_hits(asked)

    def find_next(self) -> None:
        """Go to the next hit and select it."""
        self._find_step(1)

    def find_previous(self) -> None:
        """Go to the previous hit and select it."""
        self._find_step(-1)

    def _find_step(self, by: int) -> None:
        self.find_bar.flush()
        if self._open is not None:
            self.view().find_step(by)

    def _hits_came(self, view: QWidget, current: int, total: int, done: bool) -> None:
        if view is self.view():
            self.find_bar.tell(current, total, done)
            if self._to_first and total and self._asked is None:
                self._to_first = False
                self.view().find_step(1)
            self._tell_words(total)

    def _tell_words(self, total: int) -> None:
        """How many words of the form stand in the document, and on the page being read."""
        if self.words_bar.isVisible():
            paged = isinstance(self.view(), PageView)
            here = self.pages.hits_on(self.pages.page) if paged else None
            self.words_bar.tell(total, here)

    # Zoom

    def zoom_in(self) -> None:
        """One step larger."""
        self._zoom(1)

    def zoom_out(self) -> None:
        """One step smaller."""
        self._zoom(-1)

    def _zoom(self, by: int) -> None:
        view = self.view()
        if not isinstance(view, SheetView):
            view.zoom(by)

    def zoom_reset(self) -> None:
        """Pages as large as printed; text at its usual size."""
        if isinstance(self.view(), PageView):
            self.pages.set_zoom(1.0)
        else:
            self.fit_width()

    def fit_width(self) -> None:
        """Pages as wide as the view; text at its usual size."""
        if isinstance(self.view(), PageView):
            self.pages.set_zoom(None)
        elif isinstance(self.view(), FlowView):
            self.flow.usual_size()

    def set_look(self, look: ReadingLook) -> None:
        """How documents are shown, apart from the interface."""
        self.flow.set_look(look)
        line = self.flow.letter * 1.5 * look.spacing
        self._focus_lines[0].set_on(look.line_focus, theme.px(20))
        self._focus_lines[1].set_on(look.line_focus, line)
        for view in (self.pages, self.sheet):
            view.restyle()

    # What is told

    def _page_came(self, view: QWidget, page: int) -> None:
        if view is not self.view() or self._open is None:
            return
        self._told()
        self._tell_words(self.words_bar.total)
        self.page_shown.emit(self._open.asked.listed.document.sha256, page)

    def _told(self, *_: object) -> None:
        if self._open is None or self._stack.currentWidget() is self.refusal:
            return
        view, pages = self.view(), self._open.opened.pages
        told = status.told(view, pages)
        paged = isinstance(view, PageView)
        self.header.set_page(view.page, pages if paged else 0)
        self.header.set_zoom(told.zoom_button)
        self._tell_scan()
        self._tell_remarks(self.pages.remarks() if paged else ())
        self.status_changed.emit(told.place, told.zoom)

    def _tell_remarks(self, remarks: tuple[str, ...]) -> None:
        """What readers of the file noted on this page: the page itself shows only their signs."""
        if remarks:
            self.remarks.say("info", *status.remarked(remarks))
        self._remarks.setVisible(bool(remarks))

    def _tell_scan(self) -> None:
        """A page without text says so; one whose words a program has read says that."""
        view = self.view()
        scan = isinstance(view, PageView) and view.is_scan()
        if scan and self.pages.is_read():
            self.scan_banner.say("info", OCR_SHORT if self._low else OCR, OCR_MORE)
        elif scan:
            self.scan_banner.say("warn", SCAN_SHORT if self._low else SCAN, SCAN_MORE)
        self._scan.setVisible(scan)

    def filter_column(self) -> None:
        """Filter and sort the column of the current cell, where a sheet is open."""
        if isinstance(self.view(), SheetView):
            self.sheet.filter_column()

    def toggle_quotes(self) -> None:
        """Show what an e-mail repeats of earlier ones, or fold it again."""
        if isinstance(self.view(), FlowView):
            self.flow.toggle_quotes()

    def mark_area(self) -> None:
        """Begin an area of the page by keys: arrows move it, Shift+arrows size it."""
        if isinstance(self.view(), PageView):
            self.pages.mark_area()
            self.pages.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_caret"):
            for view in (self.pages, self.flow, self.sheet):
                view.restyle()
