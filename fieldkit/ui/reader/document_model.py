"""The documents of a case as rows in groups: unread, being read, read, cannot be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from fieldkit.inspection import inside
from fieldkit.steps.read import Listed
from fieldkit.ui import when
from fieldkit.ui.components.row_delegate import Row
from fieldkit.ui.reader.refusal_view import short_words

Index = QModelIndex | QPersistentModelIndex
LISTED: Final = Row.RIGHT + 10
STATE: Final = LISTED + 1
GROUPS: Final = ("Unread", "Being read", "Read", "Cannot be shown")
_NONE: Final = QModelIndex()
_ICONS: Final = {
    "pdf": "file-pdf",
    "word": "file-text",
    "rtf": "file-text",
    "email": "envelope-simple",
    "sheet": "table",
    "web": "globe",
    "text": "file-text",
    "json": "brackets-curly",
    "picture": "image",
}


def state_of(listed: Listed) -> str:
    """The group a document belongs to."""
    if listed.refusal is not None:
        return "Cannot be shown"
    if listed.place is None:
        return "Unread"
    return "Read" if listed.read_whole else "Being read"


def second_line(listed: Listed) -> str:
    """What stands under the title: "14 Aug 2025 · 12 pages · no text"."""
    pages = max(1, listed.pages)
    parts = [when.day(listed.document.date)] if listed.document.date else []
    if listed.place is not None and not listed.read_whole and pages > 1:
        parts.append(f"page {listed.place.page} of {pages}")
    elif listed.kind in ("pdf", "word", "picture") and listed.pages:
        parts.append("1 page" if pages == 1 else f"{pages} pages")
    else:
        parts.append({"email": "E-mail", "sheet": "Sheet", "web": "Web page"}.get(listed.kind, ""))
    if listed.document.reading:
        parts.append("added while reading")
    if listed.newer:
        parts.append("older version")
    elif listed.document.replaces:
        parts.append("newer version")
    if listed.kind and (listed.scan or not listed.characters):
        parts.append("no text" if not listed.characters else "part scan")
    return " · ".join(part for part in parts if part) or when.size(listed.document.size)


def share_read(listed: Listed) -> float:
    """How much of a document was opened, 0 to 1."""
    opened = len(listed.place.opened) if listed.place is not None else 0
    return min(1.0, opened / max(1, listed.pages))


def pages_left(documents: Sequence[Listed]) -> int:
    """How many pages of documents that can be shown, and were not replaced, were not opened yet."""
    return sum(
        max(0, max(1, one.pages) - (len(one.place.opened) if one.place else 0))
        for one in documents
        if one.refusal is None and not one.newer
    )


class DocumentModel(QAbstractListModel):
    """Group titles and documents, one below the other. A filter hides what has not its words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents: tuple[Listed, ...] = ()
        self._filter = ""
        self._rows: list[str | Listed] = []

    def set_documents(self, documents: Sequence[Listed]) -> None:
        """Show these documents."""
        self._documents = tuple(documents)
        self._arrange()

    def set_filter(self, words: str) -> None:
        """Show only documents whose title, name or second line has all these words."""
        self._filter = words.casefold()
        self._arrange()

    def _arrange(self) -> None:
        rows: list[str | Listed] = []
        shown = [one for one in self._documents if self._fits(one)]
        groups = self._groups()
        for group in GROUPS:
            members = [one for one in shown if groups[inside.holder(one.document.sha256)] == group]
            if members:
                rows += [f"{group} · {len(members)}", *members]
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def _groups(self) -> dict[str, str]:
        """The group of each document of the case file; files inside stay with their holder."""
        found = {one.document.sha256: state_of(one) for one in self._documents if not one.depth}
        for one in self._documents:
            found.setdefault(inside.holder(one.document.sha256), state_of(one))
        return found

    def _fits(self, listed: Listed) -> bool:
        text = f"{listed.document.title} {listed.document.name} {second_line(listed)}".casefold()
        return all(word in text for word in self._filter.split())

    def row_of(self, sha256: str) -> int | None:
        """The row of a document, if it is shown."""
        for number, one in enumerate(self._rows):
            if isinstance(one, Listed) and one.document.sha256 == sha256:
                return number
        return None

    def listed(self, row: int) -> Listed | None:
        """The document in a row; None for a group title."""
        if not 0 <= row < len(self._rows):
            return None
        one = self._rows[row]
        return one if isinstance(one, Listed) else None

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.listed(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self._rows[index.row()]
        if isinstance(one, str):
            plain = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            if role in plain:
                return one
            return True if role == Row.SECTION else None
        return _of_document(one, role)


def _of_document(one: Listed, role: int) -> Any:
    state = state_of(one)
    if role == Qt.ItemDataRole.DisplayRole:
        return one.document.title
    if role == Qt.ItemDataRole.ToolTipRole:
        return f"{one.document.title}\n{second_line(one)}"
    if role == Qt.ItemDataRole.AccessibleTextRole:
        told = short_words(one.refusal) if one.refusal else second_line(one)
        within = ", inside the document above" if one.depth else ""
        return f"{one.document.title}{within}, {state.lower()}, {told}"
    if role == Row.SECOND:
        return second_line(one)
    if role == Row.ICON:
        return _ICONS.get(one.kind, "file")
    if role == Row.STRONG:
        return state == "Unread"
    if role == Row.BLOCKED:
        return short_words(one.refusal) if one.refusal else None
    if role == LISTED:
        return one
    if role == STATE:
        return state
    return None
