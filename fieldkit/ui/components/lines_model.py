"""A list whose lines are either section titles or things: what a search or a register shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QWidget

from fieldkit.ui.components.row_delegate import Index, Row

_NONE = QModelIndex()


class LinesModel(QAbstractListModel):
    """A line that is a string is a section title. Override `told` for the others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Any] = []

    def set_lines(self, lines: Sequence[Any]) -> None:
        """Show these lines instead of those before."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def told(self, line: Any, role: int) -> Any:
        """What a line that is no title says by a role."""
        return None

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.lines[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if isinstance(line, str):
            spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return line if role in spoken else True if role == Row.SECTION else None
        return self.told(line, role)
