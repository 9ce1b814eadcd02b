"""Python's garbage is collected on the GUI thread alone, between two events.

Collected on a thread of an operation, which is where Python does it as often as anywhere, widgets
would be let go there: they are deleted a moment later, and if Qt deleted them meanwhile, whatever
stands at their address by then goes instead.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QTimer

_EVERY: Final = 200
_NAME: Final = "garbage"


class Garbage(QObject):
    """Collects as Python would, by the same thresholds, whenever `timer` says that it is time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(_NAME)
        gc.disable()
        self.timer = QTimer(self, interval=_EVERY)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        """Collect what is due, the old as rarely as Python does."""
        young, middle, old = gc.get_count()
        most = gc.get_threshold()
        if young > most[0]:
            gc.collect(2 if old > most[2] else 1 if middle > most[1] else 0)


def collected_here() -> None:
    """From now on garbage is collected on this thread, the application's, and on no other."""
    application = QCoreApplication.instance()
    if application is not None and application.findChild(QObject, _NAME) is None:
        Garbage(application)
