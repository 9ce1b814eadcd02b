"""Pictures of pages that were made, the least used thrown away first; bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtGui import QColor, QImage, QPainter

from fieldkit.documents.display import RenderedPage

BUDGET = 64 << 20


def picture_of(rendered: RenderedPage, paper: QColor | None = None) -> QImage:
    """The picture in the form that paints fastest, multiplied with the paper; any thread."""
    held = QImage(
        rendered.pixels,
        rendered.width,
        rendered.height,
        rendered.stride,
        QImage.Format.Format_RGB888,
    )
    image = held.convertToFormat(QImage.Format.Format_RGB32)
    if paper is not None and paper.rgb() != 0xFFFFFFFF:
        painter = QPainter(image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(image.rect(), paper)
        painter.end()
    return image


@dataclass(frozen=True)
class Picture:
    """A page as pixels. It is fresh while its scale and its paper are those wanted."""

    image: QImage
    scale: float
    paper: int

    def fresh(self, scale: float, paper: QColor) -> bool:
        """Whether this is what is wanted, and not only something to show meanwhile."""
        return abs(self.scale - scale) < 0.001 and self.paper == paper.rgb()


class PageCache:
    """Pictures by page number, at most `budget` bytes besides those that are on screen."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._held: OrderedDict[int, Picture] = OrderedDict()

    def get(self, page: int) -> Picture | None:
        """The picture of a page, perhaps of another scale."""
        found = self._held.get(page)
        if found is not None:
            self._held.move_to_end(page)
        return found

    def put(self, page: int, picture: Picture, on_screen: Collection[int] = ()) -> None:
        """Keep a picture, and let go of the oldest until all fit; never of what is on screen."""
        self._held[page] = picture
        self._held.move_to_end(page)
        for old in list(self._held):
            if self.size <= self._budget:
                break
            if old != page and old not in on_screen:
                del self._held[old]

    @property
    def size(self) -> int:
        """Bytes held."""
        return sum(one.image.sizeInBytes() for one in self._held.values())

    def clear(self) -> None:
        """Let everything go."""
        self._held.clear()
