"""The unlock page.

1. It shows no more than label, last delivery and a count.
2. Enter or the button asks with what was typed; nothing typed asks nothing.
3. A refusal stands beneath the field, empties it and gives it the keys.
4. While the key is derived, or during a wait, nothing can be typed or pressed.
5. Caps Lock is noticed; the eye shows and hides; the page fits 200 percent.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLineEdit
from pytestqt.qtbot import QtBot

from fieldkit.ui import theme
from fieldkit.ui.unlock import CasebookCard, FirstRunPage, UnlockPage

REFUSED = "Wrong passphrase. Nothing has changed. Try again; your lead can help."


@pytest.fixture
def page(qtbot: QtBot) -> UnlockPage:
    cards = [
        CasebookCard("Inspection 2025-07", "Last delivered Thursday 20 November, 17:42.", 12),
        CasebookCard("Inspection 2025-03", "Everything delivered.", 0, removable=True),
    ]
    made = UnlockPage(cards, "A. Marsh, inspector", "OFFICIAL-SENSITIVE", ["Laptop 07"])
    qtbot.addWidget(made)
    made.resize(1440, 868)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_enter_and_button_ask(page: UnlockPage, qtbot: QtBot) -> None:
    page.field.setFocus()
    with qtbot.assertNotEmitted(page.unlock_requested):
        qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.keyClicks(page.field, "marble tunnel")
    with qtbot.waitSignal(page.unlock_requested) as told:
        qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert told.args == ["marble tunnel"]
    with qtbot.waitSignal(page.unlock_requested):
        qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)


def test_refusal(page: UnlockPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.field, "wrong")
    page.show_busy()
    assert not page.field.isEnabled() and not page.button.isEnabled()
    assert page.button.text() == "Unlocking…"
    page.show_refusal(REFUSED)
    assert page.refusal() == REFUSED
    assert page.field.text() == "" and page.field.isEnabled() and page.field.hasFocus()
    assert page.field.accessibleDescription() == REFUSED
    page.show_ready()
    assert page.refusal() == ""


def test_wait_counts_down_and_ends(page: UnlockPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.waited, timeout=4000):
        page.wait(1, REFUSED)
        assert page.button.text() == "Try again in 1 second"
        assert not page.field.isEnabled()
        with qtbot.assertNotEmitted(page.unlock_requested):
            page._ask()
    assert page.field.isEnabled() and page.button.text() == "Unlock"
    assert page.refusal() == REFUSED


def test_caps_lock_is_noticed(page: UnlockPage, qtbot: QtBot) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(page.field.caps_changed) as told:
        qtbot.keyClick(page.field, "M")
    assert told.args == [True] and page._caps.isVisible()
    with qtbot.waitSignal(page.field.caps_changed) as told:
        qtbot.keyClick(page.field, "m")
    assert told.args == [False] and not page._caps.isVisible()
    with qtbot.assertNotEmitted(page.field.caps_changed):
        qtbot.keyClick(page.field, "M", shift)
        qtbot.keyClick(page.field, "1")


def test_eye_shows_and_hides(page: UnlockPage, qtbot: QtBot) -> None:
    assert page.field.echoMode() == QLineEdit.EchoMode.Password
    qtbot.mouseClick(page.field.eye, Qt.MouseButton.LeftButton)
    assert page.field.echoMode() == QLineEdit.EchoMode.Normal
    assert page.field.eye.accessibleName() == "Hide the passphrase"
    qtbot.keyClick(page.field.eye, Qt.Key.Key_Space)
    assert page.field.echoMode() == QLineEdit.EchoMode.Password


def test_forgotten(page: UnlockPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.forgotten):
        qtbot.mouseClick(page.link, Qt.MouseButton.LeftButton)


def test_narrow_windows_stack_the_field_first(
    page: UnlockPage, look: theme.Theme, qtbot: QtBot
) -> None:
    assert page._halves.direction() == QBoxLayout.Direction.LeftToRight
    look.set_scale(2.0)
    page.resize(1366, 688)
    qtbot.waitUntil(
        lambda: (
            page._halves.direction() == QBoxLayout.Direction.BottomToTop
            and page._sheet.width() <= 1366
        )
    )
    top = page.field.mapTo(page, page.field.rect().topLeft()).y()
    assert 0 < top < 688


def test_first_run_offers_choices(qtbot: QtBot) -> None:
    made = FirstRunPage([("open", "Open a pack…", "folder-open"), ("try", "Practise", "student")])
    qtbot.addWidget(made)
    assert made.buttons["open"].kind == "primary" and made.buttons["try"].kind == "plain"
    with qtbot.waitSignal(made.chosen) as told:
        qtbot.mouseClick(made.buttons["try"], Qt.MouseButton.LeftButton)
    assert told.args == ["try"]
