"""A list view in which the keys never stop at a heading."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QListView


class ListView(QListView):
    """A key that leads to a heading (Home, where one comes first) goes on to the row beneath it.

    Qt by itself stays where it was: a heading cannot be chosen.
    """

    def moveCursor(
        self, action: QListView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        found = super().moveCursor(action, modifiers)
        while found.isValid() and not found.flags() & Qt.ItemFlag.ItemIsEnabled:
            found = found.siblingAtRow(found.row() + 1)
        return found
