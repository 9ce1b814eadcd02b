"""The saver: hands every edit to the recorder at once and in order, and says truly what is saved.

While the disk refuses, edits wait here in their order and are tried again; nothing is dropped.
What is being typed goes to the journal while typing and becomes one entry when the field is left.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Entry, Key
from fieldkit.steps.unlock import Edit
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import clock_time

Save = Callable[[Sequence[Edit]], Future[list[Entry]]]
Journal = Callable[[Edit], Future[None]]
RETRY = 2.0
_FLUSH = 10.0


@dataclass
class _Typed:
    """Text that is no entry yet; `kept` says whether the journal has it as it is now."""

    edit: Edit
    kept: bool = False


class Saver(QObject):
    """One at a time and in order: the next edit goes when the one before is on the disk.

    `refused` is an edit that the rules refused for good: it is not tried again. `failed` tells
    since when nothing was saved, and why; `changed` tells which fields were written.
    """

    saved = Signal(str)
    saving = Signal()
    failed = Signal(str, object)
    recovered = Signal()
    refused = Signal(object)
    changed = Signal(object)

    def __init__(
        self,
        save: Save,
        journal: Journal,
        operations: Operations,
        clock: Callable[[], datetime],
        *,
        journal_after: float = 0.4,
        entry_after: float = 60.0,
        retry_after: float = RETRY,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._save = save
        self._journal = journal
        self._operations = operations
        self._clock = clock
        self._waiting: deque[tuple[Edit, ...]] = deque()
        self._flight: Future[Any] | None = None
        self._typed: dict[Key, _Typed] = {}
        self._trouble: FieldkitError | None = None
        self.last_saved = ""
        self.last_count = 0
        self._since = clock_time(clock())
        self._soon = self._timer(journal_after, self._keep_typed)
        self._entry = self._timer(entry_after, self.settle)
        self._again = self._timer(retry_after, self._retry)

    def _timer(self, seconds: float, act: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(round(seconds * 1000))
        timer.timeout.connect(act)
        return timer

    @property
    def idle(self) -> bool:
        """Whether everything given so far, but for text being typed, is on the disk."""
        return not self._waiting

    @property
    def waiting(self) -> int:
        """How many edits are not on the disk yet."""
        return sum(len(unit) for unit in self._waiting)

    @property
    def trouble(self) -> FieldkitError | None:
        """Why nothing can be saved now, or None."""
        return self._trouble

    def save(self, edits: Sequence[Edit]) -> None:
        """Save edits as one step, after what was given before. Returns at once."""
        if not edits:
            return
        for edit in edits:
            self._typed.pop(edit.key, None)
        self._waiting.append(tuple(edits))
        if self._trouble is None:
            self.saving.emit()
            self._next()

    def typing(self, edit: Edit) -> None:
        """Keep what is being typed; it becomes an entry with `settle`."""
        self._typed[edit.key] = _Typed(edit)
        if not self._soon.isActive():
            self._soon.start()
        if not self._entry.isActive():
            self._entry.start()

    def settle(self, key: Key | None = None) -> None:
        """Make entries of what was typed in one field, or in all."""
        for one in [key] if key is not None else list(self._typed):
            typed = self._typed.pop(one, None)
            if typed is not None:
                self.save([typed.edit])
        if not self._typed:
            self._entry.stop()

    def text_of(self, key: Key) -> str | None:
        """What is being typed in a field and is no entry yet."""
        typed = self._typed.get(key)
        return str(typed.edit.value or "") if typed else None

    def flush(self) -> bool:
        """Before a lock or a close: write everything now and wait for it. False if it cannot."""
        self.settle()
        while self._waiting:
            flight = self._flight or self._start()
            try:
                flight.result(_FLUSH)
            except (Exception, TimeoutError) as why:  # noqa: BLE001  (told below, never lost)
                if not self._is_for_good(why):
                    self._flight = None
                    self._fail(why)
                    return False
            self._flight = None
            self._written(self._waiting.popleft())
        return True

    # The journal

    def _keep_typed(self) -> None:
        for key, typed in list(self._typed.items()):
            if not typed.kept:
                typed.kept = True
                self._watch(self._begun(self._journal, typed.edit), self._journalled, key)

    def _journalled(self, future: Future[Any], key: Key, why: BaseException | None) -> None:
        if why is None:
            self._recover()
            return
        typed = self._typed.get(key)
        if typed is not None:
            typed.kept = False
        self._fail(why)

    # One edit after the other

    def _start(self) -> Future[Any]:
        self._flight = self._begun(self._save, self._waiting[0])
        return self._flight

    def _begun(self, act: Callable[[Any], Future[Any]], what: object) -> Future[Any]:
        """The Future of `act`; what it raises at once is in the Future as well."""
        try:
            return act(what)
        except Exception as why:  # noqa: BLE001  (handed on in the Future)
            refused: Future[Any] = Future()
            refused.set_exception(why)
            return refused

    def _watch(self, future: Future[Any], told: Callable[..., None], *about: object) -> None:
        outer: Future[BaseException | None] = Future()
        future.add_done_callback(lambda one: outer.set_result(one.exception()))
        self._operations.watch(outer, lambda why: told(future, *about, why))

    def _next(self) -> None:
        if self._flight is None and self._waiting:
            self._watch(self._start(), self._landed)

    def _landed(self, future: Future[Any], why: BaseException | None) -> None:
        if future is not self._flight:
            return  # `flush` has seen to it
        self._flight = None
        if why is not None and not self._is_for_good(why):
            self._fail(why)
            return
        self._written(self._waiting.popleft(), refused=why)
        self._next()

    def _is_for_good(self, why: BaseException) -> bool:
        """Whether trying again is of no use: the rules refused it, not the disk."""
        return isinstance(why, FieldkitError) and not why.code.startswith("disk.")

    def _written(self, unit: tuple[Edit, ...], refused: BaseException | None = None) -> None:
        self._recover()
        self.changed.emit({edit.key for edit in unit})
        if refused is not None:
            self.refused.emit(refused)
            return
        self.last_count = len(unit)
        self.last_saved = self._since = clock_time(self._clock())
        self.saved.emit(self.last_saved)

    def _fail(self, why: BaseException) -> None:
        trouble = why if isinstance(why, FieldkitError) else None
        if trouble is None:
            trouble = FieldkitError("disk.not_written", file="store.db", why=type(why).__name__)
        self._trouble = trouble
        self._again.start()
        self.failed.emit(self._since, trouble)

    def _retry(self) -> None:
        self._keep_typed()
        self._next()

    def _recover(self) -> None:
        if self._trouble is not None:
            self._trouble = None
            self._again.stop()
            self.recovered.emit()
            self._next()
