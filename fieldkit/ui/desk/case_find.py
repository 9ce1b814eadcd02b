"""Where words stand in the documents of one case: pages with a little around them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.steps.read import Hit
from fieldkit.ui import theme, when
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.list_view import ListView
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.row_delegate import Index, Row, prepare
from fieldkit.ui.desk.snippets import SNIPPET, SnippetDelegate, blind_words, plain
from fieldkit.ui.desk.work import CaseWork


class _Hits(QAbstractListModel):
    def __init__(self, work: CaseWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._work = work
        self.hits: Sequence[Hit] = ()

    def show(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        listed = self._work.document(hit.sha256)
        named = listed.document.title if listed else "Document"
        at = when.day(listed.document.date) if listed and listed.document.date else ""
        page = f"page {hit.page}" if listed is None or listed.pages > 1 else ""
        guess = "OCR text, a guess" if hit.ocr else ""
        title = " · ".join(part for part in (named, at, page, guess) if part)
        snippet = plain(hit.snippet)
        told: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: title,
            Qt.ItemDataRole.AccessibleTextRole: f"{title}: {snippet}",
            Row.SECOND: snippet,
            SNIPPET: hit.snippet,
            Row.STRONG: True,
        }
        return told.get(role)


class CaseFind(Popover):
    """`chosen` carries document, page and words. Enter opens, Esc closes."""

    chosen = Signal(str, int, str)

    def __init__(self, window: QWidget, work: CaseWork) -> None:
        super().__init__(window, "Found in this case")
        self._words = ""
        self._title = Label("", "strong")
        self._model = _Hits(work, self)
        self.list = ListView()
        prepare(self.list, "Pages found", "raised")
        self.list.setModel(self._model)
        self.list.setItemDelegate(SnippetDelegate(self.list, rules=False, surface="raised"))
        self.list.clicked.connect(self._pick)
        self.list.activated.connect(self._pick)
        theme.fix(self.list, height=320)
        self._blind = Label("", "second", "text2", wrap=True)
        self.set_body(column(row(self._title, STRETCH), self._blind, self.list, gap=8), 560)

    def show_hits(
        self, words: str, hits: Sequence[Hit], anchor: QWidget, blind: tuple[int, int] = (0, 0)
    ) -> None:
        """Open below `anchor` with what was found; `blind` counts scans and refused files."""
        told = blind_words(*blind)
        record = "" if hits else "Ctrl+Shift+E records as evidence that nothing was found."
        self._blind.setText(f"{told} {record}".strip())
        self._blind.setVisible(bool(told or record))
        self._words = words
        self._model.show(hits)
        pages = f"{len(hits)} page{'' if len(hits) == 1 else 's'}"
        found = f"“{words}” stands on {pages} of this case"
        self._title.setText(found if hits else f"“{words}” stands nowhere in this case")
        self.list.setVisible(bool(hits))
        if hits:
            self.list.setCurrentIndex(self._model.index(0, 0))
        self.open_at(anchor, self.list if hits else None)

    def _pick(self, index: QModelIndex) -> None:
        hit = self._model.hits[index.row()]
        self.close_it()
        self.chosen.emit(hit.sha256, hit.page, self._words)
