"""The lead's pages, driven by real keys on a real centre.

1. Files are listed with their check before anything changes; receiving merges them.
2. A file that is not whole is set aside, told, and stops no other.
3. Progress counts what was received, and its rows have their pills.
4. A dispute is chosen by its digit and decided with Ctrl+Enter, only when a reason is there.
5. Neither value is right: the answer is cleared. What was typed is not lost by reading again.
6. After the last decision the page says so, and its one button has the keys.
7. The export writes grid and manifest, and says so when it cannot.
8. The save line tells what is held.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Key as EntryKey
from fieldkit.steps import export as export_step
from fieldkit.steps import send, settle
from fieldkit.steps.session import Session
from fieldkit.ui.lead.progress import LINE
from fieldkit.ui.lead.receive import LINE as FILE
from tests import kit
from tests.ui.lead.conftest import CTRL, Centre, rated

Key = Qt.Key


def files(centre: Centre) -> list[tuple[str, str]]:
    model = centre.pages.receive.list.model()
    found = [model.index(row, 0).data(FILE) for row in range(model.rowCount())]
    return [(one.check[1], one.what) for one in found]


def test_look_then_receive(centre: Centre) -> None:
    """1. and 8."""
    page = centre.pages.receive
    centre.go(2)
    assert page.empty.isVisible() and centre.focus() is page.empty.focusProxy()
    page._choose = lambda parent: [str(one) for one in centre.bundles]
    centre.press(Key.Key_O, CTRL)
    centre.idle()
    assert files(centre) == [("Signature good", "Will be merged")] * 2
    assert page.merge.text() == "Receive 2 files" and centre.focus() is page.merge
    assert settle.disputes(centre.session) == ()
    with centre.qtbot.waitSignal(page.merged, timeout=20000) as told:
        centre.press(Key.Key_Space)
    centre.idle()
    assert told.args == [1] and [one for one, _ in files(centre)] == ["Merged", "Merged"]
    assert "1 value is disputed" in page.notices.words()
    assert centre.work.frame.save_line.text().endswith("Merged from 2 laptops, nothing missing")
    page.add(centre.bundles[:1])
    centre.idle()
    assert files(centre) == [("Held already", "Nothing to do")]


def test_set_aside(centre: Centre) -> None:
    """2."""
    broken = centre.bundles[0]
    data = bytearray(broken.read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(bytes(data))
    page = centre.pages.receive
    centre.go(2)
    page.add(centre.bundles)
    centre.idle()
    assert files(centre)[0] == ("Refused", "Set aside; changes nothing")
    with centre.qtbot.waitSignal(page.merged, timeout=20000):
        centre.press(Key.Key_Space)
    centre.idle()
    assert files(centre)[0] == ("Set aside", "Changed nothing")
    assert files(centre)[1][0] == "Merged"
    assert f"{broken.name} is set aside." in page.notices.words()


def test_progress(centre: Centre) -> None:
    """3."""
    figures = centre.pages.progress.figures
    assert figures["Complete"].number == "0 of 2"
    centre.receive()
    centre.go(1)
    shown = {title: one.number for title, one in figures.items()}
    assert shown == {
        "Complete": "1 of 2",
        "Alerts open": "1",
        "Disputes to decide": "1",
        "Returned": "0",
    }
    assert figures["Alerts open"].accessibleName() == "Alerts open: 1. Case 001"
    view = centre.pages.progress.list
    first = view.model().index(0, 0)
    assert first.data(LINE).state == ("complete", "")
    assert [kind for kind, _ in first.data(LINE).more] == ["alert_open", "disputed"]
    spoken = first.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "alert open" in spoken and "1 disputed" in spoken and "A. Marsh" in spoken
    assert centre.focus() is view


def standing(centre: Centre, field: str) -> object:
    now = centre.session.present()
    return next(
        [entry.body.value for entry in found if entry.body]
        for key, found in now.items()
        if isinstance(key, EntryKey) and key.field == field
    )


def test_decide_by_keyboard(centre: Centre) -> None:
    """4. and 6."""
    centre.receive()
    centre.go(3)
    page = centre.pages.disputes
    assert page.shown is not None and page.shown.question == "P 2.1.1"
    assert centre.focus() is page.list
    kept = {side.value: number for number, side in enumerate(page.shown.sides, start=1)}
    centre.press(Key.Key_Return, CTRL)
    centre.idle()
    assert page.shown is not None and not page.panel.button.isEnabled()
    centre.press(Key(Key.Key_0.value + kept["yes"]))
    assert page.panel.cards[kept["yes"] - 1].keep.isChecked()
    assert page.panel.button.text() == "Decide: Yes" and not page.panel.button.isEnabled()
    assert centre.focus() is page.panel.why
    centre.press(Key.Key_Return, CTRL)
    assert page.shown is not None
    centre.type("The plan of 4 September names it")
    page.load()  # reading again loses neither choice nor words
    centre.idle()
    assert page.panel.button.isEnabled() and centre.focus() is page.panel.why
    with centre.qtbot.waitSignal(page.decided, timeout=10000):
        centre.press(Key.Key_Return, CTRL)
    centre.idle()
    assert standing(centre, "answer/P 2.1.1") == ["yes"]
    assert page.shown is None and page.empty.isVisible()
    assert centre.focus() is page.empty.focusProxy()
    with centre.qtbot.waitSignal(page.onward):
        centre.press(Key.Key_Space)
    assert centre.work.frame.current_tab() == "moderation"


def test_neither(centre: Centre) -> None:
    """5."""
    centre.receive()
    centre.go(3)
    page = centre.pages.disputes
    centre.press(Key.Key_3)
    assert page.panel.button.text() == "Decide: clear it"
    centre.type("Both rest on a page of another person")
    with centre.qtbot.waitSignal(page.decided, timeout=10000):
        centre.press(Key.Key_Return, CTRL)
    centre.idle()
    assert standing(centre, "answer/P 2.1.1") == [None]


def test_a_refused_decision_keeps_the_words(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4."""
    centre.receive()
    centre.go(3)
    page = centre.pages.disputes

    def refuse(*given: object) -> None:
        raise FieldkitError("disk.full", file="store.db", why="full")

    monkeypatch.setattr(settle, "decide", refuse)
    centre.press(Key.Key_1)
    centre.type("Because")
    centre.press(Key.Key_Return, CTRL)
    centre.idle()
    assert page.notices.words() and page.panel.button.isEnabled()
    assert page.panel.why.toPlainText() == "Because"


