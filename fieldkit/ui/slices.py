"""Long work of the GUI thread in slices: a turn of the event loop between any two."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer


class Slices(QObject):
    """Takes one work at a time; beginning another, or `stop`, closes the one under way."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Iterator[None] | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._next)

    def begin(self, steps: Iterator[None]) -> None:
        """Take the first step now, and each that follows in a turn of its own."""
        self.stop()
        self._steps = steps
        self._next()

    def stop(self) -> None:
        """Close what is under way: at its last ``yield`` it hears `GeneratorExit`."""
        self._timer.stop()
        steps, self._steps = self._steps, None
        close = getattr(steps, "close", None)
        if close is not None:
            close()

    def _next(self) -> None:
        steps, self._steps = self._steps, None  # what a step does may stop or begin another
        if steps is None:
            return
        for _ in steps:
            self._steps = steps
            self._timer.start()
            return
