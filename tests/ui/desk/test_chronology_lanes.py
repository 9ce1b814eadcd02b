"""The picture of the chronology.

1. The period is worked out once for all its strokes, however many items there are; another one for
   other items. 2. The first item stands at the left, the last at the right, and a press finds them.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from fieldkit.inspection import chronology
from fieldkit.inspection.chronology import Item
from fieldkit.ui.desk import chronology_lanes as lanes

FIRST = date(2024, 3, 5)


def items(count: int) -> list[Item]:
    """So many contacts, one a day."""
    days = [(FIRST + timedelta(number)).isoformat() for number in range(count)]
    return [Item(day, "", chronology.KINDS[0], f"Contact {day}", "", "a") for day in days]


def test_the_period_is_worked_out_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """1."""
    asked: list[int] = []
    found = chronology.period

    def counting(some: list[Item]) -> tuple[str, str]:
        asked.append(len(some))
        return found(some)

    monkeypatch.setattr(chronology, "period", counting)
    picture = lanes.Lanes()
    qtbot.addWidget(picture)
    picture.resize(900, picture.sizeHint().height())
    picture.show_items(items(2_000), ())
    picture.grab()
    assert asked == [2_000]
    picture.show_items(items(3), ())
    picture.grab()
    assert asked == [2_000, 3]


def test_first_and_last(qtbot: QtBot) -> None:
    """2."""
    picture = lanes.Lanes()
    qtbot.addWidget(picture)
    picture.resize(900, picture.sizeHint().height())
    every = items(40)
    picture.show_items(every, ())
    picture.show()
    picked: list[Item] = []
    picture.picked.connect(picked.append)
    room = picture._room().toRect()
    for place in (QPoint(room.left() + 1, room.center().y()), QPoint(room.right(), room.top() + 2)):
        qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=place)
    assert picked == [every[0], every[-1]]
