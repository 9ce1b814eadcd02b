"""Sending, opening packs and receipts from the windows.

1. The page says what goes, alerts first; without a folder or changes nothing can be sent.
2. A bundle is written into the folder, the folder is remembered, and it waits for its receipt.
3. A folder that is not there is refused in words and nothing is lost.
4. The receipt, opened from the window, makes it delivered.
5. One button meets at the place: what is new goes, the receipt comes; nothing is sent twice.
6. A stick asks for its approval; a store for its keys. Stop leaves what waits for the next time.
7. The first pack asks for the six words; wrong ones are refused, right ones open it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.steps import prepare, rate, read, receive, sync
from fieldkit.steps.session import Session
from fieldkit.store import removable
from fieldkit.ui.open_pack import PackOpener
from fieldkit.ui.operations import Operations
from fieldkit.ui.saver import Saver
from fieldkit.ui.send import SendPage
from tests import kit


@pytest.fixture
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, cases=1, standard="", index=False)
    yield made
    made.close()


@pytest.fixture
def session(world: kit.World) -> Session:
    session = world.laptops["marsh"]
    view = read.open_reading(session, read.my_readings(session)[0].reading.id).view
    edits = [rate.answer(view, "P 2.1.1", "yes"), rate.alert(view, "Children there", "", "", 1)]
    rate.save(session, edits).result()
    return session


@pytest.fixture
def page(session: Session, operations: Operations, qtbot: QtBot) -> SendPage:
    saver = Saver(
        lambda edits: rate.save(session, edits),
        lambda edit: rate.typing(session, edit),
        operations,
        session.clock,
        parent=operations,
    )
    made = SendPage(session, saver, operations)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    with qtbot.waitSignal(made.counted):
        made.reload()
    return made


def test_says_what_goes(page: SendPage) -> None:
    """1."""
    assert page._alerts.text() == "1 alert: goes first"
    assert page._changes.text().startswith("2 changes in 1 case, the oldest from today")
    assert not page.button.isEnabled()
    page.folder.setText("anywhere")
    assert page.button.isEnabled() and page.button.text() == "Send 2 changes"


def test_sends(page: SendPage, session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    """2."""
    folder = tmp_path / "team"
    folder.mkdir()
    page.folder.setText(str(folder))
    with qtbot.waitSignal(page.sent, timeout=10000):
        page.button.click()
    assert len(list(folder.glob("*.fkb"))) == 1
    assert sync.where(session) == sync.Where(str(folder))
    with qtbot.waitSignal(page.counted):
        pass
    assert "Bundle 1 is written." in page.notices.words()
    row = page.before.model().index(0, 0)
    assert row.data() == "Bundle 1"


def test_folder_not_there(page: SendPage, tmp_path: Path, qtbot: QtBot) -> None:
    """3."""
    page.folder.setText(str(tmp_path / "nowhere"))
    page.button.click()
    qtbot.waitUntil(lambda: "cannot be reached" in page.notices.words())
    assert page.button.isEnabled()


def test_receipt(
    page: SendPage, world: kit.World, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    """4."""
    folder = tmp_path / "team"
    folder.mkdir()
    page.folder.setText(str(folder))
    with qtbot.waitSignal(page.sent, timeout=10000):
        page.button.click()
    bundle = next(folder.glob("*.fkb"))
    receipts = receive_one(world, bundle, tmp_path / "receipts")
    window = QWidget()
    qtbot.addWidget(window)
    opener = PackOpener(window, session, page._operations, world.worker(session))
    with qtbot.waitSignal(opener.opened, timeout=10000) as told:
        opener.open(receipts)
    assert told.args[0].kind == "receipt" and session.undelivered() == 0
    qtbot.waitUntil(lambda: page._operations.running == 0, timeout=10000)


def receive_one(world: kit.World, bundle: Path, folder: Path) -> Path:
    folder.mkdir()
    arrivals, refused = receive.receive(world.lead, [bundle])
    assert not refused
    return receive.write_receipts(world.lead, arrivals, folder)[0][1]


def test_meets_at_the_place(
    page: SendPage, world: kit.World, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    """5."""
    folder = tmp_path / "team"
    folder.mkdir()
    page.folder.setText(str(folder))
    with qtbot.waitSignal(page.sent, timeout=10000):
        page.button.click()
    qtbot.waitUntil(lambda: page._operations.running == 0, timeout=10000)
    with qtbot.waitSignal(page.sent, timeout=10000):
        page.button.click()
    qtbot.waitUntil(lambda: "has no receipt yet" in page.notices.words(), timeout=5000)
    sync.choose(world.lead, str(folder))
    sync.sync(world.lead)
    with qtbot.waitSignals([page.sent, page.brought], timeout=10000):
        page.button.click()
    qtbot.waitUntil(lambda: "Brought and opened: 1 receipt." in page.notices.words(), timeout=5000)
    assert session.undelivered() == 0
    qtbot.waitUntil(lambda: page.button.text() == "Look for what came", timeout=10000)
    assert len(list(folder.glob("*.fkb"))) == 2
    assert "has no receipt yet" not in page.notices.words() and not page._passages.isVisible()


def test_a_stick_and_a_store_ask_for_more(
    page: SendPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6."""
    assert page.place._keys.isHidden() and page.place.approval.isHidden()
    page.folder.setText("s3://bucket/prefix")
    assert not page.place._keys.isHidden() and page.place.browse.isHidden()
    page.place.name.setText("NAME")
    page.place.secret.setText("secret")
    keys = page.place.chosen().keys
    assert keys is not None and (keys.name, keys.secret) == ("NAME", "secret")
    monkeypatch.setattr(removable, "is_removable", lambda folder: True)
    page.folder.setText(str(tmp_path))
    page.button.click()
    qtbot.waitUntil(lambda: page.place.approval.isVisible(), timeout=10000)
    assert "must be approved first" in page.notices.words()
    page.place.approval.setText("SEC-1")
    with qtbot.waitSignal(page.sent, timeout=10000):
        page.button.click()
    assert len(list(tmp_path.glob("*.fkb"))) == 1


