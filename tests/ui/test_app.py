"""The app as a whole.

1. A wrong passphrase is refused in words and counted; the right one shows the cases.
2. What a hard stop left in the journal is an entry after unlocking.
3. Locking writes the edit in progress, closes the casebook and asks for a fresh process.
4. When the last write fails the window goes blank, the process stays, and locks once it can.
5. A laptop without a casebook is set up: six words, a card, then the empty page.
6. A script drives the running app and ends it.
7. Before unlocking nothing of a case is shown.
8. The idle watch locks; keys and mouse put it off.
9. A lead's casebook opens the lead's pages.
10. Colours chosen before are put back after unlocking, and remembered when chosen.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.app import App
from fieldkit.errors import FieldkitError
from fieldkit.settings import Settings
from fieldkit.steps import enrol, label, rate, read, unlock
from fieldkit.steps.session import Session
from fieldkit.ui import script, theme
from fieldkit.ui.lock import IdleWatch, command
from fieldkit.ui.workplace import Workplace
from tests import kit


@pytest.fixture
def casebook(tmp_path: Path) -> Path:
    world = kit.inspection(tmp_path / "world", cases=1, standard="")
    session = world.laptops["marsh"]
    unlock.keep_shown(session)
    view = read.open_reading(session, read.my_readings(session)[0].reading.id).view
    rate.typing(session, rate.reason(view, "P 2.1.1", "Left in the jour")).result()
    folder = session.casebook.folder
    world.close()
    return folder


MakeApp = Callable[[Path], App]


@pytest.fixture
def make_app(look: theme.Theme, qtbot: QtBot) -> Iterator[MakeApp]:
    made: list[App] = []

    def make(folder: Path) -> App:
        settings = Settings(casebook=folder, kdf_memory_kib=65536)
        app = App(settings, look, relaunched.append, QApplication.instance())
        made.append(app)
        with qtbot.waitSignal(app.ready):
            app.start()
        return app

    relaunched.clear()
    yield make
    for app in made:
        app.close()
        app.gate.deleteLater()


relaunched: list[Path] = []


def unlocked(app: App, qtbot: QtBot) -> Workplace:
    page = app.unlock_page
    assert page is not None
    with qtbot.waitSignal(app.unlocked, timeout=10000):
        qtbot.keyClicks(page.field, kit.PASSPHRASE)
        qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert app.workplace is not None
    place = app.workplace
    qtbot.waitUntil(lambda: bool(place.inspector.cases.model.rows), timeout=10000)
    return place


def opened(folder: Path) -> read.OpenedReading:
    session = Session.unlock(folder, kit.PASSPHRASE)
    try:
        return read.open_reading(session, read.my_readings(session)[0].reading.id)
    finally:
        session.close()


def test_wrong_then_right(make_app: MakeApp, casebook: Path, qtbot: QtBot) -> None:
    """1. and 2."""
    app = make_app(casebook)
    page = app.unlock_page
    assert page is not None
    qtbot.keyClicks(page.field, "not the passphrase")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.refusal()), timeout=10000)
    assert page.refusal().startswith("Wrong passphrase. Nothing has changed.")
    place = unlocked(app, qtbot)
    session = place.session
    view = read.open_reading(session, read.my_readings(session)[0].reading.id).view
    assert view.reasons["P 2.1.1"].value == "Left in the jour"
    assert unlock.seconds_left(casebook) == 0


def test_lock_writes_what_is_typed(make_app: MakeApp, casebook: Path, qtbot: QtBot) -> None:
    """3."""
    place = unlocked(make_app(casebook), qtbot)
    row = place.inspector.cases.model.rows[0]
    with qtbot.waitSignal(place.inspector.case_shown, timeout=5000):
        place.inspector.open_case(row.reading.id)
    desk = place.inspector.desk
    assert desk is not None
    desk.panel.answer_by_key("no")
    desk.panel.write_reason()
    qtbot.keyClicks(desk.panel.reason.edit, ", and then more")
    QApplication.clipboard().setText("a quote")
    place.frame.actions_by_id["file.lock"].trigger()
    assert relaunched == [casebook]
    assert QApplication.clipboard().text() == ""
    view = opened(casebook).view
    assert view.answers["P 2.1.1"].value == "no"
    assert view.reasons["P 2.1.1"].value == "Left in the jour, and then more"


def test_the_systems_own_lock_locks(make_app: MakeApp, casebook: Path, qtbot: QtBot) -> None:
    """3."""
    place = unlocked(make_app(casebook), qtbot)
    place.system.locking.emit()
    assert relaunched == [casebook]


def test_lock_without_disk(
    make_app: MakeApp, casebook: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4."""
    place = unlocked(make_app(casebook), qtbot)
    row = place.inspector.cases.model.rows[0]
    with qtbot.waitSignal(place.inspector.case_shown, timeout=5000):
        place.inspector.open_case(row.reading.id)
    desk = place.inspector.desk
    assert desk is not None
    real = place.saver._save

    def full(edits: object) -> Future[list[object]]:
        refused: Future[list[object]] = Future()
        refused.set_exception(FieldkitError("disk.full", file="store.db", why="full"))
        return refused

    monkeypatch.setattr(place.saver, "_save", full)
    desk.panel.answer_by_key("yes")
    place.lock()
    assert relaunched == [] and not desk.isVisible()
    monkeypatch.setattr(place.saver, "_save", real)
    qtbot.waitUntil(lambda: relaunched == [casebook], timeout=10000)
    assert opened(casebook).view.answers["P 2.1.1"].value == "yes"


