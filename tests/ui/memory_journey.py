"""A journey for test_memory.py: read and rate, wait at a gate, then lock with the key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fieldkit.ui.journeys.hand import CTRL, Hand, Key


def read_and_lock(app: Any) -> Iterator[object]:
    """Type the canary into a reason, say so, wait for the file ``go``, press Ctrl+L."""
    hand = Hand(app)
    yield from hand.unlock()
    inspector = app.workplace.inspector
    yield lambda: bool(inspector.cases.model.rows)
    row = next(one for one in inspector.cases.model.rows if one.subject.kind == "case")
    inspector.open_case(row.reading.id)
    yield lambda: inspector.desk is not None
    yield from hand.settle(0.3)
    inspector.desk.panel.answer_by_key("no")
    inspector.desk.panel.write_reason()
    hand.type(Path(hand.task["canary"]).read_text())
    yield from hand.settle(0.3)
    out = Path(hand.task["out"])
    (out / "ready").touch()
    yield lambda: (out / "go").exists()
    hand.key(Key.Key_L, CTRL)
    yield 30
