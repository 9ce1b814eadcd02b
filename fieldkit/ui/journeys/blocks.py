"""How long the GUI thread is kept from looking at its events, and by which step of a journey.

A timer that should fire every two milliseconds tells by how much it was late: for so long no key
would have been heard and nothing painted.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

_EVERY = 2
_KEPT = 12


class Blocks(QObject):
    """Measures from `start` on. `doing` names what the journey does just then."""

    def __init__(self, doing: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._doing = doing
        self._last = 0.0
        self.turns = 0
        self._longest: list[tuple[float, str]] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._fired)

    def start(self) -> None:
        """Begin; what came before does not count."""
        self._last = time.perf_counter()
        self._timer.start()

    def _fired(self) -> None:
        now = time.perf_counter()
        late, self._last = now - self._last - _EVERY / 1000, now
        self.turns += 1
        if len(self._longest) < _KEPT or late > self._longest[-1][0]:
            self._longest.append((late, self._doing()))
            self._longest.sort(reverse=True)
            del self._longest[_KEPT:]

    def told(self) -> dict[str, object]:
        """How often the timer fired, and the longest delays in milliseconds with what was done."""
        longest = [[round(late * 1000, 1), doing] for late, doing in self._longest]
        return {"turns": self.turns, "longest": longest}
