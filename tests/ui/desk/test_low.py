"""A laptop of 1366 x 768 at 200 percent: nothing is laid over anything else, and the page has room.

1. Panels give way: lists and texts become lower, and everything in them keeps its place.
2. The question docks in one row, and the page keeps a third of the window's height.
3. What is left to do: its deeds are seen, not cut off, and the rest scrolls.
4. Only one panel is open at a time, and the keys go back to where they were before both.
"""

from __future__ import annotations

from itertools import combinations

from PySide6.QtWidgets import QScrollBar, QSplitterHandle, QWidget

from fieldkit.ui import theme
from fieldkit.ui.reader.marks import Passage
from tests.ui.desk.conftest import MakePlace, Place
from tests.ui.desk.test_desk import CTRL, SHIFT, Key


def laid_over(root: QWidget) -> list[tuple[str, str]]:
    """Pairs of neighbours, anywhere in `root`, that cover each other, or stick out of it."""
    found = []
    for parent in [root, *root.findChildren(QWidget)]:
        if parent.layout() is None or not parent.isVisible():
            continue
        shown = [
            one
            for one in parent.children()
            if isinstance(one, QWidget)
            and one.isVisible()
            and not isinstance(one, QScrollBar | QSplitterHandle)
            and parent.layout().indexOf(one) >= 0
        ]
        for one, other in combinations(shown, 2):
            if one.geometry().intersects(other.geometry()):
                found.append((_name(one), _name(other)))
        found += [
            (_name(one), "out") for one in shown if not parent.rect().contains(one.geometry())
        ]
    return found


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()}".strip()


def low(make_place: MakePlace, look: theme.Theme) -> Place:
    place = make_place()
    place.open_first()
    place.saved()
    look.set_scale(2.0)
    place.work.frame.resize(1366, 688)
    place.qtbot.wait(50)
    return place


def test_panels_give_way(make_place: MakePlace, look: theme.Theme) -> None:
    """1, 4."""
    place = low(make_place, look)
    desk, frame = place.desk, place.work.frame
    desk.tying.ask("for", Passage(desk.shown[0], 1, 0, 5, "Some words", "", ""))
    tie = desk.tying.panel
    assert tie is not None
    place.qtbot.waitUntil(lambda: tie.isVisible() and not laid_over(tie), timeout=5000)
    assert frame.rect().contains(tie.geometry()) and tie.list.height() >= theme.px(56)
    place.press(Key.Key_A, CTRL | SHIFT)
    alert = desk.alerting.panel
    assert alert is not None and alert.isVisible() and tie.isHidden()
    place.qtbot.waitUntil(lambda: not laid_over(alert), timeout=5000)
    place.press(Key.Key_Escape)
    assert alert.isHidden()
    look.set_scale(1.0)
    desk.tying.ask("for", Passage(desk.shown[0], 1, 0, 5, "Some words", "", ""))
    place.qtbot.waitUntil(lambda: tie.list.height() == 34 * 6, timeout=5000)


def test_the_page_keeps_room(make_place: MakePlace, look: theme.Theme) -> None:
    """2."""
    place = low(make_place, look)
    desk = place.desk
    assert desk.panes.one_pane and desk.dock.short.isVisible() and desk.dock._top.isHidden()
    assert desk.dock.short.text() == "2.1.1"
    place.qtbot.waitUntil(lambda: not laid_over(desk.dock), timeout=5000)
    assert place.work.frame.height() == 688 and desk.reader.view().height() >= 688 // 3
    place.work.frame.resize(1366, 1400)
    place.qtbot.waitUntil(desk.dock._top.isVisible, timeout=5000)


def test_what_is_left_is_seen(make_place: MakePlace, look: theme.Theme) -> None:
    """3."""
    place = low(make_place, look)
    page = place.desk.problems
    place.desk.show_problems()
    place.qtbot.waitUntil(lambda: page.complete.isVisible() and not laid_over(page), timeout=5000)
    for button in (page.first_button, page.complete):
        corner = button.mapTo(place.work.frame, button.rect().bottomRight())
        assert (
            place.work.frame.rect().contains(corner) and button.width() >= button.sizeHint().width()
        )
