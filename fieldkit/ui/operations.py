"""Operations: work done off the GUI thread, whose result comes back to it as a plain value.

An operation is a function without arguments. What it returns, or the FieldkitError it raises, is
handed to the callbacks on the GUI thread; any other exception is our bug and goes to `broken`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from fieldkit.errors import FieldkitError

T = TypeVar("T")
_log = logging.getLogger(__name__)


def _is_dead(callback: object) -> bool:
    """Whether the screen that wanted the result has been deleted meanwhile."""
    while isinstance(callback, partial):
        if any(_gone(one) for one in callback.args):
            return True
        callback = callback.func
    if _gone(callback):
        return True
    cells = getattr(callback, "__closure__", None) or ()
    return any(_gone(cell.cell_contents) for cell in cells)


def _gone(one: object) -> bool:
    owner = getattr(one, "__self__", one)
    return isinstance(owner, QObject) and not isValid(owner)


class Operations(QObject):
    """Runs operations in a few threads. `owner` dead means that its callbacks are dropped."""

    _finished = Signal(object, object)
    broken = Signal(str)
    idle = Signal()

    def __init__(self, threads: int = 3, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="operation")
        self._running = 0
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> int:
        """How many operations are under way or queued."""
        return self._running

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[FieldkitError], object] | None = None,
    ) -> None:
        """Run `work` off the GUI thread, then `done` with its result, or `failed`, on it.

        After `close` nothing is begun any more.
        """
        if self._closed:
            return
        self.watch(self._pool.submit(work), done, failed)

    def watch(
        self,
        future: Future[T],
        done: Callable[[T], object],
        failed: Callable[[FieldkitError], object] | None = None,
    ) -> None:
        """The same for work that somebody else runs (the recorder)."""
        self._running += 1
        future.add_done_callback(lambda one: self._report(one, (done, failed)))

    def _report(self, future: Future[Any], callbacks: object) -> None:
        if not self._closed:
            self._finished.emit(future, callbacks)

    def _deliver(self, future: Future[Any], callbacks: tuple[Any, Any]) -> None:
        self._running -= 1
        done, failed = callbacks
        if _is_dead(done):
            return
        trouble = future.exception()
        if trouble is None:
            done(future.result())
        elif isinstance(trouble, FieldkitError):
            if failed is not None:
                failed(trouble)
            else:
                self.broken.emit(str(trouble))
        else:
            _log.error("an operation broke", exc_info=trouble)
            self.broken.emit(type(trouble).__name__)
        if self._running == 0:
            self.idle.emit()

    def close(self) -> None:
        """Let running work end; nothing is delivered any more."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
