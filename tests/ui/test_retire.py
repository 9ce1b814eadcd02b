"""A case destroyed by hand from the window.

1. By keys alone: the menu, the case, the reason, its number, Enter; then nothing of it is here, the
list of cases is without it, and what went is said. 2. Not before reason and number are typed, the
number of that case and no other. 3. What is not delivered cannot be chosen to go, and is counted.
4. The certificates are saved, verify, and name no person. 5. Esc leaves everything as it was.
An alert begun and not raised keeps its case too, and the panel says so.
6. At the centre nothing waits, and what was destroyed is gone from its pages. 7. Every control
speaks. 8. What the steps refuse is said in the panel, which stays with what was typed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from fieldkit.inspection import reading as readings
from fieldkit.settings import Settings
from fieldkit.steps import open_pack, rate, read, receive, retire, send, unlock
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.operations import Operations
from fieldkit.ui.retire import RetirePanel
from fieldkit.ui.workplace import Workplace
from tests import kit
from tests.ui.test_accessibility import assert_speaks

Key = Qt.Key


@pytest.fixture
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, cases=2, standard="", index=False)
    yield made
    made.close()


@pytest.fixture
def work(
    world: kit.World, operations: Operations, qtbot: QtBot, look: theme.Theme
) -> Iterator[Workplace]:
    yield from window(world.laptops["marsh"], operations, qtbot, look)


def window(
    session: Session, operations: Operations, qtbot: QtBot, look: theme.Theme
) -> Iterator[Workplace]:
    """The whole window of a session."""
    settings = Settings(casebook=session.casebook.folder)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = Workplace(session, settings, look, operations, lambda again: None, app)
    qtbot.addWidget(made.frame)
    made.frame.show()
    made.start()
    idle(qtbot, operations)
    yield made
    made.close()


def idle(qtbot: QtBot, operations: Operations) -> None:
    qtbot.waitUntil(lambda: operations.running == 0, timeout=30000)
    qtbot.wait(1)
    qtbot.waitUntil(lambda: operations.running == 0, timeout=30000)


def opened(work: Workplace, qtbot: QtBot) -> RetirePanel:
    """The panel, by its line in the menu."""
    work.frame.actions_by_id["file.destroy"].trigger()
    idle(qtbot, work.operations)
    panel = work.health.retiring.panel
    assert panel is not None and panel.isVisible()
    return panel


def typed(text: str) -> None:
    """Type where the keys are, then go on to the next field."""
    QTest.keyClicks(QApplication.focusWidget(), text)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)


def numbers(session: Session) -> list[str]:
    return [one.number for one in readings.subjects(session.present()) if one.kind == "case"]


def told(work: Workplace) -> str:
    return " ".join(one.text() for one in work.health.findChildren(QLabel))


def test_by_keys(work: Workplace, world: kit.World, qtbot: QtBot) -> None:
    """1., 2. and 4."""
    session = world.laptops["marsh"]
    panel = opened(work, qtbot)
    assert QApplication.focusWidget() is panel.cases and not panel.save.isVisible()
    QTest.keyClick(panel.cases, Key.Key_Down)
    assert panel.chosen is not None and panel.chosen.subject.number == "002"
    QTest.keyClick(panel.cases, Key.Key_Tab)
    assert not panel.button.isEnabled()
    typed("Sent to us by mistake")
    assert not panel.button.isEnabled()
    QTest.keyClicks(QApplication.focusWidget(), "001")
    assert QApplication.focusWidget() is panel.number and not panel.button.isEnabled()
    QTest.keyClick(panel.number, Key.Key_Return)
    assert panel.isVisible() and numbers(session) == ["001", "002"]
    panel.number.selectAll()
    QTest.keyClicks(panel.number, "002")
    assert panel.button.isEnabled() and panel.button.text() == "Destroy case 002"
    QTest.keyClick(panel.number, Key.Key_Return)
    idle(qtbot, work.operations)
    assert not panel.isVisible() and numbers(session) == ["001"]
    assert [one.subject.number for one in work.inspector._rows] == ["001"]
    assert work.frame.current_tab() == "health" and "Case 002 is destroyed here." in told(work)
    (made,) = retire.certificates(session)
    assert (made.case, made.reason) == ("002", "Sent to us by mistake")
    file = session.casebook.folder.parent / "saved.json"
    work.health.retiring._choose = lambda parent: str(file)
    panel = opened(work, qtbot)
    panel.save.click()
    idle(qtbot, work.operations)
    said = json.loads(file.read_text("utf-8"))
    assert said["signature"] == made.signature and "Marsh" not in file.read_text("utf-8")
    assert "saved.json" in told(work) and not panel.isVisible()


def test_what_is_not_delivered_stays(
    work: Workplace, world: kit.World, qtbot: QtBot, tmp_path: Path
) -> None:
    """3. and 5."""
    session = world.laptops["marsh"]
    mine = next(one for one in read.my_readings(session) if one.subject.number == "001")
    view = read.open_reading(session, mine.reading.id).view
    rate.save(session, [rate.answer(view, view.questions[0].code, "yes")]).result()
    panel = opened(work, qtbot)
    assert panel.chosen is not None and panel.chosen.subject.number == "001"
    assert "1 change of case 001 still without a receipt." in panel._why_not.text()
    panel.reason.setText("x")
    panel.number.setText("001")
    assert not panel.button.isEnabled()
    QTest.keyClick(panel, Key.Key_Escape)
    assert not panel.isVisible() and numbers(session) == ["001", "002"]
    path = send.send(session, tmp_path / "out").path
    arrivals, _ = receive.receive(world.lead, [path])
    for _, receipt in receive.write_receipts(world.lead, arrivals, tmp_path / "receipts"):
        open_pack.open_pack(session, receipt)
    panel = opened(work, qtbot)
    assert not panel._why_not.isVisible()
    panel.reason.setText("x")
    panel.number.setText("001")
    assert panel.button.isEnabled()


def test_an_alert_begun_keeps_its_case(work: Workplace, world: kit.World, qtbot: QtBot) -> None:
    """5."""
    session = world.laptops["marsh"]
    mine = next(one for one in read.my_readings(session) if one.subject.number == "001")
    unlock.remember(session, f"{retire.ALERT}{mine.reading.id}", "He said", mine.subject.id)
    panel = opened(work, qtbot)
    assert panel.chosen is not None and panel.chosen.subject.number == "001"
    assert "was begun and not raised" in panel._why_not.text()
    panel.reason.setText("x")
    panel.number.setText("001")
    assert not panel.button.isEnabled()


def test_refused(
    work: Workplace, world: kit.World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """8. Between opening the panel and pressing the button something was written."""
    session = world.laptops["marsh"]
    panel = opened(work, qtbot)
    panel.reason.setText("Sent by mistake")
    panel.number.setText("001")
    mine = next(one for one in read.my_readings(session) if one.subject.number == "001")
    view = read.open_reading(session, mine.reading.id).view
    rate.save(session, [rate.answer(view, view.questions[0].code, "yes")]).result()
    panel.button.click()
    idle(qtbot, work.operations)
    assert panel.isVisible() and "Nothing was destroyed" in panel._why_not.text()
    assert panel.reason.text() == "Sent by mistake" and panel.reason.isEnabled()
    assert numbers(session) == ["001", "002"]


def test_at_the_centre(
    world: kit.World, operations: Operations, qtbot: QtBot, look: theme.Theme
) -> None:
    """6. and 7."""
    for work in window(world.lead, operations, qtbot, look):
        panel = opened(work, qtbot)
        assert_speaks(panel)
        panel.reason.setText("Taken in twice")
        panel.number.setText("001")
        panel.button.click()
        idle(qtbot, operations)
        assert numbers(world.lead) == ["002"]
        assert work.lead is not None
        work.frame.show_tab("progress")
        idle(qtbot, operations)
        rows = work.lead.progress.list.model()
        assert rows.rowCount() == 1
