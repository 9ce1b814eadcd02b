"""Where the pages of a document stand, one below the other, in pixels from the top of the first.

A page whose size is not known yet is taken to be as large as the first one that is.
"""

from __future__ import annotations

import bisect

from PySide6.QtCore import QPointF, QRectF, QSizeF

from fieldkit.ui import theme

GUTTER = 70
MARGIN = 24
GAP = 14


class PageLayout:
    """Pages in a column. `scale` is logical pixels a point; with `fit`, no page is wider than
    the room, so a broad page among narrow ones is drawn smaller."""

    def __init__(self, pages: int, size: QSizeF) -> None:
        self.pages = max(1, pages)
        self._usual = size
        self._sizes: dict[int, QSizeF] = {}
        self._tops: list[float] = []
        self._room = 600.0
        self._viewport = 700.0
        self.scale = 1.0
        self.fit = True
        self.height = 0.0
        self._arrange()

    def learn(self, page: int, size: QSizeF) -> bool:
        """Remember the size of a page, in points; says whether anything moved."""
        if size.isEmpty() or self._sizes.get(page) == size:
            return False
        same = self.size(page) == size
        self._sizes[page] = size
        if not same:
            self._arrange()
        return not same

    def size(self, page: int) -> QSizeF:
        """The size of a page in points."""
        return self._sizes.get(page, self._usual)

    def set_room(self, viewport: float, scale: float | None) -> None:
        """Lay out for a viewport this wide; without `scale`, fit the width."""
        self._viewport = viewport
        self._room = max(160.0, viewport - theme.px(GUTTER) - theme.px(MARGIN))
        self.fit = scale is None
        self.scale = self._room / max(1.0, self._usual.width()) if scale is None else scale
        self._arrange()

    def scale_of(self, page: int) -> float:
        """Logical pixels a point for one page."""
        if not self.fit:
            return self.scale
        return min(self.scale, self._room / max(1.0, self.size(page).width()))

    def _arrange(self) -> None:
        top = float(theme.px(GAP))
        self._tops = []
        for page in range(1, self.pages + 1):
            self._tops.append(top)
            top += self.size(page).height() * self.scale_of(page) + theme.px(GAP)
        self.height = top

    @property
    def width(self) -> float:
        """How wide everything is, gutter included."""
        known = [self._usual, *self._sizes.values()]
        widest = max(size.width() for size in known) * self.scale
        if self.fit:
            widest = min(widest, self._room)
        return widest + theme.px(GUTTER) + theme.px(MARGIN)

    def rect(self, page: int) -> QRectF:
        """The rectangle of a page in content pixels."""
        scale = self.scale_of(page)
        size = self.size(page)
        wide, high = size.width() * scale, size.height() * scale
        least = float(theme.px(GUTTER))
        across = max(self._viewport, self.width)
        left = max(least, (across - wide) / 2)
        return QRectF(left, self._tops[page - 1], wide, high)

    def between(self, top: float, bottom: float) -> range:
        """The pages that touch the strip from `top` to `bottom`."""
        first = max(1, bisect.bisect_right(self._tops, top))
        last = max(first, bisect.bisect_left(self._tops, bottom))
        if first < self.pages and self.rect(first).bottom() < top:
            first += 1
        return range(first, max(first, min(last, self.pages)) + 1)

    def at(self, point: QPointF) -> int:
        """The page at, or nearest above, a point."""
        return min(self.pages, max(1, bisect.bisect_right(self._tops, point.y())))

    def to_page(self, page: int, point: QPointF) -> QPointF:
        """A point of the content in points of a page."""
        rect, scale = self.rect(page), self.scale_of(page)
        return QPointF((point.x() - rect.left()) / scale, (point.y() - rect.top()) / scale)

    def from_page(self, page: int, rect: QRectF) -> QRectF:
        """A rectangle in points of a page in content pixels."""
        place, scale = self.rect(page), self.scale_of(page)
        return QRectF(
            place.left() + rect.left() * scale,
            place.top() + rect.top() * scale,
            rect.width() * scale,
            rect.height() * scale,
        )
