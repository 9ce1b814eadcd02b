"""One reader, or two side by side: a bar marks the one that has the keys.

Whoever asks for a passage or goes to one is served by the active reader, unless the other one
shows that document already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QSplitter, QWidget

from fieldkit.inspection.subjects import Area
from fieldkit.steps.read import Listed
from fieldkit.ui import theme
from fieldkit.ui.components.layout import column
from fieldkit.ui.reader.marks import Mark, Passage
from fieldkit.ui.reader.reader import Reader
from fieldkit.ui.reader.reading_look import ReadingLook

MakeReader = Callable[[], Reader]
_PREPARE = 300


class _Side(QFrame):
    """A reader under a bar of 3 pixels that is coloured while it has the keys.

    `open` is False before it is first shown, and when it has been closed.
    """

    def __init__(self, reader: Reader, parent: QWidget) -> None:
        super().__init__(parent)
        self.reader = reader
        self.open = False
        self._state = (False, False)
        self.setLayout(column(reader, gap=0))
        self.setFocusProxy(reader)

    def set_state(self, split: bool, active: bool) -> None:
        """`split`: there are two; `active`: this one has the keys."""
        if (split, active) != self._state:
            self._state = (split, active)
            layout = self.layout()
            assert layout is not None
            layout.setContentsMargins(0, theme.px(3) if split else 0, 0, 0)
            self.update()

    def hold(self, still: bool) -> None:
        """Keep the reader as large as it is for now, or give it all the room there is."""
        layout = self.layout()
        assert layout is not None
        layout.setEnabled(not still)
        if not still:
            layout.invalidate()
            layout.activate()

    def paintEvent(self, event: QPaintEvent) -> None:
        split, active = self._state
        if split:
            painter = QPainter(self)
            token = "accent" if active else "line"
            painter.fillRect(0, 0, self.width(), theme.px(3), theme.colour(token))


class SideBySide(QWidget):
    """Passes on what its readers say. `split_changed` when a side was opened or closed."""

    page_shown = Signal(str, int)
    mark_activated = Signal(str)
    tie_requested = Signal(object)
    status_changed = Signal(str, str)
    document_shown = Signal(str)
    split_changed = Signal()
    contents_wanted = Signal()

    def __init__(self, make_reader: MakeReader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make_reader
        self._documents: tuple[Listed, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._look = ReadingLook()
        self._words: tuple[str, ...] = ()
        self._said: dict[Reader, tuple[str, str]] = {}
        self._next: _Side | None = None
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(theme.px(3))
        self.setLayout(column(self._splitter, gap=0))
        first = self._opened()
        self._active = first
        self.setFocusProxy(first)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def prepare(self) -> None:
        """Make the other side before it is asked for, so that no key waits for it."""
        if self._next is None and not self.split:
            self._next = self._made()

    def _made(self) -> _Side:
        reader = self._make()
        side = _Side(reader, self._splitter)
        side.hide()
        reader.setAccessibleName("Reader")
        reader.page_shown.connect(self.page_shown)
        reader.mark_activated.connect(self.mark_activated)
        reader.tie_requested.connect(self.tie_requested)
        reader.header.contents_wanted.connect(self.contents_wanted)
        reader.status_changed.connect(partial(self._status, reader))
        reader.document_shown.connect(partial(self._shown, reader))
        return side

    def _opened(self) -> _Side:
        """A side at the right end, told all that the others were told."""
        side, self._next = self._next or self._made(), None
        reader = side.reader
        reader.set_documents(self._documents)
        reader.set_marks(self._marks)
        reader.set_look(self._look)
        reader.set_words(self._words)
        side.open = True
        self._splitter.addWidget(side)
        side.show()
        return side

    def _sides(self) -> list[_Side]:
        found = [self._splitter.widget(number) for number in range(self._splitter.count())]
        return [one for one in found if isinstance(one, _Side) and one.open]

    @contextmanager
    def _still(self) -> Iterator[None]:
        """While sides come, go and change places, readers keep their size; then they get theirs.

        Laying a long text out takes as long as all the rest, and there are many sizes in between.
        """
        for side in self._sides():
            side.hold(True)
        try:
            yield
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        finally:
            for side in self._sides():
                side.hold(False)

    @property
    def readers(self) -> list[Reader]:
        """The readers from left to right."""
        return [one.reader for one in self._sides()]

    @property
    def active(self) -> Reader:
        """The reader that has the keys, or had them last."""
        return self._active.reader

    @property
    def split(self) -> bool:
        """Whether there are two sides."""
        return len(self._sides()) > 1

    # Sides

    def open_beside(self) -> Reader:
        """Open the other side, or go to it; it is the active one then."""
        if not self.split:
            with self._still():
                side = self._opened()
                side.hold(True)
                self._halve()
                self._activate(side)
                self.split_changed.emit()
            QTimer.singleShot(0, self, self._halve)  # the question has made room meanwhile
        else:
            self._activate(next(one for one in self._sides() if one is not self._active))
        self.active.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.active

    def _halve(self) -> None:
        """Both sides as wide as each other, and as they grow."""
        if self.split:
            for number in range(self._splitter.count()):
                self._splitter.setStretchFactor(number, 1)
            half = max(1, self.width() // 2)
            self._splitter.setSizes([half, half])

    def swap(self) -> None:
        """Left and right change places."""
        sides = self._sides()
        if len(sides) > 1:
            sizes = self._splitter.sizes()
            self._splitter.insertWidget(0, sides[1])
            self._splitter.setSizes(sizes)

    def close_other(self) -> None:
        """Close the side without the keys; its document is let go."""
        with self._still():
            for side in self._sides():
                if side is not self._active:
                    side.open = False
                    side.hide()
                    side.reader.close_document()
                    self._said.pop(side.reader, None)
                    side.deleteLater()
            self._activate(self._active)
            self.split_changed.emit()
        QTimer.singleShot(_PREPARE, self, self.prepare)

    def _activate(self, side: _Side) -> None:
        changed = side is not self._active
        self._active = side
        self.setFocusProxy(side)
        sides = self._sides()
        for number, one in enumerate(sides):
            one.set_state(len(sides) > 1, one is side)
            place = ("Left reader", "Right reader")[min(number, 1)] if len(sides) > 1 else "Reader"
            one.reader.setAccessibleName(place)
        if changed and side.reader in self._said:
            self.status_changed.emit(*self._said[side.reader])
            self.document_shown.emit(side.reader.document)

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        for side in self._sides():
            if now is not None and side is not self._active and side.isAncestorOf(now):
                self._activate(side)

    def _status(self, reader: Reader, place: str, zoom: str) -> None:
        self._said[reader] = (place, zoom)
        if reader is self.active:
            self.status_changed.emit(place, zoom)

    def _shown(self, reader: Reader, sha256: str) -> None:
        if reader is self.active:
            self.document_shown.emit(sha256)

    # What both are told

    def set_documents(self, documents: Sequence[Listed]) -> None:
        """The documents of the case."""
        self._documents = tuple(documents)
        for reader in self.readers:
            reader.set_documents(documents)

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """The marks of all documents."""
        self._marks = tuple(marks)
        for reader in self.readers:
            reader.set_marks(marks)

    def select_mark(self, identity: str | None) -> None:
        """Ring the tag of one mark."""
        for reader in self.readers:
            reader.select_mark(identity)

    def set_look(self, look: ReadingLook) -> None:
        """How documents are shown."""
        self._look = look
        for reader in self.readers:
            reader.set_look(look)

    def set_words(self, words: Sequence[str]) -> None:
        """Words to highlight while reading."""
        self._words = tuple(words)
        for reader in self.readers:
            reader.set_words(words)

    def again(self, sha256: str) -> None:
        """A document has words now that it had not: show it again where it is open."""
        for reader in self.readers:
            if reader.is_open(sha256):
                reader.read_again()

    # What the active one is asked

    def selection(self) -> Passage | None:
        """The passage that is selected in the active reader."""
        return self.active.selection()

    def go_to(self, sha256: str, page: int, start: int, end: int) -> bool:
        """Show a passage where its document is open, else in the active reader."""
        self._activate_with(sha256)
        return self.active.go_to(sha256, page, start, end)

    def go_to_area(self, sha256: str, page: int, area: Area, select: bool = False) -> bool:
        """Show a part of a page where its document is open, else in the active reader."""
        self._activate_with(sha256)
        return self.active.go_to_area(sha256, page, area, select)

    def _activate_with(self, sha256: str) -> None:
        for side in self._sides():
            if side.reader.is_open(sha256) and side is not self._active:
                self._activate(side)
                break
