"""A document of pages: loaded into the column, and gone about in by page and by passage.

Everything is laid over rendered pictures and character boxes that come from `PageFeed`.
`PageView` adds marks, selection and find.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSizeF, Signal

from fieldkit.ui import theme
from fieldkit.ui.reader import text_selection as geometry
from fieldkit.ui.reader.page_column import PageColumn
from fieldkit.ui.reader.page_feed import FirstPage, PageFeed
from fieldkit.ui.reader.page_layout import GAP, GUTTER, PageLayout
from fieldkit.ui.reader.page_paint import Scene

_INCH: Final = 96 / 72  # logical pixels a point at 100 percent


class PageCanvas(PageColumn):
    """`page_known`: the text of the page being read came after the page was shown."""

    page_known = Signal(int)

    # The document

    def load(self, feed: PageFeed, title: str, pages: int, first: FirstPage) -> None:
        """Show a document at the page whose picture is given. Replaces the old one."""
        self.unload()
        size = QSizeF(first.width, first.height)
        layout = PageLayout(pages, size)
        self._title = title
        feed.cache.put(first.number, first.picture)
        feed.text_ready.connect(self._text_came)
        feed.picture_ready.connect(self._picture_came)
        feed.page_failed.connect(self._picture_came)
        self._scene = Scene(layout, feed, self.selection)
        layout.learn(first.number, size)
        self.selection.pages = pages
        self._page = 0
        self._fit()
        self.go_to_page(first.number)

    def unload(self) -> None:
        """Let the document and everything of it go."""
        if self._scene is not None:
            self._scene.feed.close()
            self._scene.feed.deleteLater()
        self._scene = None
        self._target = None
        self.selection.select(1, 0, 0)
        self.viewport().update()

    def _text_came(self, page: int) -> None:
        text = self._text(page)
        if self._scene is None or text is None:
            return
        anchor = self._anchor()
        if self._scene.layout.learn(page, QSizeF(text.width, text.height)):
            self._bars()
            self._restore(anchor)
        if self._target is not None and self._target[0] == page:
            self.go_to(*self._target)
        if page == self._page:
            self._name()
            self.page_known.emit(page)
        self.viewport().update()

    def _picture_came(self, page: int) -> None:
        self.viewport().update()

    # Going somewhere

    def go_to_page(self, page: int) -> None:
        """Bring the top of a page to the top of the view."""
        if self._scene is not None:
            page = min(max(1, page), self._scene.layout.pages)
            top = self._scene.layout.rect(page).top() - theme.px(GAP)
            self.verticalScrollBar().setValue(round(top))
            self._settle.start()

    def go_to(self, page: int, start: int, end: int) -> None:
        """Select a passage and bring it into view, at once or when its text is here."""
        if self._scene is None:
            return
        text = self._text(page)
        if text is None:
            self._target = (page, start, end)
            self.selection.select(page, start, start)  # nothing else may be tied meanwhile
            self.go_to_page(page)
            return
        self._target = None
        self.selection.select(page, start, min(end, len(text.text)))
        if not self._see(page, start, end):
            self.go_to_page(page)

    def _see(self, page: int, start: int, end: int) -> bool:
        """Scroll so that a range is in view, a third from the top; False if it has no place."""
        rects = self._scene.rects(page, start, end) if self._scene else []
        if not rects:
            return False
        self._see_rect(QRectF(rects[0].topLeft(), rects[-1].bottomRight()))
        return True

    def _see_rect(self, rect: QRectF) -> None:
        """Scroll so that a part of a page is in view, a third from the top."""
        view = QRectF(self._origin(), QSizeF(self.viewport().size()))
        if not (view.top() + 8 <= rect.top() and rect.bottom() <= view.bottom() - 8):
            spare = max(theme.px(GAP), min(view.height() / 3, view.height() - rect.height()))
            self.verticalScrollBar().setValue(round(rect.top() - spare))
        if not (view.left() <= rect.left() and rect.right() <= view.right()):
            self.horizontalScrollBar().setValue(round(rect.left() - theme.px(GUTTER)))
        self._settle.start()

    def see_caret(self) -> None:
        """Scroll just so far that the caret is in view."""
        text = self._text(self.selection.page)
        if self._scene is None or text is None:
            self.go_to_page(self.selection.page)
            return
        place = geometry.caret(text, self.selection.caret)
        rect = self._scene.layout.from_page(self.selection.page, place)
        bar, room = self.verticalScrollBar(), theme.px(24)
        if rect.top() < bar.value() + room:
            bar.setValue(round(rect.top() - room))
        elif rect.bottom() > bar.value() + self.viewport().height() - room:
            bar.setValue(round(rect.bottom() + room - self.viewport().height()))

    def scroll_screen(self, by: int) -> None:
        """Scroll by most of a screen, down (1) or up (-1)."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + by * (bar.pageStep() - theme.px(48)))
