"""Pages as they are, with marks, hits, selection by mouse and by keys, and page links.

`PageCanvas` lays out, scrolls and zooms; this adds what a reader does with a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from fieldkit.inspection.subjects import Area
from fieldkit.ui.reader import finder, passage_menu
from fieldkit.ui.reader.marks import Mark, Passage
from fieldkit.ui.reader.page_area import PageArea
from fieldkit.ui.reader.page_canvas import PageCanvas
from fieldkit.ui.reader.page_feed import FirstPage, PageFeed
from fieldkit.ui.reader.page_find import PageFind
from fieldkit.ui.reader.page_mouse import PageMouse
from fieldkit.ui.reader.page_paint import Scene, area_rect
from fieldkit.ui.reader.tick_bar import TickBar


class PageView(PageCanvas):
    """`hits_changed`: number of the current hit (0: none), hits so far, whether that is all."""

    selection_changed = Signal(object)
    mark_activated = Signal(str)
    tie_requested = Signal(object)
    hits_changed = Signal(int, int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: tuple[Mark, ...] = ()
        self._selected_mark: str | None = None
        self._find = PageFind(self)
        self._find.changed.connect(self._hits_moved)
        self._mouse = PageMouse(self.selection, self)
        self.area = PageArea(self)
        self.area.changed.connect(self._selection_moved)
        self._press = QPointF()
        self._tell = QTimer(self, singleShot=True, interval=60)
        self._tell.timeout.connect(self._tell_selection)
        self.selection.changed.connect(self._selection_moved)
        self.selection.moved.connect(self.see_caret)

    def load(self, feed: PageFeed, title: str, pages: int, first: FirstPage) -> None:
        """Show a document at the page whose picture is given. Replaces the old one."""
        super().load(feed, title, pages, first)
        self._to_scene()

    def unload(self) -> None:
        """Let the document and everything of it go."""
        self._find.stop()
        self.area.clear()
        super().unload()

    def passage(self) -> Passage | None:
        """What is selected."""
        if self._scene is None:
            return None
        sha256 = self._scene.feed.listed.document.sha256
        if self.area.area is not None:
            return self.area.passage(sha256, self._scene)
        found = self.selection.passage(sha256)
        text = self._text(self.selection.page)
        if found is not None and text is not None and text.ocr:
            return replace(found, ocr=True)
        return found

    def mark_area(self) -> None:
        """Begin an area by keys on the page being read, or take it away."""
        if self.area.area is not None or self._scene is None:
            self.area.clear()
            return
        self.selection.clear()
        view = QRectF(self._origin(), QSizeF(self.viewport().size()))
        self.area.begin(self.page, self._scene.layout, view)

    def go_to_area(self, page: int, area: Area, select: bool) -> None:
        """Bring an area into view, a third from the top; and select it, so that it can be tied."""
        if self._scene is None:
            return
        self.go_to_page(page)
        self._see_rect(area_rect(self._scene.layout, page, area))
        if select:
            self.selection.clear()
            self.area.select(page, area)

    def _draws_areas(self, event: QMouseEvent, page: int) -> bool:
        """On a picture without words the mouse draws areas; elsewhere with Alt held."""
        text = self._text(page)
        bare = text is not None and text.scan and not text.text.strip()
        return bare or bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._scene is not None and self.area.area is not None:
            painter = QPainter(self.viewport())
            painter.translate(-self._origin())
            self.area.paint(painter, self._scene)

    def _selection_moved(self) -> None:
        self.viewport().update()
        self._tell.start()

    def _tell_selection(self) -> None:
        self.selection_changed.emit(self.passage())

    # Marks and hits

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these marks instead of those before."""
        self._marks = tuple(marks)
        self._to_scene()

    def select_mark(self, identity: str | None) -> None:
        """Ring the tag of one mark."""
        self._selected_mark = identity
        self._to_scene()

    def _to_scene(self) -> None:
        if self._scene is not None:
            self._scene.marks = self._marks
            self._scene.selected = self._selected_mark
            self._scene.hits = self._find.hits.found
            self._scene.hit = self._find.hits.now()
        self._tick()
        self.viewport().update()

    def _tick(self) -> None:
        bar = self.verticalScrollBar()
        if self._scene is None or not isinstance(bar, TickBar):
            return
        layout = self._scene.layout
        found = [(mark.page, mark.token) for mark in self._marks]
        found += [(one.page, "accent") for one in self._find.hits.found]
        bar.set_ticks(
            [
                (layout.rect(page).center().y() / layout.height, token)
                for page, token in found
                if 1 <= page <= layout.pages
            ]
        )

    def search(self, words: finder.Asked) -> None:
        """Look for words, from this page on."""
        if self._scene is not None:
            self._find.start(words, self._scene.feed, self._scene.layout.pages, self.page)

    def find_step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) hit and select it, so that it can be tied."""
        here = self.selection.start if self.selection.page == self.page else 0
        hit = self._find.step(by, self.page, here)
        if hit is not None:
            self.go_to(hit.page, hit.start, hit.end)

    def hits_on(self, page: int) -> int:
        """How many hits stand on a page."""
        return len(self._find.on_page(page))

    def _hits_moved(self) -> None:
        hits = self._find.hits
        self._to_scene()
        self.hits_changed.emit(hits.current + 1, len(hits.found), hits.done)

    # Mouse and keys

    def _at(self, event: QMouseEvent) -> QPointF:
        return event.position() + self._origin()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._scene is None or event.button() != Qt.MouseButton.LeftButton:
            return
        point = self._at(event)
        tagged = [m for m, tag, _ in self._scene.tags(self.visible_pages()) if tag.contains(point)]
        if tagged:
            self.mark_activated.emit(tagged[0].id)
            return
        self._press = event.position()
        page = self._scene.layout.at(point)
        if self._draws_areas(event, page):
            self.selection.clear()
            self.area.press(page, self._scene.layout, point)
            return
        self.area.clear()
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._mouse.press(self._scene, point, extend)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._scene is None:
            return
        if self.area.drawing:
            self.area.drag(self._scene.layout, self._at(event))
            return
        if self._mouse.dragging and event.buttons() & Qt.MouseButton.LeftButton:
            self._mouse.move(self._scene, self._at(event))
            self._scroll_while_dragging(event.position().y())
            return
        self.viewport().setCursor(self._mouse.cursor(self._scene, self._at(event)))

    def _scroll_while_dragging(self, y: float) -> None:
        bar = self.verticalScrollBar()
        beyond = min(0.0, y) + max(0.0, y - self.viewport().height())
        if beyond:
            bar.setValue(bar.value() + round(beyond / 2))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release()
        self.area.release()
        if self._scene is None or event.button() != Qt.MouseButton.LeftButton:
            return
        still = (event.position() - self._press).manhattanLength() < 4
        if still and self.selection.empty and self.area.area is None:
            self._follow(self._scene, self._at(event))

    def _follow(self, scene: Scene, point: QPointF) -> None:
        """A click without dragging: a mark under it, or a link to another page."""
        mark = scene.mark_at(self.visible_pages(), point)
        if mark is not None:
            self.mark_activated.emit(mark.id)
            return
        page = scene.layout.at(point)
        text = scene.feed.text(page)
        place = scene.layout.to_page(page, point)
        for link in text.links if text is not None else ():
            left, top, right, bottom = link.box
            within = left <= place.x() <= right and top <= place.y() <= bottom
            if within and link.page is not None:
                self.go_to_page(link.page)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._scene is not None and event.button() == Qt.MouseButton.LeftButton:
            self._mouse.double(self._scene, self._at(event))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._scene is None:
            return
        point = QPointF(event.pos()) + self._origin()
        mark = self._scene.mark_at(self.visible_pages(), point)
        passage_menu.open_menu(
            self,
            event.globalPos(),
            self.passage(),
            self.tie_requested.emit,
            mark,
            self.mark_activated.emit,
        )

    def set_caret(self, on: bool) -> None:
        """Show a caret that arrow keys move; it begins on the page being read."""
        self.selection.caret_on = on
        if on and self.selection.page != self.page:
            self.selection.select(self.page, 0, 0)
        if on:
            self.see_caret()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = self.passage()
            if chosen is not None:
                passage_menu.copy(chosen)
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selection.select_page(self.page)
        elif self.area.key(event) or self.selection.key(event):
            pass
        elif key == Qt.Key.Key_Space:
            up = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.scroll_screen(-1 if up else 1)
        elif key == Qt.Key.Key_Home:
            self.go_to_page(1)
        elif key == Qt.Key.Key_End and self._scene is not None:
            self.go_to_page(self._scene.layout.pages)
        elif key == Qt.Key.Key_Escape and not self.selection.empty:
            self.selection.clear()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
        else:
            event.ignore()
