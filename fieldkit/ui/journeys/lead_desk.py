"""Times the lead's own window on a casebook as it stands: until something is seen, until all is.

Started by `bench`: ``python -m fieldkit.ui.journeys.lead_desk opened FOLDER PASSPHRASE``.
Prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from fieldkit.settings import Settings
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.lead.pages import LeadPages
from fieldkit.ui.operations import Operations
from fieldkit.ui.workplace import Workplace

_BEAT = 2


class Pulse:
    """Runs the event loop until something is so, and notes how long it ever stood still."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._loop = QEventLoop()
        self._until: Callable[[], bool] = lambda: True
        self._timer = QTimer(interval=_BEAT)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now
        if self._until():
            self._loop.quit()

    def until(self, so: Callable[[], bool]) -> float:
        """Wait, and return how many milliseconds it took."""
        began = self._last = time.perf_counter()
        self._until = so
        self._loop.exec()
        return (time.perf_counter() - began) * 1000


class Desk:
    """The lead's window on a casebook, made and painted once."""

    def __init__(self, folder: Path, passphrase: str) -> None:
        self.application = QApplication([])
        look = theme.install(self.application, "light")
        self.session = Session.unlock(folder, passphrase)
        self.session.opened  # noqa: B018  (as the unlock window does, off the GUI thread)
        self.operations = Operations()
        self._began = time.perf_counter()
        self.work = Workplace(self.session, Settings(casebook=folder), look, self.operations)
        self.work.frame.resize(1440, 868)
        self.work.frame.show()
        self.work.frame.repaint()
        self.window = self.since()
        self.pulse = Pulse()

    @property
    def pages(self) -> LeadPages:
        """The lead's pages."""
        found = self.work.lead
        assert found is not None
        return found

    def again(self) -> None:
        """Count from now."""
        self._began = time.perf_counter()

    def since(self) -> float:
        """Milliseconds since it was begun."""
        return (time.perf_counter() - self._began) * 1000

    def painted(self, widget: QWidget) -> float:
        """Milliseconds until `widget` is painted as it is now."""
        widget.repaint()
        return self.since()

    def idle(self) -> float:
        """Milliseconds until nothing runs behind the window."""
        self.pulse.until(lambda: self.operations.running == 0)
        return self.since()


def opened(desk: Desk) -> dict[str, float]:
    """Until the window, its first rows, and all of it are there; the longest block."""
    page, whole = desk.pages.progress, []
    page.whole.connect(lambda: whole.append(desk.since()))
    desk.work.start()
    desk.pulse.until(lambda: page.list.model().rowCount() > 0)
    seen = desk.painted(page.list.viewport())
    desk.pulse.until(lambda: bool(whole))
    desk.idle()
    return {"floor": desk.window, "value": seen, "whole": whole[0]}


def received(desk: Desk, bundles: Path) -> dict[str, float]:
    """From files chosen to the first answer, and from Receive to the first progress; and all."""
    desk.work.start()
    desk.idle()
    desk.work.frame.show_tab("receive")
    desk.idle()
    page, files = desk.pages.receive, sorted(bundles.glob("*.fkb"))
    desk.again()
    page.add(files)
    listed = desk.painted(page)
    looked = desk.idle()
    merged: list[float] = []
    page.merged.connect(lambda disputes: merged.append(desk.since()))
    told: list[float] = []
    page._went_on.connect(lambda words: told.append(desk.since()))
    desk.again()
    desk.pulse.longest = 0.0
    page.receive()
    first = desk.painted(page)
    desk.pulse.until(lambda: bool(merged))
    return {
        "value": max(listed, first),
        "looked": looked,
        "told": told[0],
        "whole": merged[0],
        "floor": looked / max(1, len(files)),
    }


def drilled(desk: Desk) -> dict[str, float]:
    """The ratings of the room, from there to the cases of a question, from there to a passage."""
    desk.work.start()
    desk.idle()
    desk.work.frame.activateWindow()
    desk.pages.frame.show_tab("moderation")
    desk.idle()
    tab = desk.pages.moderating
    desk.again()
    tab.show_room()
    desk.idle()
    steps = [desk.painted(tab.room)]
    desk.again()
    floor = desk.painted(tab.room)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down):
        desk.again()
        QTest.keyClick(QApplication.focusWidget() or tab.room, key)
        desk.idle()
        steps.append(desk.painted(tab.room))
    if not tab.room.cases.isVisible():
        raise AssertionError("the cases of the question are not on screen")
    return {"value": max(steps[1:]), "floor": floor, "whole": sum(steps)}


def main(what: str, folder: str, passphrase: str, *more: str) -> None:
    """Print what was measured."""
    desk = Desk(Path(folder), passphrase)
    if what == "opened":
        found = opened(desk)
    elif what == "received":
        found = received(desk, Path(more[0]))
    else:
        found = drilled(desk)
    found["block"] = desk.pulse.longest * 1000
    sys.stdout.write(json.dumps(found) + "\n")
    desk.work.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
