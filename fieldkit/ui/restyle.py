"""A new style sheet for the whole application, so that no key waits for it.

Qt gives every widget the new rules once for each of its ancestors, hidden pages and all. Here each
gets them once; where only colours change, what is hidden gets them in slices afterwards, or as
soon as it is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from fieldkit.ui.slices import Slices

_SLICE = 0.005


class Restyle(QObject):
    """Gives an application its style sheets; keep one for as long as the application runs.

    `before` is called with each widget before it is given new rules.
    """

    def __init__(self, app: QApplication, before: Callable[[QWidget], object]) -> None:
        super().__init__(app)
        self._app = app
        self._before = before
        self._slices = Slices(self)
        self._hidden: list[QWidget] = []
        self._untold: list[QWidget] = []
        self._watched: list[QWidget] = []

    @property
    def waiting(self) -> bool:
        """Whether hidden widgets have still to be given the newest sheet."""
        return bool(self._hidden or self._untold)

    def set_sheet(self, sheet: str, at_once: bool = False) -> None:
        """Give everything the sheet `sheet`: what is on screen now, what is hidden soon.

        With `at_once` nothing waits: for sizes, since what is hidden takes part in them.
        """
        if not self._app.styleSheet():
            for one in self._app.allWidgets():
                self._before(one)
            self._app.setStyleSheet(sheet)
            return
        style = self._app.style()
        style.unpolish(self._app)  # every rule is forgotten: so Qt goes through no widget itself
        self._app.setStyleSheet(sheet)
        style.polish(self._app)
        self._unwatch()
        todo, seen = self._app.topLevelWidgets(), []
        self._hidden, self._untold = [], []
        if at_once or not any(top.isVisible() for top in todo):
            self._slices.stop()
            self._restyle(todo)
            return
        while todo:
            one = todo.pop()
            if isValid(one) and not one.isVisible():
                self._hidden.append(one)
            else:
                todo += self._polish(one)
                seen.append(one)
        for one in reversed(seen):
            _tell(one)
        self._watched = list(self._hidden)
        for one in self._watched:
            one.installEventFilter(self)
        self._slices.begin(self._steps())

    def _steps(self) -> Iterator[None]:
        yield
        ends = time.perf_counter() + _SLICE
        while self.waiting:
            if self._hidden:
                one = self._hidden.pop()
                self._hidden += self._polish(one)
                self._untold.append(one)
            else:
                _tell(self._untold.pop())
            if time.perf_counter() > ends:
                yield
                ends = time.perf_counter() + _SLICE
        self._unwatch()

    def _unwatch(self) -> None:
        for one in self._watched:
            if isValid(one):
                one.removeEventFilter(self)
        self._watched = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            self._watched = [one for one in self._watched if one is not watched]
            self._restyle([watched])
        return False

    def _polish(self, widget: QWidget) -> list[QWidget]:
        """Give one widget the rules in force; those in it, which come next, are returned."""
        if not isValid(widget):
            return []
        self._before(widget)
        self._app.style().polish(widget)
        return [one for one in widget.children() if isinstance(one, QWidget)]

    def _restyle(self, todo: list[QWidget]) -> None:
        """Give the widgets `todo` and all in them the rules in force, and tell them."""
        done: list[QWidget] = []
        while todo:
            one = todo.pop()
            todo += self._polish(one)
            done.append(one)
        for one in reversed(done):
            _tell(one)


def _tell(widget: QWidget) -> None:
    """Tell a widget of its new style, after those in it: what they need may be more or less now."""
    if isValid(widget):
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
    if isValid(widget):
        widget.update()
