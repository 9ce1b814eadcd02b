"""The ratings meeting: F11 shows the ratings to everybody, and leads down to the passages.

1. F11 opens and leaves it; every key question has its share as n of N. 2. Enter goes down to the
cases of a question and their passages, Back comes up. 3. No name, CRN or reader is on it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldkit.steps import moderate
from tests.ui.lead.conftest import Centre

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
