"""Where the reader gets documents from. Every call may be slow and is made off the GUI thread.

`WorkerSource` asks the document worker; tests may give the reader anything of the same shape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from fieldkit.documents.display import DrawnPage, Flow, Opened, PageText, RenderedPage, Sheets
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.steps.read import Listed, document_key

T = TypeVar("T")


class DocumentSource(Protocol):
    """Pages count from 1, pictures from 0; `scale` is pixels a point. All raise FieldkitError."""

    def open(self, listed: Listed, password: str | None = None) -> Opened:
        """What is known of the document at once."""

    def page(self, listed: Listed, number: int) -> PageText:
        """Text and character boxes of a page."""

    def texts(self, listed: Listed) -> tuple[str, ...]:
        """The text of every page, without boxes."""

    def render(self, listed: Listed, number: int, scale: float) -> RenderedPage:
        """Pixels of a page."""

    def draw(self, listed: Listed, number: int, wide: float, most: float) -> DrawnPage:
        """A page drawn `wide` pixels wide, of at most `most` pixels, with its size."""

    def flow(self, listed: Listed) -> Flow:
        """The blocks of a document without fixed pages."""

    def sheets(self, listed: Listed) -> Sheets:
        """The tables of a workbook."""

    def picture(self, listed: Listed, number: int) -> RenderedPage:
        """Pixels of a picture inside a flow."""

    def mails_with(self, listed: Listed, phrases: Sequence[str]) -> Sequence[Listed] | None:
        """Other e-mails of the case that hold one of the phrases; None where nobody can tell."""


class WorkerSource:
    """Documents out of the worker process; `fetch` gives a document's bytes, `words_of` what a
    program has read from the picture of a page, or None; `mails` finds e-mails with given words.

    A password given once is used again when the process had to be started afresh.
    """

    def __init__(
        self,
        worker: DocumentWorker,
        fetch: Callable[[Listed], bytes],
        words_of: Callable[[Listed, int], PageText | None] = lambda listed, number: None,
        mails: Callable[[Listed, Sequence[str]], Sequence[Listed] | None] = lambda one, words: None,
    ) -> None:
        self._worker = worker
        self._words_of = words_of
        self._mails = mails
        self._fetch = fetch
        self._passwords: dict[str, str] = {}

    def open(self, listed: Listed, password: str | None = None) -> Opened:
        """What is known of the document at once."""
        key = document_key(listed.document)
        known = password if password is not None else self._passwords.get(key)
        opened = self._worker.open(key, self._fetch(listed), listed.document.name, known)
        if known is not None:
            self._passwords[key] = known
        return opened

    def page(self, listed: Listed, number: int) -> PageText:
        """Text and character boxes of a page; of a scan, what was read from its picture."""
        page = self._ask(listed, lambda key: self._worker.page(key, number))
        return (self._words_of(listed, number) or page) if page.scan else page

    def texts(self, listed: Listed) -> tuple[str, ...]:
        """The text of every page, without boxes."""
        texts = self._ask(listed, self._worker.text)
        if not listed.scan:
            return texts
        read = (
            self._words_of(listed, n) if not t.strip() else None for n, t in enumerate(texts, 1)
        )
        return tuple(one.text if one else text for one, text in zip(read, texts, strict=True))

    def render(self, listed: Listed, number: int, scale: float) -> RenderedPage:
        """Pixels of a page."""
        return self._ask(listed, lambda key: self._worker.render(key, number, scale))

    def draw(self, listed: Listed, number: int, wide: float, most: float) -> DrawnPage:
        """A page drawn `wide` pixels wide, with its size."""
        return self._ask(listed, lambda key: self._worker.draw(key, number, wide, most))

    def flow(self, listed: Listed) -> Flow:
        """The blocks of a document without fixed pages."""
        return self._ask(listed, self._worker.flow)

    def sheets(self, listed: Listed) -> Sheets:
        """The tables of a workbook."""
        return self._ask(listed, self._worker.sheets)

    def picture(self, listed: Listed, number: int) -> RenderedPage:
        """Pixels of a picture inside a flow."""
        return self._ask(listed, lambda key: self._worker.picture(key, number))

    def mails_with(self, listed: Listed, phrases: Sequence[str]) -> Sequence[Listed] | None:
        """Other e-mails of the case that hold one of the phrases; None where nobody can tell."""
        return self._mails(listed, phrases)

    def _ask(self, listed: Listed, call: Callable[[str], T]) -> T:
        key = document_key(listed.document)
        try:
            return call(key)
        except FieldkitError as why:
            if why.code != "document.password" or key not in self._passwords:
                raise
        self.open(listed)
        return call(key)
