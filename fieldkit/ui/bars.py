"""The two bars at the top of the window: menus with person, marking and Lock; title and tabs."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QMenuBar, QSizePolicy, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import ElidedLabel, IconLabel
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.tab_row import TabRow
from fieldkit.ui.tokens import SIZE


class MenuRow(QFrame):
    """Menu bar at the left; person, marking and Lock at the right. Folds to one Menu button."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar_top")
        theme.fix(self, height=SIZE["menu"])
        self.bar = QMenuBar()
        self.bar.setNativeMenuBar(False)
        self.bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.fold = Button("Menu", "quiet", icon="list", height=26)
        self.fold.hide()
        self.person = ElidedLabel("", "second", "text2")
        self.marking = QLabel("")
        self.marking.setProperty("look", "marking")
        theme.fix(self.marking, height=20)
        self.marking.hide()
        self.lock = Button("Lock", "quiet", icon="lock-simple", key="Ctrl+L", height=26)
        self.setLayout(
            row(
                self.bar,
                self.fold,
                STRETCH,
                self.person,
                self.marking,
                self.lock,
                gap=8,
                margins=(4, 0, 10, 1),
            )
        )


class TabHeader(QFrame):
    """Title of the inspection, the tabs, and "Go to anything"."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar_top")
        theme.fix(self, height=SIZE["header_tabs"])
        self.title = ElidedLabel("fieldkit", "section")
        self.detail = ElidedLabel("", "second", "text2")
        self.detail.hide()
        self.mark = IconLabel("books-fill", "accent", 20)
        self.palette_button = Button(
            "Go to anything", "plain", icon="magnifying-glass", key="Ctrl+K"
        )
        self.hint = KeyHint("Ctrl+K")
        self.tabs = TabRow()
        self.words = QWidget()
        self.words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.words.setLayout(column(STRETCH, self.title, self.detail, STRETCH, gap=0))
        self.setLayout(
            row(
                self.mark,
                self.words,
                12,
                self.tabs,
                STRETCH,
                self.palette_button,
                self.hint,
                gap=6,
                margins=(16, 0, 14, 0),
            )
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(SIZE["header_tabs"]))

    def fit(self) -> None:
        """Leave out what there is no room for: the least needed first, the tabs never.

        The title is there to be read, or not at all: four letters of it help nobody.
        """
        self.words.setMinimumWidth(min(theme.px(120), self.title.sizeHint().width()))
        parts = (self.hint, self.palette_button, self.mark, self.words)
        for part in parts:
            part.show()
        box = self.layout()
        assert box is not None
        for part in parts:
            box.activate()
            wanted = box.minimumSize() if part is self.words else box.sizeHint()
            if wanted.width() <= self.width():
                return
            part.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
