"""An area of a page: drawn with the mouse on a scan, or moved and sized by arrow keys.

Places are thousandths of the page's width and height, so that an area means the same at any zoom.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from fieldkit.inspection.subjects import Area
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.reader import marks as marking
from fieldkit.ui.reader import text_selection as geometry
from fieldkit.ui.reader.marks import Passage
from fieldkit.ui.reader.page_layout import PageLayout
from fieldkit.ui.reader.page_paint import Scene, area_rect

WHOLE: Final = 1000
_LEAST: Final = 12
_STEP: Final = 10
_MOVES: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PageArea(QObject):
    """`changed` when there is another area, or none. `drawing`: the button is held down."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.page = 1
        self.area: Area | None = None
        self.drawing = False
        self._anchor = (0, 0)

    def clear(self) -> None:
        """No area."""
        self.drawing = False
        if self.area is not None:
            self.area = None
            self.changed.emit()

    def begin(self, page: int, layout: PageLayout, view: QRectF) -> None:
        """By keys: an area in the middle of what is seen of a page."""
        rect = layout.rect(page).intersected(view)
        whole = layout.rect(page)
        middle = rect.center() if not rect.isEmpty() else whole.center()
        across, down = _thousandths(whole, middle)
        self.page = page
        self._set(across - 200, down - 60, across + 200, down + 60)

    def select(self, page: int, area: Area) -> None:
        """An area that is known already."""
        self.page = page
        self._set(*area)

    def press(self, page: int, layout: PageLayout, point: QPointF) -> None:
        """The button went down: an area begins here."""
        self.page = page
        self._anchor = _thousandths(layout.rect(page), point)
        self.drawing = True
        if self.area is not None:
            self.area = None
            self.changed.emit()

    def drag(self, layout: PageLayout, point: QPointF) -> None:
        """The mouse moved: the area reaches here."""
        across, down = _thousandths(layout.rect(self.page), point)
        left, top = self._anchor
        self._set(min(left, across), min(top, down), max(left, across), max(top, down))

    def release(self) -> None:
        """The button went up; what is too small to be meant is no area."""
        self.drawing = False
        if self.area is not None:
            left, top, right, bottom = self.area
            if right - left < _LEAST or bottom - top < _LEAST:
                self.clear()

    def key(self, event: QKeyEvent) -> bool:
        """Arrows move it, Shift+arrows size it, Esc takes it away; says whether it was a key."""
        if self.area is None:
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.clear()
            return True
        if key not in _MOVES:
            return False
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = 2 if fine else _STEP
        across, down = (step * one for one in _MOVES[key])
        left, top, right, bottom = self.area
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            right, bottom = max(left + _LEAST, right + across), max(top + _LEAST, bottom + down)
            self._set(left, top, right, bottom)
        else:
            across = max(-left, min(WHOLE - right, across))
            down = max(-top, min(WHOLE - bottom, down))
            self._set(left + across, top + down, right + across, bottom + down)
        return True

    def _set(self, left: int, top: int, right: int, bottom: int) -> None:
        edges = (max(0, left), max(0, top), min(WHOLE, right), min(WHOLE, bottom))
        if edges[0] < edges[2] and edges[1] < edges[3] and edges != self.area:
            self.area = edges
            self.changed.emit()

    def passage(self, sha256: str, scene: Scene) -> Passage | None:
        """The area as a passage; words that a program read inside it come along."""
        if self.area is None:
            return None
        text = scene.feed.text(self.page)
        said = ""
        if text is not None:
            left, top, right, bottom = self.area
            across, down = text.width / WHOLE, text.height / WHOLE
            box = QRectF(left * across, top * down, (right - left) * across, (bottom - top) * down)
            said = geometry.words_within(text, box)
        quote = said or f"An area of page {self.page}"
        ocr = bool(said and text is not None and text.ocr)
        return Passage(sha256, self.page, 0, 0, quote[:500], "", "", area=self.area, ocr=ocr)

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """A frame with eight handles; a light line beside the dark one is seen on any page."""
        if self.area is None:
            return
        rect = area_rect(scene.layout, self.page, self.area)
        painter.save()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(rect, marking.selection_tint())
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(marking.paper(), theme.px(4)))
        painter.drawRect(rect)
        painter.setPen(QPen(marking.on_paper("accent"), theme.px(2)))
        painter.drawRect(rect)
        side = theme.px(8)
        for x in (rect.left(), rect.center().x(), rect.right()):
            for y in (rect.top(), rect.center().y(), rect.bottom()):
                if QPointF(x, y) != rect.center():
                    handle = QRectF(x - side / 2, y - side / 2, side, side)
                    painter.fillRect(handle, marking.on_paper("accent"))
                    paint.block(painter, handle, None, "page", radius=0)


def _thousandths(rect: QRectF, point: QPointF) -> tuple[int, int]:
    across = (point.x() - rect.left()) / max(1.0, rect.width()) * WHOLE
    down = (point.y() - rect.top()) / max(1.0, rect.height()) * WHOLE
    return round(max(0.0, min(WHOLE, across))), round(max(0.0, min(WHOLE, down)))