def test_set_up(make_app: MakeApp, tmp_path: Path, qtbot: QtBot) -> None:
    """5."""
    app = make_app(tmp_path / "new")
    page = app.set_up_page
    assert page is not None
    page.make.click()
    assert "label are needed" in page._told.text()
    page.name.setText("A. Marsh")
    page.label.setText("laptop 07")
    page.first.setText("too short")
    page.second.setText("too short")
    page.make.click()
    qtbot.waitUntil(lambda: "15 or more" in page._told.text())
    for field in (page.first, page.second):
        field.setText(page.suggestion.text())
    page.make.click()
    qtbot.waitUntil(lambda: bool(page.words.labels[5].text()), timeout=20000)
    card = tmp_path / "card.fkcard"
    page._choose = lambda parent, name: str(card)
    page.save.click()
    qtbot.waitUntil(lambda: "is saved" in page._saved.text())
    words = " ".join(one.text() for one in page.words.labels)
    assert enrol.read_card(card.read_bytes()).words == words
    with qtbot.waitSignal(app.unlocked):
        page.go_on.click()
    assert app.workplace is not None
    cases = app.workplace.inspector.cases
    with qtbot.waitSignal(cases.loaded, timeout=5000):
        pass
    assert cases._pages.currentWidget() is cases.empty
    assert label.is_casebook(tmp_path / "new")


def test_script(make_app: MakeApp, casebook: Path, qtbot: QtBot) -> None:
    """6."""
    app = make_app(casebook)
    ended: list[int] = []

    def journey() -> Iterator[object]:
        assert app.unlock_page is not None
        app.unlock_page.unlock_requested.emit(kit.PASSPHRASE)
        yield lambda: app.workplace is not None
        yield 0.01

    runner = script.Runner(journey(), ended.append, app)
    qtbot.waitUntil(lambda: ended == [0], timeout=10000)
    assert app.workplace is not None and runner is not None
    assert script.load("fieldkit.ui.lock:command") is command


def test_nothing_of_a_case_before_unlocking(make_app: MakeApp, casebook: Path) -> None:
    """7."""
    shown = json.loads((casebook / "label.json").read_text())
    assert set(shown) == {"label", "delivered", "undelivered"}
    app = make_app(casebook)
    told = " ".join(one.text() for one in app.gate.findChildren(QLabel))
    assert "Inspection 2025-07" in told
    for secret in ("X4829", "Northvale", "Case 0", "Marsh"):
        assert secret not in told


def test_idle_watch(qtbot: QtBot) -> None:
    """8."""
    watch = IdleWatch(0.05, QApplication.instance())
    with qtbot.waitSignal(watch.idle, timeout=2000):
        pass
    watch.stop()


def test_idle_watch_is_put_off_by_a_touch(qtbot: QtBot) -> None:
    """8: touched all the time, also while it looks away, it never fires; left alone, it does."""
    widget = QWidget()
    qtbot.addWidget(widget)
    watch = IdleWatch(0.3, QApplication.instance())
    fired: list[float] = []
    watch.idle.connect(lambda: fired.append(time.monotonic()))
    last = began = time.monotonic()
    while last - began < 0.9:
        qtbot.keyClick(widget, Qt.Key.Key_A)
        last = time.monotonic()
        qtbot.wait(10)
    assert not fired
    qtbot.waitUntil(lambda: bool(fired), timeout=2000)
    assert fired[0] - last >= 0.3
    watch.stop()


def test_command_to_start_again() -> None:
    """3."""
    again = command(Path("folder"))
    assert again[1:] == ["-m", "fieldkit", "--app", "--casebook", "folder"]


def test_lead(make_app: MakeApp, tmp_path: Path, qtbot: QtBot) -> None:
    """9."""
    kit.founder(tmp_path / "centre").close()
    app = make_app(tmp_path / "centre")
    assert app.unlock_page is not None
    with qtbot.waitSignal(app.unlocked, timeout=10000):
        app.unlock_page.unlock_requested.emit(kit.PASSPHRASE)
    assert app.workplace is not None and app.workplace.lead is not None
    assert app.workplace.frame.current_tab() == "progress"


def test_look_is_put_back(
    make_app: MakeApp, casebook: Path, qtbot: QtBot, look: theme.Theme
) -> None:
    """10."""
    session = Session.unlock(casebook, kit.PASSPHRASE)
    unlock.remember(session, "colours", "dark")
    session.close()
    place = unlocked(make_app(casebook), qtbot)
    assert look.choice == "dark"
    place.frame.actions_by_id["view.theme.high"].trigger()
    qtbot.waitUntil(lambda: unlock.remembered(place.session, "colours") == "high")
