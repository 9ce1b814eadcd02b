"""A whole workplace on a real laptop: real session, saver, worker and windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.settings import Settings
from fieldkit.steps import read
from fieldkit.steps.read import OpenedReading
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.desk.desk import Desk
from fieldkit.ui.operations import Operations
from fieldkit.ui.workplace import Workplace
from tests import kit


@dataclass
class Place:
    """The workplace with short ways to drive it."""

    work: Workplace
    qtbot: QtBot
    folder: Path
    relaunched: list[Path] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        found = self.work.inspector.desk
        assert found is not None
        return found

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
        """A real key to whatever has the keys now."""
        target: QWidget = QApplication.focusWidget() or self.work.frame
        self.qtbot.keyClick(target, key, held or Qt.KeyboardModifier.NoModifier)

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def open_first(self) -> Desk:
        cases = self.work.inspector.cases
        self.qtbot.waitUntil(lambda: bool(cases.model.rows), timeout=5000)
        with self.qtbot.waitSignal(self.work.inspector.case_shown, timeout=5000):
            self.qtbot.keyClick(cases.list, Qt.Key.Key_Return)
        return self.desk

    def complete(self) -> None:
        """Answer every question and complete the case open."""
        for one in self.desk.work.questions:
            self.desk.work.go(one.code)
            self.desk.work.answer("yes")
        self.saved()
        self.desk.work.complete()
        self.saved()

    def saved(self, timeout: int = 10000) -> None:
        """Wait until everything is on the disk and read back, so many milliseconds at most."""
        idle = lambda: self.work.saver.idle and self.work.operations.running == 0  # noqa: E731
        self.qtbot.waitUntil(idle, timeout=timeout)

    @contextmanager
    def after_a_lock(self, look: theme.Theme, operations: Operations) -> Iterator[Desk]:
        """Lock, unlock again, and open the first case."""
        self.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: bool(self.relaunched), timeout=10000)
        session = Session.unlock(self.folder, kit.PASSPHRASE)
        again = Workplace(session, Settings(casebook=self.folder), look, operations)
        try:
            again.frame.show()
            again.start()
            cases = again.inspector.cases
            self.qtbot.waitUntil(lambda: bool(cases.model.rows), timeout=5000)
            with self.qtbot.waitSignal(again.inspector.case_shown, timeout=5000):
                cases.chosen.emit(cases.model.rows[0].reading.id)
            assert again.inspector.desk is not None
            yield again.inspector.desk
        finally:
            again.close()
            again.frame.deleteLater()

    def on_disk(self) -> OpenedReading:
        """Close everything, open the casebook afresh, and read case 001."""
        self.work.close()
        session = Session.unlock(self.folder, kit.PASSPHRASE)
        try:
            return read.open_reading(session, read.my_readings(session)[0].reading.id)
        finally:
            session.close()


MakePlace = Callable[..., Place]


@pytest.fixture
def make_place(tmp_path: Path, look: theme.Theme, qtbot: QtBot) -> Iterator[MakePlace]:
    made: list[Place] = []
    worlds: list[kit.World] = []

    def make(world: kit.World | None = None, **wanted: object) -> Place:
        if world is None:
            world = kit.inspection(tmp_path / "world", **({"cases": 2} | wanted))  # type: ignore
        worlds.append(world)
        session = world.laptops.pop("marsh")
        session.opened  # noqa: B018
        folder = session.casebook.folder
        relaunched: list[Path] = []
        owner = QApplication.instance()  # nothing of it is ever deleted by another thread
        work = Workplace(
            session,
            Settings(casebook=folder),
            look,
            Operations(parent=owner),
            relaunched.append,
            owner,
        )
        place = Place(work, qtbot, folder, relaunched)
        made.append(place)
        work.frame.resize(1800, 900)
        work.frame.show()
        work.frame.activateWindow()
        qtbot.waitUntil(work.frame.isActiveWindow)
        work.start()
        return place

    yield make
    for place in made:
        place.work.close()
        place.work.operations.close()
        place.work.frame.deleteLater()
    for world in worlds:
        world.close()


@pytest.fixture
def place(make_place: MakePlace) -> Place:
    return make_place()
