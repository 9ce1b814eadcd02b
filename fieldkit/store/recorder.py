"""The recorder: the one thread that writes to ``store.db``, answers before everything else."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as cipher
from sqlalchemy import Connection
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from fieldkit.errors import FieldkitError
from fieldkit.store import touched
from fieldkit.store.touched import Touched

T = TypeVar("T")
Work = Callable[[Connection], T]

_STOP = 2


class Recorder:
    """Runs short pieces of work, each in one durable transaction, in order of urgency.

    A Future is done only once its transaction is on the disk. Refusals of the disk come out as
    FieldkitError ``disk.full`` or ``disk.not_written``; nothing of a failed piece stays behind.
    After each, `changed` is told of which subjects something else stands now.
    """

    def __init__(
        self, engine: Engine, changed: Callable[[Collection[Touched]], None] = lambda _: None
    ) -> None:
        self._engine = engine
        self._changed = changed
        self._queue: queue.PriorityQueue[tuple[int, int, Any, Any]] = queue.PriorityQueue()
        self._count = itertools.count()
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T], urgent: bool = True) -> Future[T]:
        """Queue `work`; urgent pieces (what a person did) overtake the others."""
        done: Future[T] = Future()
        self._queue.put((0 if urgent else 1, next(self._count), work, done))
        return done

    def run(self, work: Work[T], urgent: bool = True) -> T:
        """Queue `work` and wait until it is on the disk."""
        return self.submit(work, urgent).result()

    def stop(self) -> None:
        """Finish what is queued, then end the thread."""
        self._queue.put((_STOP, next(self._count), None, None))
        self._thread.join()

    def _work(self) -> None:
        while True:
            urgency, _, work, done = self._queue.get()
            if urgency == _STOP:
                return
            if done.set_running_or_notify_cancel():
                self._one(work, done)

    def _one(self, work: Work[Any], done: Future[Any]) -> None:
        try:
            with self._engine.begin() as connection:
                touched.take(connection)  # of what was rolled back
                result = work(connection)
                subjects = touched.take(connection)
            self._changed(subjects)
        except DBAPIError as why:
            done.set_exception(_trouble(why.orig or why))
        except BaseException as why:  # noqa: BLE001  (handed to the waiting thread, never lost)
            done.set_exception(why)
        else:
            done.set_result(result)


def _trouble(why: BaseException) -> FieldkitError:
    told = str(why)
    if isinstance(why, cipher.OperationalError) and "full" in told:
        return FieldkitError("disk.full", file="store.db", why=told)
    return FieldkitError("disk.not_written", file="store.db", why=told)
