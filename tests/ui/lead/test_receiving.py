"""The rest of receiving: preview by case, receipts' folder, undo, set aside, laptops, the place.

1. Before anything is merged the page says for each case what would be new, and what in dispute.
2. Where receipts go is chosen and told; without it they are owed, and written once it is chosen.
3. A merge is undone with a reason by keyboard, is shown as undone, and can be shown again.
4. A file set aside has its reason; trying again after its laptop is known merges it.
5. What a laptop has not delivered, and that it exists twice, is told with what to do.
6. Meeting at a folder brings bundles and takes their receipts there; a stick needs its reference.
7. At 200 percent the sections become a drop-down and the tabs that have no room go under "More".
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldkit.steps import preview, rate, read, send, sync
from fieldkit.ui.lead.table import words_of
from tests.ui.lead.conftest import CTRL, Centre

Key = Qt.Key


def merge(centre: Centre, folder: str = "") -> None:
    if folder:
        centre.pages.receive.set_receipts(folder)
    centre.receive()


def test_preview_by_case(centre: Centre) -> None:
    """1."""
    centre.go(2)
    page = centre.pages.receive
    page.add(centre.bundles)
    centre.idle()
    line = page.cases.lines[0]
    said = {key: words_of(cell) for key, cell in line.cells.items()}
    assert said["case"] == "Case 001" and said["disputed"] == "1" and said["held"] == "–"
    files = preview.look(centre.session, centre.bundles).files
    assert int(said["new"]) == sum(one.new for one in files) > 0
    assert "1 newly in dispute" in page._sub.text()
    page.add(centre.bundles)
    assert page.list.model().rowCount() == 2


def test_receipts_are_owed_until_a_folder_is_chosen(centre: Centre, tmp_path: Path) -> None:
    """2."""
    merge(centre)
    page = centre.pages.receive
    assert "Receipts are not written yet." in page.notices.words()
    assert not list(tmp_path.rglob("receipts"))
    folder = tmp_path / "out"
    page._choose_folder = lambda parent: str(folder)
    page.folder.click()
    centre.idle()
    assert len(list(folder.glob("*.fkb"))) == 2
    assert "Receipts are not written" not in page.notices.words()
    assert str(folder) in page._where.text()


def test_undo_by_keyboard(centre: Centre, tmp_path: Path) -> None:
    """3."""
    merge(centre, str(tmp_path / "out"))
    tab = centre.pages.receiving
    tab.show_section("merges", take_keys=True)
    centre.idle()
    page = tab.merges
    assert centre.focus() is page.table.view and len(page.table.lines) == 2
    before = centre.pages.progress.figures["Complete"].number
    assert not page.why.button("undo").isEnabled()
    centre.press(Key.Key_Tab)
    centre.type("It came from the wrong laptop")
    button = page.why.button("undo")
    assert button.isEnabled() and not page.why.button("again").isEnabled()
    centre.press(Key.Key_Tab)
    assert centre.focus() is button
    with centre.qtbot.waitSignal(page.changed, timeout=10000):
        centre.press(Key.Key_Space)
    centre.idle()
    assert "is undone" in page.notices.words()
    assert page.table.told("state").count("Undone") == 1
    assert page.table.told("why")[0] == "It came from the wrong laptop"
    assert centre.pages.progress.figures["Disputes to decide"].number == "0" and before == "1 of 2"
    page.why.words.setPlainText("It was the right one")
    with centre.qtbot.waitSignal(page.changed, timeout=10000):
        page.why.button("again").click()
    centre.idle()
    assert "Undone" not in page.table.told("state")
    assert centre.pages.progress.figures["Disputes to decide"].number == "1"


def test_set_aside_and_tried_again(centre: Centre, tmp_path: Path) -> None:
    """4."""
    broken = centre.bundles[0]
    data = broken.read_bytes()
    broken.write_bytes(data[:-40])
    merge(centre, str(tmp_path / "out"))
    tab = centre.pages.receiving
    assert tab.told("aside") == "1 kept"
    tab.show_section("aside", take_keys=True)
    centre.idle()
    page = tab.aside
    assert page.table.told("state") == ["Set aside"] and page.retry.isEnabled()
    assert "send again" in page._do.text()
    page.retry.click()
    centre.idle()
    assert "is still set aside" in page.notices.words()
    page._choose = lambda parent, name: str(tmp_path / name)
    page.out.click()
    centre.idle()
    assert (tmp_path / broken.name).read_bytes() == data[:-40]


def test_laptops(centre: Centre, tmp_path: Path) -> None:
    """5."""
    session = centre.world.laptops["marsh"]
    second = read.open_reading(session, read.my_readings(session)[1].reading.id)
    rate.save(session, [rate.answer(second.view, "P 2.1.1", "yes")]).result()
    lost = send.send(session, tmp_path / "more").path
    rate.save(session, [rate.answer(second.view, "P 2.1.2", "yes")]).result()
    third = send.send(session, tmp_path / "more").path
    assert lost.exists()
    centre.bundles.append(third)
    merge(centre, str(tmp_path / "out"))
    tab = centre.pages.receiving
    tab.show_section("laptops", take_keys=True)
    centre.idle()
    page = tab.laptops
    said = dict(zip(page.table.told("who"), page.table.told("state"), strict=True))
    assert [one for name, one in said.items() if "Marsh" in name] == ["Something missing"]
    assert [one for name, one in said.items() if "Pike" in name] == ["Whole"]
    assert "bundle 2" in page.table.told("missing")
    page.table.choose(next(one.device for one in page.laptops.values() if "Marsh" in one.name))
    assert "Bundle 2 has not arrived" in page.told() and "Ask to send again" in page.told()


def test_meet(centre: Centre, tmp_path: Path) -> None:
    """6."""
    place = tmp_path / "meeting"
    place.mkdir()
    for one in centre.bundles:
        (place / one.name).write_bytes(one.read_bytes())
    centre.go(2)
    centre.press(Key.Key_M, CTRL)
    page = centre.pages.receiving.meeting
    assert centre.focus() is page.place and not page.meet.isEnabled()
    page._choose = lambda parent: str(place)
    page._browse.click()
    page.keep.click()
    centre.idle()
    assert page.meet.isEnabled() and centre.focus() is page.meet
    with centre.qtbot.waitSignal(page.met, timeout=20000):
        centre.press(Key.Key_Space)
    centre.idle()
    assert "2 receipts" in page._told.text() and "A. Marsh" in page._told.text()
    assert len(list(place.glob("*.fkb"))) == 4
    assert centre.pages.progress.figures["Disputes to decide"].number == "1"


def test_a_stick_needs_leave(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6."""
    page = centre.pages.receiving.meeting
    centre.go(2)
    centre.pages.receiving.show_section("meeting")
    page.place.setText(str(tmp_path))
    real = sync.choose
    monkeypatch.setattr(sync, "choose", lambda *given: real(*given, is_removable=lambda name: True))
    page.keep.click()
    centre.idle()
    assert "must be approved" in page.notices.words() and not page.meet.isEnabled()
    page.approval.setText("GSC-114")
    page.keep.click()
    centre.idle()
    assert (
        page.meet.isEnabled() and getattr(sync.where(centre.session), "approval", "") == "GSC-114"
    )


def test_narrow(centre: Centre) -> None:
    """7."""
    centre.go(2)
    tab = centre.pages.receiving
    assert tab.list.isVisible() and not tab.drop.isVisible()
    centre.work.frame.resize(480, 434)
    centre.qtbot.waitUntil(lambda: tab.drop.isVisible())
    assert not tab.list.isVisible()
    tab.drop.setCurrentIndex(3)
    tab.drop.activated.emit(3)
    assert tab.current() == "merges"
    tabs = centre.work.frame._head.tabs
    assert tabs.more.isVisible() and tabs.hidden()
    assert not any(one.isChecked() for one in tabs.hidden())
