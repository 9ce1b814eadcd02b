"""A new style sheet for the whole application, so that no key waits for it.

Qt gives every widget the new rules once for each of its ancestors, hidden pages and all. Here each
gets them once: what is on screen at once, what is hidden in slices afterwards, or as soon as it
is shown.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from fieldkit.ui.slices import Slices

_SLICE = 0.005


class Restyle(QObject):
    """Gives an application its style sheets; keep one for as long as the application runs."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._slices = Slices(self)
        self._hidden: list[QWidget] = []
        self._watched: list[QWidget] = []

    @property
    def waiting(self) -> bool:
        """Whether hidden widgets have still to be given the newest sheet."""
        return bool(self._hidden)

    def set_sheet(self, sheet: str) -> None:
        """Give everything the sheet `sheet`: what is on screen now, what is hidden soon."""
        if not self._app.styleSheet():
            self._app.setStyleSheet(sheet)
            return
        style = self._app.style()
        style.unpolish(self._app)  # every rule is forgotten: so Qt goes through no widget itself
        self._app.setStyleSheet(sheet)
        style.polish(self._app)
        self._unwatch()
        tops = self._app.topLevelWidgets()
        if any(top.isVisible() for top in tops):
            self._hidden = list(_restyled(tops, shown=True))
            self._watched = list(self._hidden)
            for one in self._watched:
                one.installEventFilter(self)
            self._slices.begin(self._steps())
        else:
            self._hidden = tops
            self.finish()

    def finish(self) -> None:
        """Give what is hidden the sheet without waiting."""
        self._unwatch()
        self._slices.stop()
        hidden, self._hidden = self._hidden, []
        for _ in _restyled(hidden, shown=False):
            pass

    def _steps(self) -> Iterator[None]:
        yield
        ends = time.perf_counter() + _SLICE
        for _ in _restyled(self._hidden, shown=False):
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
            self._watched.remove(watched)
            for _ in _restyled([watched], shown=False):
                pass
        return False


def _restyled(todo: list[QWidget], shown: bool) -> Iterator[QWidget]:
    """Restyle the widgets `todo` (it is used up) and all in them, parents before children.

    Yields each that was restyled. With `shown`, yields each hidden one instead, and leaves it.
    """
    style = QApplication.style()
    while todo:
        widget = todo.pop()
        if not isValid(widget):
            continue
        if shown and not widget.isVisible():
            yield widget
            continue
        style.polish(widget)
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        if not isValid(widget):
            continue
        widget.update()
        todo += [one for one in widget.children() if isinstance(one, QWidget)]
        if not shown:
            yield widget
