"""One sheet as rows that can be filtered and sorted, with the place of each cell in the text.

Filtering and sorting only change the order of row numbers, so thousands of rows take no time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from fieldkit.documents.display import Table

Index = QModelIndex | QPersistentModelIndex
_NUMBER: Final = re.compile(r"^[£$€+-]?[\d,]*\.?\d+\s*%?$")
_DATES: Final = ("%d/%m/%Y %H:%M", "%d/%m/%Y", "%d/%m/%y", "%d %b %Y", "%d %B %Y", "%a %d %b %Y")
_NONE: Final = QModelIndex()
SortKey = tuple[int, float, str]


def sort_key(words: str) -> SortKey:
    """Numbers by value, dates by day, then words by the alphabet, empty cells last."""
    plain = words.strip()
    if not plain:
        return 3, 0.0, ""
    if _NUMBER.match(plain):
        try:
            return 0, float(re.sub(r"[^\d.-]", "", plain)), ""
        except ValueError:
            return 2, 0.0, plain.casefold()
    at = _date(plain)
    return (2, 0.0, plain.casefold()) if at is None else (1, at, plain)


def _date(plain: str) -> float | None:
    if not any(letter.isdigit() for letter in plain) or len(plain) > 40:
        return None
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        for pattern in _DATES:
            try:
                found = datetime.strptime(plain, pattern)
                break
            except ValueError:
                continue
        else:
            return None
    return found.replace(tzinfo=None).toordinal() * 86400.0 + found.hour * 3600 + found.minute * 60


class SheetModel(QAbstractTableModel):
    """Rows of a `Table`; `row_of` and `shown_row` go between rows shown and rows of the sheet."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = Table("", (), (), ())
        self._order: list[int] = []
        self._places: dict[int, int] = {}
        self._columns = 0
        self._filter = ""
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._plain: list[str] = []
        self._by_column: dict[int, tuple[str, frozenset[str] | None]] = {}

    @property
    def table(self) -> Table:
        """The sheet shown."""
        return self._table

    def set_table(self, table: Table) -> None:
        """Show another sheet, unsorted and unfiltered."""
        self.beginResetModel()
        self._table = table
        self._columns = max([len(table.header), *(len(row) for row in table.rows)], default=0)
        self._filter, self._sorted = "", None
        self._by_column = {}
        self._plain = ["\n".join(row).casefold() for row in table.rows]
        self._set_order(list(range(len(table.rows))))
        self.endResetModel()

    def _set_order(self, order: list[int]) -> None:
        self._order = order
        self._places = {row: place for place, row in enumerate(order)}

    def _arrange(self) -> None:
        words = self._filter.casefold().split()
        order = [
            row
            for row in range(len(self._table.rows))
            if all(word in self._plain[row] for word in words)
        ]
        for column, (said, values) in self._by_column.items():
            wanted = said.casefold().split()
            cells = {row: self.cell(row, column) for row in order}
            order = [
                row
                for row in order
                if (values is None or cells[row].strip() in values)
                and all(word in cells[row].casefold() for word in wanted)
            ]
        if self._sorted is not None:
            column, direction = self._sorted
            keys = {row: sort_key(self.cell(row, column)) for row in order}
            order.sort(key=keys.__getitem__, reverse=direction == Qt.SortOrder.DescendingOrder)
        self.beginResetModel()
        self._set_order(order)
        self.endResetModel()

    def set_filter(self, words: str) -> None:
        """Show only rows that hold every one of these words."""
        if words.strip() != self._filter:
            self._filter = words.strip()
            self._arrange()

    def set_column_filter(self, column: int, words: str, values: frozenset[str] | None) -> None:
        """Show only rows whose cell in a column holds these words and is one of these values."""
        now = (words.strip(), values)
        if now == self.column_filter(column):
            return
        if now == ("", None):
            del self._by_column[column]
        else:
            self._by_column[column] = now
        self._arrange()

    def column_filter(self, column: int) -> tuple[str, frozenset[str] | None]:
        """The words and the values that a column is filtered by; None for every value."""
        return self._by_column.get(column, ("", None))

    def show_all(self) -> None:
        """Take every filter off; the order stays."""
        self._filter, self._by_column = "", {}
        self._arrange()

    @property
    def filters(self) -> int:
        """How many filters are on."""
        return bool(self._filter) + len(self._by_column)

    @property
    def sorted_by(self) -> tuple[int, Qt.SortOrder] | None:
        """The column sorted by and the direction; None in the order of the sheet."""
        return self._sorted

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 is the order of the sheet."""
        self._sorted = None if column < 0 else (column, order)
        self._arrange()

    def row_of(self, place: int) -> int:
        """The row of the sheet (from 0) that is shown at `place`."""
        return self._order[place]

    def shown_row(self, row: int) -> int | None:
        """Where a row of the sheet is shown; None while a filter hides it."""
        return self._places.get(row)

    def cell(self, row: int, column: int) -> str:
        """The words of a cell of the sheet."""
        cells = self._table.rows[row]
        return cells[column] if column < len(cells) else ""

    # Places in the text

    def cell_start(self, row: int, column: int) -> int:
        """The offset of a cell in the text of the workbook."""
        cells = self._table.rows[row]
        before = cells[: min(column, len(cells))]
        return self._table.row_start(row) + sum(len(cell) + 1 for cell in before)

    def row_range(self, row: int) -> tuple[int, int]:
        """The offsets at which a row begins and ends."""
        start = self._table.row_start(row)
        return start, start + len("\t".join(self._table.rows[row]))

    def at_offset(self, offset: int) -> tuple[int, int] | None:
        """Row and column at an offset; None where it is not in a row of this sheet."""
        first = len(self._table.above) + bool(self._table.header)
        row = bisect_right(self._table.starts, offset) - 1 - first
        if not 0 <= row < len(self._table.rows) or offset > self.row_range(row)[1]:
            return None
        start = self._table.row_start(row)
        for column, cell in enumerate(self._table.rows[row]):
            if offset <= start + len(cell):
                return row, column
            start += len(cell) + 1
        return row, 0

    # The model

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else self._columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        words = self.cell(self._order[index.row()], index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(index.column(), Qt.Orientation.Horizontal)}: {words}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self._order[section] + 1) if section < len(self._order) else ""
        arrow = ""
        if self._sorted is not None and self._sorted[0] == section:
            arrow = " ↑" if self._sorted[1] == Qt.SortOrder.AscendingOrder else " ↓"
        if section in self._by_column:
            arrow = f" (filtered){arrow}"
        return self.column_name(section) + arrow

    def column_name(self, column: int) -> str:
        """What a column is called in the sheet, else its letters."""
        if column < len(self._table.header) and self._table.header[column].strip():
            return self._table.header[column].replace("\n", " ")
        return column_letters(column)


def column_letters(column: int) -> str:
    """A column's letters as on paper: A, B, ... Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def widths(table: Table, columns: int, room: float, letter: float) -> list[int]:
    """Sensible widths: what short columns need, and the rest shared by those with long notes."""
    needs = []
    sample: Sequence[tuple[str, ...]] = table.rows[:: max(1, len(table.rows) // 200)]
    for column in range(columns):
        lines = [
            len(line)
            for row in sample
            if column < len(row)
            for line in row[column].split("\n")[:20]
        ]
        head = len(table.header[column]) if column < len(table.header) else 2
        usual = sorted(lines)[int(len(lines) * 0.9)] if lines else 0
        needs.append(max(usual, min(head, 18) + 3) * letter + 26)
    least, most = letter * 8, letter * 26
    short = [min(max(need, least), most) for need in needs]
    spare = room - sum(short)
    wants = [max(0.0, need - width) for need, width in zip(needs, short, strict=True)]
    if sum(wants) <= 0 and columns:
        wants = [1.0 if width == max(short) else 0.0 for width in short]
    if spare > 0 and sum(wants) > 0:
        share = spare / sum(wants)
        short = [width + want * share for width, want in zip(short, wants, strict=True)]
    elif sum(wants) > 0:
        short = [width + min(want, letter * 30) for width, want in zip(short, wants, strict=True)]
    return [int(width) for width in short]
