"""A hand that does anything: keys, clicks and words at random, over a real window.

What it does follows from its seed alone, as far as the machine's speed does not matter; on a
failure the last deeds are told. Nothing that a person can do may raise, leave the window without
keys, or lead to a reader that is gone.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Sequence
from random import Random

import pytest
from PySide6.QtCore import QItemSelectionModel, QMetaObject, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QWidget,
)
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot
from shiboken6 import createdByPython, getAllValidWrappers, isValid, ownedByPython

from fieldkit.ui.keys import is_text_input
from fieldkit.ui.workplace import Workplace

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
_WORDS = ("police", "he was seen on 2025-03-02", "", " ", "risk", "MARAC; 3 (three)?", "x" * 300)
_PLAIN = (
    *(Key.Key_Tab, Key.Key_Tab, Key.Key_Backtab, Key.Key_Return, Key.Key_Escape, Key.Key_Escape),
    *(Key.Key_Space, Key.Key_Up, Key.Key_Down, Key.Key_Down, Key.Key_Left, Key.Key_Right),
    *(Key.Key_Home, Key.Key_End, Key.Key_Delete, Key.Key_PageDown, Key.Key_PageUp),
    *(Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_Slash, Key.Key_Menu),
)
_NEVER = ("file.quit", "file.lock", "help.practice")
_SIZES = ((1366, 768), (1366, 683), (900, 600), (700, 500), (1800, 900), (1440, 900))


@pytest.fixture
def no_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is asked for a file or a folder calls it off."""
    for name, answer in (
        ("getOpenFileName", ("", "")),
        ("getOpenFileNames", ([], "")),
        ("getSaveFileName", ("", "")),
        ("getExistingDirectory", ""),
    ):
        monkeypatch.setattr(QFileDialog, name, lambda *_, answer=answer: answer)


def untold() -> list[object]:
    """What the binding holds and will not be told of when Qt deletes it: another object made in
    its place would be taken for it, which ends in memory that was freed. Meta-objects stay.
    """
    ours = (QObject, QMetaObject)
    held = [one for one in getAllValidWrappers() if not isinstance(one, ours)]
    return [one for one in held if not (ownedByPython(one) or createdByPython(one))]


class AnyHand:
    """`sound` is asked after every deed and may assert. Once `locked`, nothing more is done."""

    def __init__(self, work: Workplace, qtbot: QtBot, seed: int, sound: Callable[[], None]) -> None:
        self._window = work.frame
        self._qtbot = qtbot
        self._random = Random(seed)
        self._sound = sound
        self.done: deque[str] = deque(maxlen=40)
        self.locked = False
        work.locker.locked.connect(self._lock)

    def _lock(self) -> None:
        self.locked = True

    def go_on(self, deeds: int) -> None:
        """So many deeds; what goes wrong is told with the deeds before it."""
        with capture_exceptions() as raised:
            for _ in range(deeds):
                if self.locked:
                    return
                try:
                    self._do_one()
                    self._sound()
                except Exception as why:
                    raise AssertionError("\n".join(self.done)) from why
                if raised:
                    raise AssertionError("\n".join(self.done)) from raised[0][1]
        assert not untold()

    def _do_one(self) -> None:
        deed = self._random.choices(
            (
                self._shortcut,
                self._letter,
                self._key,
                self._click,
                self._row,
                self._type,
                self._command,
                self._resize,
                self._wait,
                self._collect,
            ),
            (24, 12, 26, 12, 6, 6, 6, 1, 10, 4),
        )[0]
        deed()
        QApplication.processEvents()

    def _focus(self) -> QWidget:
        now = QApplication.focusWidget()
        return now if now is not None and now.window() is self._window else self._window

    def _actions(self) -> list[QAction]:
        found = [one for one in self._window.findChildren(QAction) if one.objectName()]
        return [one for one in found if one.isEnabled() and one.objectName() not in _NEVER]

    def _shortcut(self) -> None:
        keys = [key for one in self._actions() for key in one.shortcuts()]
        if keys:
            self._press(self._random.choice(keys))

    def _press(self, keys: QKeySequence) -> None:
        pressed = keys[0]  # type: ignore[index]
        self.done.append(f"{keys.toString()} on {self._name(self._focus())}")
        self._qtbot.keyClick(self._focus(), pressed.key(), pressed.keyboardModifiers())

    def _letter(self) -> None:
        if not is_text_input(self._focus()):
            self._plain(Key(self._random.choice(range(Key.Key_A.value, Key.Key_Z.value + 1))))

    def _key(self) -> None:
        self._plain(self._random.choice(_PLAIN))

    def _plain(self, key: Key) -> None:
        held = self._random.choices(
            (NONE, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier),
            (8, 1, 1),
        )[0]
        if held == Qt.KeyboardModifier.ControlModifier and key in (Key.Key_Q, Key.Key_L):
            return
        self.done.append(f"{held.name} {key.name} on {self._name(self._focus())}")
        self._qtbot.keyClick(self._focus(), key, held)

    def _command(self) -> None:
        actions = [one for one in self._actions() if not one.menu()]
        if actions:
            action = self._random.choice(actions)
            self.done.append(f"menu {action.objectName()}")
            action.trigger()

    def _seen(self, kind: type[QWidget]) -> Sequence[QWidget]:
        found = [one for one in self._window.findChildren(kind) if one.isVisible()]
        return [one for one in found if one.isEnabled() and not one.visibleRegion().isEmpty()]

    def _click(self) -> None:
        buttons = self._seen(QAbstractButton)
        buttons = [one for one in buttons if self._name(one) not in ("Lock",)]
        if buttons:
            button = self._random.choice(buttons)
            self.done.append(f"click {self._name(button)}")
            self._at(button, button.visibleRegion().boundingRect().center())

    def _row(self) -> None:
        views = self._seen(QAbstractItemView)
        views = [one for one in views if one.model() is not None and one.model().rowCount()]  # type: ignore[attr-defined]
        if views:
            view = self._random.choice(views)
            assert isinstance(view, QAbstractItemView)
            row = self._random.randrange(view.model().rowCount())
            index = view.model().index(row, 0)
            self.done.append(f"row {row} of {self._name(view)}")
            if self._random.random() < 0.5:
                view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
                self._at(view.viewport(), view.visualRect(index).center())
            else:
                flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
                view.selectionModel().setCurrentIndex(index, flag)

    def _at(self, widget: QWidget, place: QPoint) -> None:
        click = self._qtbot.mouseDClick if self._random.random() < 0.15 else self._qtbot.mouseClick
        click(widget, Qt.MouseButton.LeftButton, NONE, place)

    def _type(self) -> None:
        words = self._random.choice(_WORDS)
        self.done.append(f"type {words[:30]!r} on {self._name(self._focus())}")
        if is_text_input(self._focus()):
            self._qtbot.keyClicks(self._focus(), words)

    def _resize(self) -> None:
        size = self._random.choice(_SIZES)
        self.done.append(f"resize {size}")
        self._window.resize(*size)

    def _wait(self) -> None:
        time = self._random.choice((1, 5, 20, 60, 200))
        self.done.append(f"wait {time}")
        self._qtbot.wait(time)

    def _collect(self) -> None:
        """What nobody holds any more goes now: nothing that is on screen may go with it."""
        generation = self._random.choice((0, 1, 2))
        self.done.append(f"collect {generation}")
        gc.collect(generation)

    def _name(self, widget: QWidget) -> str:
        if not isValid(widget):
            return "what is gone"
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        return text or widget.accessibleName() or type(widget).__name__
