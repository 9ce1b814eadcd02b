"""Raising an alert, from wherever one is.

1. Two keys and the words: on the page, in a text field, over an open panel, on the chronology, on
   the problems, in help, in a case that is complete, and on My cases and Send without any case.
2. What was written and not raised is kept: over closing the panel, leaving the case, locking and
   another laptop's hour; the case says so, and it is gone once raised.
3. Without a case there is nothing to raise about, which is said.
4. Whoever is quicker than the case is made keeps the keys: no letter of an alert is an answer.
5. Who raised one sees its log: not sent yet, with the lead, acknowledged and closed with words; the
   case is marked until it is closed. A second reader of the case, who reads blind, sees nothing.
6. In a low window the log folds away and stands, when it is asked for, where the advice stood.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from fieldkit.steps import alerts as alert_steps
from fieldkit.steps import open_pack, prepare, receive, send
from fieldkit.ui import theme
from fieldkit.ui.alert_log import NOT_SENT
from fieldkit.ui.desk.alert import AlertPanel
from fieldkit.ui.operations import Operations
from tests import kit
from tests.ui.desk.conftest import MakePlace, Place

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
WORDS = "Children in the house"


def panel(place: Place) -> AlertPanel:
    found = [one for one in place.work.frame.findChildren(AlertPanel) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def press_alert(place: Place) -> AlertPanel:
    place.press(Key.Key_A, CTRL | SHIFT)
    shown = lambda: any(p.isVisible() for p in place.work.frame.findChildren(AlertPanel))  # noqa: E731
    place.qtbot.waitUntil(shown, timeout=5000)
    made = panel(place)
    assert QApplication.focusWidget() is made.words
    return made


def raised(place: Place) -> list[alert_steps.Alert]:
    place.saved()
    return list(alert_steps.alerts(place.work.session))


def reading_page(place: Place) -> None:
    place.desk.reader.setFocus()


def typing_a_reason(place: Place) -> None:
    place.press(Key.Key_N)
    place.press(Key.Key_R)
    place.type("Not")
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)


def in_find(place: Place) -> None:
    place.press(Key.Key_F, CTRL)


def in_the_palette(place: Place) -> None:
    place.press(Key.Key_K, CTRL)


def in_notes(place: Place) -> None:
    place.press(Key.Key_N, CTRL | SHIFT)


def in_help(place: Place) -> None:
    place.press(Key.Key_F1)
    place.qtbot.waitUntil(lambda: place.work.help.isVisible(), timeout=5000)


def in_the_chronology(place: Place) -> None:
    place.press(Key.Key_T, CTRL)


def in_a_meeting(place: Place) -> None:
    place.press(Key.Key_I, CTRL)


def on_problems(place: Place) -> None:
    place.desk.show_problems()


def complete(place: Place) -> None:
    place.complete()
    assert place.desk.work.read_only


@pytest.mark.parametrize(
    "before",
    [
        reading_page,
        typing_a_reason,
        in_find,
        in_the_palette,
        in_notes,
        in_help,
        in_the_chronology,
        in_a_meeting,
        on_problems,
        complete,
    ],
)
def test_from_everywhere_in_a_case(place: Place, before: Callable[[Place], None]) -> None:
    """1."""
    place.open_first()
    before(place)
    press_alert(place)
    place.type(WORDS)
    place.press(Key.Key_Return, CTRL)
    assert [one.words for one in raised(place)] == [WORDS]


@pytest.mark.parametrize("tab", ["cases", "send"])
def test_without_a_case_open(place: Place, tab: str) -> None:
    """1. It is about the case selected, and the list shows it at once."""
    cases = place.work.inspector.cases
    place.qtbot.waitUntil(lambda: len(cases.model.rows) == 3, timeout=5000)
    place.press(Key.Key_Down)
    chosen = cases.selected_case
    assert chosen is not None
    place.work.frame.show_tab(tab)
    made = press_alert(place)
    assert chosen.subject.number in made._goes.text()
    place.type(WORDS)
    place.press(Key.Key_Return, CTRL)
    (one,) = raised(place)
    assert (one.subject.number, one.words) == (chosen.subject.number, WORDS)
    place.qtbot.waitUntil(lambda: any(row.alerts for row in cases.model.rows), timeout=5000)


def test_begun_and_not_raised(make_place: MakePlace) -> None:
    """2."""
    place = make_place()
    first = place.open_first()
    press_alert(place)
    place.type(WORDS)
    place.press(Key.Key_Escape)
    place.saved()
    place.press(Key.Key_Home, CTRL)
    place.qtbot.waitUntil(lambda: place.work.inspector.desk is not first, timeout=5000)
    place.qtbot.waitUntil(lambda: bool(place.work.inspector.cases.model.rows), timeout=5000)
    place.open_first()
    begun = lambda: "began an alert" in place.desk.notices.words()  # noqa: E731
    place.qtbot.waitUntil(begun, timeout=5000)
    assert WORDS in place.desk.notices.words()
    made = press_alert(place)
    place.qtbot.waitUntil(lambda: made.words.toPlainText() == WORDS, timeout=5000)
    assert "began an alert" not in place.desk.notices.words()
    place.type(" again")
    place.press(Key.Key_Return, CTRL)
    assert [one.words for one in raised(place)] == [f"{WORDS} again"]
    place.press(Key.Key_Home, CTRL)
    place.saved()
    place.open_first()
    place.saved()
    assert not begun()
    assert press_alert(place).words.toPlainText() == ""
    place.saved()
    assert panel(place).words.toPlainText() == ""


def test_each_case_has_its_own(place: Place) -> None:
    """2. What was begun about one case never stands in the panel of another."""
    cases = place.work.inspector.cases
    place.qtbot.waitUntil(lambda: len(cases.model.rows) == 3, timeout=5000)
    press_alert(place)
    place.type(WORDS)
    place.press(Key.Key_Escape)
    place.press(Key.Key_Down)
    made = press_alert(place)
    place.saved()
    assert made.words.toPlainText() == ""
    place.press(Key.Key_Escape)
    place.press(Key.Key_Up)
    made = press_alert(place)
    place.qtbot.waitUntil(lambda: made.words.toPlainText() == WORDS, timeout=5000)


def test_locked_in_the_middle(
    make_place: MakePlace, operations: Operations, look: theme.Theme
) -> None:
    """2. A lock takes no word of it."""
    place = make_place()
    place.open_first()
    press_alert(place)
    place.type(WORDS)
    with place.after_a_lock(look, operations) as desk:
        place.qtbot.waitUntil(lambda: WORDS in desk.notices.words(), timeout=5000)


def test_without_any_case(make_place: MakePlace) -> None:
    """3."""
    place = make_place()
    cases = place.work.inspector.cases
    place.saved()
    cases.show_rows(())
    place.press(Key.Key_A, CTRL | SHIFT)
    assert "No case is selected" in cases.notices.words()
    assert "telephone" in cases.notices.words()


def test_typing_ahead(place: Place) -> None:
    """4. The alert is asked for in the same moment in which the case comes on screen."""
    cases = place.work.inspector.cases
    place.qtbot.waitUntil(lambda: bool(cases.model.rows), timeout=5000)
    opened: list[AlertPanel] = []
    place.work.inspector.case_shown.connect(lambda desk: opened.append(press_alert(place)))
    with place.qtbot.waitSignal(place.work.inspector.case_shown, timeout=5000):
        place.qtbot.keyClick(cases.list, Key.Key_Return)
    place.saved()
    assert QApplication.focusWidget() is opened[0].words
    place.type("any")
    assert opened[0].words.toPlainText() == "any"
    assert not place.desk.work.view.answered


def test_its_log_comes_back(make_place: MakePlace, tmp_path: Path) -> None:
    """5."""
    world = kit.inspection(tmp_path / "world", cases=1, standard="")
    pike = world.laptops["pike"] = kit.laptop(tmp_path / "world" / "pike", "F. Pike")
    kit.join(world.lead, pike)
    prepare.allocate(world.lead, [prepare.Allocation("001", ("pike",), "second")])
    kit.open_packs(world, index=False)
    place = make_place(world)
    session, folder = place.work.session, tmp_path / "place"
    place.open_first()
    press_alert(place)
    assert not panel(place).log.isVisible()
    place.type(WORDS)
    place.press(Key.Key_Return, CTRL)
    place.saved()

    def log() -> str:
        made = press_alert(place)
        place.saved()
        text = made.log.toPlainText()
        assert made.log.isVisible()
        place.press(Key.Key_Escape)
        return text

    def bring(path: Path) -> None:
        open_pack.open_pack(session, path, world.words)
        place.press(Key.Key_Home, CTRL)
        place.saved()
        place.open_first()
        place.saved()

    assert f"“{WORDS}”\nRaised by A. Marsh" in log() and NOT_SENT in log()
    arrivals, _ = receive.receive(world.lead, [send.send(session, folder).path])
    bring(receive.write_receipts(world.lead, arrivals, folder)[0][1])
    assert NOT_SENT not in log()
    (one,) = alert_steps.alerts(world.lead)
    alert_steps.acknowledge(world.lead, one.id, "Rang the office")
    bring(prepare.write_packs(world.lead, folder, ("marsh",))[0].path)
    assert "Acknowledged by D. Rowe" in log() and log().endswith("Rang the office")
    assert place.desk.header.alert_pill.isVisible()
    alert_steps.close(world.lead, one.id, "Moved the same day")
    bring(prepare.write_packs(world.lead, folder, ("marsh",))[0].path)
    assert log().endswith("Moved the same day")
    assert not place.desk.header.alert_pill.isVisible()
    press_alert(place)  # both steps of the next one come back at once
    place.type("And the dog")
    place.press(Key.Key_Return, CTRL)
    place.saved()
    receive.receive(world.lead, [send.send(session, folder).path])
    (two,) = [one for one in alert_steps.alerts(world.lead) if one.is_open]
    alert_steps.acknowledge(world.lead, two.id)
    alert_steps.close(world.lead, two.id, "Rehomed")
    bring(prepare.write_packs(world.lead, folder, ("marsh",))[0].path)
    assert "Acknowledged by D. Rowe" in log().split("And the dog")[1] and "Rehomed" in log()
    assert not place.desk.header.alert_pill.isVisible()
    open_pack.open_pack(pike, prepare.write_packs(world.lead, folder, ("pike",))[0].path)
    assert alert_steps.alerts(pike) == ()


def test_the_log_in_a_low_window(place: Place) -> None:
    """6."""
    place.open_first()
    press_alert(place)
    place.type(WORDS)
    place.press(Key.Key_Return, CTRL)
    place.saved()
    made = press_alert(place)
    place.saved()
    assert made.log.isVisible() and made._told.isVisible()
    place.press(Key.Key_Escape)
    place.work.frame.resize(1100, 460)
    made = press_alert(place)
    assert made.logged.isVisible() and not made.log.isVisible() and made._told.isVisible()
    for _ in range(2):
        made.logged.click()
        shown = [one for one in (made.words, made._told, made.log, made.button) if one.isVisible()]
        assert len(shown) == 3 and (made.log in shown) != (made._told in shown)
        for one in shown:
            assert made.rect().contains(one.geometry())
        for upper, lower in itertools.pairwise(shown):
            assert upper.geometry().bottom() < lower.geometry().top()
