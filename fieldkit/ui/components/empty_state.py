"""What stands where a list would: an icon, what is missing, why, and one thing to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button, Kind
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.tokens import SIZE


class EmptyState(QWidget):
    """`acted` is emitted when its one button is pressed. More buttons go in with `add`."""

    acted = Signal()

    def __init__(
        self,
        icon: str,
        title: str,
        why: str = "",
        action: str = "",
        *,
        primary: bool = False,
        action_icon: str | None = None,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{title}. {why}")
        heading = Label(title, "section")
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        reason = Label(why, tone="text2", wrap=True)
        reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.limit(reason, 480)
        if not why:
            reason.hide()  # shown before it has a parent it would be a window of its own
        self._deeds = row(STRETCH, STRETCH, gap=8)
        mark = row(STRETCH, IconLabel(icon, "text2", SIZE["icon_empty"]), STRETCH, gap=0)
        middle = row(STRETCH, (reason, 100), STRETCH, gap=0)
        self.setLayout(
            column(
                STRETCH,
                mark,
                4,
                heading,
                middle,
                8,
                self._deeds,
                STRETCH,
                gap=6,
                margins=(16, 16, 16, 16),
            )
        )
        if action:
            self._offer(action, primary, action_icon, key)

    def _offer(self, action: str, primary: bool, icon: str | None, key: str) -> None:
        size = SIZE["main"] if primary else SIZE["control"]
        kind: Kind = "primary" if primary else "plain"
        button = Button(action, kind, icon=icon, key=key, height=size)
        button.clicked.connect(self.acted)
        self.setFocusProxy(button)
        self.add(button, *([KeyHint(key)] if key else []))

    def add(self, *widgets: QWidget) -> None:
        """Put further widgets into the row of buttons."""
        for widget in widgets:
            self._deeds.insertWidget(self._deeds.count() - 1, widget)
