"""The ratings meeting: F11 shows the ratings to everybody, and leads down to the passages.

1. F11 opens and leaves it; every key question has its share as n of N. 2. Enter goes down to the
cases of a question and their passages, Back comes up. 3. No name, CRN or reader is on it.
4. By keyboard alone: figure, cases, passages, up again, and to the decision on that standard.
5. What is said is minuted there, for a standard and for the meeting, and stands in the foot.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldkit.inspection.reading import Evidence
from fieldkit.steps import minutes, moderate, rate, read
from tests.ui.lead.conftest import CTRL, Centre

Key = Qt.Key


def test_the_room(centre: Centre) -> None:
    """1. to 3."""
    centre.receive()
    centre.press(Key.Key_F11)
    centre.idle()
    room = centre.pages.moderating.room
    assert room.isVisible() and centre.focus() is room.table.view
    shown = dict(zip(room.table.told("what"), room.table.told("share"), strict=True))
    ratings, basis = moderate.rate(centre.session)
    for standard in [one for one in ratings.standards if one.basis == "cases"]:
        for one in standard.key_questions:
            words = next(w for name, w in shown.items() if one.code in name)
            assert words.endswith(f"{one.counts.yes} of {one.counts.judged}")
    room.table.choose("P 2.1|P 2.1.2")
    centre.press(Key.Key_Return)
    centre.idle()
    assert room.cases.isVisible() and not room.table.isVisible()
    assert len(room.cases.lines) == len(basis.cases) == 1
    assert room.cases.told("value") == ["Yes"] and room.cases.told("case") == ["Case 001"]
    assert "No passage is tied" in room._more.text()
    said = " ".join(one.text() for one in room.findChildren(QLabel))
    said += " ".join(room.cases.told("why") + room.cases.told("case"))
    assert "Marsh" not in said and "Pike" not in said and "X48" not in said
    room.back.click()
    assert room.table.isVisible() and not room.cases.isVisible()
    centre.press(Key.Key_F11)
    centre.idle()
    assert not room.isVisible() and centre.pages.moderation.isVisible()


def tied(centre: Centre) -> None:
    """A passage for P 2.1.2 in case 001."""
    _, basis = moderate.rate(centre.session)
    found = read.open_reading(centre.session, basis.cases[0].reading.id)
    paper = found.documents[0].document.sha256
    passage = Evidence(
        "", paper, 1, 0, 9, "She was asked by A. Marsh", "", "", "supports", ("P 2.1.2",)
    )
    rate.save(centre.session, [rate.tie(found.view, passage)]).result()


def test_from_a_figure_to_the_decision(centre: Centre) -> None:
    """4."""
    centre.receive()
    tied(centre)
    centre.press(Key.Key_F11)
    centre.idle()
    room = centre.pages.moderating.room
    while room.table.current != "P 2.1|P 2.1.2":
        before = room.table.current
        centre.press(Key.Key_Down)
        assert room.table.current != before
    centre.press(Key.Key_Return)
    assert centre.focus() is room.cases.view
    assert "She was asked" in room._more.text()
    centre.press(Key.Key_Return)
    assert centre.focus() is room.passages.view
    (quote,) = room.passages.told("quote")
    assert quote.startswith("She was asked by [") and "Marsh" not in quote
    assert room.passages.told("way") == ["For"] and ", page 1" in room.passages.told("place")[0]
    alt = Qt.KeyboardModifier.AltModifier
    centre.press(Key.Key_Up, alt)
    assert centre.focus() is room.cases.view
    centre.press(Key.Key_Up, alt)
    assert centre.focus() is room.table.view and room.table.current == "P 2.1|P 2.1.2"
    centre.press(Key.Key_Return)
    centre.press(Key.Key_Return, CTRL)
    centre.idle()
    page = centre.pages.moderation
    assert page.isVisible() and page._code == "P 2.1"
    focus = centre.focus()
    assert focus is not None and page.detail.choice.isAncestorOf(focus)


def test_minutes(centre: Centre) -> None:
    """5."""
    centre.receive()
    centre.press(Key.Key_F11)
    centre.idle()
    room = centre.pages.moderating.room
    room.table.choose("P 2.1|P 2.1.2")
    for words, key in (("Two rest on one visit", "standard"), ("Opened at ten", "")):
        room.minutes.words.setFocus()
        centre.type(words)
        while centre.focus() is not room.minutes.button(key):
            centre.press(Key.Key_Tab)
        centre.press(Key.Key_Space)
        centre.idle()
    told = [(one.standard, one.words) for one in minutes.every(centre.session)]
    assert sorted(told) == [("", "Opened at ten"), ("P 2.1", "Two rest on one visit")]
    assert "Minutes of P 2.1: Two rest on one visit" in room._more.text()
    room.table.choose("P 2.2")
    assert "Two rest" not in room._more.text() and "Opened at ten" in room._more.text()
