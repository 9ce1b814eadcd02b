"""A benchmark case on the desk: the agreed answers beside one's own, only after completing.

1. Before completing, nothing agreed is on the laptop, and the desk says where it is.
2. Once the returned work is here, each question tells the agreed answer and why, in words.
3. It cannot be reopened then, from no button and no key.
"""

from __future__ import annotations

from pathlib import Path

from fieldkit.steps import benchmark
from tests import kit
from tests.steps.test_benchmark import bring, finish, hand_back, world
from tests.ui.desk.conftest import MakePlace, Place
from tests.ui.desk.test_desk import CTRL, Key

__all__ = ["world"]


def open_benchmark(place: Place) -> None:
    cases = place.work.inspector.cases
    place.qtbot.waitUntil(lambda: len(cases.model.rows) == 2, timeout=5000)
    row = next(one for one in cases.model.rows if one.reading.kind == "benchmark")
    with place.qtbot.waitSignal(place.work.inspector.case_shown, timeout=5000):
        place.work.inspector.open_case(row.reading.id)


def test_before_completing(make_place: MakePlace, world: kit.World) -> None:
    """1."""
    place = make_place(world=world)
    open_benchmark(place)
    assert "The agreed answers are not on this laptop" in place.desk.notices.words()
    assert place.desk.panel._agreed.isHidden()


def test_after_completing(
    make_place: MakePlace,
    world: kit.World,
    tmp_path: Path,
) -> None:
    """2, 3."""
    finish(world.laptops["marsh"], "P 2.1.1")
    bring(world, "marsh")
    benchmark.release(world.lead, "002", {"P 2.1.1": "yes"}, "The log of May says so.")
    hand_back(world, tmp_path / "back")
    place = make_place(world=world)
    open_benchmark(place)
    desk = place.desk
    count = len(desk.work.view.questions)
    assert f"the same for {count - 1} of {count} questions" in desk.notices.words()
    told = desk.panel._agreed
    assert told.isVisible() and told.words() == (
        "Agreed: Yes. Yours differs. The log of May says so. Your answer: No."
    )
    place.press(Key.Key_Down, CTRL)
    assert told.words() == "Agreed: Yes. The same as yours."
    assert desk.panel._locked.isHidden()
    place.press(Key.Key_Return, CTRL)
    assert not desk.problems.complete.isEnabled()
    place.press(Key.Key_Return, CTRL)
    assert desk.work.read_only