def test_stop(page: SendPage, session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    """6."""
    folder = tmp_path / "team"
    folder.mkdir()
    page.folder.setText(str(folder))
    page.button.click()
    page.cancel.click()
    qtbot.waitUntil(lambda: "Stopped as you asked" in page.notices.words(), timeout=10000)
    assert not list(folder.iterdir()) and session.undelivered() > 0
    with qtbot.waitSignal(page.sent, timeout=10000):
        page.button.click()
    assert len(list(folder.iterdir())) == 1


def test_first_pack_asks_for_the_words(tmp_path: Path, qtbot: QtBot) -> None:
    """7."""
    world = kit.World(tmp_path, kit.founder(tmp_path / "centre"))
    session = kit.laptop(tmp_path / "new")
    world.laptops["marsh"] = session
    kit.join(world.lead, session)
    prepare.add_cases(world.lead, [kit.listed(1)])
    prepare.allocate(world.lead, [prepare.Allocation("001", ("marsh",))])
    pack = prepare.write_packs(world.lead, tmp_path / "packs")[0].path
    operations = Operations(parent=QApplication.instance())
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    opener = PackOpener(window, session, operations, world.worker(session))
    opener.open(pack)
    qtbot.waitUntil(opener.panel.isVisible, timeout=10000)
    opener.panel.field.setText("one two three four five six")
    opener.panel.button.click()
    qtbot.waitUntil(lambda: opener.panel.isVisible() and bool(opener.panel._told.text()))
    assert "six words" in opener.panel._told.text()
    opener.panel.field.setText(f"  {world.words.upper()} ")
    with qtbot.waitSignal(opener.looked_into, timeout=10000):
        opener.panel.button.click()
    assert len(read.my_readings(session)) == 1
    operations.close()
    world.close()
