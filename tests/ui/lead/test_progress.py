"""Fieldwork in the window: the matrix, return and approve, hand over, alerts, interim figures.

1. The matrix says for each person and case how far it is, in words too; who is late is told.
2. A reading is returned with words by keyboard, approved only by somebody who did not read it, and
   what was approved can be reopened with a reason. Why Approve is off is told.
3. A thread on a question is begun, seen and settled.
4. A reading is handed over from the matrix. 5. An alert goes from raised over acknowledged to
   closed, and its log says who. 6. Interim figures carry n/N and say that they are interim.
7. Seven people have room in a window of 1440 beside the panel, and no word of theirs is cut.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection import states
from fieldkit.steps import alerts, attempts, matrix, review
from fieldkit.ui import theme
from fieldkit.ui.lead.progress_matrix import LOOKS, painted
from fieldkit.ui.lead.progress_tab import ProgressTab
from tests.ui.lead.conftest import CTRL, Centre

Key = Qt.Key


def tab(centre: Centre) -> ProgressTab:
    return centre.pages.fieldwork


def show(centre: Centre, key: str) -> None:
    centre.go(1)
    tab(centre).show_section(key, take_keys=True)
    centre.idle()


def words(centre: Centre) -> list[str]:
    model = tab(centre).matrix.view.squares
    role = Qt.ItemDataRole.AccessibleTextRole
    size = range(model.rowCount()), range(model.columnCount())
    return [str(model.data(model.index(r, c), role)) for r in size[0] for c in size[1]]


def decide(centre: Centre) -> None:
    """The dispute on case 001 is settled, so that its reading can be complete."""
    centre.receive()


def test_the_matrix(centre: Centre) -> None:
    """1."""
    decide(centre)
    show(centre, "matrix")
    page = tab(centre).matrix
    said = words(centre)
    assert "Case 001, A. Marsh: Complete, 12 answered" in said or any(
        one.startswith("Case 001, A. Marsh: Complete") for one in said
    )
    assert any(one.startswith("Case 002, F. Pike: Not started, 0 answered") for one in said)
    assert "1 of 2 readings complete" in page._told.text()
    clock = centre.session.clock
    later = clock() + timedelta(days=3)
    centre.session.clock = lambda: later
    page.load()
    centre.idle()
    assert "Not heard from for 2 days or more: A. Marsh, F. Pike" in page._told.text()
    assert any("Case 002, A. Marsh" in one and one.endswith("late") for one in words(centre))
    assert not any("Case 001, A. Marsh" in one and "late" in one for one in words(centre))
    centre.session.clock = clock
    assert set(LOOKS) == set(states.STATES)


def test_return_and_approve(centre: Centre) -> None:
    """2."""
    decide(centre)
    show(centre, "matrix")
    panel = tab(centre).matrix.panel
    reading = review.find(centre.session.present(), panel._reading)
    for name in ("approve", "return"):
        assert panel.why.button(name).isVisible()
    assert panel.why.button("approve").isEnabled() and not panel.why.button("return").isEnabled()
    panel.question.setCurrentIndex(panel.question.findData("P 2.1.1"))
    panel.why.words.setFocus()
    centre.type("The reason names nobody")
    centre.press(Key.Key_Tab)
    while centre.focus() is not panel.why.button("return"):
        centre.press(Key.Key_Tab)
    with centre.qtbot.waitSignal(panel.changed, timeout=10000):
        centre.press(Key.Key_Space)
    centre.idle()
    now = centre.session.present()
    assert states.recorded(now, reading) == "returned"
    assert any(k.field == "return/P 2.1.1" for k in now)
    assert not panel.why.button("approve").isEnabled()
    assert "waits for its reader" in panel.why._why.text()
    assert any("Returned" in one for one in words(centre))


def test_approve_and_reopen(centre: Centre) -> None:
    """2."""
    decide(centre)
    show(centre, "matrix")
    panel = tab(centre).matrix.panel
    with centre.qtbot.waitSignal(panel.changed, timeout=10000):
        panel.why.button("approve").click()
    centre.idle()
    assert "Approved by Lead: D. Rowe" in panel._tiers.text()
    panel.why.words.setPlainText("New papers came")
    with centre.qtbot.waitSignal(panel.changed, timeout=10000):
        panel.why.button("reopen").click()
    centre.idle()
    assert panel._tiers.text() == "Not approved."
    assert "Reopened" in panel._state.text()


def test_nobody_approves_their_own(centre: Centre) -> None:
    """2. The refusal leaves a line in the log."""
    decide(centre)
    now = centre.session.present()
    done = next(r for r in readings.readings(now) if states.recorded(now, r) == "complete")
    me = centre.session.me
    assert me is not None
    ours = replace(done, readers=("rowe",))
    assert states.possible("complete", me.role, "rowe" in ours.readers) == ("submit", "take_back")
    marsh = centre.world.laptops["marsh"]
    mine = next(r for r in readings.readings(marsh.present()) if r.id == done.id)
    with pytest.raises(FieldkitError) as why:
        review.change(marsh, mine.id, "approve")
    assert why.value.code == "states.own"
    told = attempts.attempts(marsh)
    assert [(one.action, one.code, one.role) for one in told] == [
        ("approve", "states.own", "inspector")
    ]


def test_a_thread(centre: Centre) -> None:
    """3."""
    decide(centre)
    show(centre, "matrix")
    panel = tab(centre).matrix.panel
    panel.question.setCurrentIndex(panel.question.findData("P 2.1.2"))
    panel.why.words.setPlainText("Which letter do you mean?")
    with centre.qtbot.waitSignal(panel.changed, timeout=10000):
        panel.why.button("ask").click()
    centre.idle()
    assert "Which letter do you mean?" in panel._said.text()
    assert "P 2.1.2" in panel.which.currentText() and "open" in panel.which.currentText()
    panel.resolve.click()
    centre.idle()
    assert "settled" in panel.which.currentText()


def test_seven_people_have_room(centre: Centre) -> None:
    """7."""
    centre.receive()
    centre.pages.frame.resize(1440, 868)
    show(centre, "matrix")
    page = tab(centre).matrix
    found = matrix.matrix(centre.session)
    first = found.people[0]
    more = [replace(first, person=f"p{at}", name=f"N. Surname{at}") for at in range(7)]
    square = next(iter(found.squares.values()))
    squares = {(row.id, one.person): square for row in found.subjects for one in more}
    page.show_matrix(replace(found, people=tuple(more), squares=squares))
    centre.idle()
    assert page.view.squares.columnCount() == 7
    assert page.view.horizontalScrollBar().maximum() == 0
    metrics = theme.metrics("second")
    wide = page.view.columnWidth(0) - theme.px(39)
    assert wide >= max(metrics.horizontalAdvance(painted(one)[0]) for one in squares.values())


def test_hand_over(centre: Centre) -> None:
    """4."""
    centre.receive()
    show(centre, "matrix")
    view = tab(centre).matrix.view
    view.setCurrentIndex(view.squares.index(1, 0))
    centre.idle()
    panel = tab(centre).matrix.panel
    assert panel.to.findData("rowe") >= 0 and panel.to.findData("marsh") < 0
    panel.to.setCurrentIndex(panel.to.findData("rowe"))
    panel.hand.setFocus()
    with centre.qtbot.waitSignal(panel.changed, timeout=10000):
        centre.press(Qt.Key.Key_Space)
    centre.idle()
    assert centre.focus() is view and "Rowe" in panel._title.text()
    assert view.current() is not None and view.current().reading.readers == ("rowe",)
    found = [r for r in readings.readings(centre.session.present()) if r.readers == ("rowe",)]
    assert len(found) == 1


def test_alerts(centre: Centre) -> None:
    """5."""
    centre.receive()
    assert tab(centre).told("alerts") == "1 open"
    show(centre, "alerts")
    page = tab(centre).alerts
    assert page.table.told("state") == ["Raised"] and page.table.told("who") == ["F. Pike"]
    page.why.button("acknowledge").click()
    centre.idle()
    assert not page.why.button("close").isEnabled()
    page.why.words.setFocus()
    centre.type("Social care was told at 14:10")
    page.why.button("close").click()
    centre.idle()
    assert page.table.told("state") == ["Closed"] and tab(centre).told("alerts") == "None open"
    log = page.log_words().splitlines()
    assert [one.split(",")[0] for one in log] == [
        "Raised by F. Pike",
        "Acknowledged by D. Rowe",
        "Closed by D. Rowe",
    ]
    assert log[2].endswith("Social care was told at 14:10")
    one = alerts.alerts(centre.session)[0]
    with pytest.raises(FieldkitError, match=r"alerts\.status"):
        alerts.close(centre.session, one.id, "again")
    with pytest.raises(FieldkitError, match=r"alerts\.not_yours"):
        alerts.acknowledge(centre.world.laptops["pike"], one.id)


def test_interim(centre: Centre) -> None:
    """6. Counted again from the standing answers."""
    centre.receive()
    show(centre, "interim")
    page = tab(centre).interim
    assert "Interim." in page._told.text()
    shares = dict(zip(page.table.told("question"), page.table.told("share"), strict=True))
    now = centre.session.present()
    for code, share in shares.items():
        values = [
            readings.answer_of(e).value for k, e in now.items() if k.field == f"answer/{code}"
        ]
        yes, judged = values.count("yes"), sum(one in ("yes", "no") for one in values)
        assert share == f"{yes} of {judged}"
    assert shares["P 2.1.1"] == "0 of 0"  # it is in dispute: nobody's value counts
    assert len(matrix.matrix(centre.session).shares) == len(shares)


def test_keys(centre: Centre) -> None:
    """1. The arrow keys walk the squares, and the panel follows."""
    centre.receive()
    show(centre, "matrix")
    view = tab(centre).matrix.view
    assert centre.focus() is view
    before = tab(centre).matrix.panel._title.text()
    centre.press(Key.Key_Down)
    centre.idle()
    assert tab(centre).matrix.panel._title.text() != before
    centre.press(Key.Key_1, CTRL)
