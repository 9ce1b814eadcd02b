"""The shortest journey: says when the first window is painted, for timing the start."""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication


def painted(app: Any) -> None:
    """Print ``painted`` once the first window has painted itself, then end."""
    app.gate.repaint()
    sys.stdout.write("painted\n")
    sys.stdout.flush()
    QTimer.singleShot(0, QApplication.quit)
