"""My cases as a model: groups as sections, a row for each reading, and how each is put in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from fieldkit.inspection.reading import FINISHED
from fieldkit.steps.read import CaseRow
from fieldkit.ui.components.pill import pill_words
from fieldkit.ui.components.row_delegate import Index, Row
from fieldkit.ui.desk.case_header import attributes
from fieldkit.ui.desk.words import KINDS
from fieldkit.ui.when import moment

GROUPS = ("Needs you now", "In progress", "Not started", "Complete")
TABS = ("all", "to_start", "in_progress", "returned", "complete")
TAB_WORDS = {
    "all": "All",
    "to_start": "To start",
    "in_progress": "In progress",
    "returned": "Returned",
    "complete": "Complete",
}


def is_complete(row: CaseRow) -> bool:
    """Whether the reading is finished, as far as its reader is concerned."""
    return row.state in FINISHED and not row.returned


def is_started(row: CaseRow) -> bool:
    """Whether anything was done in it."""
    return bool(row.answered or row.last_worked)


def tab_of(row: CaseRow) -> str:
    """The tab, besides All, where a row stands."""
    if row.returned:
        return "returned"
    if is_complete(row):
        return "complete"
    return "in_progress" if is_started(row) else "to_start"


def group_of(row: CaseRow) -> str:
    """The group a row stands in: what needs most comes first."""
    ready = is_started(row) and not row.to_fix and not is_complete(row)
    if row.returned or row.alerts or row.asked or row.disputed or ready:
        return GROUPS[0]
    return {"complete": GROUPS[3], "in_progress": GROUPS[1]}.get(tab_of(row), GROUPS[2])


def pill_of(row: CaseRow) -> tuple[str, str]:
    """Kind and words of the state."""
    extra = KINDS.get(row.reading.kind, "").removesuffix(" reading").lower()
    extra = f" · {extra}" if extra and row.reading.kind != "first" else ""
    if row.returned:
        return "returned", f"Returned: {row.returned} to fix"
    if row.disputed:
        return "disputed", ""
    if is_complete(row):
        return "complete", pill_words("complete") + extra
    if not is_started(row):
        return "not_started", pill_words("not_started") + extra
    words = pill_words("in_progress") if row.to_fix else "Ready to complete"
    return "in_progress", words + extra


def title_of(row: CaseRow) -> str:
    """Number and CRN, or the standard's code and title."""
    second = row.subject.crn if row.subject.kind == "case" else row.subject.title
    return f"{row.subject.number}   {second}"


def second_of(row: CaseRow, now: datetime) -> str:
    """The second line."""
    if row.subject.kind == "standard":
        return "Standard, read from its own evidence"
    return attributes(row.subject, now)


def unread_words(row: CaseRow) -> str:
    """ "3 unread", "All read" or "No documents"."""
    if not row.documents:
        return "No documents"
    return f"{row.unread} unread" if row.unread else "All read"


def delivered_words(row: CaseRow) -> str:
    """Whether the lead has it."""
    if row.undelivered:
        return f"{row.undelivered} not yet"
    return "Delivered" if row.last_worked else "Not needed"


def spoken(row: CaseRow) -> str:
    """ "Case 014, returned, 8 of 12 answered, 3 unread"."""
    name = "Case" if row.subject.kind == "case" else "Standard"
    state = pill_words(*pill_of(row)).lower()
    parts = [f"{name} {row.subject.number}", state]
    parts.append(f"{row.answered} of {row.questions} answered")
    parts += [unread_words(row).lower()] if row.documents else []
    parts += ["alert open"] if row.alerts else []
    parts += ["your lead asks"] if row.asked else []
    return ", ".join(parts)


@dataclass(frozen=True)
class _Line:
    section: str = ""
    row: CaseRow | None = None


class CaseModel(QAbstractListModel):
    """Shows the rows of one tab that hold the words looked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[CaseRow, ...] = ()
        self._lines: list[_Line] = []
        self._tab = "all"
        self._query = ""
        self.now = datetime.now().astimezone()

    def show(self, rows: Sequence[CaseRow], now: datetime) -> None:
        """Take other rows."""
        self._rows, self.now = tuple(rows), now
        self._arrange()

    def filter(self, tab: str | None = None, query: str | None = None) -> None:
        """Show another tab, or look for other words."""
        self._tab = self._tab if tab is None else tab
        self._query = self._query if query is None else query
        self._arrange()

    def counts(self) -> dict[str, int]:
        """How many rows each tab has."""
        counts = dict.fromkeys(TABS, 0)
        counts["all"] = len(self._rows)
        for row in self._rows:
            counts[tab_of(row)] += 1
        return counts

    @property
    def rows(self) -> tuple[CaseRow, ...]:
        """All rows, whatever is shown."""
        return self._rows

    def _arrange(self) -> None:
        wanted = self._query.casefold().split()
        self.beginResetModel()
        self._lines = []
        shown = [one for one in self._rows if self._tab in ("all", tab_of(one))]
        for group in GROUPS:
            found = [one for one in shown if group_of(one) == group and self._holds(one, wanted)]
            if found:
                self._lines.append(_Line(section=group))
                self._lines += [_Line(row=one) for one in found]
        self.endResetModel()

    def _holds(self, row: CaseRow, wanted: list[str]) -> bool:
        whole = f"{title_of(row)} {second_of(row, self.now)} {pill_words(*pill_of(row))}".casefold()
        return all(word in whole for word in wanted)

    def case(self, index: Index) -> CaseRow | None:
        """The row at an index; None for a section."""
        return self._lines[index.row()].row if index.isValid() else None

    def index_of(self, reading: str) -> QModelIndex:
        """Where a reading stands; invalid if it is not shown."""
        for number, one in enumerate(self._lines):
            if one.row is not None and one.row.reading.id == reading:
                return self.index(number, 0)
        return QModelIndex()

    def first(self) -> QModelIndex:
        """The first row that is no section."""
        return self.index(1, 0) if len(self._lines) > 1 else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.case(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if line.row is None:
            words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return line.section if role in words else True if role == Row.SECTION else None
        told: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: title_of(line.row),
            Qt.ItemDataRole.AccessibleTextRole: spoken(line.row),
            Qt.ItemDataRole.ToolTipRole: second_of(line.row, self.now),
            Qt.ItemDataRole.UserRole: line.row,
            Row.SECOND: second_of(line.row, self.now),
        }
        return told.get(role)

    def last_worked(self, row: CaseRow) -> str:
        """When it was last worked on."""
        return moment(row.last_worked, self.now)
