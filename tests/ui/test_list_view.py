"""A list with headings, walked by keys.

1. Home goes to the first row beneath the first heading, from wherever the bar was.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldkit.ui import theme
from fieldkit.ui.components.row_delegate import Row
from fieldkit.ui.plain_list import PlainList

Key = Qt.Key


def shown(qtbot: QtBot) -> PlainList:
    """Five groups of three rows, each under its heading."""
    made = PlainList()
    qtbot.addWidget(made)
    made.resize(300, 150)
    made.show()
    rows: list[dict[int, object]] = []
    for group in range(5):
        rows.append({Row.SECTION: f"Group {group}"})
        rows += [{int(Qt.ItemDataRole.DisplayRole): f"{group}.{n}"} for n in range(3)]
    made.show_rows(rows)
    return made


def test_home(look: theme.Theme, qtbot: QtBot) -> None:
    """1."""
    made = shown(qtbot)
    for row in (3, 19):
        made.setCurrentIndex(made.model().index(row, 0))
        qtbot.keyClick(made, Key.Key_Home)
        assert made.currentIndex().row() == 1
