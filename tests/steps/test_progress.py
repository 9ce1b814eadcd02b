"""Progress: one line for each reading, and the first of them without reading all the others.

1. The first lines are the beginning of all lines, cases first, by number.
2. A line says what the reading's own view says; counts are what waits.
"""

from __future__ import annotations

from pathlib import Path

from fieldkit.inspection.subjects import HANDED_OVER
from fieldkit.steps import counts, handover, progress, rate, read, receive, send
from fieldkit.steps.counts import Counts
from tests import kit
from tests.steps.test_round import finish


def test_the_first_lines_are_the_beginning_of_all(tmp_path: Path) -> None:
    """1."""
    world = kit.inspection(tmp_path, ("A. Marsh", "F. Pike"), cases=5, index=False)
    every = progress.lines(world.lead)
    assert [one.subject.number for one in every] == ["001", "002", "003", "004", "005", "P 1.2"]
    for number in (1, 3, 6, 40):
        assert progress.first(world.lead, number) == every[:number]
    kit.join(world.lead, world.laptops.setdefault("ward", kit.laptop(tmp_path / "w", "B. Ward")))
    handover.hand_over(world.lead, every[1].reading.id, "ward")
    kinds = [(one.subject.number, one.reading.kind) for one in progress.lines(world.lead)]
    assert len(kinds) == 6 and HANDED_OVER not in {kind for _, kind in kinds}
    world.close()


def test_a_line_says_what_the_view_says(tmp_path: Path) -> None:
    """2."""
    world = kit.inspection(tmp_path, ("A. Marsh", "F. Pike"), cases=2, standard="", index=False)
    for person, value in (("marsh", "yes"), ("pike", "no")):
        session = world.laptops[person]
        finish(session, "001", value)
        view = read.open_reading(session, read.my_readings(session)[0].reading.id).view
        rate.save(session, [rate.alert(view, "He knows her street", "P 2.1.1", "", 0)]).result()
        receive.receive(world.lead, [send.send(session, tmp_path / "out").path])
    first, second = progress.lines(world.lead)
    view = read.open_reading(world.lead, first.reading.id).view
    asked = len(view.questions)
    assert (first.answered, first.questions, first.disputed) == (0, asked, asked)
    assert (first.state, first.alerts, first.returned) == ("complete", 2, 0)
    assert (second.state, second.answered, second.alerts) == ("allocated", 0, 0)
    assert counts.counts(world.lead) == Counts(2, asked, 0)
    world.close()
