"""Locking: write the edit in progress, close the casebook, and start a fresh process.

Nothing less than the end of the process clears memory. If the last write fails, the window goes
blank and the process stays until the disk takes it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from fieldkit.ui.saver import Saver

Relaunch = Callable[[Path], None]
_LOOK_AWAY = 1.0
_ACTIVE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


def command(casebook: Path) -> list[str]:
    """The command that starts the app again on this casebook."""
    wanted = ["--app", "--casebook", str(casebook)]
    if getattr(sys, "frozen", False):
        return [sys.executable, *wanted]
    return [sys.executable, "-m", "fieldkit", *wanted]


def relaunch(casebook: Path) -> None:
    """End this process and start a fresh one at the unlock window. Does not return."""
    again = command(casebook)
    if os.name == "nt":
        subprocess.Popen(again, close_fds=True)
        os._exit(0)
    os.execv(again[0], again)


class IdleWatch(QObject):
    """`idle` is emitted when nobody has touched keyboard or mouse for `seconds`.

    Looking at every event of the application is dear, so it looks away for a moment after each
    touch, and counts from the end of that moment: it may be late by it, never early.
    """

    idle = Signal()

    def __init__(self, seconds: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = self._make_timer(seconds)
        self._timer.timeout.connect(self.idle)
        self._away = self._make_timer(min(_LOOK_AWAY, seconds / 10))
        self._away.timeout.connect(self._look)
        self._look()

    def _make_timer(self, seconds: float) -> QTimer:
        made = QTimer(self)
        made.setTimerType(Qt.TimerType.PreciseTimer)  # others may be a twentieth early
        made.setSingleShot(True)
        made.setInterval(round(seconds * 1000))
        return made

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        self._away.stop()
        self._look_away()

    def _look(self) -> None:
        self._timer.start()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def _look_away(self) -> None:
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVE:
            self._timer.stop()
            self._look_away()
            self._away.start()
        return False


class Clipboard:
    """Knows what this window put on the clipboard, and takes only that away again."""

    def __init__(self) -> None:
        self._ours = ""
        board = QGuiApplication.clipboard()
        board.dataChanged.connect(self._changed)

    def _changed(self) -> None:
        board = QGuiApplication.clipboard()
        active = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        self._ours = board.text() if board.ownsClipboard() or active else ""

    def clear(self) -> None:
        """Empty the clipboard if what is on it came from here."""
        board = QGuiApplication.clipboard()
        if board.ownsClipboard() or (self._ours and board.text() == self._ours):
            board.clear()
            board.setText("")  # some systems keep the text on `clear`
        self._ours = ""


class Locker(QObject):
    """`blanked` asks the window to show nothing; `locked` comes just before the end."""

    blanked = Signal()
    locked = Signal()

    def __init__(
        self,
        saver: Saver,
        close: Callable[[], None],
        casebook: Path,
        again: Relaunch = relaunch,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._saver = saver
        self._close = close
        self._casebook = casebook
        self._again = again
        self._begun = False
        self._done = False
        saver.recovered.connect(self._retry)

    def lock(self) -> None:
        """Write what is in progress, then end. Without a disk: blank, and try until it goes."""
        if self._done:
            return
        self._begun = True
        if not self._saver.flush():
            self.blanked.emit()
            return
        self._done = True
        self._close()
        self.locked.emit()
        self._again(self._casebook)

    def _retry(self) -> None:
        if self._begun and not self._done:
            # Not within the saver's own call: it may still have to write the rest.
            QTimer.singleShot(0, self, self.lock)
