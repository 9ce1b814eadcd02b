"""Pages in a column that scrolls and zooms; which one is read, which pictures are wanted.

Nothing is waited for: what is on screen is painted from what `PageFeed` has, old or new.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from fieldkit.documents.display import PageText
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.reader import page_paint
from fieldkit.ui.reader.marks import paper
from fieldkit.ui.reader.page_feed import Wanted, bounded
from fieldkit.ui.reader.page_layout import GUTTER, MARGIN
from fieldkit.ui.reader.page_paint import Scene
from fieldkit.ui.reader.page_selection import PageSelection
from fieldkit.ui.reader.tick_bar import TickBar
from fieldkit.ui.reader.zoom import ZOOMS, percent, stepped

_INCH: Final = 96 / 72  # logical pixels a point at 100 percent


class PageColumn(QAbstractScrollArea):
    """Lays the pages out, wants their pictures, scrolls, zooms and paints them.

    `page_shown`: the page being read is another.
    """

    page_shown = Signal(int)
    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._title = ""
        self._zoom: float | None = None
        self._page = 1
        self._target: tuple[int, int, int] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBar(TickBar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setMouseTracking(True)
        self.selection = PageSelection(self._text, self)
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._ask)
        self.setAccessibleName("Page")

    @property
    def scene(self) -> Scene | None:
        """What is painted; None before a document is loaded."""
        return self._scene

    @property
    def page(self) -> int:
        """The page being read."""
        return max(1, self._page)

    def is_scan(self) -> bool:
        """Whether the page being read is a picture without text."""
        text = self._text(self.page)
        return text is not None and text.scan

    def is_read(self) -> bool:
        """Whether the words of the page being read were read from its picture by a program."""
        text = self._text(self.page)
        return text is not None and text.ocr

    def here(self) -> PageText | None:
        """The page being read, once its words are known."""
        return self._text(self.page)

    def remarks(self) -> tuple[str, ...]:
        """What readers of the file noted on the page being read."""
        text = self.here()
        return text.remarks if text is not None else ()

    def _text(self, page: int) -> PageText | None:
        return self._scene.feed.text(page) if self._scene else None

    # Size and place

    def fit_room(self, width: int | None = None) -> float:
        """How wide a page is when it fits the width, in pixels: now, or in a view this wide."""
        bar = self.verticalScrollBar().sizeHint().width()
        wide = self.viewport().width() if width is None else width - bar
        return max(160.0, wide - theme.px(GUTTER) - theme.px(MARGIN))

    def _fit(self) -> None:
        if self._scene is None:
            return
        anchor = self._anchor()
        scale = None if self._zoom is None else self._zoom * _INCH
        self._scene.layout.set_room(self.viewport().width(), scale)
        self._bars()
        self._restore(anchor)
        self._settle.start()

    def _bars(self) -> None:
        if self._scene is None:
            return
        layout, port = self._scene.layout, self.viewport().size()
        up, across = self.verticalScrollBar(), self.horizontalScrollBar()
        up.setRange(0, max(0, round(layout.height - port.height())))
        up.setPageStep(port.height())
        up.setSingleStep(theme.px(48))
        across.setRange(0, max(0, round(layout.width - port.width())))
        across.setPageStep(port.width())
        self._tick()

    def _tick(self) -> None:
        """The heights changed: ticks of the scroll bar are set again."""

    def _anchor(self) -> tuple[int, float]:
        """The page at the top of the viewport and how far into it the top is."""
        if self._scene is None:
            return 1, 0.0
        top = float(self.verticalScrollBar().value())
        page = self._scene.layout.at(QPointF(0, top))
        rect = self._scene.layout.rect(page)
        return page, (top - rect.top()) / max(1.0, rect.height())

    def _restore(self, anchor: tuple[int, float]) -> None:
        if self._scene is None:
            return
        rect = self._scene.layout.rect(anchor[0])
        self.verticalScrollBar().setValue(round(rect.top() + anchor[1] * rect.height()))

    def _origin(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def visible_pages(self) -> list[int]:
        """The pages on screen."""
        if self._scene is None:
            return []
        top = self.verticalScrollBar().value()
        return list(self._scene.layout.between(top, top + self.viewport().height()))

    def _ask(self) -> None:
        """Say which page is read now, and want what is on screen and the pages beside it."""
        if self._scene is None:
            return
        layout, shown = self._scene.layout, self.visible_pages()
        middle = self._origin() + QPointF(0, self.viewport().height() * 0.4)
        page = layout.at(middle)
        if page != self._page:
            self._page = page
            self._name()
            self.page_shown.emit(page)
        near = [page, *shown, shown[-1] + 1, shown[0] - 1] if shown else [page]
        ratio = self.devicePixelRatioF()
        wanted = []
        for one in dict.fromkeys(near):
            if 1 <= one <= layout.pages:
                size = layout.size(one)
                scale = bounded(layout.scale_of(one) * ratio, size.width(), size.height())
                wanted.append(Wanted(one, scale))
        self._scene.feed.set_paper(paper())
        self._scene.feed.want(wanted)

    def _name(self) -> None:
        if self._scene is None:
            return
        text = self._text(self._page)
        self.setAccessibleName(f"{self._title}, page {self._page} of {self._scene.layout.pages}")
        self.setAccessibleDescription(text.text[:4000] if text is not None else "")

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
        self._settle.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def restyle(self) -> None:
        """The theme is another: lay out and ask for pictures on its paper."""
        self._fit()
        self.viewport().update()

    # Zoom

    def zoom_words(self) -> str:
        """The size a page is drawn at: "134 %"."""
        scale = self._scene.layout.scale if self._scene else _INCH
        return percent(scale / _INCH)

    @property
    def fits_width(self) -> bool:
        """Whether pages fit the width of the view."""
        return self._zoom is None

    def set_zoom(self, zoom: float | None) -> None:
        """Draw at `zoom` (1.0: as large as printed), or fit the width."""
        self._zoom = zoom
        self._fit()
        self.viewport().update()
        self.zoom_changed.emit()

    def zoom(self, by: int) -> None:
        """One step larger (1) or smaller (-1)."""
        scale = self._scene.layout.scale if self._scene else _INCH
        self.set_zoom(stepped(ZOOMS, scale / _INCH, by))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    # Paint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("desk"))
        if self._scene is None:
            return
        pages = self.visible_pages()
        painter.translate(-self._origin())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page_paint.paint_scene(painter, self._scene, pages, self.hasFocus())
        painter.resetTransform()
        if self.hasFocus():
            paint.edge_ring(painter, QRectF(self.viewport().rect()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
