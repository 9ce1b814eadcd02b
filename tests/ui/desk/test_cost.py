"""What each deed costs, counted from the keys and clicks of real windows.

1. Every deed really happens, by keyboard alone and by mouse.
2. By keyboard nothing costs more than its aim.
3. The table in the README says what was counted. FIELDKIT_WRITE_COST=1 writes it there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from fieldkit.ui.journeys import cost
from tests.ui.desk.conftest import MakePlace

README = Path(__file__).parents[3] / "README.md"
AIMS = {
    cost.OPEN: 1,
    cost.ANSWER: 1,
    cost.REASON: 2,
    cost.FIND: 3,
    cost.TIE: 3,
    cost.JUMP: 1,
    cost.BACK: 1,
    cost.ALERT: 2,
    cost.COMPLETE: 2,
}


def test_what_each_deed_costs(make_place: MakePlace) -> None:
    """1, 2, 3."""
    place = make_place(cases=2)
    inspector, frame = place.work.inspector, place.work.frame
    place.qtbot.waitUntil(lambda: bool(inspector.cases.model.rows), timeout=5000)

    def wait(done: Callable[[], bool]) -> None:
        place.qtbot.waitUntil(done, timeout=10000)

    meter = cost.Meter(frame, wait)
    for script in (cost.by_keyboard, cost.by_mouse):
        inspector.cases.list.setFocus()
        list(script(meter, inspector, "former partner"))
        place.saved()
    for deed, most in AIMS.items():
        keys = int(meter.rows[deed]["keyboard"].split()[0])
        assert keys <= most, f"{deed}: {keys} keys"
    table = meter.table()
    text = README.read_text(encoding="utf-8")
    if os.environ.get("FIELDKIT_WRITE_COST"):
        before, _, rest = text.partition(cost.BEGIN)
        after = rest.partition(cost.END)[2]
        text = f"{before}{cost.BEGIN}\n{table}\n{cost.END}{after}"
        README.write_text(text, encoding="utf-8")
    assert cost.in_readme(text) == table, f"the README should say:\n{table}"
