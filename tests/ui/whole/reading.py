"""An inspector at a laptop, by keys: a pack opened, cases read and completed, a bundle sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from fieldkit.inspection import reading as readings
from fieldkit.steps import read
from fieldkit.ui.desk.desk import Desk
from tests.ui.whole.hands import CTRL, SHIFT, Hands
from tests.ui.whole.story import DISPUTED, Story

Key = Qt.Key


def open_file(hands: Hands, path: Path, words: str) -> None:
    """Ctrl+O; the first pack asks for the lead's six words."""
    hands.work.opener._choose = lambda parent: str(path)
    first = not hands.session.inspections()
    hands.press(Key.Key_O, CTRL)
    if first:
        panel = hands.work.opener.panel
        hands.qtbot.waitUntil(lambda: panel.field.hasFocus(), timeout=20000)
        hands.picture("10-pack-words")
        hands.type(words)
        hands.press(Key.Key_Return)
    hands.idle()
    assert "set aside" not in hands.work.inspector.cases.notices.words()
    assert hands.session.inspections()


def work(hands: Hands, no: tuple[str, ...] = (), leave: int = 0, alerts: int = 0) -> int:
    """Every reading that is not complete, one after another; `leave` are left for later."""
    count = 0
    left = [one for one in read.my_readings(hands.session) if one.state not in readings.FINISHED]
    for one in left[: len(left) - leave]:
        open_case(hands, one.reading.id)
        read_case(hands, no, alerts if not count else 0, count == 0)
        count += 1
    return count


def complete(hands: Hands) -> None:
    """Ctrl+Enter shows what is left, Ctrl+Enter again completes."""
    for _ in range(2):
        hands.press(Key.Key_Return, CTRL)
        hands.idle()
    hands.qtbot.waitUntil(lambda: hands.work.inspector.desk is None, timeout=20000)
    hands.idle()


def on_desk(hands: Hands) -> Desk:
    """The desk, once its first question has the keys."""
    desk = hands.work.inspector.desk
    assert desk is not None
    hands.qtbot.waitUntil(lambda: desk.panel.answers.button("yes").hasFocus(), timeout=20000)
    return desk


def open_case(hands: Hands, reading: str) -> None:
    """My cases, down to the case, Enter."""
    inspector = hands.work.inspector
    hands.press(Key.Key_Home, CTRL)
    hands.idle()
    hands.reach("My cases", QAbstractItemView)
    hands.press(Key.Key_Home)
    for _ in range(80):
        row = inspector.cases.model.case(inspector.cases.list.currentIndex())
        if row is not None and row.reading.id == reading:
            break
        hands.press(Key.Key_Down)
    with hands.qtbot.waitSignal(inspector.case_shown, timeout=20000):
        hands.press(Key.Key_Return)
    hands.idle()
    desk = inspector.desk
    assert desk is not None and desk.work.view.reading.id == reading


def read_case(hands: Hands, no: tuple[str, ...], alerts: int, pictured: bool) -> None:
    desk, who = on_desk(hands), hands.session.owner.person
    for number, question in enumerate(desk.work.questions):
        if number:
            hands.press(Key.Key_Down, CTRL)
        if question.code in no:
            hands.press(Key.Key_N)
            hands.press(Key.Key_R)
            hands.type(f"Nobody asked, says {who}")
            hands.press(Key.Key_Tab)
        else:
            hands.press(Key.Key_Y)
        if number == 1 and pictured:
            hands.idle()
            hands.picture(f"11-desk-{who}")
    for number in range(alerts):
        hands.press(Key.Key_A, CTRL | SHIFT)
        hands.type(f"Concern {number}: children stay there at the weekend")
        hands.picture("12-alert")
        hands.press(Key.Key_Return, CTRL)
        hands.idle()
    hands.idle()
    complete(hands)


def send(story: Story, hands: Hands, name: str) -> Path:
    """Ctrl+Shift+S, the team folder typed, Send; the file that came of it."""
    before = set(story.bundles())
    hands.press(Key.Key_S, CTRL | SHIFT)
    hands.idle()
    (story.folder / "team").mkdir(exist_ok=True)
    hands.reach("Team folder")
    hands.replace(str(story.folder / "team"))
    page = hands.work.inspector.send
    assert page.button.text().startswith("Send ")
    with hands.qtbot.waitSignal(page.sent, timeout=60000):
        hands.push("Send ")
    hands.idle()
    hands.picture(f"{name}-sent")
    new = set(story.bundles()) - before
    assert len(new) == 1
    return new.pop()


def work_some(hands: Hands, numbers: Sequence[str]) -> None:
    """The cases of both laptops, one question of each answered the other way."""
    every = read.my_readings(hands.session)
    known = {one.subject.number: one.reading.id for one in every if one.reading.kind == "first"}
    for number in numbers:
        open_case(hands, known[number])
        assert on_desk(hands).work.questions[0].code == DISPUTED
        hands.press(Key.Key_N)
        hands.idle()
        desk = hands.work.inspector.desk
        assert desk is not None and desk.work.view.answers[DISPUTED].value == "no"


def mend(hands: Hands, reading: str) -> None:
    """The returned question answered again, looked at, and the case completed."""
    open_case(hands, reading)
    desk = hands.work.inspector.desk
    assert desk is not None and desk.work.view.returns
    hands.picture("34-returned-question")
    hands.push("Keep my answer")
    assert not desk.work.view.returns
    complete(hands)
