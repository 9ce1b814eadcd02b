"""Steps of zoom, and how a size is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

ZOOMS: Final = (0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
TEXT_SIZES: Final = (11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40)
USUAL_TEXT: Final = 15


def stepped(steps: Sequence[float], now: float, by: int) -> float:
    """The next step above `now` (1) or below it (-1); the last one stays."""
    if by > 0:
        return next((step for step in steps if step > now * 1.001), steps[-1])
    return next((step for step in reversed(steps) if step < now * 0.999), steps[0])


def percent(share: float) -> str:
    """A share as words: "134 %"."""
    return f"{round(share * 100)} %"
