"""A small list whose rows are values by role; for lists that need no model of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QWidget

from fieldkit.ui.components.list_view import ListView
from fieldkit.ui.components.row_delegate import Index, Row, RowDelegate


class RowModel(QAbstractListModel):
    """Rows as mappings from item role to value."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Mapping[int, object]] = ()

    def show(self, rows: Sequence[Mapping[int, object]]) -> None:
        """Take other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].get(Row.SECTION):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self._rows[index.row()].get(role) if index.isValid() else None


class PlainList(ListView):
    """A list view over such rows."""

    def __init__(
        self, delegate: type[RowDelegate] = RowDelegate, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = RowModel(self)
        self.setModel(self._rows)
        self.setItemDelegate(delegate(self))

    def show_rows(self, rows: Sequence[Mapping[int, object]]) -> None:
        """Show these rows."""
        self._rows.show(rows)