def test_export(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """7."""
    centre.receive()
    centre.go(5)
    page = centre.pages.export
    assert centre.focus() is page.button
    out = centre.folder / "grid.xlsx"
    page._choose = lambda parent: str(out)
    centre.press(Key.Key_Space)
    centre.idle()
    assert load_workbook(out).sheetnames[:2] == ["Summary", "Cases"]
    manifest = json.loads(out.with_suffix(".manifest.json").read_text(encoding="utf-8"))
    assert manifest["sha256"][:16] in page.notices.words()

    def refuse(*given: object) -> None:
        raise FieldkitError("disk.full", file="grid.xlsx", why="full")

    monkeypatch.setattr(export_step, "export_grid", refuse)
    centre.press(Key.Key_Space)
    centre.idle()
    assert page.button.isEnabled() and "is written" not in page.notices.words()
    page._choose = lambda parent: ""
    page.write()
    assert page.button.isEnabled()


def test_nothing_is_lost_when_receiving_fails(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """2."""
    page = centre.pages.receive
    centre.go(2)
    page.add(centre.bundles)
    centre.idle()

    def refuse(*given: object) -> None:
        raise FieldkitError("disk.full", file="store.db", why="full")

    monkeypatch.setattr("fieldkit.steps.receive.receive", refuse)
    centre.press(Key.Key_Space)
    centre.idle()
    assert page.merge.isEnabled() and page.notices.words()
    assert len(page._files) == 2


def test_a_copied_laptop_is_told(centre: Centre, tmp_path: Path) -> None:
    """2. Two copies of one casebook go on by themselves: both are kept, and the window says so."""
    sent = []
    for number, value in enumerate(("yes", "no")):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(tmp_path / "world" / "marsh", copy)
        session = Session.unlock(copy, kit.PASSPHRASE)
        rated(session, value)
        sent.append(send.send(session, tmp_path / "twins").path)
        session.close()
    centre.go(2)
    page = centre.pages.receive
    page.add([*centre.bundles, *sent])
    centre.idle()
    with centre.qtbot.waitSignal(page.merged, timeout=20000):
        centre.press(Key.Key_Space)
    centre.idle()
    assert "A. Marsh’s laptop seems to exist twice." in page.notices.words()
