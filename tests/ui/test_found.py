"""Founding an inspection in the window, and signing the team there.

1. A first run goes from the passphrase to a lead's window, by keyboard; with a recovery key.
2. What the window founds equals what the command founds.
3. A laptop that was set up without one founds it later, after its passphrase.
4. In the window a second lead signs the team, roles change, a laptop is revoked, files are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.app import App
from fieldkit.settings import Settings
from fieldkit.steps import enrol, open_pack, recover
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.found import FoundPage
from tests import kit
from tests.ui.lead.conftest import Centre, window_of

Key = Qt.Key
Start = Callable[[Path], App]


@pytest.fixture
def start(look: theme.Theme, qtbot: QtBot) -> Iterator[Start]:
    made: list[App] = []

    def begin(folder: Path) -> App:
        settings = Settings(casebook=folder, kdf_memory_kib=65536)
        app = App(settings, look, lambda folder: None, QApplication.instance())
        made.append(app)
        with qtbot.waitSignal(app.ready):
            app.start()
        return app

    yield begin
    for app in made:
        app.close()
        app.gate.deleteLater()


def set_up(app: App, qtbot: QtBot) -> None:
    page = app.set_up_page
    assert page is not None
    page.name.setText("D. Rowe")
    page.label.setText("the desk")
    for field in (page.first, page.second):
        field.setText(kit.PASSPHRASE)
    page.make.click()
    qtbot.waitUntil(lambda: bool(page.words.labels[5].text()), timeout=20000)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def fill(page: FoundPage, qtbot: QtBot) -> None:
    """The set, the names and the deed, by keyboard alone."""
    qtbot.waitUntil(lambda: page.form.count() > 5, timeout=10000)
    page.setFocus()
    while page.form.currentData() != kit.FORM:
        before = page.form.currentIndex()
        qtbot.keyClick(focus(), Key.Key_Down)
        assert page.form.currentIndex() > before
    assert "To be confirmed" in page._about.text() and not page.found.isEnabled()
    for field, text in ((page.title, "Northvale PDU 2025"), (page.label, "Inspection 2025-07")):
        while focus() is not field:
            qtbot.keyClick(focus(), Key.Key_Tab)
        qtbot.keyClicks(field, text)
    while focus() is not page.found:
        qtbot.keyClick(focus(), Key.Key_Tab)
    qtbot.keyClick(focus(), Key.Key_Space)
    qtbot.waitUntil(lambda: bool(page.words.labels[5].text()), timeout=10000)


def test_a_first_run_founds(start: Start, tmp_path: Path, qtbot: QtBot) -> None:
    """1. and 2."""
    app = start(tmp_path / "lead")
    set_up(app, qtbot)
    first = app.set_up_page
    assert first is not None
    first.lead.click()
    page = app.found_page
    assert page is not None
    key = tmp_path / "recovery.fkkey"
    page._choose_key = lambda parent: str(key)
    page.first.setText(kit.PASSPHRASE)
    page.second.setText("something else altogether")
    page.make_key.click()
    assert "differ" in page.notices.words() and not key.exists()
    page.second.setText(kit.PASSPHRASE)
    page.make_key.click()
    qtbot.waitUntil(key.exists, timeout=10000)
    qtbot.waitUntil(lambda: page.recovery.text().startswith("age1"))
    assert recover.needs_passphrase(key.read_bytes())
    fill(page, qtbot)
    assert focus() is page.go_on
    with qtbot.waitSignal(app.unlocked, timeout=10000):
        qtbot.keyClick(focus(), Key.Key_Space)
    place = app.workplace
    assert place is not None and place.lead is not None
    qtbot.waitUntil(lambda: place.operations.running == 0, timeout=10000)
    assert place.frame.current_tab() == "prepare"
    session = place.session
    assert " ".join(one.text() for one in page.words.labels) == enrol.own_words(session)
    alike = kit.founder(tmp_path / "by command")
    for one in (session, alike):
        assert (one.role, one.opened.title, one.opened.label) == (
            *("lead inspector", "Northvale PDU 2025"),
            "Inspection 2025-07",
        )
    assert session.opened.form_text == alike.opened.form_text
    assert session.roster.recovery == page.recovery.text()
    assert [len(one.roster.signers) for one in (session, alike)] == [1, 1]
    alike.close()


def test_it_can_be_founded_later(start: Start, tmp_path: Path, qtbot: QtBot) -> None:
    """3."""
    app = start(tmp_path / "lead")
    set_up(app, qtbot)
    first = app.set_up_page
    assert first is not None
    with qtbot.waitSignal(app.unlocked):
        first.go_on.click()
    place = app.workplace
    assert place is not None and place.lead is None
    qtbot.waitUntil(lambda: place.operations.running == 0, timeout=10000)
    command = place.frame.actions_by_id["file.found"]
    assert command.isEnabled()
    command.trigger()
    unlock = app.unlock_page
    assert unlock is not None and app.workplace is None
    qtbot.keyClicks(unlock.field, kit.PASSPHRASE)
    qtbot.keyClick(unlock.field, Key.Key_Return)
    qtbot.waitUntil(lambda: app.found_page is not None, timeout=10000)
    page = app.found_page
    assert page is not None
    fill(page, qtbot)
    with qtbot.waitSignal(app.unlocked, timeout=10000):
        page.go_on.click()
    place = app.workplace
    assert place is not None and place.lead is not None
    assert "file.found" not in place.frame.actions_by_id


def test_the_team_is_signed_in_the_window(tmp_path: Path, look: theme.Theme, qtbot: QtBot) -> None:
    """4."""
    lead = kit.founder(tmp_path / "centre")
    second = kit.laptop(tmp_path / "second", "J. Okafor", "second desk")
    marsh = kit.laptop(tmp_path / "marsh")
    kit.join(lead, second, "lead inspector")
    kit.join(lead, marsh)
    world = kit.World(tmp_path, lead, {"second": second, "marsh": marsh})
    with window_of(world, look, qtbot, [], tmp_path) as centre:
        _signs(centre, second, marsh)
    world.close()


def _signs(centre: Centre, second: Session, marsh: Session) -> None:
    centre.go(0)
    centre.pages.prepare.show_section("team", take_keys=True)
    centre.idle()
    page, lead = centre.pages.prepare.team, centre.session
    assert "Only one laptop can sign" in page.notices.words()
    page.table.choose(second.device_id)
    page.roster.signs.click()
    centre.idle()
    assert lead.roster.signers == (lead.device_id, second.device_id)
    page.table.choose(marsh.device_id)
    assert not page.roster.signs.isEnabled() and not page.roster.change.isEnabled()
    page.roster.role.setCurrentIndex(page.roster.role.findData("quality lead"))
    page.roster.change.click()
    centre.idle()
    found = lead.roster.device(marsh.device_id)
    assert found is not None and found.role == "quality lead"
    page.roster.since.setText("7")
    page.roster.revoke.click()
    centre.idle()
    found = lead.roster.device(marsh.device_id)
    assert found is not None and found.role == "none" and found.turns[-1].since == 7
    out = centre.folder / "rosters"
    out.mkdir()
    page.roster._choose = lambda parent: str(out)
    page.roster.send.click()
    centre.idle()
    (file,) = out.iterdir()
    assert "1 file is written" in page.roster.notices.words()
    with pytest.raises(Exception, match="words"):
        open_pack.open_pack(second, file)
