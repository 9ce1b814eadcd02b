"""Help and the practice case.

1. F1 opens the page for the place one is at; find narrows the pages and Enter reads on.
2. Every page ships, is short, plain, and names only keys that the menus have.
3. The practice goes step by step and leaves nothing: no entry in the casebook, no folder; nor does
   it when the app ends while it is being made, shown or thrown away.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest

from fieldkit.steps import help as help_steps
from fieldkit.ui import menus, practice
from fieldkit.ui.lead.menus import LEAD
from tests.ui.desk.conftest import Place
from tests.ui.desk.test_desk import CTRL, SHIFT, Key


def test_f1_knows_the_place(place: Place) -> None:
    """1."""
    panel = place.work.help
    cases = place.work.inspector.cases
    place.qtbot.waitUntil(lambda: bool(cases.model.rows), timeout=5000)
    cases.list.setFocus()
    place.press(Key.Key_F1)
    place.qtbot.waitUntil(panel.isVisible, timeout=5000)
    assert panel.page == "start" and panel.list.hasFocus()
    place.press(Key.Key_Escape)
    desk = place.open_first()
    place.qtbot.wait(0)
    desk.panel.take_keys()
    place.press(Key.Key_F1)
    place.qtbot.waitUntil(panel.isVisible, timeout=5000)
    assert panel.page == "rating"
    place.press(Key.Key_Escape)
    assert panel.isHidden() and desk.panel.answers.button("yes").hasFocus()
    place.press(Key.Key_F6, SHIFT)
    place.press(Key.Key_F1)
    place.qtbot.waitUntil(panel.isVisible, timeout=5000)
    assert panel.page == "reading"
    panel.search.setFocus()
    place.type("practitioner focus")
    assert panel.page == "meetings" and panel.list.model().rowCount() == 1
    assert "focus groups" in panel.text.toPlainText()


PAGES = {page.name: page for page in help_steps.pages()}


@pytest.mark.parametrize("name", [one for one in PAGES if one != "envelope"])
def test_pages(name: str) -> None:
    """2."""
    text = PAGES[name].text
    assert text.startswith("# ") and len(text.split()) < 320
    table = LEAD if name == "lead" else menus.READER
    known = {key.replace("PgDown", "PgDn") for one in table for key in one.key.split(" ") if key}
    named = set(re.findall(r"(?:Ctrl|Shift|Alt)\+(?:Shift\+)?[A-Z][A-Za-z]*|\bF\d\b", text))
    own = {"Shift+Enter", "Alt+Left"} | {f"Alt+{n}" for n in range(1, 10)}
    assert named <= known | own, named - known - own
    assert not re.search(r"\b(sync|error|invalid|OK)\b", text)


@pytest.mark.parametrize("when", ["made", "shown", "left"])
def test_an_end_leaves_no_practice(
    place: Place, when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told = place.work.inspector.practice
    if when == "made":
        told.start()
    else:
        with place.qtbot.waitSignal(told.shown, timeout=20000):
            told.start()
    workers = [one.worker for one in told._held]
    assert len(workers) == (when != "made")
    if when == "left":
        place.work.inspector.leave_case()
    place.work.close()
    assert not list(tmp_path.glob("fieldkit-practice-*")) and not told._held
    assert all(one._process is None for one in workers)


def test_practice_leaves_nothing(place: Place) -> None:
    """3."""
    inspector = place.work.inspector
    place.qtbot.waitUntil(lambda: bool(inspector.cases.model.rows), timeout=5000)
    entries = place.work.session.undelivered()
    before = set(Path(tempfile.gettempdir()).glob("fieldkit-practice-*"))
    with place.qtbot.waitSignal(inspector.practice.shown, timeout=20000):
        place.work.frame.actions_by_id["help.practice"].trigger()
    told = inspector.practice
    desk, bar = place.desk, told.bar
    assert bar is not None and bar.isVisible() and "next document" in bar.words.text()
    place.qtbot.waitUntil(lambda: bool(desk.shown[0]), timeout=10000)

    def step(number: int) -> None:
        place.qtbot.waitUntil(lambda: told.step == number, timeout=10000)

    place.press(Key.Key_PageDown, SHIFT)
    step(1)
    desk.panel.take_keys()
    place.press(Key.Key_N)
    step(2)
    place.press(Key.Key_R)
    place.type("Nobody asked")
    step(3)
    place.press(Key.Key_F, CTRL)
    place.type("police")
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(lambda: desk.reader.selection() is not None, timeout=10000)
    place.press(Key.Key_Escape)
    place.press(Key.Key_Escape)
    place.press(Key.Key_G)
    step(4)
    place.press(Key.Key_M)
    step(5)
    place.press(Key.Key_Z, CTRL)
    step(6)
    place.press(Key.Key_H, CTRL)
    step(7)
    place.press(Key.Key_Escape)
    place.press(Key.Key_Return, CTRL)
    step(len(practice.STEPS))
    with place.qtbot.waitSignal(told.ended, timeout=10000):
        bar.leave.click()
    place.saved()
    assert inspector.desk is None
    assert place.work.session.undelivered() == entries
    assert set(Path(tempfile.gettempdir()).glob("fieldkit-practice-*")) == before
