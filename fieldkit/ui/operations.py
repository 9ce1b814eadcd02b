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
from fieldkit.ui import garbage

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


class _Task:
    """One operation with its callbacks; emptied on the GUI thread, whose screens they may hold.

    The last thread to hold a callback lets go of all that it holds. That may be a widget.
    """

    def __init__(
        self, done: Callable[[Any], object], failed: Callable[[FieldkitError], object] | None
    ) -> None:
        self.work: Callable[[], Any] | None = None
        self.done: Callable[[Any], object] | None = done
        self.failed = failed

    def __call__(self) -> tuple[Any, BaseException | None]:
        """What the work returned, or what it raised, with the frames of its making."""
        assert self.work is not None
        try:
            return self.work(), None
        except BaseException as why:  # noqa: BLE001  (it goes to the callbacks)
            return None, why

    def empty(self) -> None:
        """Let go of what was to be done, and of who is told."""
        self.work = self.done = self.failed = None


class Operations(QObject):
    """Runs operations in a few threads. `owner` dead means that its callbacks are dropped."""

    _finished = Signal(object, object, object)
    broken = Signal(str)
    idle = Signal()

    def __init__(self, threads: int = 3, parent: QObject | None = None) -> None:
        super().__init__(parent)
        garbage.collected_here()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="operation")
        self._tasks: set[_Task] = set()
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> int:
        """How many operations are under way or queued."""
        return len(self._tasks)

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
        task = _Task(done, failed)
        task.work = work
        self._tasks.add(task)
        self._pool.submit(task).add_done_callback(partial(self._ran, task))

    def watch(
        self,
        future: Future[T],
        done: Callable[[T], object],
        failed: Callable[[FieldkitError], object] | None = None,
    ) -> None:
        """The same for work that somebody else runs (the recorder)."""
        task = _Task(done, failed)
        self._tasks.add(task)
        future.add_done_callback(partial(self._watched, task))

    def _ran(self, task: _Task, future: Future[tuple[Any, BaseException | None]]) -> None:
        if not self._closed:
            self._finished.emit(task, *future.result())

    def _watched(self, task: _Task, future: Future[Any]) -> None:
        if not self._closed:
            why = future.exception()
            self._finished.emit(task, None if why else future.result(), why)

    def _deliver(self, task: _Task, value: object, why: BaseException | None) -> None:
        done, failed = task.done, task.failed
        task.empty()
        self._tasks.discard(task)
        if done is None or _is_dead(done):
            pass
        elif why is None:
            done(value)
        elif not isinstance(why, FieldkitError):
            _log.error("an operation broke", exc_info=why)
            self.broken.emit(type(why).__name__)
        elif failed is not None:
            failed(why)
        else:
            self.broken.emit(str(why))
        if why is not None:
            why.__traceback__ = None  # its frames hold what the work held
        if not self._tasks:
            self.idle.emit()

    def close(self) -> None:
        """Let running work end; nothing is delivered any more."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        for task in self._tasks:
            task.empty()
        self._tasks.clear()
