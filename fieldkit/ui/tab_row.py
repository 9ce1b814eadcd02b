"""The tabs of the window in one row; those that have no room go under one "More" button."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.layout import row


class TabRow(QWidget):
    """Tabs from left to right. The one that is on always has room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: list[Button] = []
        self.more = Button("More", "quiet", icon="caret-down-bold", name="More tabs")
        self.more.clicked.connect(self._open)
        self.more.hide()
        self._row = row(self.more, gap=4)
        self.setLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def addWidget(self, tab: Button) -> None:
        """Add a tab at the end."""
        self._tabs.append(tab)
        self._row.insertWidget(len(self._tabs) - 1, tab)
        tab.toggled.connect(lambda on: self.fit())
        self.updateGeometry()
        self.fit()

    def sizeHint(self) -> QSize:
        wide = sum(one.sizeHint().width() + theme.px(4) for one in self._tabs)
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        widest = max((one.sizeHint().width() for one in self._tabs), default=0)
        both = widest + self.more.sizeHint().width() + theme.px(8)
        return QSize(min(both, self.sizeHint().width()), super().sizeHint().height())

    def fit(self) -> None:
        """Hide what does not fit, the last ones first, never the one that is on."""
        gap = theme.px(4)
        room = self.width()
        shown = list(self._tabs)
        if self.sizeHint().width() > room:
            room -= self.more.sizeHint().width() + gap
            while len(shown) > 1 and sum(one.sizeHint().width() + gap for one in shown) > room:
                shown.remove(next(one for one in reversed(shown) if not one.isChecked()))
        for one in self._tabs:
            one.setVisible(one in shown)
        self.more.setVisible(len(shown) < len(self._tabs))

    def hidden(self) -> list[Button]:
        """The tabs that have no room now."""
        return [one for one in self._tabs if one.isHidden()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def _open(self) -> None:
        menu = QMenu(self)
        for one in self.hidden():
            menu.addAction(one.accessibleName() or one.text()).triggered.connect(one.click)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
