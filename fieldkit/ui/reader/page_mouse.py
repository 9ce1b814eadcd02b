"""Selecting on pages by mouse: drag, double click for a word, a third click for the line."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, Qt
from PySide6.QtWidgets import QApplication

from fieldkit.ui.reader import text_selection as geometry
from fieldkit.ui.reader.page_paint import Scene
from fieldkit.ui.reader.page_selection import PageSelection


class PageMouse(QObject):
    """Turns points of the content into selections. `dragging`: a button is held down."""

    def __init__(self, selection: PageSelection, parent: QObject) -> None:
        super().__init__(parent)
        self._selection = selection
        self._since_double = QElapsedTimer()
        self._moved = False
        self.dragging = False

    def _where(self, scene: Scene, point: QPointF, page: int | None = None) -> tuple[int, int]:
        at = page if page is not None else scene.layout.at(point)
        text = scene.feed.text(at)
        if text is None:
            return at, 0
        place = scene.layout.to_page(at, point)
        return at, geometry.offset_at(text, place.x(), place.y())

    def press(self, scene: Scene, point: QPointF, extend: bool) -> None:
        """The button went down."""
        self._moved = False
        if self._since_double.isValid():
            third = self._since_double.elapsed() < QApplication.doubleClickInterval()
            self._since_double.invalidate()
            if third:
                self._selection.select_line(*self._where(scene, point))
                return
        self.dragging = True
        if extend:
            self._selection.drag_to(self._where(scene, point, self._selection.page)[1])
            return
        page, offset = self._where(scene, point)
        self._selection.select(page, offset, offset)

    def move(self, scene: Scene, point: QPointF) -> None:
        """The mouse moved with the button down; a selection stays on the page it began on."""
        page = self._selection.page
        rect = scene.layout.rect(page)
        low = QPointF(point.x(), min(max(point.y(), rect.top()), rect.bottom()))
        self._selection.drag_to(self._where(scene, low, page)[1])

    def release(self) -> None:
        """The button went up."""
        self.dragging = False

    def double(self, scene: Scene, point: QPointF) -> None:
        """Two clicks: the word whose letters are under the mouse."""
        self.dragging = False
        page = scene.layout.at(point)
        text = scene.feed.text(page)
        if text is None:
            return
        place = scene.layout.to_page(page, point)
        letter = geometry.character_at(text, place.x(), place.y())
        offset = letter if letter is not None else self._where(scene, point)[1]
        self._selection.select_word(page, offset)
        self._since_double.start()

    def cursor(self, scene: Scene, point: QPointF) -> Qt.CursorShape:
        """The shape of the mouse pointer at a point."""
        page = scene.layout.at(point)
        if any(tag.contains(point) for _, tag, _ in scene.tags([page])):
            return Qt.CursorShape.PointingHandCursor
        text = scene.feed.text(page)
        place = scene.layout.to_page(page, point)
        if text is not None and geometry.on_text(text, place.x(), place.y()):
            return Qt.CursorShape.IBeamCursor
        return Qt.CursorShape.ArrowCursor
