"""The shortest journey: says when the first window is painted, for timing the start."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any


def painted(app: Any) -> Iterator[object]:
    """Print ``painted`` once the first window has painted itself, then end."""
    yield app.gate.isVisible
    app.gate.repaint()
    sys.stdout.write("painted\n")
    sys.stdout.flush()
    yield 0
