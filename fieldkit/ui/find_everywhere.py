"""Find in all my cases: words typed, hits by case and document, Enter opens the page."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import find
from fieldkit.steps.find import Everywhere, Found, Shelf
from fieldkit.steps.read import Hit
from fieldkit.steps.session import Session
from fieldkit.ui import theme, when
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column
from fieldkit.ui.components.lines_model import LinesModel
from fieldkit.ui.components.list_view import ListView
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.row_delegate import Row, prepare
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.desk.snippets import SNIPPET, SnippetDelegate, blind_words, plain
from fieldkit.ui.operations import Operations
from fieldkit.wording import sentence

_PAUSE = 180


def case_title(one: Found) -> str:
    """ "Case 014 · X482913"."""
    title = f"Case {one.case.number}" if one.case.kind == "case" else one.case.number
    return " · ".join(part for part in (title, one.case.crn) if part)


class _Model(LinesModel):
    def show(self, found: Everywhere) -> None:
        lines: list[str | tuple[Found, Hit]] = []
        case = ""
        for one in found.documents:
            if case_title(one) != case:
                case = case_title(one)
                pages = sum(
                    len(o.hits) for o in found.documents if o.case.subject == one.case.subject
                )
                lines.append(f"{case}   {pages} page{'' if pages == 1 else 's'}")
            lines += [(one, hit) for hit in one.hits]
        self.set_lines(lines)

    def told(self, line: Any, role: int) -> Any:
        one, hit = line
        parts = [one.document.title]
        if one.document.date:
            parts.append(when.day(one.document.date))
        if hit.page > 1 or len(one.hits) > 1:
            parts.append(f"page {hit.page}")
        if hit.page in one.ocr:
            parts.append("OCR text, a guess")
        title = " · ".join(parts)
        told: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: title,
            Qt.ItemDataRole.AccessibleTextRole: f"{title}: {plain(hit.snippet)}",
            Row.SECOND: plain(hit.snippet),
            SNIPPET: hit.snippet,
            Row.STRONG: True,
        }
        return told.get(role)


class FindEverywhere(Popover):
    """`chosen` carries reading, document, page and the words looked for."""

    chosen = Signal(str, str, int, str)

    def __init__(self, window: QWidget, session: Session, operations: Operations) -> None:
        super().__init__(window, "Find in all my cases")
        self._session = session
        self._operations = operations
        self._asked = ""
        self._shelf: Shelf | None = None
        self.field = SearchField("Find in all my cases", name="Find in all my cases")
        self.told = Label("", "second", "text2", wrap=True)
        self.model = _Model(self)
        self.list = ListView()
        prepare(self.list, "Pages found", "raised")
        self.list.setModel(self.model)
        self.list.setItemDelegate(SnippetDelegate(self.list, rules=False, surface="raised"))
        theme.fix(self.list, height=420)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE)
        self._soon.timeout.connect(self._look)
        self.field.textChanged.connect(self._soon.start)
        self.field.stepped.connect(self._step)
        self.field.returnPressed.connect(self._enter)
        self.field.left.connect(self.close_it)
        self.list.clicked.connect(self._pick)
        self.list.activated.connect(self._pick)
        self.set_body(column(self.field, self.told, self.list, gap=8), 720)
        self._say(_HOW)
        self.list.hide()

    def open(self, words: str = "") -> None:
        """Open, with the words looked for last or these."""
        self._shelf = None  # a pack may have come since
        if words:
            self.field.setText(words)
        self.open_centred(self.field)
        self.field.selectAll()
        if self.field.text().strip():
            self._look()

    def _look(self) -> None:
        words = self.field.text().strip()
        self._asked = words
        if not words:
            self.model.show(Everywhere("", (), 0, 0))
            self.list.hide()
            self._say(_HOW)
            return
        held = self._shelf

        def work() -> tuple[Shelf, Everywhere]:
            shelf = held or find.shelf(self._session)
            return shelf, find.everywhere(self._session, words, shelf)

        self._operations.run(work, self._found, self._refused)

    def _refused(self, why: FieldkitError) -> None:
        self._say(sentence(why))

    def _found(self, came: tuple[Shelf, Everywhere]) -> None:
        self._shelf, found = came
        if found.words != self._asked:
            return
        self.model.show(found)
        self.list.setVisible(bool(found.documents))
        self._say(" ".join(part for part in (_counted(found), _blind(found)) if part))
        if found.documents:
            self.list.setCurrentIndex(self.model.index(1))
        self.arrange()

    def _say(self, words: str) -> None:
        self.told.setText(words)
        self.field.setAccessibleDescription(words)
        self.arrange()

    def _step(self, by: int) -> None:
        row = self.list.currentIndex().row() + by
        while 0 <= row < len(self.model.lines) and isinstance(self.model.lines[row], str):
            row += by
        if 0 <= row < len(self.model.lines):
            self.list.setCurrentIndex(self.model.index(row))
            spoken = self.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
            self.field.setAccessibleDescription(str(spoken))

    def _enter(self) -> None:
        if self._soon.isActive() or self._asked != self.field.text().strip():
            self._soon.stop()
            self._look()
        elif self.list.currentIndex().isValid():
            self._pick(self.list.currentIndex())

    def _pick(self, index: QModelIndex) -> None:
        line = self.model.lines[index.row()]
        if not isinstance(line, str):
            one, hit = line
            self.close_it()
            self.chosen.emit(one.case.reading, one.document.sha256, hit.page, self._asked)


_HOW = (
    "Type words; all of them must stand on a page. Other endings count: visit finds visited. "
    "Put a phrase in quotes."
)


def _counted(found: Everywhere) -> str:
    if not found.documents:
        return f"“{found.words}” stands nowhere in your cases."
    cases = len({one.case.subject for one in found.documents})
    pages = f"{found.pages} page{'' if found.pages == 1 else 's'}"
    told = f"“{found.words}” stands on {pages} in {cases} case{'' if cases == 1 else 's'}."
    return told if found.whole else f"{told} Only the best {find.MOST} pages are shown."


def _blind(found: Everywhere) -> str:
    return blind_words(found.scans, found.refused)
