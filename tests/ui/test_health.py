"""The health page, the change of passphrase, and recovery from the unlock window.

1. What is known of a casebook, in words; what is wrong stands first among what to do.
2. Check and backup run in the background, say how far they are, and can be stopped.
3. The passphrase is changed from the window; a wrong one is refused in it, and nothing is kept.
4. A use of recovery opens the page with a warning until the owner knows of it.
5. Forgotten: asked, answered, opened, all from the unlock window.
6. Every control speaks; the page is reached from the menu, the palette and the save line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from fieldkit.app import App
from fieldkit.errors import FieldkitError
from fieldkit.settings import Settings
from fieldkit.steps import backup, enrol, health, recover
from fieldkit.steps.health import BackupLine, Checked, Health
from fieldkit.steps.session import Session
from fieldkit.store import keys
from fieldkit.ui import theme
from fieldkit.ui.health import HealthPage
from fieldkit.ui.health_lines import lines, summary
from fieldkit.ui.operations import Operations
from fieldkit.ui.recover import RecoverPage
from fieldkit.ui.workplace import Workplace
from tests import kit
from tests.ui.test_accessibility import assert_speaks

NEW = "lantern gravel otter cinema"
NOW = datetime(2025, 11, 21, 12, 0, tzinfo=UTC)
WELL = Health(
    checked=Checked("2025-11-20T09:00:00Z", ()),
    backups=(BackupLine("b", "/d", "2025-11-21T10:00:00Z", 9, True, True),),
    last_backup=backup.Last("2025-11-21T10:00:00Z", "/d", 9),
    folder="/d",
    folder_there=True,
    undelivered=0,
    recoveries=(),
    recovery_seen=True,
    recovery_slots=1,
    key_copies=2,
    free=40_000_000_000,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, cases=1, standard="", index=False)
    yield made
    made.close()


@pytest.fixture
def session(world: kit.World) -> Session:
    return world.laptops["marsh"]


@pytest.fixture
def page(session: Session, operations: Operations, qtbot: QtBot, tmp_path: Path) -> HealthPage:
    made = HealthPage(session, operations, kit.KDF, lambda parent, before: str(tmp_path / "disk"))
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    with qtbot.waitSignal(made.loaded):
        made.reload()
    return made


def told(page: object) -> str:
    return " ".join(one.text() for one in page.findChildren(QLabel))  # type: ignore[attr-defined]


def idle(qtbot: QtBot, operations: Operations) -> None:
    qtbot.waitUntil(lambda: operations.running == 0, timeout=30000)
    qtbot.wait(1)
    qtbot.waitUntil(lambda: operations.running == 0, timeout=30000)


FAULT = FieldkitError("check.gap", sequence=7)


@pytest.mark.parametrize(
    ("health_now", "what", "kind", "state"),
    [
        (WELL, "Store and documents", "ok", "No fault found"),
        (replace(WELL, checked=None), "Store and documents", "warn", "Not checked yet"),
        (
            replace(WELL, checked=Checked("2025-11-20T09:00:00Z", (FAULT, FAULT))),
            *("Store and documents", "bad", "2 faults found"),
        ),
        (replace(WELL, key_copies=1), "Keys", "warn", "One copy is damaged"),
        (replace(WELL, free=10_000_000), "Space on this laptop", "bad", "10.0 MB free"),
        (replace(WELL, last_backup=None, backups=()), "Backup", "warn", "None yet"),
        (
            replace(WELL, last_backup=backup.Last("2025-11-14T10:00:00Z", "/d", 9)),
            *("Backup", "warn", "7 days old"),
        ),
        (replace(WELL, folder_there=False), "Backup", "warn", "Today"),
        (replace(WELL, unconfirmed=True), "This laptop", "warn", "Not confirmed yet"),
        (replace(WELL, undelivered=1), "Not yet delivered", "warn", "1 change"),
        (
            replace(WELL, recoveries=("2025-11-01T10:00:00Z",), recovery_seen=False),
            *("Recovery by the team", "warn", "Used once"),
        ),
    ],
)
def test_words(health_now: Health, what: str, kind: str, state: str) -> None:
    """1."""
    found = next(one for one in lines(health_now, NOW) if one.what == what)
    assert (found.kind, found.state) == (kind, state)
    assert (found.to_do is None) == (kind == "ok")
    assert ("in order" in summary(lines(health_now, NOW))) == (health_now is WELL)


def test_a_centre_waits_for_no_receipt(world: kit.World) -> None:
    """1."""
    assert health.look(world.lead).undelivered is None
    assert health.look(world.laptops["marsh"]).undelivered == 0


def test_check_and_backup(
    page: HealthPage, session: Session, operations: Operations, qtbot: QtBot
) -> None:
    """2."""
    assert "Not checked yet" in told(page) and "None yet" in told(page)
    page.check.setFocus()
    qtbot.keyClick(page.check, Qt.Key.Key_Space)
    assert not page.check.isEnabled()
    idle(qtbot, operations)
    assert "No fault found" in told(page) and page.check.isEnabled()
    qtbot.mouseClick(page.folder, Qt.MouseButton.LeftButton)
    idle(qtbot, operations)
    assert [one.manifest.number for one in backup.listed(session)] == [1]
    assert "with documents" in told(page) and "Everything is in order" in told(page)
    assert_speaks(page)


def test_faults_are_told(
    page: HealthPage, session: Session, operations: Operations, qtbot: QtBot
) -> None:
    """2."""
    folder = session.casebook.folder
    data = bytearray((folder / keys.FILE).read_bytes())
    at = data.index(b'"value":')
    data[at + 40] ^= 1
    (folder / keys.FILE).write_bytes(bytes(data))
    page.check_now()
    idle(qtbot, operations)
    assert "1 fault found" in told(page) and "Copy A of the key file is damaged" in told(page)


def test_a_stop_ends_a_check(page: HealthPage, operations: Operations, qtbot: QtBot) -> None:
    """2."""
    page.stop()
    page.check_now()
    idle(qtbot, operations)
    with qtbot.waitSignal(page.loaded):
        page.reload()
    assert "Not checked yet" in told(page)


def test_the_passphrase(
    page: HealthPage, session: Session, operations: Operations, qtbot: QtBot
) -> None:
    """3."""
    qtbot.mouseClick(page.passphrase, Qt.MouseButton.LeftButton)
    panel = page.panel
    assert panel is not None and panel.isVisible() and len(panel.suggestion.text().split()) == 6
    qtbot.keyClicks(panel.old, "not the right one")
    qtbot.keyClicks(panel.first, NEW)
    qtbot.keyClicks(panel.second, "other")
    qtbot.keyClick(panel.second, Qt.Key.Key_Return)
    assert "differ" in told(panel)
    panel.second.setText(NEW)
    qtbot.keyClick(panel.second, Qt.Key.Key_Return)
    idle(qtbot, operations)
    assert "Wrong passphrase" in told(panel) and panel.isVisible()
    assert_speaks(panel)
    panel.old.setText(kit.PASSPHRASE)
    qtbot.keyClick(panel.second, Qt.Key.Key_Return)
    idle(qtbot, operations)
    assert not panel.isVisible()
    assert panel.old.text() == panel.first.text() == panel.suggestion.text() == ""
    keys.unlock(session.casebook.folder, NEW)
    with pytest.raises(FieldkitError, match=r"keys\.wrong_passphrase"):
        keys.unlock(session.casebook.folder, kit.PASSPHRASE)


def test_a_use_of_recovery_is_shown(
    world: kit.World, look: theme.Theme, operations: Operations, qtbot: QtBot
) -> None:
    """4. 6."""
    session = world.laptops.pop("marsh")
    recipient = recover.make_identity(world.folder / "team", "")
    session.casebook.keep_recovery([recipient])
    session.close()
    folder = session.casebook.folder
    request = recover.ask(folder, "A. Marsh", NEW, kit.KDF)
    reply = recover.answer(request, request.words, (world.folder / "team").read_bytes())
    again = recover.finish(folder, reply, NEW, kit.KDF)
    work = Workplace(again, Settings(casebook=folder, kdf_memory_kib=65536), look, operations)
    work.frame.show()
    work.start()
    idle(qtbot, operations)
    assert work.frame.current_tab() == "health"
    assert "opened by the team's recovery" in told(work.health.notices)
    work.health.see_recovery()
    idle(qtbot, operations)
    assert "opened by the team's recovery" not in told(work.health.notices)
    for reach in ("file.health", "file.back_up", "file.passphrase"):
        work.frame.show_tab("cases")
        work.frame.actions_by_id[reach].trigger()
        assert work.frame.current_tab() == "health", reach
        idle(qtbot, operations)
    panel = work.health.panel
    assert panel is not None
    panel.close_it()
    assert "Health of this laptop" in [one.title for one in work.frame.command_items()]
    work.frame.show_tab("cases")
    work.frame.save_line.health_requested.emit()
    assert work.frame.current_tab() == "health"
    work.close()


def test_forgotten_from_the_window(
    world: kit.World, look: theme.Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    """5."""
    recipient = recover.make_identity(tmp_path / "team", "")
    enrol.name_recovery(world.lead, recipient)
    kit.open_packs(world, index=False)
    session = world.laptops.pop("marsh")
    session.close()
    folder = session.casebook.folder
    again: list[Path] = []
    settings = Settings(casebook=folder, kdf_memory_kib=65536)
    app = App(settings, look, again.append, QApplication.instance())
    app.start()
    assert app.unlock_page is not None
    app.unlock_page.link.click()
    page = app.recover_page
    assert isinstance(page, RecoverPage)
    page._where = lambda parent: str(tmp_path / "ask.fkrequest")
    page._which = lambda parent: str(tmp_path / "reply")
    qtbot.keyClicks(page.name, "A. Marsh")
    qtbot.keyClicks(page.first, NEW)
    qtbot.keyClicks(page.second, NEW)
    qtbot.keyClick(page.second, Qt.Key.Key_Return)
    idle(qtbot, app.operations)
    page.save.click()
    idle(qtbot, app.operations)
    assert_speaks(page)
    request = recover.read_request((tmp_path / "ask.fkrequest").read_bytes())
    assert request.words == " ".join(one.text() for one in page.words.labels)
    page.again.setText("not what I chose before")
    reply = recover.answer(request, request.words, (tmp_path / "team").read_bytes())
    (tmp_path / "reply").write_bytes(reply)
    page.reply.click()
    idle(qtbot, app.operations)
    assert "Wrong passphrase" in told(page.notices)
    page.again.setText(NEW)
    with qtbot.waitSignal(app.unlocked, timeout=30000):
        page.reply.click()
    idle(qtbot, app.operations)
    assert app.workplace is not None
    assert app.workplace.frame.current_tab() == "health"
    app.close()
    keys.unlock(folder, NEW)
