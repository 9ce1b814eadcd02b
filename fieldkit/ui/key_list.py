"""The list of keys (Ctrl+/): every command that has one, by menu, read from the menus' table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint, shown
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.menus import Command, plain

way = QBoxLayout.Direction
_WIDE, _TWO = 820, 740
EXTRA = (
    ("Anywhere", "Next and previous control", "Tab"),
    ("Anywhere", "Close what is open on top", "Esc"),
    ("E&vidence", "In the tie panel: question 1 to 9", "1"),
    ("E&vidence", "In the tie panel: search", "/"),
)


class _Area(QScrollArea):
    """Asks for room for all keys, and scrolls where the window has less."""

    def sizeHint(self) -> QSize:
        inner = self.widget()
        high = inner.sizeHint().height() if inner is not None else 0
        return QSize(theme.px(600), min(high + 2, theme.px(620)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(120))


class KeyList(Popover):
    """A panel with two columns of keys, or one where there is no room for two; it scrolls."""

    def __init__(self, window: QWidget, table: tuple[Command, ...]) -> None:
        super().__init__(window, "Keys")
        entries = [(c.menu.partition("/")[0], plain(c.text), c.first_key) for c in table if c.key]
        self.entries = [*entries, *EXTRA]
        self._close = Button("Close", "plain", key="Esc")
        self._close.clicked.connect(self.close_it)
        area = self._area = _Area()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Keys by menu")
        hint = "Single letters act only outside text fields."
        head = row(Label("Keys", "panel"), STRETCH, Label(hint, "second", "text2"), gap=8)
        self._left, self._right = column(gap=14), column(gap=14)
        self._sides = row((self._left, 1), (self._right, 1), gap=14, margins=(0, 0, 22, 0))
        self.set_body(column(head, area, row(STRETCH, self._close), gap=12), _WIDE)

    def open(self) -> None:
        """Open it with the focus on its button."""
        if self._area.widget() is None:
            self._fill()
        self.open_centred(self._close)

    def arrange(self) -> None:
        """Fit it to the window: two columns only where both can be read to their ends."""
        room = min(theme.px(_WIDE), self.window().width()) - theme.px(64)
        two = room >= theme.px(_TWO)
        self._sides.setDirection(way.LeftToRight if two else way.TopToBottom)
        self._right.set_margins(18 if two else 0, 0, 0, 0)
        self._area.updateGeometry()
        super().arrange()

    def _fill(self) -> None:
        """Made when it is first wanted, and kept: about two hundred labels."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for menu, words, key in self.entries:
            groups.setdefault(plain(menu), []).append((words, key))
        total = sum(len(lines) + 1 for lines in groups.values())
        filled = 0
        for title, lines in groups.items():
            side = self._left if filled < total / 2 else self._right
            side.add(_group(title, lines))
            filled += len(lines) + 1
        self._left.addStretch(1)
        self._right.addStretch(1)
        sheet = QWidget()
        sheet.setProperty("clear", True)
        sheet.setLayout(self._sides)
        self._area.setWidget(sheet)


def _group(title: str, lines: Sequence[tuple[str, str]]) -> Box:
    group = column(Label(title, "second_strong", "text2"), gap=5)
    for words, key in lines:
        label = Label(words)
        label.setAccessibleName(f"{words}: {shown(key)}")
        group.add(row((label, 1), KeyHint(key), gap=12))
    return group
