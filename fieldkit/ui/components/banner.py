"""A banner: what happened and what next, in at most two sentences, with at most one action.
It stays until the matter is settled."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row

Kind = Literal["info", "warn", "bad", "ok"]
_ICONS: Final = {
    "info": "info-fill",
    "warn": "warning-fill",
    "bad": "warning-octagon-fill",
    "ok": "check-circle-fill",
}
_SPOKEN: Final = {"info": "Note", "warn": "Warning", "bad": "Alert", "ok": "Done"}


class Banner(QFrame):
    """`acted` is emitted when its one button is pressed."""

    acted = Signal()

    def __init__(
        self,
        kind: Kind,
        title: str,
        text: str = "",
        action: str = "",
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._short = False
        self._own_icon = icon
        self._icon = IconLabel(icon or _ICONS[kind], kind, 18)
        self._title = Label("", "strong", wrap=True)
        self._text = Label("", wrap=True)
        self._action = Button(action or "…", "link")
        self._action.clicked.connect(self.acted)
        words = column(self._title, self._text, row(self._action, STRETCH, gap=0), gap=2)
        self._row = row(column(self._icon, STRETCH), (words, 1), gap=10, margins=(14, 9, 12, 9))
        self.setLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.say(kind, title, text, action)

    def say(self, kind: Kind, title: str, text: str = "", action: str = "") -> None:
        """Say something else."""
        self._kind = kind
        self._icon.set_icon(self._own_icon or _ICONS[kind], kind)
        self._title.setText(title)
        self._text.setText(text)
        self.set_short(self._short)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(f"{_SPOKEN[kind]}: {title} {text}".strip())
        self.update()

    def set_short(self, short: bool) -> None:
        """Only the title, with the text as its tooltip, where there is no room for both."""
        self._short = short
        self._text.setVisible(bool(self._text.text()) and not short)
        self._title.setToolTip(self._text.text() if short else "")
        edge = 3 if short else 9
        self._row.set_margins(14, edge, 12, edge)

    def words(self) -> str:
        """Title and text in one piece."""
        return f"{self._title.text()} {self._text.text()}".strip()

    def action(self) -> Button:
        """Its button, hidden when there is nothing to do."""
        return self._action

    def paintEvent(self, event: QPaintEvent) -> None:
        fill = f"{self._kind}_bg"
        border = self._kind if theme.high_contrast() else fill
        paint.barred(QPainter(self), QRectF(self.rect()), self._kind, fill, border)


def settle(banner: Banner | None) -> None:
    """Take a banner away for good."""
    if banner is not None:
        banner.hide()
        banner.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        banner.close()
