"""What is selected on a page, and the caret: moved by mouse and by keys. Paints nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from fieldkit.documents.display import PageText
from fieldkit.ui.reader import text_selection as geometry
from fieldkit.ui.reader.marks import Passage, passage_of

_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_SIDEWAYS: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_MOVES: Final = (*_SIDEWAYS, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)


class PageSelection(QObject):
    """A range of one page, from `anchor` to `caret`; `text_of` gives a page's text if it is here.

    `changed` when range or caret moved; `moved` when keys moved the caret and it must be seen.
    """

    changed = Signal()
    moved = Signal()

    def __init__(self, text_of: Callable[[int], PageText | None], parent: QObject) -> None:
        super().__init__(parent)
        self._text_of = text_of
        self._aim: float | None = None
        self.caret_on = False
        self.pages = 1
        self.page = 1
        self.anchor = 0
        self.caret = 0

    @property
    def start(self) -> int:
        """The first character selected."""
        return min(self.anchor, self.caret)

    @property
    def end(self) -> int:
        """Behind the last character selected."""
        return max(self.anchor, self.caret)

    @property
    def empty(self) -> bool:
        """Whether nothing is selected."""
        return self.anchor == self.caret

    def select(self, page: int, anchor: int, caret: int) -> None:
        """Select a range."""
        self._aim = None
        if (self.page, self.anchor, self.caret) != (page, anchor, caret):
            self.page, self.anchor, self.caret = page, anchor, caret
            self.changed.emit()

    def clear(self) -> None:
        """Select nothing; the caret stays."""
        self.select(self.page, self.caret, self.caret)

    def drag_to(self, offset: int) -> None:
        """Select from the anchor to here."""
        self.select(self.page, self.anchor, offset)

    def select_word(self, page: int, offset: int) -> None:
        """Select the word at an offset."""
        text = self._text_of(page)
        if text is not None:
            self.select(page, *geometry.word_at(text.text, offset))

    def select_line(self, page: int, offset: int) -> None:
        """Select the line at an offset."""
        text = self._text_of(page)
        line = geometry.line_at(text, offset) if text is not None else None
        if line is not None:
            self.select(page, line.start, line.end)

    def select_page(self, page: int) -> None:
        """Select all of a page."""
        text = self._text_of(page)
        if text is not None:
            self.select(page, 0, len(text.text))

    def passage(self, sha256: str) -> Passage | None:
        """The selection with its quote, if the page's text is here."""
        text = self._text_of(self.page)
        if text is None or self.empty:
            return None
        return passage_of(sha256, self.page, text.text, self.start, self.end)

    def key(self, event: QKeyEvent) -> bool:
        """Move the caret by a key, with Shift select; says whether the key was used."""
        extend = bool(event.modifiers() & _SHIFT)
        if event.key() not in _MOVES or not (self.caret_on or (extend and not self.empty)):
            return False
        text = self._text_of(self.page)
        if text is None:
            return True
        by_word = bool(event.modifiers() & _CTRL)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._vertical(text, 1 if event.key() == Qt.Key.Key_Down else -1, extend)
        else:
            target = self._target(text, Qt.Key(event.key()), by_word)
            if not extend and 0 <= target <= len(text.text):
                self._set(target, extend)
            elif not extend:
                self._turn(1 if target > 0 else -1)
            else:
                self._set(min(max(target, 0), len(text.text)), extend)
            self._aim = None
        self.moved.emit()
        return True

    def _target(self, text: PageText, key: Qt.Key, by_word: bool) -> int:
        here = self.caret
        if key == Qt.Key.Key_Right:
            if by_word and here < len(text.text):
                return geometry.next_word(text.text, here)
            return here + 1
        if key == Qt.Key.Key_Left:
            if by_word and here > 0:
                return geometry.previous_word(text.text, here)
            return here - 1
        if by_word:
            return 0 if key == Qt.Key.Key_Home else len(text.text)
        line = geometry.line_at(text, here)
        if line is None:
            return here
        return line.start if key == Qt.Key.Key_Home else line.end

    def _vertical(self, text: PageText, by: int, extend: bool) -> None:
        found = geometry.lines(text)
        here = geometry.line_at(text, self.caret)
        if here is None:
            self._turn(by)
            return
        aim = self._aim if self._aim is not None else geometry.caret(text, self.caret).x()
        place = found.index(here) + by
        if 0 <= place < len(found):
            self._set(geometry.offset_in(text, found[place], aim), extend)
        elif extend:
            self._set(0 if by < 0 else len(text.text), extend)
        else:
            self._turn(by)
        self._aim = aim

    def _turn(self, by: int) -> None:
        """Go on to the next page, or to the end of the one before."""
        page = self.page + by
        if not 1 <= page <= self.pages:
            return
        text = self._text_of(page)
        place = len(text.text) if text is not None and by < 0 else 0
        self.page, self.anchor, self.caret = page, place, place
        self.changed.emit()

    def _set(self, caret: int, extend: bool) -> None:
        self.caret = caret
        if not extend:
            self.anchor = caret
        self.changed.emit()
