"""Driving the running app from a script, for the demo and the pictures.

A script is a function ``(app) -> None`` or a generator of it. A generator yields what it waits
for: a callable that becomes true, or a number of seconds. When it ends, the app ends.
"""

from __future__ import annotations

import importlib
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer

WAIT = 60.0
_EVERY = 5


def load(name: str) -> Callable[[Any], Any]:
    """The function named ``MODULE:FUNCTION``."""
    module, _, function = name.partition(":")
    found: Callable[[Any], Any] = getattr(importlib.import_module(module), function)
    return found


def _innermost(steps: Any) -> str:
    """Where a chain of generators stands, for whoever mends the script."""
    places = []
    while steps is not None:
        frame = getattr(steps, "gi_frame", None)
        places.append(f"{getattr(steps, '__name__', '?')}:{frame.f_lineno if frame else '?'}")
        steps = getattr(steps, "gi_yieldfrom", None)
    return " > ".join(places)


class Runner(QObject):
    """Takes a script's steps one after the other while the windows live on."""

    def __init__(self, steps: Iterator[Any], end: Callable[[int], None], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self._end = end
        self._until: Callable[[], bool] = lambda: True
        self._late = time.monotonic() + WAIT
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        try:
            if not self._until():
                if time.monotonic() > self._late:
                    where = getattr(self._steps, "gi_yieldfrom", None)
                    raise TimeoutError(f"the script waited too long in {_innermost(where)}")
                return
            self._next(next(self._steps))
        except StopIteration:
            self._finish(0)
        except Exception:  # noqa: BLE001  (a script's own mistake: told whole, then the end)
            traceback.print_exc(file=sys.stderr)
            self._finish(1)

    def _next(self, wanted: Any) -> None:
        now = time.monotonic()
        self._late = now + WAIT
        if callable(wanted):
            self._until = wanted
        else:
            self._until = lambda: time.monotonic() >= now + float(wanted or 0)

    def _finish(self, code: int) -> None:
        self._timer.stop()
        self._end(code)
