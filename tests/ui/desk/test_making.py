"""A desk made in slices.

1. Left before it is on screen, nothing of it stays: no desk, and its work no longer listens.
2. Asked for again meanwhile, one desk comes on screen, and once.
"""

from __future__ import annotations

import pytest

from fieldkit.steps import read
from fieldkit.steps.read import OpenedReading
from fieldkit.ui.desk.work import CaseWork
from tests.ui.desk.conftest import MakePlace, Place


def _opened(place: Place) -> OpenedReading:
    session = place.work.session
    return read.open_reading(session, read.my_readings(session)[0].reading.id)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_left_meanwhile(make_place: MakePlace, turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """1."""
    place = make_place()
    inspector = place.work.inspector
    closed: list[CaseWork] = []
    real = CaseWork.close
    monkeypatch.setattr(CaseWork, "close", lambda work: (closed.append(work), real(work)))
    shown: list[object] = []
    inspector.case_shown.connect(shown.append)
    inspector.show_case(_opened(place))
    for _ in range(turns):
        inspector._slices._next()
    assert inspector.desk is None and not closed
    inspector.leave_case()
    assert len(closed) == 1
    place.qtbot.wait(50)
    assert inspector.desk is None and not shown
    place.open_first()
    assert len(shown) == 1


def test_asked_twice(make_place: MakePlace) -> None:
    """2."""
    place = make_place()
    inspector = place.work.inspector
    shown: list[object] = []
    inspector.case_shown.connect(shown.append)
    inspector.show_case(_opened(place))
    inspector._slices._next()
    inspector.show_case(_opened(place))
    place.qtbot.waitUntil(lambda: inspector.desk is not None, timeout=5000)
    place.qtbot.wait(50)
    assert shown == [inspector.desk]
