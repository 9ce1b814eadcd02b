"""Letter keys (Y N A R E F G M and digits) that act only outside text fields.

They are not Qt shortcuts: a shortcut would compete with typing and with the search in lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid


def is_text_input(widget: QWidget | None) -> bool:
    """Whether letters typed now are meant for this widget."""
    if isinstance(widget, QPlainTextEdit | QTextEdit | QLineEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QAbstractSpinBox | QComboBox)


class LetterKeys(QObject):
    """Calls ``keys[letter]`` when the letter is pressed while the focus is inside `host`.

    Nothing happens in a text field, with Ctrl, Alt or Shift held, or when the focus is inside
    another host (or a popover) nested in this one: the innermost host has the keys. It watches
    only the widget that has the focus, so it costs nothing elsewhere.
    """

    def __init__(self, host: QWidget, keys: Mapping[str, Callable[[], object]]) -> None:
        super().__init__(host)
        self._host = host
        self._keys = {letter.upper(): act for letter, act in keys.items()}
        self._watched: QWidget | None = None
        host.setProperty("letters_stop", True)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._move)
        self._move(None, QApplication.focusWidget())

    def set_keys(self, keys: Mapping[str, Callable[[], object]]) -> None:
        """Replace the keys."""
        self._keys = {letter.upper(): act for letter, act in keys.items()}

    def _move(self, before: QWidget | None, now: QWidget | None) -> None:
        if not isValid(self._host):  # it goes, and what is in it loses the keys
            return
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._forget)
        ours = now is not None and (now is self._host or self._host.isAncestorOf(now))
        watched = now if now is not None and ours else self._host
        watched.installEventFilter(self)
        watched.destroyed.connect(self._forget)
        self._watched = watched

    def _forget(self) -> None:
        self._watched = None

    def _is_ours(self, widget: QWidget) -> bool:
        step: QWidget | None = widget
        while step is not None and step is not self._host:
            if step.property("letters_stop"):
                return False
            step = step.parentWidget()
        return step is self._host

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        act = self._keys.get(event.text().upper()) if event.text() else None
        if act is None or plain != Qt.KeyboardModifier.NoModifier:
            return False
        if not isinstance(watched, QWidget) or is_text_input(watched):
            return False
        if not self._is_ours(watched):
            return False
        act()
        return True
