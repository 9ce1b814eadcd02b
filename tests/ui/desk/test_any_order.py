"""Whatever an inspector does in whatever order: nothing raises, and what was saved is there again.

1. After random keys, clicks and words the desk is sound, and a fresh start shows the same answers.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from shiboken6 import isValid

from fieldkit.inspection import reading as readings
from fieldkit.inspection.reading import ReadingView
from fieldkit.steps import read, review
from fieldkit.steps.session import Session
from tests import kit
from tests.ui.any_hand import AnyHand, no_dialogs  # noqa: F401
from tests.ui.desk.conftest import MakePlace, Place


def sound(place: Place) -> None:
    """What holds after every deed."""
    desk = place.work.inspector.desk
    if desk is None:
        return
    readers = desk.readers
    assert all(isValid(one) for one in readers.readers)
    assert readers.active in readers.readers and len(readers.readers) <= 2
    assert desk.pages.currentWidget() is not None


def views(session: Session) -> list[ReadingView]:
    """Every reading of this person's as it stands."""
    rows = read.my_readings(session)
    return [read.open_reading(session, one.reading.id).view for one in rows]


def shown(place: Place) -> list[ReadingView]:
    """The same, once all is saved; what the desk shows is one of them."""
    place.saved(60000)  # a check or a backup may be under way
    inspector, found = place.work.inspector, views(place.work.session)
    desk = inspector.desk if inspector.desk is not inspector.practice.desk else None
    assert desk is None or desk.work.view in found
    return found


def seeds() -> list[object]:
    """Two in every run, forty more for `--long`."""
    more = [pytest.param(seed, 600, marks=pytest.mark.long) for seed in range(3, 43)]
    return [(1, 150), (2, 150), *more]


@pytest.mark.usefixtures("no_dialogs")
@pytest.mark.parametrize(("seed", "deeds"), seeds())
def test_any_order(make_place: MakePlace, tmp_path: Path, seed: int, deeds: int) -> None:
    """1."""
    world = kit.inspection(tmp_path / "world", cases=2)
    for one in readings.readings(world.lead.present()):
        review.start_thread(world.lead, one.id, "", "Which letter do you mean?")
    kit.open_packs(world, index=False)
    place = make_place(world)
    place.open_first()
    hand = AnyHand(place.work, place.qtbot, seed, lambda: sound(place))
    hand.go_on(deeds)
    before = None if hand.locked else shown(place)
    place.work.close()
    session = Session.unlock(place.folder, kit.PASSPHRASE)
    try:
        after = views(session)
        assert before in (None, after)
    finally:
        session.close()
