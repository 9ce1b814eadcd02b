"""What the save line says of the page being read: nothing, while another page covers it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QStackedWidget

Tell = Callable[[str], object]


class Where(QObject):
    """Hands on what `status` says, page and zoom, while the first of `pages` is on screen."""

    def __init__(
        self, pages: QStackedWidget, status: SignalInstance, page: Tell, zoom: Tell
    ) -> None:
        super().__init__(pages)
        self._pages = pages
        self._page, self._zoom = page, zoom
        self._said = ("", "")
        status.connect(self._hear)
        pages.currentChanged.connect(self._tell)

    def _hear(self, page: str, zoom: str) -> None:
        self._said = (page, zoom)
        self._tell()

    def _tell(self, *_: object) -> None:
        page, zoom = self._said if self._pages.currentIndex() == 0 else ("", "")
        self._page(page)
        self._zoom(zoom)
