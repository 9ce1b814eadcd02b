"""Find in a document of pages: looks through page after page off the thread, first at this one."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from fieldkit.ui.reader import finder
from fieldkit.ui.reader.finder import Hit, Hits
from fieldkit.ui.reader.page_feed import PageFeed


class PageFind(QObject):
    """`changed` when hits were added or the current one is another."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.hits = Hits()
        self._pattern: re.Pattern[str] | None = None
        self._search = 0
        self._to_step = 0

    def start(self, words: finder.Asked, feed: PageFeed, pages: int, first: int) -> None:
        """Look for words from page `first` on; what was found before is forgotten."""
        self._search += 1
        self._to_step = 0
        self._pattern = finder.pattern(words)
        self.hits = Hits(done=self._pattern is None)
        self.changed.emit()
        if self._pattern is None:
            return
        search = self._search
        seen: set[int] = set()

        def got(some: list[tuple[int, str]]) -> bool:
            if not isValid(self) or search != self._search:
                return False  # the case was left meanwhile, or something else is looked for
            seen.update(page for page, _ in some)
            self._add(some)
            full = len(self.hits.found) >= finder.MOST
            self.hits.done = not some or len(seen) >= pages or full
            self.changed.emit()
            return not full

        feed.read_all(pages, got, first)

    def stop(self) -> None:
        """Forget words and hits."""
        self._search += 1
        self._pattern = None
        self.hits = Hits()

    def step(self, by: int, page: int, start: int) -> Hit | None:
        """The next or previous hit from here."""
        found = self.hits.step(by, page, start)
        self.changed.emit()
        return found

    def on_page(self, page: int) -> list[Hit]:
        """The hits of one page."""
        return [one for one in self.hits.found if one.page == page]

    def _add(self, some: list[tuple[int, str]]) -> None:
        self.hits.add(
            Hit(page, start, end)
            for page, text in some
            for start, end in finder.ranges(self._pattern, text)
        )
