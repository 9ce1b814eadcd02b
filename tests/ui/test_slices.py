"""Long work in slices.

1. The first step is taken at once, each other in a turn of the event loop of its own.
2. Stopped, or followed by another work, it is closed where it stands and goes no further.
3. A step may begin another work: the first is over then.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from fieldkit.ui.slices import Slices


def _work(told: list[str], name: str) -> Iterator[None]:
    try:
        for number in range(3):
            told.append(f"{name}{number}")
            yield
    except GeneratorExit:
        told.append(f"{name} closed")
        raise
    told.append(f"{name} done")


def test_a_turn_each(qtbot: QtBot) -> None:
    """1."""
    told: list[str] = []
    slices = Slices()
    between = QTimer(singleShot=False, interval=0)
    between.timeout.connect(lambda: told.append("."))
    between.start()
    slices.begin(_work(told, "a"))
    assert told == ["a0"]
    qtbot.waitUntil(lambda: "a done" in told)
    between.stop()
    for before, after in (("a0", "a1"), ("a1", "a2"), ("a2", "a done")):
        assert "." in told[told.index(before) : told.index(after)]


def test_stopped(qtbot: QtBot) -> None:
    """2."""
    told: list[str] = []
    slices = Slices()
    slices.begin(_work(told, "a"))
    slices.begin(_work(told, "b"))
    assert told == ["a0", "a closed", "b0"]
    slices.stop()
    qtbot.wait(20)
    assert told == ["a0", "a closed", "b0", "b closed"]


def test_begun_within(qtbot: QtBot) -> None:
    """3."""
    told: list[str] = []
    slices = Slices()

    def outer() -> Iterator[None]:
        yield
        slices.begin(_work(told, "in"))

    slices.begin(outer())
    qtbot.waitUntil(lambda: "in done" in told)
    assert told == ["in0", "in1", "in2", "in done"]
