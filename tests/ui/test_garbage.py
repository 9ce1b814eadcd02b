"""Garbage is collected on the GUI thread alone, and nothing that is on screen is garbage.

1. What an operation leaves behind is not collected on its thread; it is when the time has come.
2. A callback is let go on the GUI thread, also when the operation was the last to need it.
3. Nothing is asked of Qt for whose answer the binding makes the one asked the owner of the one
   named: widgets, groups and actions that are not its own would be garbage together with it.
   Nor for an item of a layout: Qt deletes those without telling the binding. `Box` lets go of them.
4. Neither a change of size nor what is added later leaves anything that Qt deletes untold.
"""

from __future__ import annotations

import gc
import re
import threading
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldkit import ui
from fieldkit.ui import theme
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.garbage import Garbage
from fieldkit.ui.operations import Operations
from tests.ui.any_hand import untold


class Ring:
    """Garbage as soon as it is made; notes on which thread it goes."""

    def __init__(self, went: list[threading.Thread]) -> None:
        self.me = self
        self._went = went

    def __del__(self) -> None:
        self._went.append(threading.current_thread())


def test_rings_go_here(operations: Operations, garbage: Garbage, qtbot: QtBot) -> None:
    """1."""
    went: list[threading.Thread] = []

    def work() -> None:
        for _ in range(gc.get_threshold()[0] * 3):
            Ring(went)

    with qtbot.waitSignal(operations.idle, timeout=5000):
        operations.run(work, lambda none: None)
    assert not went
    garbage.look()
    assert set(went) == {threading.main_thread()} and len(went) > gc.get_threshold()[0]


def test_callbacks_go_here(operations: Operations, qtbot: QtBot) -> None:
    """2."""
    went: list[threading.Thread] = []
    for _ in range(200):
        held = Ring(went)
        held.me = None  # type: ignore[assignment]
        operations.run(lambda held=held: str(held), lambda text, held=held: None)  # type: ignore[misc]
        del held
    qtbot.waitUntil(lambda: operations.running == 0, timeout=5000)
    qtbot.waitUntil(lambda: len(went) == 200, timeout=5000)
    assert set(went) == {threading.main_thread()}


def test_no_false_owners() -> None:
    """3."""
    asked = re.compile(r"\.(nextInFocusChain|previousInFocusChain|checkedButton|actionGroup)\(")
    item = re.compile(r"\.(itemAt|takeAt|addLayout|insertLayout)\(")
    for path in Path(ui.__file__).parent.rglob("*.py"):
        assert path.name == "layout.py" or not item.search(path.read_text("utf-8")), path
        assert not asked.search(path.read_text("utf-8")), path
    assert asked.search("one.nextInFocusChain()") and item.search("box.itemAt(0)")


def test_nothing_goes_untold(look: theme.Theme, qtbot: QtBot) -> None:
    """4."""
    page = QWidget()
    inner = row(Label("Case 014"), 8, STRETCH)
    page.setLayout(column(inner, STRETCH))
    qtbot.addWidget(page)
    page.show()
    assert not untold()
    look.set_scale(2.0)
    assert inner.spacing() == theme.px(8) == 16
    assert not untold()
    later = column(row(Label("MARAC"), 4, STRETCH), Label("police"), STRETCH)
    inner.add(later, (row(Label("none")), 1))
    assert later.parent() is inner and not untold()
    qtbot.waitUntil(lambda: all(one.isVisible() for one in page.findChildren(Label)))
