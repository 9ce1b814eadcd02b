"""How long the GUI thread is kept from looking at its events, and by which step of a journey.

A timer that should fire every two milliseconds tells by how much it was late: for so long no key
would have been heard and nothing painted. Beside it stands how long the thread itself computed in
that time: the rest, the machine gave to others or to the disk.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

_EVERY = 2


class Blocks(QObject):
    """Measures from `start` on. `doing` names what the journey does just then."""

    def __init__(self, doing: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._doing = doing
        self._last = self._worked = 0.0
        self.turns = 0
        self._late: dict[str, float] = {}
        self._busy: dict[str, float] = {}
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._fired)

    def start(self) -> None:
        """Begin; what came before does not count."""
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start()

    def _fired(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        late, busy = now - self._last - _EVERY / 1000, worked - self._worked
        self._last, self._worked = now, worked
        self.turns += 1
        doing = self._doing()
        self._late[doing] = max(late, self._late.get(doing, 0.0))
        self._busy[doing] = max(busy, self._busy.get(doing, 0.0))

    @property
    def longest(self) -> tuple[float, str]:
        """The longest delay so far in milliseconds, and what was done then."""
        doing = max(self._late, key=self._late.__getitem__)
        return self._late[doing] * 1000, doing

    def told(self) -> dict[str, object]:
        """How often the timer fired, and of each deed the longest delay, in milliseconds.

        Each is delay, deed, and the longest that the thread itself computed between two firings
        (not always the same two).
        """
        ordered = sorted(self._late, key=self._late.__getitem__, reverse=True)
        longest = [
            [round(self._late[one] * 1000, 1), one, round(self._busy[one] * 1000, 1)]
            for one in ordered
        ]
        return {"turns": self.turns, "longest": longest}
