"""The stage of the reader: header, find bar and views, and the opening of documents into them.

Documents are opened and drawn off the GUI thread. What was on screen stays until the next one is
ready; only when that takes long does the reader say that it is opening something.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps.read import Listed
from fieldkit.ui import theme
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.focus import keys_in
from fieldkit.ui.components.label import ElidedLabel
from fieldkit.ui.components.layout import column, row, surface
from fieldkit.ui.operations import Operations
from fieldkit.ui.reader import opening
from fieldkit.ui.reader.changes_bar import ChangesBar
from fieldkit.ui.reader.contents import has_contents
from fieldkit.ui.reader.find_bar import FindBar
from fieldkit.ui.reader.flow_view import FlowView
from fieldkit.ui.reader.header import ReaderHeader
from fieldkit.ui.reader.marks import paper
from fieldkit.ui.reader.opening import Arrived, Asked
from fieldkit.ui.reader.page_cache import picture_of
from fieldkit.ui.reader.page_feed import PageFeed
from fieldkit.ui.reader.page_view import PageView
from fieldkit.ui.reader.refusal_view import RefusalView
from fieldkit.ui.reader.sheet_view import SheetView
from fieldkit.ui.reader.source import DocumentSource
from fieldkit.ui.reader.words_bar import WordsBar

SCAN = "This page is a picture without text."
SCAN_MORE = "You can read it and mark areas; find cannot look inside."
OCR = "The words of this page were read from its picture by a program (OCR)."
OCR_MORE = "They are a guess: check them against the picture. Alt and the mouse mark an area."
_LOW = 300
_PATIENCE = 150  # milliseconds before the reader says that it is opening something


OCR_SHORT = "OCR text: a guess."
SCAN_SHORT = "A picture without text."


class Stage(QWidget):
    """Opens one document after another. `document_shown` when one has come on screen.

    `status_changed`: place and zoom in words, "" while there is no document.
    """

    selection_changed = Signal(object)
    refused = Signal(object)
    password_given = Signal(str, str)
    document_shown = Signal(str)
    status_changed = Signal(str, str)

    def __init__(
        self, source: DocumentSource, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._operations = operations
        self._asked: Asked | None = None
        self._open: Arrived | None = None
        self._failed: Asked | None = None
        self._building: Arrived | None = None
        self._low = False
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._wait)
        self.header = ReaderHeader()
        self.find_bar = FindBar()
        self.words_bar = WordsBar()
        self.scan_banner = Banner("warn", SCAN, SCAN_MORE)
        self._scan = surface(row((self.scan_banner, 1), margins=(14, 8, 14, 8)), "desk")
        self.remarks = Banner("info", "")
        self._remarks = surface(row((self.remarks, 1), margins=(14, 8, 14, 8)), "desk")
        self.notes = ElidedLabel("", "second", "text2")
        self._notes = surface(row((self.notes, 1), margins=(14, 6, 14, 6)), "tools")
        self.pages = PageView()
        self.flow = FlowView()
        self.sheet = SheetView()
        self.changes = ChangesBar(self.flow)
        self.refusal = RefusalView()
        self._stack = QStackedWidget()
        for view in (self.refusal, self.pages, self.flow, self.sheet):
            self._stack.addWidget(view)
        parts = (
            self.header,
            self.find_bar,
            self.words_bar,
            self.changes,
            self._notes,
            self._scan,
            self._remarks,
            (self._stack, 1),
        )
        self.setLayout(column(*parts, gap=0))
        self.setAccessibleName("Reader")
        self.refusal.password_given.connect(self._password)
        self.refusal.again.connect(self._again)
        self.flow.ready.connect(self._flow_ready)
        self.flow.picture_wanted.connect(self._fetch_picture)

    # Opening

    def _request(self, listed: Listed, page: int, password: str | None = None) -> Asked:
        self._stack.layout().activate()  # type: ignore[union-attr]
        room = max(self.pages.fit_room(self._stack.width()), 400.0)
        return Asked(listed, page, room, self.devicePixelRatioF(), paper(), password)

    def _ask(self, asked: Asked) -> None:
        self._asked = asked
        self._patience.start()
        self._operations.run(
            partial(opening.open_document, self._source, asked),
            self._arrived,
            partial(self._refused, asked),
        )

    @property
    def arrived(self) -> Arrived | None:
        """The document that is open, with what it says of itself."""
        return self._open

    def is_open(self, sha256: str) -> bool:
        """Whether this document is on screen."""
        return self._open is not None and self._open.asked.listed.document.sha256 == sha256

    def _wait(self) -> None:
        if self._asked is None:
            return
        title = self._asked.listed.document.title
        self.header.set_document(title, "")
        self._quiet()
        self.refusal.show_waiting(title)
        self._stack.setCurrentWidget(self.refusal)

    def _arrived(self, arrived: Arrived) -> None:
        if arrived.asked is not self._asked:
            return
        document = arrived.asked.listed.document
        if arrived.flow is not None:
            self._building = arrived
            pages = arrived.opened.pages
            self.flow.load(arrived.flow, document.sha256, document.title, pages, arrived.folds)
            return
        self._enter(arrived)
        if arrived.first is not None:
            feed = PageFeed(arrived.asked.listed, self._source, self._operations, paper())
            if arrived.text is not None:
                feed.keep_text(arrived.text)
            self._stack.setCurrentWidget(self.pages)
            pages = arrived.opened.pages
            self.pages.load(feed, document.title, pages, arrived.first)
        elif arrived.sheets is not None:
            self.sheet.load(arrived.sheets, document.sha256, document.title)
        self._settle()

    def _flow_ready(self) -> None:
        arrived, self._building = self._building, None
        if arrived is None or arrived.asked is not self._asked:
            return
        self._enter(arrived)
        self._settle()

    def _enter(self, arrived: Arrived) -> None:
        """The new document takes the place of the one before, which is let go."""
        self._patience.stop()
        self._open = arrived
        shape = arrived.opened.shape
        for view, name in ((self.pages, "pages"), (self.flow, "flow"), (self.sheet, "sheet")):
            if name != shape:
                view.unload()
        self.notes.set_text(opening.notes_line(arrived.opened))
        self.header.contents.setVisible(has_contents(arrived))
        self._say_document()

    def _say_document(self) -> None:
        """Title, kind and date of the open document."""
        if self._open is not None:
            listed = self._open.asked.listed
            self.header.set_document(
                listed.document.title, opening.detail(listed, self._open.opened)
            )
            self._fit()

    def _fit(self) -> None:
        """Where there is very little height, the page has it: what is beside it is said short."""
        low = self.height() < theme.px(_LOW)
        self._notes.setVisible(bool(self.notes.text()) and self._open is not None and not low)
        self.header.set_low(low)
        self.changes.set_low(low)
        self.scan_banner.set_short(low)
        self.remarks.set_short(low)
        if low != self._low:
            self._low = low
            self._told()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _settle(self) -> None:
        """The document is in its view: bring it on screen."""
        if self._open is None or self._asked is None:
            return
        asked, self._asked = self._asked, None
        view = self.view()
        had = keys_in(self.refusal)
        self._stack.setCurrentWidget(view)
        self.setFocusProxy(view)
        if had is not None:
            view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._came(asked)
        self.document_shown.emit(asked.listed.document.sha256)
        self.selection_changed.emit(None)

    def _came(self, asked: Asked) -> None:
        """The document asked for is on screen now."""

    def _told(self) -> None:
        """What the header says may be another now."""

    def view(self) -> PageView | FlowView | SheetView:
        """The view of the document that is open."""
        shape = self._open.opened.shape if self._open is not None else "pages"
        if shape == "flow":
            return self.flow
        return self.sheet if shape == "sheet" else self.pages

    def close_document(self) -> None:
        """Let the document go, with everything decrypted of it."""
        self._asked = self._open = self._building = None
        self._patience.stop()
        for view in (self.pages, self.flow, self.sheet):
            view.unload()
        self.header.set_document("", "")
        self._quiet()
        self.refusal.show_nothing()
        self._stack.setCurrentWidget(self.refusal)

    def _quiet(self) -> None:
        """Nothing is said of a document that is not on screen."""
        for one in (self._notes, self._scan, self._remarks, self.header.contents):
            one.hide()
        self.header.set_page(1, 0)
        self.header.set_zoom("")
        self.status_changed.emit("", "")

    # Refusals, passwords, pictures

    def _refused(self, asked: Asked, why: FieldkitError) -> None:
        if asked is not self._asked:
            return
        self._asked = None
        self.close_document()
        self._failed = asked
        self.header.set_document(asked.listed.document.title, "")
        self.refusal.show_refusal(why)
        self.setFocusProxy(self.refusal)
        self.refused.emit(why)

    def _password(self, words: str) -> None:
        if self._failed is not None:
            self.password_given.emit(self._failed.listed.document.sha256, words)
            self._ask(self._request(self._failed.listed, self._failed.page, words))

    def _again(self) -> None:
        if self._failed is not None:
            self._ask(self._request(self._failed.listed, self._failed.page))

    def _fetch_picture(self, number: int) -> None:
        arrived = self._building or self._open
        if arrived is None:
            return
        listed = arrived.asked.listed
        sha256, shade = listed.document.sha256, paper()
        source = self._source

        def work() -> QImage:
            return picture_of(source.picture(listed, number), shade)

        def done(image: QImage) -> None:
            self.flow.give(sha256, number, image)

        self._operations.run(work, done, lambda why: self.flow.lack(sha256, number))
