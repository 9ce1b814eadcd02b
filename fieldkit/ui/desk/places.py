"""Bookmarks, and pages not opened yet: one list to jump from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from fieldkit.steps.read import Listed
from fieldkit.ui import theme, when
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.lines_model import LinesModel
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.row_delegate import Row, RowDelegate, prepare
from fieldkit.ui.desk.work import CaseWork


@dataclass(frozen=True)
class Spot:
    """A page to go to; `bookmark` is its field, "" for a page not opened yet."""

    sha256: str
    page: int
    title: str
    detail: str
    bookmark: str = ""


def unopened(listed: Listed) -> list[int]:
    """The pages of a document that were not opened yet; none where it cannot be shown, or where a
    newer version of it is there to read."""
    if listed.refusal is not None or listed.newer:
        return []
    opened = set(listed.place.opened) if listed.place is not None else set()
    return [page for page in range(1, max(1, listed.pages) + 1) if page not in opened]


def ranges(pages: Sequence[int]) -> str:
    """ "3 to 7, 9"."""
    parts: list[list[int]] = []
    for page in pages:
        if parts and page == parts[-1][1] + 1:
            parts[-1][1] = page
        else:
            parts.append([page, page])
    return ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in parts)


def spots(work: CaseWork) -> list[str | Spot]:
    """Bookmarks by document and page, then documents with pages not opened yet."""
    marked = []
    for about, answer in work.view.bookmarks.items():
        sha256, _, page = about.rpartition(":")
        listed = work.document(sha256)
        if answer.value is not None and listed is not None and page.isdecimal():
            at = when.day(listed.document.date)
            marked.append(Spot(sha256, int(page), answer.value, at, about))
    order = {one.document.sha256: place for place, one in enumerate(work.documents)}
    marked.sort(key=lambda one: (order.get(one.sha256, 0), one.page))
    lines: list[str | Spot] = [f"Bookmarks · {len(marked)}", *marked] if marked else []
    left: list[Spot] = []
    count = 0
    for one in work.documents:
        pages = unopened(one)
        if pages:
            count += len(pages)
            whole = len(pages) == max(1, one.pages)
            noun = "page" if len(pages) == 1 else "pages"
            told = "nothing opened yet" if whole else f"{noun} {ranges(pages)}"
            left.append(Spot(one.document.sha256, pages[0], one.document.title, told))
    if left:
        lines += [f"Pages not opened yet · {count}", *left]
    return lines


class _Model(LinesModel):
    def told(self, line: Any, role: int) -> Any:
        told: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: line.title,
            Qt.ItemDataRole.AccessibleTextRole: f"{line.title}, {line.detail}",
            Row.SECOND: line.detail,
            Row.ICON: "bookmark-simple-fill" if line.bookmark else "eye-slash",
            Row.ICON_TONE: "accent" if line.bookmark else "text2",
        }
        return told.get(role)


class _List(QListView):
    removed = Signal(QModelIndex)
    chosen = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class Places(Popover):
    """`chosen` carries document and page. Enter opens, Delete takes a bookmark away."""

    chosen = Signal(str, int)
    removed = Signal(object)

    def __init__(self, window: QWidget, work: CaseWork) -> None:
        super().__init__(window, "Bookmarks and pages not opened yet")
        self._work = work
        self._told = Label("", "second", "text2", wrap=True)
        self.model = _Model(self)
        self.list = _List()
        prepare(self.list, "Bookmarks and pages not opened yet", "raised")
        self.list.setModel(self.model)
        self.list.setItemDelegate(RowDelegate(self.list, rules=False, surface="raised"))
        self.list.clicked.connect(self._pick)
        self.list.chosen.connect(self._pick)
        self.list.removed.connect(self._remove)
        theme.fix(self.list, height=380)
        title = row(Label("Bookmarks and pages not opened yet", "strong"), STRETCH)
        self.set_body(column(title, self._told, self.list, gap=8), 460)

    def open(self) -> None:
        """Open with what there is now, on its first line."""
        self.model.set_lines([])
        self.refresh()
        self.open_centred(self.list)

    def refresh(self) -> None:
        """Show what there is now; the selection stays where it was."""
        here = self.list.currentIndex().row()
        self.model.set_lines(spots(self._work))
        there = bool(self.model.lines)
        self._told.setText(
            "Enter opens the page. Delete takes a bookmark away; Ctrl+Z brings it back."
            if there
            else "Every page was opened, and nothing is bookmarked. Ctrl+D marks a page."
        )
        self.list.setVisible(there)
        rows = [n for n, one in enumerate(self.model.lines) if isinstance(one, Spot)]
        if rows:
            near = min(rows, key=lambda place: abs(place - max(here, 1)))
            self.list.setCurrentIndex(self.model.index(near))

    def _pick(self, index: QModelIndex) -> None:
        one = self.model.lines[index.row()] if index.isValid() else ""
        if isinstance(one, Spot):
            self.close_it()
            self.chosen.emit(one.sha256, one.page)

    def _remove(self, index: QModelIndex) -> None:
        one = self.model.lines[index.row()] if index.isValid() else ""
        if isinstance(one, Spot) and one.bookmark:
            self.removed.emit(one)
            self.refresh()
