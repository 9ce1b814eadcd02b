"""The row above a case: the arrow back and the case's own header.

On a narrow window it is the only row there is: the menu and Lock stand in it too.
"""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.layout import row
from fieldkit.ui.tokens import SIZE


class CaseBar(QFrame):
    """Holds `header`; `back`, `menu` and `lock` are buttons for whoever shows the bar."""

    def __init__(self, header: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar_top")
        theme.fix(self, height=SIZE["header_case"])
        self.back = Button("", "quiet", icon="arrow-left", name="Back to my cases", key="Alt+Left")
        self.menu = Button("Menu", "quiet", icon="list")
        self.lock = Button("", "quiet", icon="lock-simple", name="Lock", key="Ctrl+L")
        self.setLayout(
            row(self.back, self.menu, (header, 1), self.lock, gap=8, margins=(10, 0, 14, 0))
        )
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Whether the row of menus is folded away, so that its buttons stand here."""
        self.menu.setVisible(narrow)
        self.lock.setVisible(narrow)
