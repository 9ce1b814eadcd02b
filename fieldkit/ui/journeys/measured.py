"""What is measured in a real window for the bench: memory with ten documents, find until it shows.

Numbers of the processes come from the system; times run from the key to the painted list.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from fieldkit.ui.journeys.hand import CTRL, SHIFT, Hand, Key


def ten_documents(app: Any) -> Iterator[object]:
    """Open every document of the first case, one after the other, and turn a page of each."""
    hand = Hand(app)
    yield from hand.unlock()
    inspector = app.workplace.inspector
    yield lambda: bool(inspector.cases.model.rowCount())
    hand.key(Key.Key_Return)
    yield lambda: inspector.desk is not None
    for one in inspector.desk.work.documents:
        inspector.desk.open_document(one.document.sha256)
        yield lambda one=one: inspector.desk.reader.is_open(one.document.sha256)
        yield from hand.settle(0.05)
        hand.key(Key.Key_PageDown)
        yield from hand.settle(0.05)
    worker = app.workplace.worker._process
    hand.told["documents"] = len(inspector.desk.work.documents)
    hand.told["window_mb"] = _megabytes(os.getpid())
    hand.told["worker_mb"] = _megabytes(worker.pid) if worker is not None else 0.0
    hand.report()


def _megabytes(process: int) -> float:
    """What a process has in memory, pages it shares with others counted in part; 0 if unknown."""
    told = Path(f"/proc/{process}/smaps_rollup")
    if not told.is_file():
        return 0.0
    lines = told.read_text("ascii").splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith("Pss:")) / 1024


class Painted(QObject):
    """When a widget was painted last."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.at = 0.0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


def find_everywhere(app: Any) -> Iterator[object]:
    """Look for words in all cases, and time each search from Enter to the painted hits."""
    hand = Hand(app)
    yield from hand.unlock()
    inspector = app.workplace.inspector
    yield lambda: bool(inspector.cases.model.rowCount())
    yield from hand.settle(0.3)
    taken: list[float] = []
    hand.key(Key.Key_F, CTRL | SHIFT)
    panel = inspector._everywhere
    painted = Painted(panel.list.viewport())
    for words in hand.task["words"]:
        panel.field.selectAll()
        hand.type(words)
        began = time.perf_counter()
        hand.key(Key.Key_Return)
        yield lambda words=words: panel._asked == words and panel.list.isVisible()
        yield hand.idle()
        yield lambda began=began: painted.at > began
        taken.append((painted.at - began) * 1000)
        hand.told["hits"] = len(panel.model.lines)
        yield 0.05
    hand.told["taken"] = taken
    hand.report()
