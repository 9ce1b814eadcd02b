"""Gets texts and pictures of pages off the GUI thread, what is on screen first.

At most two requests are under way; whatever was wanted before and is no longer on screen is
never asked for, so that turning pages fast does not queue work.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QImage

from fieldkit.documents import display
from fieldkit.documents.display import PageText
from fieldkit.errors import FieldkitError
from fieldkit.steps.read import Listed
from fieldkit.ui.operations import Operations
from fieldkit.ui.reader.page_cache import PageCache, Picture, picture_of
from fieldkit.ui.reader.source import DocumentSource

_TEXTS = 32
_AT_ONCE = 2
_CHUNK = 8
_WHOLE = 1500  # pages whose words are read in one piece
_MOST_PIXELS = 8_000_000


@dataclass(frozen=True)
class Wanted:
    """A page on screen, and how many device pixels a point it should be drawn with."""

    page: int
    scale: float


def bounded(scale: float, width: float, height: float) -> float:
    """A scale whose picture has at most eight million pixels."""
    return display.bounded(scale, width, height, _MOST_PIXELS)


class PageFeed(QObject):
    """The pages of one opened document. Let go of it, and late answers are dropped."""

    text_ready = Signal(int)
    picture_ready = Signal(int)
    page_failed = Signal(int, object)

    def __init__(
        self, listed: Listed, source: DocumentSource, operations: Operations, paper: QColor
    ) -> None:
        super().__init__()
        self.listed = listed
        self.cache = PageCache()
        self.failed: dict[int, FieldkitError] = {}
        self._source = source
        self._operations = operations
        self._paper = paper
        self._texts: OrderedDict[int, PageText] = OrderedDict()
        self._words: dict[int, str] = {}
        self._wanted: list[Wanted] = []
        self._under_way: set[tuple[str, int]] = set()
        self._closed = False

    def close(self) -> None:
        """Ask for nothing more and say nothing more."""
        self._closed = True
        self._wanted = []
        self.cache.clear()
        self._texts.clear()
        self._words.clear()

    def text(self, page: int) -> PageText | None:
        """The text of a page, if it is here."""
        return self._texts.get(page)

    def keep_text(self, text: PageText) -> None:
        """Hold a page's text, and let the oldest go."""
        self._texts[text.number] = text
        self._texts.move_to_end(text.number)
        shown = {one.page for one in self._wanted}
        for old in list(self._texts):
            if len(self._texts) <= _TEXTS:
                break
            if old != text.number and old not in shown:
                del self._texts[old]

    def read_again(self) -> None:
        """Words of scans may be there now: ask again for pages that had none."""
        for page, text in list(self._texts.items()):
            if text.scan and not text.ocr:
                del self._texts[page]
        self._words.clear()
        self._pump()

    def set_paper(self, paper: QColor) -> None:
        """The colour pages are multiplied with from now on; old pictures stay until then."""
        self._paper = paper

    def want(self, wanted: Sequence[Wanted]) -> None:
        """Say which pages are on screen or next to it, the most urgent first."""
        self._wanted = list(wanted)
        self._pump()

    def _pump(self) -> None:
        for one in self._wanted:
            if len(self._under_way) >= _AT_ONCE or self._closed:
                return
            if one.page in self.failed:
                continue
            held = self.cache.get(one.page)
            if held is None or not held.fresh(one.scale, self._paper):
                self._ask("picture", one.page, partial(self._picture, one, QColor(self._paper)))
            if one.page not in self._texts:
                self._ask("text", one.page, partial(self._source.page, self.listed, one.page))

    def _picture(self, one: Wanted, paper: QColor) -> Picture:
        rendered = self._source.render(self.listed, one.page, one.scale)
        return Picture(picture_of(rendered, paper), one.scale, paper.rgb())

    def _ask(self, what: str, page: int, work: Callable[[], object]) -> None:
        key = (what, page)
        if key in self._under_way or len(self._under_way) >= _AT_ONCE:
            return
        self._under_way.add(key)
        self._operations.run(work, partial(self._arrived, key), partial(self._refused, key))

    def _arrived(self, key: tuple[str, int], result: object) -> None:
        self._under_way.discard(key)
        if self._closed:
            return
        if isinstance(result, PageText):
            self.keep_text(result)
            self.text_ready.emit(key[1])
        elif isinstance(result, Picture):
            self.cache.put(key[1], result, {one.page for one in self._wanted})
            self.picture_ready.emit(key[1])
        self._pump()

    def _refused(self, key: tuple[str, int], why: FieldkitError) -> None:
        self._under_way.discard(key)
        if self._closed:
            return
        self.failed[key[1]] = why
        self.page_failed.emit(key[1], why)
        self._pump()

    # The words of all pages, for find

    def read_all(
        self, pages: int, got: Callable[[list[tuple[int, str]]], bool], first: int = 1
    ) -> None:
        """Give `got` the text of every page, some at a time, until it says False.

        Begins at page `first` and goes round. What was read once is kept: words only.
        """
        order = [*range(first, pages + 1), *range(1, first)]
        known = [(page, self._words[page]) for page in order if page in self._words]
        missing = [page for page in order if page not in self._words]
        if known and not got(known):
            return
        if missing and pages <= _WHOLE:
            self._operations.run(
                partial(self._source.texts, self.listed),
                partial(self._whole_came, missing, got),
                lambda why: self._read_on(missing, got),
            )
        elif missing:
            self._read_on(missing, got)

    def _whole_came(
        self,
        missing: list[int],
        got: Callable[[list[tuple[int, str]]], bool],
        texts: tuple[str, ...],
    ) -> None:
        if self._closed:
            return
        self._words.update(enumerate(texts, 1))
        got([(page, self._words.get(page, "")) for page in missing])

    def _read_on(self, missing: list[int], got: Callable[[list[tuple[int, str]]], bool]) -> None:
        """Read a few pages, then a few more, so that drawing pages never waits long."""

        def arrived(some: list[tuple[int, str]]) -> None:
            if self._closed:
                return
            self._words.update(some)
            if got(some) and len(missing) > _CHUNK:
                self._read_on(missing[_CHUNK:], got)

        self._operations.run(
            partial(self._some_words, missing[:_CHUNK]), arrived, lambda why: got([])
        )

    def _some_words(self, pages: list[int]) -> list[tuple[int, str]]:
        some = []
        for page in pages:
            try:
                some.append((page, self._source.page(self.listed, page).text))
            except FieldkitError as why:
                if why.code == "document.stopped":
                    raise
                some.append((page, ""))
        return some


@dataclass(frozen=True)
class FirstPage:
    """The page that a document opens at: its number, its size in points, its picture."""

    number: int
    width: float
    height: float
    picture: Picture


def first_page(
    listed: Listed, source: DocumentSource, page: int, room: float, ratio: float, paper: QColor
) -> FirstPage:
    """The picture of the page to open at, for the scale that fits `room`; off the GUI thread.

    Its text is not waited for: that comes while the picture is already being looked at.
    """
    drawn = source.draw(listed, page, room * ratio, _MOST_PIXELS)
    scale = bounded(room / max(1.0, drawn.width) * ratio, drawn.width, drawn.height)
    image: QImage = picture_of(drawn.picture, paper)
    return FirstPage(page, drawn.width, drawn.height, Picture(image, scale, paper.rgb()))
