"""What no key has to wait for on the desk, and what is still right when nobody waited.

1. The colours change while a case is open: what is seen at once, the pages behind it soon.
2. Leaving a case styles nothing anew; then no widget of it is left, and no letter key waits there.
3. Completing gives the list of cases the keys, and letters do nothing there.
4. A second document beside the first lays the first one's text out once; so does closing it.
5. The other reader is there before it is asked for, has what the first has, and goes when closed.
6. Closed as soon as it was opened, and when it has shown something, the other reader is gone.
7. The page of problems is there before it is asked for, and tells what stands when it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from fieldkit.ui import theme, tokens
from fieldkit.ui.components.label import Label
from fieldkit.ui.reader.flow_text import FlowText
from tests.ui.desk.conftest import Place
from tests.ui.desk.test_reading_tools import CTRL, SHIFT, Key, show


class _Heard(QObject):
    """How often each widget heard of events of one kind."""

    def __init__(self, kind: QEvent.Type) -> None:
        super().__init__()
        self._kind = kind
        self.count: Counter[QObject] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == self._kind:
            self.count[watched] += 1
        return False


@contextmanager
def heard(kind: QEvent.Type) -> Iterator[Counter[QObject]]:
    application = QApplication.instance()
    assert application is not None
    ear = _Heard(kind)
    application.installEventFilter(ear)
    yield ear.count
    application.removeEventFilter(ear)


def ready(place: Place) -> None:
    """The desk is open and all is made that is made behind it."""
    place.open_first()
    place.qtbot.waitUntil(lambda: place.desk.readers._next is not None, timeout=5000)
    place.qtbot.waitUntil(lambda: bool(place.desk.reader.document), timeout=10000)


def ink(page: QWidget) -> set[str]:
    """The colours of what stands in a page in the second tone; where it is seen, of what is."""
    labels = [one for one in page.findChildren(Label) if one.property("tone") == "text2"]
    labels = [one for one in labels if one.isVisible() or page.isHidden()]
    assert labels
    return {one.palette().color(QPalette.ColorRole.WindowText).name().upper() for one in labels}


def test_colours(place: Place, look: theme.Theme) -> None:
    """1."""
    ready(place)
    work = place.work
    hidden = (work.inspector.cases, work.inspector.send, work.health, place.desk.problems)
    look.set_choice("dark")
    assert ink(place.desk.panel) == {tokens.DARK.text2}
    place.qtbot.waitUntil(lambda: not look._sheet.waiting)
    for page in hidden:
        assert page.isHidden() and ink(page) == {tokens.DARK.text2}
    look.set_choice("light")
    work.frame.show_tab("health")
    assert ink(work.health) == {tokens.LIGHT.text2}


def test_leaving(place: Place) -> None:
    """2."""
    ready(place)
    desk = place.desk
    place.press(Key.Key_Y)
    letters = place.work.frame._letters
    parts: list[QWidget] = [desk, desk.header, *desk.findChildren(QWidget)]
    assert len(parts) > 200 and letters._watched in parts
    bar = desk.header.parentWidget()
    assert bar is not None
    with heard(QEvent.Type.StyleChange) as styled:
        place.work.frame.show_tab("cases")
    assert not any(styled[one] for one in parts)
    place.qtbot.waitUntil(lambda: not isValid(desk), timeout=5000)
    assert not [one for one in (*parts, bar) if isValid(one)]
    assert letters._watched is place.work.inspector.cases.list
    place.open_first()
    assert place.desk is not desk


def test_completing(place: Place) -> None:
    """3."""
    ready(place)
    desk, work = place.desk, place.desk.work
    for question in work.questions:
        desk.go_to_question(question.code)
        place.press(Key.Key_Y)
    place.saved()
    place.press(Key.Key_Return, CTRL)
    assert desk.problems.isVisible() and desk.problems.complete.isEnabled()
    place.press(Key.Key_Return, CTRL)
    cases = place.work.inspector.cases
    assert place.work.inspector.desk is None and QApplication.focusWidget() is cases.list
    place.saved()
    place.qtbot.waitUntil(lambda: not isValid(desk), timeout=5000)
    assert QApplication.focusWidget() is cases.list
    place.press(Key.Key_N)
    place.saved()
    assert cases.model.rows[0].state == "complete"


def widths(flow: FlowText) -> list[float]:
    """The widths at which the text is laid out from now on, one after the other."""
    found: list[float] = []

    def note(*_: object) -> None:
        if found[-1:] != [flow.document().textWidth()]:
            found.append(flow.document().textWidth())

    flow.document().documentLayout().update.connect(note)
    return found


def test_beside(place: Place) -> None:
    """4."""
    ready(place)
    show(place, "notes")
    flow = place.desk.reader.flow
    assert flow.isVisible() and flow.flow is not None
    place.saved()
    found = widths(flow)
    place.press(Key.Key_F9)
    place.qtbot.wait(100)
    assert found == [flow.viewport().width()]
    found.clear()
    place.press(Key.Key_F9)
    place.press(Key.Key_F9, SHIFT)
    place.qtbot.wait(100)
    assert place.desk.reader.flow is flow and found == [flow.viewport().width()]


def test_other_reader(place: Place, look: theme.Theme) -> None:
    """5."""
    ready(place)
    readers = place.desk.readers
    made = readers._next
    assert made is not None and made.isHidden() and readers.readers == [readers.active]
    show(place, "notes")
    place.press(Key.Key_W)
    place.press(Key.Key_F9)
    assert readers._next is None and readers.active is made.reader and made.isVisible()
    first = readers.readers[0]
    assert made.reader._listed == first._listed != {}
    assert made.reader._words == first._words != ()
    place.qtbot.waitUntil(lambda: bool(made.reader.document), timeout=10000)
    place.press(Key.Key_F9)
    place.press(Key.Key_F9, SHIFT)
    assert not readers.split
    place.qtbot.waitUntil(lambda: not isValid(made) and readers._next is not None, timeout=5000)


@pytest.mark.parametrize("title", ["", "notes"])
def test_closed_at_once(place: Place, title: str) -> None:
    """6."""
    ready(place)
    readers = place.desk.readers
    first = readers.active
    place.press(Key.Key_F9)
    other = readers.active
    assert other is not first
    if title:
        show(place, title)
    place.press(Key.Key_F9)
    assert readers.active is first
    place.press(Key.Key_F9, SHIFT)
    assert readers.active is first and readers.readers == [first]
    place.qtbot.waitUntil(lambda: not isValid(other), timeout=5000)
    assert readers.active is first and not readers.split
    show(place, "notes")
    assert first.view() is first.flow and first.flow.isVisible()


def test_problems(place: Place) -> None:
    """7."""
    ready(place)
    desk = place.desk
    assert "problems" in vars(desk) and desk.problems.isHidden()
    count = len(desk.work.questions)
    for done in (1, 2):
        desk.go_to_question(desk.work.questions[done - 1].code)
        place.press(Key.Key_Y)
        place.press(Key.Key_Return, CTRL)
        told = [one.text() for one in desk.problems.findChildren(Label)]
        assert f"{done} of {count} questions answered" in told
        place.press(Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        assert desk.pages.currentWidget() is desk.panes
