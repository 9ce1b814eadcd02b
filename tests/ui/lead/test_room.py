"""The ratings meeting: F11 shows the ratings to everybody, and leads down to the passages.

1. F11 opens and leaves it; every key question has its share as n of N. 2. Enter goes down to the
cases of a question and their passages, Back comes up. 3. No name, CRN or reader is on it: not in
what the panel wrote or minuted, nor in menus and save line, which make room for it. 4. By keyboard
alone: figure, cases, passages, up again, and to the decision on that standard. 5. What is said is
minuted there, for a standard and for the meeting, and stands beside it. 6. PgDown and PgUp walk
from standard to standard, but not where one has gone down or left. 7. A standard judged from
evidence says how much stands behind it. 8. A window that was maximised is so again afterwards.
9. Before any reading is finished it says so, and leads nowhere.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from fieldkit.inspection.reading import Evidence
from fieldkit.steps import minutes, moderate, rate, read
from fieldkit.ui.lead.room import RoomPage
from tests.ui.lead.conftest import CTRL, Centre

Key = Qt.Key


def into(centre: Centre) -> RoomPage:
    """The room, opened by its key."""
    centre.press(Key.Key_F11)
    centre.idle()
    return centre.pages.moderating.room


def test_the_room(centre: Centre) -> None:
    """1. and 2."""
    centre.receive()
    room = into(centre)
    assert room.isVisible() and centre.focus() is room.standards.list
    ratings, basis = moderate.rate(centre.session)
    judged = [one for one in ratings.standards if one.basis == "cases"]
    assert judged
    for standard in judged:
        room.choose(standard.code)
        assert len(room.standards.told()) == len(standard.key_questions)
        for one, told in zip(standard.key_questions, room.standards.told(), strict=True):
            share = f"{one.counts.yes}/{one.counts.judged}"
            assert told.startswith(one.code)
            assert (share if one.counts.judged else "Nothing answered yet") in told
            assert ("the lowest: it decides" in told) == one.lowest
    room.choose("P 2.1")
    room.standards.choose("P 2.1.2")
    centre.press(Key.Key_Return)
    centre.idle()
    assert room.cases.isVisible() and not room.standards.isVisible()
    assert len(room.cases.lines) == len(basis.cases) == 1
    assert room.cases.told("value") == ["Yes"] and room.cases.told("case") == ["Case 001"]
    assert "No passage is tied" in room._more.text()
    room.back.click()
    assert room.standards.isVisible() and not room.cases.isVisible()
    centre.press(Key.Key_F11)
    centre.idle()
    assert not room.isVisible() and centre.pages.moderation.isVisible()


def on_screen(centre: Centre) -> str:
    """Every word that the window shows or tells."""
    shown = [one for one in centre.pages.frame.findChildren(QWidget) if one.isVisible()]
    words = [one.text() for one in shown if isinstance(one, QLabel | QAbstractButton)]
    words += [one.accessibleName() for one in shown]
    return " ".join(words)


def test_nobody_is_named(centre: Centre) -> None:
    """3."""
    centre.receive()
    who = centre.session.me
    assert who is not None
    why = f"{who.name} and A. Marsh spoke of X480112"
    moderate.moderate(centre.session, "P 2.1", "Good", "small_sample", why)
    minutes.add(centre.session, f"{who.name} disagreed", "P 2.1")
    before = on_screen(centre)
    assert who.name in before
    room = into(centre)
    room.choose("P 2.1")
    said = on_screen(centre)
    assert "spoke of" in said and "disagreed" in said
    assert room.session.form.marking in said
    for name in (who.name, "Marsh", "Pike", "X48"):
        assert name not in said, name
    room.standards.choose("P 2.1.2")
    centre.press(Key.Key_Return)
    told = " ".join(room.cases.told("why") + room.cases.told("case"))
    assert all(name not in told for name in (who.name, "Marsh", "Pike", "X48"))
    centre.press(Key.Key_F11)
    centre.idle()
    assert who.name in on_screen(centre)


def test_from_standard_to_standard(centre: Centre) -> None:
    """6."""
    centre.receive()
    room = into(centre)
    ratings, _ = moderate.rate(centre.session)
    codes = [one.code for one in ratings.standards]
    room.choose(codes[0])
    walked = [room.standard]
    for _ in codes:
        centre.press(Key.Key_PageDown)
        walked.append(room.standard)
    assert walked == [*codes, codes[-1]]
    assert not room.after.isEnabled() and room.before.text() == codes[-2]
    centre.press(Key.Key_PageUp)
    assert room.standard == codes[-2]
    room.choose("P 2.1")
    onward = centre.pages.frame.actions_by_id["lead.room_next"]
    centre.press(Key.Key_Return)
    assert room.cases.isVisible() and not onward.isEnabled()
    room.up()
    assert onward.isEnabled()
    centre.press(Key.Key_F11)
    centre.idle()
    assert not onward.isEnabled()


def test_a_standard_judged_from_evidence(centre: Centre) -> None:
    """7."""
    centre.receive()
    room = into(centre)
    room.choose("P 1.1")
    (told,) = room.standards.told()
    assert told.endswith("No passage is tied to it.")
    assert centre.focus() is room.standards.list
    centre.press(Key.Key_Return)
    assert room.standards.isVisible()


def test_nothing_finished_yet(centre: Centre) -> None:
    """9."""
    room = into(centre)
    room.choose("P 2.1")
    assert "No finished reading answers these yet." in on_screen(centre)
    assert "lets the panel" not in on_screen(centre)
    centre.press(Key.Key_Return)
    assert room.standards.isVisible() and not room.cases.isVisible()


def test_the_window_is_as_it_was(centre: Centre) -> None:
    """8."""
    frame = centre.pages.frame
    frame.showMaximized()
    centre.idle()
    size = frame.size()
    into(centre)
    assert frame.isFullScreen() and not frame.save_line.isVisible()
    centre.press(Key.Key_F11)
    centre.idle()
    assert frame.isMaximized() and not frame.isFullScreen() and frame.size() == size
    into(centre)
    frame.show_tab("receive")
    centre.idle()
    assert frame.isMaximized() and not frame.isFullScreen() and frame.save_line.isVisible()


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
    room = into(centre)
    while room.standard != "P 2.1":
        before = room.standard
        centre.press(Key.Key_PageDown)
        assert room.standard != before
    while room.standards.current != "P 2.1.2":
        at = room.standards.current
        centre.press(Key.Key_Down)
        assert room.standards.current != at
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
    assert centre.focus() is room.standards.list and room.standards.current == "P 2.1.2"
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
    room = into(centre)
    room.choose("P 2.1")
    for words, key in (("Two rest on one visit", "standard"), ("Opened at ten", "")):
        room.minutes.words.setFocus()
        centre.type(words)
        while centre.focus() is not room.minutes.button(key):
            centre.press(Key.Key_Tab)
        centre.press(Key.Key_Space)
        centre.idle()
    told = [(one.standard, one.words) for one in minutes.every(centre.session)]
    assert sorted(told) == [("", "Opened at ten"), ("P 2.1", "Two rest on one visit")]
    so_far = room._minuted_so_far
    assert "Minutes of P 2.1: Two rest on one visit" in so_far.text()
    room.choose("P 2.2")
    assert "Two rest" not in so_far.text() and "Opened at ten" in so_far.text()
