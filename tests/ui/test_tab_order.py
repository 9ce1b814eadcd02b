"""Tab reaches every control of a window, whatever page hands its keys on to one of its parts.

1. What stands before the part that a page hands its keys to is a stop as well, forward and back.
2. What is hidden or off is none; of buttons of which one is chosen, only that one is.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QButtonGroup, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.ui import tab_order
from fieldkit.ui.components.layout import column

Key = Qt.Key


class Window(QWidget):
    """A window with a page inside a page; the inner one hands its keys to its second field."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.first, self.second, self.after = (
            QLineEdit(objectName=name) for name in ("before", "first", "second", "after")
        )
        inner, outer = QWidget(), QWidget()
        inner.setLayout(column(self.first, self.second))
        inner.setFocusProxy(self.second)
        outer.setLayout(column(inner))
        outer.setFocusProxy(inner)
        self.setLayout(column(self.before, outer, self.after))

    def focusNextPrevChild(self, forward: bool) -> bool:
        return tab_order.step(self, forward)


def walked(window: Window, qtbot: QtBot, key: Qt.Key, count: int) -> list[str]:
    found = []
    for _ in range(count):
        now = QApplication.focusWidget()
        assert now is not None
        found.append(now.objectName())
        qtbot.keyClick(now, key)
    return found


def shown(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.before.setFocus()
    return window


def test_every_control_is_a_stop(qtbot: QtBot) -> None:
    """1."""
    window = shown(qtbot)
    every = ["before", "first", "second", "after"]
    assert walked(window, qtbot, Key.Key_Tab, 5) == [*every, "before"]
    window.before.setFocus()
    back = ["before", "after", "second", "first"]
    assert walked(window, qtbot, Key.Key_Backtab, 4) == back


def test_what_is_off_is_none(qtbot: QtBot) -> None:
    """2."""
    window = shown(qtbot)
    window.first.setEnabled(False)
    window.after.hide()
    group = QButtonGroup(window)
    buttons = [QPushButton(objectName=f"button {number}") for number in range(3)]
    for one in buttons:
        one.setCheckable(True)
        group.addButton(one)
        window.layout().addWidget(one)
        one.show()
    buttons[1].setChecked(True)
    assert walked(window, qtbot, Key.Key_Tab, 4) == ["before", "second", "button 1", "before"]
