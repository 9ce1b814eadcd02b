"""Colours and interface size are remembered in the encrypted store and put back after unlocking.

1. What is chosen in the menus is there for the next start, with its tick in the menu.
2. What cannot be read changes nothing; a size out of bounds is kept within them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldkit.steps import unlock
from fieldkit.steps.session import Session
from fieldkit.ui import remembered, theme, tokens
from fieldkit.ui.frame import Frame
from fieldkit.ui.operations import Operations
from tests import kit

Held = Qt.KeyboardModifier


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = kit.laptop(tmp_path / "casebook")
    yield made
    made.close()


def test_chosen_is_there_next_time(session: Session, look: theme.Theme, qtbot: QtBot) -> None:
    """1."""
    operations = Operations()
    frame = Frame(look)
    qtbot.addWidget(frame)
    frame.show()
    remembered.keep(session, frame, operations)
    frame.actions_by_id["view.theme.dark"].trigger()
    frame.actions_by_id["view.larger"].trigger()
    qtbot.waitUntil(lambda: operations.running == 0)
    assert look.scale > 1.0
    chosen = look.scale
    look.set_choice("light")
    look.set_scale(1.0)
    remembered.apply(session, look)
    assert (look.choice, look.scale) == ("dark", chosen)
    again = Frame(look)
    qtbot.addWidget(again)
    assert again.actions_by_id["view.theme.dark"].isChecked()
    operations.close()


@pytest.mark.parametrize(
    ("colours", "scale", "after"),
    [("", "", 1.0), ("pink", "wide", 1.0), ("light", "40", tokens.SCALES[-1])],
)
def test_odd_values(
    session: Session, look: theme.Theme, colours: str, scale: str, after: float
) -> None:
    """2."""
    unlock.remember(session, "colours", colours)
    unlock.remember(session, "scale", scale)
    remembered.apply(session, look)
    assert (look.choice, look.scale) == ("light", after)
