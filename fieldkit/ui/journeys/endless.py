"""A journey without an end: answers questions by keyboard and says what the window says is saved.

For the proof that a kill at any moment keeps every answer shown as saved.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from fieldkit.ui.journeys.hand import Hand, Key


def answer_until_killed(app: Any) -> Iterator[object]:
    """Answer one question after the other, Yes and No by turns, for ever."""
    hand = Hand(app)
    yield from hand.unlock()
    inspector = app.workplace.inspector
    yield lambda: bool(inspector.cases.model.rows)
    row = next(one for one in inspector.cases.model.rows if one.subject.kind == "case")
    inspector.open_case(row.reading.id)
    yield lambda: inspector.desk is not None
    yield from hand.settle(0.2)
    codes = [one.code for one in inspector.desk.work.questions]
    number = 0
    while True:
        code, key = codes[number % len(codes)], (Key.Key_Y, Key.Key_N)[number // len(codes) % 2]
        inspector.desk.go_to_question(code)
        yield 0
        hand.key(key)
        yield hand.saved()
        value = inspector.desk.work.view.answers[code].value
        sys.stdout.write(f"{row.reading.id}\t{code}\t{value}\n")
        sys.stdout.flush()
        number += 1
