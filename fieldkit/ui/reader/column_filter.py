"""Filter and sort one column of a sheet: words it must hold, and which of its values to show."""

from __future__ import annotations

from collections import Counter
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.row_delegate import prepare
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.reader.sheet_model import SheetModel

MOST_VALUES: Final = 60
_VALUE: Final = Qt.ItemDataRole.UserRole + 1
_LONGEST: Final = 60


class ColumnFilter(Popover):
    """`changed` after every choice; `sorted` with -1, 0 or 1: down, as the sheet has it, up."""

    changed = Signal()
    sorted = Signal(int)

    def __init__(self, window: QWidget, rows: SheetModel) -> None:
        super().__init__(window, "Filter this column")
        self._rows = rows
        self._column = 0
        self._filling = False
        self._title = Label("", "strong")
        self.words = SearchField("Only rows where it holds", icon="funnel")
        self.values = QListView()
        prepare(self.values, "Values of this column", "raised")
        self._model = QStandardItemModel(self)
        self.values.setSpacing(2)
        self.values.setModel(self._model)
        self._many = Label("", "second", "text2", wrap=True)
        self.all = Button("Show all", "plain")
        up = Button("Sort up", "quiet", icon="arrow-up")
        down = Button("Sort down", "quiet", icon="arrow-down")
        none = Button("As the sheet has it", "quiet")
        for button, way in ((up, 1), (down, -1), (none, 0)):
            button.clicked.connect(lambda checked=False, way=way: self.sorted.emit(way))
        self.set_body(
            column(
                self._title,
                row(up, down, none, STRETCH, gap=4),
                self.words,
                self._many,
                self.values,
                row(self.all, STRETCH),
                gap=8,
            ),
            380,
        )
        self.words.textChanged.connect(self._tell)
        self.words.left.connect(self.close_it)
        self.words.stepped.connect(lambda by: self.values.setFocus())
        self._model.itemChanged.connect(lambda item: self._tell())
        self.all.clicked.connect(self.clear)

    def open_for(self, place: int, anchor: QWidget) -> None:
        """Open for a column with what is chosen of it now."""
        self._column = place
        self._filling = True
        self._title.setText(self._rows.column_name(place))
        words, chosen = self._rows.column_filter(place)
        self.words.setText(words)
        self._fill(chosen)
        self._filling = False
        self.open_centred(self.words)

    def _fill(self, chosen: frozenset[str] | None) -> None:
        table = self._rows.table
        counts = Counter(
            line[self._column].strip() if self._column < len(line) else "" for line in table.rows
        )
        few = len(counts) <= MOST_VALUES and any(number > 1 for number in counts.values())
        self._model.clear()
        for value, number in sorted(counts.items()) if few else ():
            shown = " ".join(value.split())[:_LONGEST] or "(empty)"
            item = QStandardItem(f"{shown}   {number}")
            item.setData(value, _VALUE)
            item.setCheckable(True)
            item.setEditable(False)
            on = chosen is None or value in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self._model.appendRow(item)
        self.values.setVisible(few)
        theme.fix(self.values, height=min(len(counts), 8) * 28 if few else 0)
        told = f"{len(counts):,} different values: too many to list. Type words instead."
        self._many.setText(told)
        self._many.setVisible(not few)

    def chosen(self) -> frozenset[str] | None:
        """The values that are ticked; None when all are."""
        items = [self._model.item(number) for number in range(self._model.rowCount())]
        on = [one for one in items if one.checkState() == Qt.CheckState.Checked]
        if len(on) == len(items):
            return None
        return frozenset(str(one.data(_VALUE)) for one in on)

    def clear(self) -> None:
        """Show every row again, as far as this column goes."""
        self._filling = True
        self.words.clear()
        for number in range(self._model.rowCount()):
            self._model.item(number).setCheckState(Qt.CheckState.Checked)
        self._filling = False
        self._tell()

    def _tell(self, *_: object) -> None:
        if not self._filling:
            self._rows.set_column_filter(self._column, self.words.text(), self.chosen())
            self.changed.emit()
