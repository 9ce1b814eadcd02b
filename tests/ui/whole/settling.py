"""The lead receives and settles, by keys: disputes, second readings, alerts, a moderation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QRadioButton

from fieldkit.steps import doubles, moderate, progress
from tests.ui.whole.hands import CTRL, Hands
from tests.ui.whole.story import Story, pages

Key = Qt.Key


def receive(story: Story, hands: Hands, files: Sequence[Path], name: str) -> None:
    """Ctrl+O, look, and receive."""
    page = pages(hands).receive
    page._choose = lambda parent: [str(one) for one in files]
    page._choose_folder = lambda parent: str(story.folder / "receipts")
    hands.press(Key.Key_O, CTRL)
    hands.idle()
    hands.picture(f"{name}-looked-at")
    with hands.qtbot.waitSignal(page.merged, timeout=60000):
        hands.press(Key.Key_Space)
    hands.idle()
    hands.picture(f"{name}-received")
    if "Receipts are not written yet" in page.notices.words():
        hands.push("Choose the folder…")
        hands.picture(f"{name}-receipts")
        assert list((story.folder / "receipts").glob("*.fkb"))


def decide_all(hands: Hands, name: str) -> int:
    hands.press(Key.Key_3, CTRL)
    hands.idle()
    page, count = pages(hands).disputes, 0
    while page.shown is not None:
        if not count:
            hands.picture(f"{name}-dispute")
        yes = [side.value for side in page.shown.sides].index("yes")
        hands.press((Key.Key_1, Key.Key_2)[yes])
        hands.type("The notes of the visit say so")
        with hands.qtbot.waitSignal(page.decided, timeout=20000):
            hands.press(Key.Key_Return, CTRL)
        hands.idle()
        count += 1
    hands.picture(f"{name}-no-disputes")
    return count


def to_square(hands: Hands, number: str, person: str) -> None:
    """The matrix, and the square of that case and person by the arrows."""
    hands.command("Who has read what")
    view = pages(hands).fieldwork.matrix.view
    found = view.squares.matrix
    assert found is not None
    row = [one.number for one in found.subjects].index(number)
    across = [one.person for one in found.people].index(person)
    hands.reach("Who has read what")
    hands.press(Key.Key_Home, CTRL)
    hands.press(Key.Key_Down, times=row)
    hands.press(Key.Key_Right, times=across)
    hands.idle()
    assert (view.currentIndex().row(), view.currentIndex().column()) == (row, across)


def finish(lead: Hands, story: Story, back: progress.Line, first: str) -> None:
    """Approved, second readings decided, alerts closed, one standard moderated, the grid."""
    to_square(lead, back.subject.number, first)
    lead.push("Approve")
    lead.picture("40-approved")
    lead.press(Key.Key_6, CTRL)
    lead.idle()
    adjudicate(lead)
    lead.command("Alerts")
    for number in range(story.size.alerts):
        lead.picture(f"42-alert-{number}")
        lead.reach("What was done")
        lead.type("Followed up the same day")
        lead.push("Close this alert")
        assert lead.has("What was done")  # the keys stay, though the button is off
    assert pages(lead).fieldwork.told("alerts") == "None open"
    lead.press(Key.Key_4, CTRL)
    lead.idle()
    moderate_one(lead)
    lead.press(Key.Key_F11)
    lead.idle()
    lead.picture("45-room")
    lead.press(Key.Key_F11)
    lead.press(Key.Key_7, CTRL)
    lead.idle()
    lead.picture("46-audit")


def adjudicate(lead: Hands) -> None:
    """Every difference of second readings, without a name, with a reason."""
    page, count = pages(lead).doubles.differences, 0
    lead.picture("41-second-readings")
    while any(one.to_decide for one in doubles.all_of(lead.session)):
        lead.reach(page.table.view.accessibleName(), QAbstractItemView)
        lead.press(Key.Key_Home)  # what is still to decide stands first
        lead.reach(page.why.words.accessibleName())
        lead.type("The notes of the visit say so")
        button = page.why.button("yes")
        with lead.qtbot.waitSignal(page.decided, timeout=20000):
            lead.push(button.text())
        lead.idle()
        count += 1
    assert count
    lead.picture("41-second-readings-decided")


def moderate_one(lead: Hands) -> None:
    page = pages(lead).moderation
    lead.picture("43-moderation")
    for _ in range(40):
        if page._code.startswith("P 2"):
            break
        lead.press(Key.Key_Down)
    code = page._code
    before = next(one for one in moderate.rate(lead.session)[0].standards if one.code == code)
    words = list(lead.session.form.ratings)
    place = words.index(str(before.computed))
    wanted = words[place - 1] if place else words[1]
    lead.reach(str(before.rating), QRadioButton)
    shown = list(page.detail.choice.buttons)
    steps = shown.index(wanted) - shown.index(str(before.rating))
    lead.press(Key.Key_Down if steps > 0 else Key.Key_Up, times=abs(steps))
    lead.reach("Reason, needed; printed in the minutes")
    lead.type("One case was judged by one visit")
    lead.picture("44-moderated")
    with lead.qtbot.waitSignal(page.decided, timeout=20000):
        lead.press(Key.Key_Return, CTRL)
    lead.idle()
    after = next(one for one in moderate.rate(lead.session)[0].standards if one.code == code)
    assert (after.computed, after.rating) == (before.computed, wanted)
