"""The lead's window on a real centre, with bundles of two inspectors waiting beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.settings import Settings
from fieldkit.steps import rate, read, send
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.lead.pages import LeadPages
from fieldkit.ui.operations import Operations
from fieldkit.ui.workplace import Workplace
from tests import kit

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Centre:
    """The lead's workplace with short ways to drive it."""

    work: Workplace
    qtbot: QtBot
    bundles: list[Path]
    folder: Path
    world: kit.World

    @property
    def pages(self) -> LeadPages:
        found = self.work.lead
        assert found is not None
        return found

    @property
    def session(self) -> Session:
        return self.work.session

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        """A real key to whatever has the keys now."""
        self.qtbot.keyClick(self.focus() or self.work.frame, key, held)

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.focus(), text)

    def focus(self) -> QWidget | None:
        return QApplication.focusWidget()

    def idle(self) -> None:
        """Wait until nothing runs off the GUI thread."""
        self.qtbot.waitUntil(lambda: self.work.operations.running == 0, timeout=10000)
        self.qtbot.wait(1)
        self.qtbot.waitUntil(lambda: self.work.operations.running == 0, timeout=10000)

    def go(self, number: int) -> None:
        """Ctrl and the number of a tab."""
        self.press(Qt.Key(Qt.Key.Key_0.value + number), CTRL)
        self.idle()

    def receive(self) -> None:
        """Add every bundle and merge it."""
        self.go(2)
        self.pages.receive.add(self.bundles)
        self.idle()
        with self.qtbot.waitSignal(self.pages.receive.merged, timeout=20000):
            self.press(Qt.Key.Key_Space)
        self.idle()


def rated(session: Session, value: str) -> None:
    """Case 001 answered and completed by one of its readers."""
    found = read.open_reading(session, read.my_readings(session)[0].reading.id)
    for question in found.view.questions:
        answer = value if question.code == "P 2.1.1" else "yes"
        rate.save(session, [rate.answer(found.view, question.code, answer)]).result()
    if value == "no":
        reason = rate.reason(found.view, "P 2.1.1", "Nobody asked the person")
        rate.save(session, [reason]).result()
    found = read.view_again(session, found)
    rate.save(session, [rate.complete(found.view)]).result()
    alert = rate.alert(found.view, "He knows her street", "P 2.1.1", "", 0)
    if value == "no":
        rate.save(session, [alert]).result()


@contextmanager
def window_of(
    world: kit.World, look: theme.Theme, qtbot: QtBot, bundles: list[Path], folder: Path
) -> Iterator[Centre]:
    """The window of a world's lead, shown, active and idle; gone at the end, unlike the world."""
    lead, owner = world.lead, QApplication.instance()
    lead.opened  # noqa: B018  (read once here, so that no window waits for it)
    settings = Settings(casebook=lead.casebook.folder)
    work = Workplace(lead, settings, look, Operations(parent=owner), lambda f: None, owner)
    work.frame.resize(1440, 868)
    work.frame.show()
    work.frame.activateWindow()
    qtbot.waitUntil(work.frame.isActiveWindow)
    work.start()
    made = Centre(work, qtbot, bundles, folder, world)
    made.idle()
    yield made
    work.close()
    work.operations.close()
    work.frame.deleteLater()


@pytest.fixture
def centre(tmp_path: Path, look: theme.Theme, qtbot: QtBot) -> Iterator[Centre]:
    world = kit.inspection(
        tmp_path / "world", ("A. Marsh", "F. Pike"), cases=2, standard="", index=False
    )
    bundles = []
    for person, value in (("marsh", "yes"), ("pike", "no")):
        session = world.laptops[person]
        rated(session, value)
        bundles.append(send.send(session, tmp_path / "bundles").path)
    with window_of(world, look, qtbot, bundles, tmp_path) as made:
        yield made
    world.close()
