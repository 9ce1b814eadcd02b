"""What a screen reader is told: every control that can have the keys has a name and a role.

1. Unlock and first run. 2. My cases, desk, problems, alert, send. 3. The lead's five pages.
4. Nothing visible is dead: every command that is on is connected, and every button too.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QFrame, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.ui.frame import Frame
from fieldkit.ui.set_up import SetUpPage
from fieldkit.ui.unlock import CasebookCard, UnlockPage
from tests.ui.desk.conftest import Place, make_place, place
from tests.ui.lead.conftest import Centre, centre

__all__ = ["centre", "make_place", "place"]
ROLELESS = (QAccessible.Role.NoRole, QAccessible.Role.Client)


def silent(page: QWidget) -> list[str]:
    """The visible controls below `page` that take the keys and say nothing of themselves."""
    found = []
    for one in (page, *page.findChildren(QWidget)):
        tab = one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not one.isVisible() or not tab or not one.isEnabled() or one.focusProxy() is not None:
            continue
        told = QAccessible.queryAccessibleInterface(one)
        name = told.text(QAccessible.Text.Name).strip() if told is not None else ""
        is_area = isinstance(one, QAbstractScrollArea | QFrame)  # a pane with a name is enough
        roleless = told is None or (told.role() in ROLELESS and not (name and is_area))
        if not name or roleless:
            found.append(f"{type(one).__name__} {one.objectName()} {name!r}")
    return found


def unread(page: QWidget) -> list[str]:
    """Buttons whose name is missing, also those that Tab passes over."""
    buttons = page.findChildren(QAbstractButton)
    shown = [one for one in buttons if one.isVisible()]
    return [
        type(one).__name__
        for one in shown
        if not (told := QAccessible.queryAccessibleInterface(one))
        or not told.text(QAccessible.Text.Name).strip()
    ]


def assert_speaks(page: QWidget) -> None:
    QApplication.processEvents()
    assert silent(page) == []
    assert unread(page) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: UnlockPage([CasebookCard("Inspection", "Nothing sent yet.", 3)], "A. Marsh", "OS"),
        lambda: SetUpPage("one two three four"),
    ],
)
def test_before_unlocking(make: Callable[[], QWidget], qtbot: QtBot) -> None:
    """1."""
    page = make()
    qtbot.addWidget(page)
    page.resize(1440, 868)
    page.show()
    assert_speaks(page)


def test_inspector(place: Place) -> None:
    """2."""
    frame = place.work.frame
    cases = place.work.inspector.cases
    place.qtbot.waitUntil(lambda: bool(cases.model.rows), timeout=5000)
    place.saved()
    assert_speaks(frame)
    desk = place.open_first()
    place.saved()
    assert_speaks(frame)
    for width in (1300, 700):
        frame.resize(width, 800)
        assert_speaks(frame)
    desk.alert()
    assert_speaks(frame)
    place.press(Qt.Key.Key_Escape)
    desk.show_problems()
    assert_speaks(frame)
    frame.show_tab("send")
    place.saved()
    assert_speaks(frame)
    frame.open_keys()
    assert_speaks(frame)


def test_lead(centre: Centre) -> None:
    """3."""
    centre.receive()
    for number in range(1, 6):
        centre.go(number)
        assert_speaks(centre.work.frame)
        had = centre.focus()
        assert had is not None and centre.work.frame._body.isAncestorOf(had)


def dead(frame: Frame) -> list[str]:
    """Commands that are on and do nothing."""
    signal = "2triggered(bool)"
    return [
        identity
        for identity, action in frame.actions_by_id.items()
        if action.isEnabled() and not action.receivers(signal)
    ]


def test_nothing_is_dead(place: Place) -> None:
    """4."""
    frame = place.work.frame
    assert dead(frame) == []
    place.open_first()
    assert dead(frame) == []
    assert [k for k, one in frame.actions_by_id.items() if not one.isEnabled()] == []
    assert not [
        one.accessibleName() or one.text()
        for one in frame.findChildren(QAbstractButton)
        if one.isVisible() and not one.receivers("2clicked(bool)") and not one.isCheckable()
    ]


def test_nothing_is_dead_for_the_lead(centre: Centre) -> None:
    """4."""
    assert dead(centre.work.frame) == []
