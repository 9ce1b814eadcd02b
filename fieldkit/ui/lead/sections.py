"""Sections of a page: a list of them at the left, the chosen one at the right.

Where there is little room the list becomes a drop-down above. A section says in one word how far
it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from fieldkit.ui import theme
from fieldkit.ui.components.choice import DropDown
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column, row, surface
from fieldkit.ui.components.row_delegate import Row, prepare
from fieldkit.ui.plain_list import PlainList

_ROOM = 840


@dataclass
class _Section:
    key: str
    title: str
    page: QWidget
    told: str = ""
    icon: str = ""
    tone: str = "text2"


class _Area(QScrollArea):
    """Asks for the height that its words need at the width it has."""

    def sizeHint(self) -> QSize:
        inside, wide = self.widget(), self.width()
        hint = super().sizeHint()
        if inside is None:
            return hint
        tall = inside.heightForWidth(wide) if inside.hasHeightForWidth() else -1
        return QSize(hint.width(), max(tall, inside.minimumSizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def scrolled(inside: QWidget, name: str) -> QScrollArea:
    """`inside` in an area that scrolls when it is too tall, and is never wider than its room."""
    area = _Area()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    area.setWidget(inside)
    return area


def foot(layout: QLayout, name: str) -> QScrollArea:
    """What stands under a table: as tall as it needs where there is room, else it scrolls."""
    inside = QWidget()
    inside.setLayout(layout)
    area = scrolled(inside, name)
    area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    area.setProperty("surface", "window")
    return area


class Sections(QWidget):
    """`shown` is emitted with the key of the section that comes on screen."""

    shown = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: list[_Section] = []
        self._stack = QStackedWidget()
        self.list = PlainList()
        prepare(self.list, name, "window")
        self.list.selectionModel().currentChanged.connect(lambda now, before: self._walk())
        self.list.activated.connect(lambda index: self._stack.setFocus())
        self.drop = DropDown(name)
        self.drop.activated.connect(self._dropped)
        head = row(Label(name, "section"), margins=(14, 12, 12, 10))
        left = column(surface(head, "window"), (self.list, 1), gap=0)
        self._left = surface(left, "side_left", width=236)
        self._top = surface(row((self.drop, 1), margins=(14, 8, 14, 8)), "window")
        self._top.hide()
        right = column(self._top, (self._stack, 1), gap=0)
        self.setLayout(row(self._left, (right, 1), gap=0))
        self.setFocusProxy(self._stack)

    def add(self, key: str, title: str, page: QWidget) -> None:
        """Add a section at the end; the first one is shown."""
        self._sections.append(_Section(key, title, page))
        self._stack.addWidget(page)
        self.drop.addItem(title)
        self._fill()
        if len(self._sections) == 1:
            self.show_section(key)

    def say(self, key: str, told: str, done: bool | None = None, warn: bool = False) -> None:
        """How far a section is: a word beneath its name, and its shape."""
        one = self._find(key)
        one.told = told
        one.icon = "warning-fill" if warn else "check-circle-fill" if done else "circle-dashed"
        one.tone = "warn" if warn else "ok" if done else "text2"
        if done is None and not warn:
            one.icon = ""
        self._fill()

    def told(self, key: str) -> str:
        """The word beneath a section's name."""
        return self._find(key).told

    def _find(self, key: str) -> _Section:
        return next(one for one in self._sections if one.key == key)

    def _fill(self) -> None:
        here = self.current()
        self.list.selectionModel().blockSignals(True)
        self.list.show_rows([_row(one) for one in self._sections])
        self._mark(here)
        self.list.selectionModel().blockSignals(False)
        for number, one in enumerate(self._sections):
            self.drop.setItemText(number, f"{one.title}: {one.told}" if one.told else one.title)

    def _mark(self, key: str) -> None:
        keys = [one.key for one in self._sections]
        if key in keys:
            place = self.list.model().index(keys.index(key), 0)
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(place, flag)
            self.drop.setCurrentIndex(keys.index(key))

    def current(self) -> str:
        """The key of the section on screen."""
        page = self._stack.currentWidget()
        return next((one.key for one in self._sections if one.page is page), "")

    def show_section(self, key: str, take_keys: bool = False) -> None:
        """Bring a section on screen, and give it the keys if asked."""
        one = self._find(key)
        self._stack.setCurrentWidget(one.page)
        self._stack.setFocusProxy(one.page)
        self._mark(key)
        if take_keys:
            one.page.setFocus()
        self.shown.emit(key)

    def step(self, by: int) -> None:
        """Go to the next or previous section."""
        keys = [one.key for one in self._sections]
        place = keys.index(self.current()) + by
        if 0 <= place < len(keys):
            self.show_section(keys[place], take_keys=True)

    def _walk(self) -> None:
        place = self.list.currentIndex().row()
        if 0 <= place < len(self._sections) and self._sections[place].key != self.current():
            self.show_section(self._sections[place].key)

    def _dropped(self, number: int) -> None:
        self.show_section(self._sections[number].key)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= theme.px(_ROOM)
        self._left.setVisible(roomy)
        self._top.setVisible(not roomy)


def _row(one: _Section) -> dict[int, object]:
    shape: dict[int, object] = {Row.ICON: one.icon, Row.ICON_TONE: one.tone} if one.icon else {}
    return {
        Qt.ItemDataRole.DisplayRole: one.title,
        Qt.ItemDataRole.AccessibleTextRole: f"{one.title}, {one.told}" if one.told else one.title,
        Row.SECOND: one.told,
        Row.STRONG: True,
        **shape,
    }
