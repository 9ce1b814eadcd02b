"""Reading a flowing document (Word, e-mail, web page, text): marks, find, caret, text size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from fieldkit.ui.reader import finder, passage_menu
from fieldkit.ui.reader.finder import Hit, Hits
from fieldkit.ui.reader.flow_place_view import FlowPlace
from fieldkit.ui.reader.marks import Mark
from fieldkit.ui.reader.reading_look import ReadingLook
from fieldkit.ui.reader.zoom import TEXT_SIZES, USUAL_TEXT, stepped


class FlowView(FlowPlace):
    """Adds what a reader does with a text: marks, find, the caret, its size."""

    zoom_changed = Signal()
    mark_activated = Signal(str)
    tie_requested = Signal(object)
    hits_changed = Signal(int, int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press = QPoint()
        self.gutter.mark_pressed.connect(self.mark_activated)

    # Selection, marks, hits

    def set_caret(self, on: bool) -> None:
        """Show a caret that arrow keys move."""
        flag = Qt.TextInteractionFlag
        keys = flag.TextSelectableByKeyboard if on else flag.NoTextInteraction
        self.setTextInteractionFlags(flag.TextSelectableByMouse | keys)

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these marks instead of those before."""
        self.marks = tuple(marks)
        for one in self.marks:  # what is tied is never hidden
            self._reveal(one.start, one.end)
        self._repaint()

    def select_mark(self, identity: str | None) -> None:
        """Ring the tag of one mark."""
        self.selected_mark = identity
        self._repaint()

    def _repaint(self) -> None:
        self._tick()
        self.viewport().update()
        self.gutter.update()

    def search(self, words: finder.Asked) -> None:
        """Look for words in the whole text."""
        text = self.flow.flow.text if self.flow is not None else ""
        found = finder.ranges(finder.pattern(words), text)
        self._hits = Hits([Hit(1, start, end) for start, end in found])
        self._tell_hits()

    def find_step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) hit and select it, so that it can be tied."""
        low, _ = self.visible()
        hit = self._hits.step(by, 1, low)
        if hit is not None:
            self.go_to(1, hit.start, hit.end)
        self._tell_hits()

    def _tell_hits(self) -> None:
        self.hits, self.hit = self._hits.found, self._hits.now()
        self._repaint()
        self.hits_changed.emit(self._hits.current + 1, len(self.hits), True)

    # Text size

    def zoom_words(self) -> str:
        """The size of the text: "15 px"."""
        return f"{self.text_size} px"

    def set_text_size(self, size: int) -> None:
        """Show text this large, in pixels."""
        self.text_size = size
        self.restyle()
        self.zoom_changed.emit()

    def set_look(self, look: ReadingLook) -> None:
        """Size, width, letters and spacing of the text."""
        again = look.spacing != self.look.spacing
        self.look, self.text_size = look, look.text_size
        if again and self.flow is not None:
            self.flow.space_lines(look.spacing)
        self.restyle()
        self.zoom_changed.emit()

    def zoom(self, by: int) -> None:
        """One step larger (1) or smaller (-1)."""
        self.set_text_size(round(stepped(TEXT_SIZES, self.text_size, by)))

    def usual_size(self) -> None:
        """Back to the usual text size."""
        self.set_text_size(USUAL_TEXT)

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press = event.position().toPoint()
        self.chosen = None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        still = (event.position().toPoint() - self._press).manhattanLength() < 4
        if still and event.button() == Qt.MouseButton.LeftButton:
            cursor = self.cursorForPosition(event.position().toPoint())
            if not self.textCursor().hasSelection() and self.toggle_fold(cursor.position()):
                return
            mark = self._mark_at(event.position().toPoint())
            if mark is not None and not self.textCursor().hasSelection():
                self.mark_activated.emit(mark.id)

    def _mark_at(self, place: QPoint) -> Mark | None:
        for mark in self.marks:
            if any(rect.contains(place.toPointF()) for rect in self.rects(mark.start, mark.end)):
                return mark
        return None

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            up = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.scroll_screen(-1 if up else 1)
            return
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.toggle_fold(self.textCursor().position()):
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = self.viewport().mapFromGlobal(event.globalPos())
        passage_menu.open_menu(
            self,
            event.globalPos(),
            self.passage(),
            self.tie_requested.emit,
            self._mark_at(place),
            self.mark_activated.emit,
        )
