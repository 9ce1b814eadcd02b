"""The list of keys (Ctrl+/): every command that has one, by menu, read from the menus' table."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint, shown
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.menus import Command, plain

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
        self.set_body(column(head, area, row(STRETCH, self._close), gap=12), _WIDE)

    def open(self) -> None:
        """Open it with the focus on its button. The sheet is made anew: the size may be another."""
        self._fill(2)
        self.open_centred(self._close)

    def arrange(self) -> None:
        """Fit it to the window: two columns only where both can be read to their ends."""
        inner = self._area.widget()
        if inner is not None:
            room = min(theme.px(_WIDE), self.window().width()) - theme.px(64)
            count = 2 if room >= theme.px(_TWO) else 1
            if count != inner.property("columns"):
                self._fill(count)
        super().arrange()

    def _fill(self, count: int) -> None:
        self._area.setWidget(self._columns(count))
        self._area.updateGeometry()

    def _columns(self, count: int) -> QWidget:
        groups: dict[str, list[tuple[str, str]]] = {}
        for menu, words, key in self.entries:
            groups.setdefault(plain(menu), []).append((words, key))
        total = sum(len(lines) + 1 for lines in groups.values())
        left, right = column(gap=14), column(gap=14)
        filled = 0
        for title, lines in groups.items():
            (left if count == 1 or filled < total / 2 else right).addLayout(
                self._group(title, lines)
            )
            filled += len(lines) + 1
        left.addStretch(1)
        right.addStretch(1)
        sheet = QWidget()
        sheet.setProperty("clear", True)
        sheet.setProperty("columns", count)
        sides = ((left, 1), (right, 1)) if count > 1 else ((left, 1),)
        sheet.setLayout(row(*sides, gap=32, margins=(0, 0, 22, 0)))
        return sheet

    def _group(self, title: str, lines: list[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(5))
        grid.addWidget(Label(title, "second_strong", "text2"), 0, 0, 1, 2)
        for number, (words, key) in enumerate(lines, start=1):
            label = Label(words)
            label.setAccessibleName(f"{words}: {shown(key)}")
            grid.addWidget(label, number, 0)
            grid.addWidget(KeyHint(key), number, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        return grid
