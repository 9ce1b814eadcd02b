"""The contents list of the document open, and the links on its page, to go to by key or mouse."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.documents.display import PageText
from fieldkit.ui import theme
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.lines_model import LinesModel
from fieldkit.ui.components.list_view import ListView
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.row_delegate import Row, RowDelegate, prepare
from fieldkit.ui.reader.contents import Goal, goals
from fieldkit.ui.reader.opening import Arrived


class _Model(LinesModel):
    def told(self, line: Any, role: int) -> Any:
        place = f"page {line.page}" if not line.end else ""
        depth = f"level {line.level}" if line.level > 1 else ""
        told: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: f"{'    ' * (line.level - 1)}{line.title}",
            Qt.ItemDataRole.ToolTipRole: line.title,
            Qt.ItemDataRole.AccessibleTextRole: ", ".join(
                part for part in (line.title, depth, place) if part
            ),
            Row.RIGHT: place,
            Row.ICON: "link" if line.link else None,
        }
        return told.get(role)


class ContentsPanel(Popover):
    """`chosen` carries a `Goal`."""

    chosen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "Contents of this document")
        self._told = Label("", "second", "text2", wrap=True)
        self.model = _Model(self)
        self.list = ListView()
        prepare(self.list, "Contents of this document", "raised")
        self.list.setModel(self.model)
        self.list.setItemDelegate(RowDelegate(self.list, height=30, rules=False, surface="raised"))
        self.list.activated.connect(self._pick)
        self.list.clicked.connect(self._pick)
        theme.fix(self.list, height=380)
        title = row(Label("Contents of this document", "strong"), STRETCH)
        self.set_body(column(title, self._told, self.list, gap=8), 460)

    def open_for(self, arrived: Arrived | None, page: int, here: PageText | None) -> None:
        """Open on the part that page `page` is in."""
        parts, links = goals(arrived, here) if arrived is not None else ([], [])
        lines: list[str | Goal] = [*parts]
        if links:
            lines += [f"Links on page {page} · {len(links)}", *links]
        self.model.set_lines(lines)
        self.list.setVisible(bool(lines))
        told = "Enter goes there; Alt+Left comes back."
        self._told.setText(told if lines else "This document names no parts and has no links here.")
        begun = [n for n, one in enumerate(parts) if not one.end and one.page <= page]
        if lines:
            self.list.setCurrentIndex(self.model.index(begun[-1] if begun else 0, 0))
        self.open_centred(self.list if lines else None)

    def _pick(self, index: QModelIndex) -> None:
        one = self.model.lines[index.row()] if index.isValid() else ""
        if isinstance(one, Goal):
            self.close_it()
            self.chosen.emit(one)
