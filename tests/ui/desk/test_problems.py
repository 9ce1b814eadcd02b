"""What is left to do, and a case that is complete.

1. The page of problems tells of an open alert and of documents not read to the end, which stop
   nobody; completing by keys is refused while something is to fix.
2. F8 goes to the next question with a problem, round and round; on the page, to the first.
3. A complete case takes no answer; "Reopen it" opens it again.
4. What is being typed stays while something else is saved, and is one step to undo.
5. Two values that stand are said over the question.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldkit.inspection.reading import Answer
from tests.ui.desk.conftest import Place

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def all_answered(place: Place) -> None:
    work = place.desk.work
    for one in work.questions:
        work.go(one.code)
        work.answer("yes")
    place.saved()


def checks(place: Place) -> list[str]:
    return [title for _, _, title, _ in place.desk.problems._checked()]


def test_what_the_page_tells(place: Place) -> None:
    """1."""
    desk = place.open_first()
    place.press(Key.Key_Return, CTRL)
    place.press(Key.Key_Return, CTRL)
    place.saved()
    assert desk.work.view.state.value == "reading" and place.work.inspector.desk is desk
    assert "3 documents not opened to the end" in checks(place)
    assert "An alert is open on this case" not in checks(place)
    desk.work.alert("Children there", "", 0)
    place.saved()
    assert "An alert is open on this case" in checks(place)
    all_answered(place)
    place.press(Key.Key_Return, CTRL)
    place.saved()
    assert place.on_disk().view.state.value == "complete"


def test_next_problem(place: Place) -> None:
    """2."""
    desk = place.open_first()
    all_answered(place)
    codes = [one.code for one in desk.work.questions]
    for code in (codes[1], codes[4]):
        desk.work.go(code)
        desk.work.answer(None)
    desk.work.go(codes[2])
    for expected in (codes[4], codes[1], codes[4]):
        place.press(Key.Key_F8)
        assert desk.work.question.code == expected
    desk.show_problems()
    place.press(Key.Key_F8)
    assert desk.work.question.code == codes[1]
    assert desk.pages.currentWidget() is desk.panes


def test_complete_and_reopened(place: Place) -> None:
    """3."""
    desk = place.open_first()
    all_answered(place)
    desk.work.complete()
    place.saved()
    code = desk.work.question.code
    desk.panel.take_keys()
    place.press(Key.Key_N)
    place.saved()
    assert desk.work.view.answers[code].value == "yes"
    assert desk.panel._locked.isVisible() and desk.panel.reason.edit.isReadOnly()
    desk.panel._locked.action().click()
    place.saved()
    assert not desk.panel._locked.isVisible() and not desk.work.read_only
    desk.panel.take_keys()
    place.press(Key.Key_N)
    place.saved()
    assert desk.work.view.answers[code].value == "no"


def test_typing_while_something_else_is_saved(place: Place) -> None:
    """4."""
    desk = place.open_first()
    code = desk.work.question.code
    place.press(Key.Key_R)
    place.type("Not vis")
    desk.work.toggle_flag()
    place.saved()
    assert desk.work.view.reasons[code].value == "Not vis"
    place.type("ited")
    assert desk.panel.reason.text() == "Not visited"
    place.press(Key.Key_Escape)
    place.saved()
    assert QApplication.focusWidget() is not desk.panel.reason.edit
    assert desk.work.shifts[0] == f"reason for {code}"
    place.press(Key.Key_Z, CTRL)
    place.saved()
    assert not desk.work.view.reasons[code].value
    assert desk.work.view.flags[code].value


def test_two_values_stand(place: Place) -> None:
    """5."""
    desk = place.open_first()
    place.press(Key.Key_Y)
    place.saved()
    assert not desk.panel._disputed.isVisible()
    work, code = desk.work, desk.work.question.code
    held = work.view.answers[code]
    both = Answer(held.value, held.entries, held.author, held.made_at, True)
    work._view = replace(work.view, answers={**work.view.answers, code: both})
    work.changed.emit()
    assert desk.panel._disputed.isVisible()
    assert "two values stand" in desk.panel._disputed.words()
