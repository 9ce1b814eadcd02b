"""A table of the lead's desk, filled again while lines are chosen.

1. Every chosen line that is still there stays chosen; the bar stays on its line.
2. Chosen lines that are gone are chosen no longer; with none left the first line has the bar.
3. A table of one line at a time keeps its line, or begins at the first.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldkit.ui import theme
from fieldkit.ui.components.columns import Column
from fieldkit.ui.lead.table import Line, Table

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
COLUMNS = (Column("case", "Case", 130), Column("can", "May read"))


def lines(*keys: str) -> list[Line]:
    return [Line(key, {"case": f"Case {key}", "can": "yes"}) for key in keys]


def shown(qtbot: QtBot, many: bool = True) -> Table:
    made = Table("Cases", COLUMNS, many=many)
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    made.show_lines(lines(*"abcdef"))
    return made


def test_chosen_lines_stay(look: theme.Theme, qtbot: QtBot) -> None:
    """1."""
    table = shown(qtbot)
    table.choose("b")
    qtbot.keyClick(table.view, Key.Key_Down, SHIFT)
    qtbot.keyClick(table.view, Key.Key_Down, SHIFT)
    assert (table.picked, table.current) == (("b", "c", "d"), "d")
    table.show_lines(lines(*"fedxcba"))
    assert (table.picked, table.current) == (("d", "c", "b"), "d")


def test_chosen_lines_that_are_gone(look: theme.Theme, qtbot: QtBot) -> None:
    """2."""
    table = shown(qtbot)
    table.choose("b")
    qtbot.keyClick(table.view, Key.Key_Down, SHIFT)
    qtbot.keyClick(table.view, Key.Key_Down, SHIFT)
    table.show_lines(lines(*"abcef"))
    assert (table.picked, table.current) == (("b", "c"), "b")
    table.show_lines(lines(*"ef"))
    assert (table.picked, table.current) == (("e",), "e")
    table.show_lines([])
    assert (table.picked, table.current) == ((), "")


def test_one_line_at_a_time(look: theme.Theme, qtbot: QtBot) -> None:
    """3."""
    table = shown(qtbot, many=False)
    assert table.picked == ("a",)
    table.choose("c")
    table.show_lines(lines(*"xyc"))
    assert (table.picked, table.current) == (("c",), "c")
    table.show_lines(lines(*"xy"))
    assert (table.picked, table.current) == (("x",), "x")


def test_a_bar_off_the_chosen_lines(look: theme.Theme, qtbot: QtBot) -> None:
    """1."""
    table = shown(qtbot)
    table.choose("b")
    qtbot.keyClick(table.view, Key.Key_Down, SHIFT)
    qtbot.keyClick(table.view, Key.Key_Down, CTRL)
    assert (table.picked, table.current) == (("b", "c"), "d")
    table.show_lines(lines(*"abcdef"))
    assert (table.picked, table.current) == (("b", "c"), "d")
