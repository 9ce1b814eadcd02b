"""Rows and columns whose gaps and margins are given at 100 percent and follow the scale.

``row(a, b, STRETCH, c)`` reads like the screen: widgets, layouts, a number for a gap, STRETCH.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from PySide6.QtWidgets import QBoxLayout, QFrame, QLayout, QSizePolicy, QSpacerItem, QWidget
from shiboken6 import createdByPython, invalidate

from fieldkit.ui import theme

STRETCH: Final = "stretch"
Item = QWidget | QLayout | int | Literal["stretch"] | tuple[QWidget | QLayout, int] | None
Margins = tuple[int, int, int, int]


class Box(QBoxLayout):
    """A `QBoxLayout` that remembers its sizes at 100 percent."""

    def __init__(
        self, direction: QBoxLayout.Direction, gap: int = 8, margins: Margins = (0, 0, 0, 0)
    ) -> None:
        super().__init__(direction)
        self._gap = gap
        self._margins = margins
        self._spaces: list[tuple[QSpacerItem, int]] = []
        self.scale = 0.0
        self.rescale()

    def add(self, *items: Item) -> Box:
        """Append widgets, layouts, gaps, stretches and ``(item, stretch)`` pairs, in order."""
        for item in items:
            self._add(item)
        return self

    def _add(self, item: Item) -> None:
        if item is None:
            return
        if isinstance(item, str):
            self.addStretch(1)
        elif isinstance(item, int):
            self._space(item)
        elif isinstance(item, tuple):
            inner, share = item
            if isinstance(inner, QLayout):
                self._add_layout(inner, share)
            else:
                self.addWidget(inner, share)
        elif isinstance(item, QLayout):
            self._add_layout(item)
        else:
            self.addWidget(item)

    def _add_layout(self, inner: QLayout, share: int = 0) -> None:
        self.addLayout(inner, share)
        if self.parentWidget() is not None:
            _forget_items(inner)

    def _space(self, size: int) -> None:
        self._spaces.append((QSpacerItem(0, 0), size))
        self._size_spaces()
        self.addSpacerItem(self._spaces[-1][0])

    def _size_spaces(self) -> None:
        fixed, least = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum
        across = self.direction() in (
            QBoxLayout.Direction.LeftToRight,
            QBoxLayout.Direction.RightToLeft,
        )
        for spacer, size in self._spaces:
            if across:
                spacer.changeSize(theme.px(size), 0, fixed, least)
            else:
                spacer.changeSize(0, theme.px(size), least, fixed)

    def discard(self, widgets: Iterable[QWidget]) -> None:
        """Take widgets out: out of sight at once, and let go once no event needs them."""
        for one in widgets:
            self.removeWidget(one)
            one.hide()
            one.deleteLater()

    def set_margins(self, left: int, top: int, right: int, bottom: int) -> None:
        """Change the margins, given at 100 percent."""
        self._margins = (left, top, right, bottom)
        self.rescale()

    def rescale(self) -> None:
        """Give gaps and margins their pixels at the present scale, which is `scale` then."""
        self.scale = theme.look().scale
        self.setSpacing(theme.px(self._gap))
        left, top, right, bottom = (theme.px(size) for size in self._margins)
        self.setContentsMargins(left, top, right, bottom)
        self._size_spaces()
        self.invalidate()


def _forget_items(layout: QLayout) -> None:
    """Let the binding hold no item of a layout; Qt deletes those without telling it.

    It takes hold of them when a layout joins one that a widget has already. An object made later
    where an item was would be taken for the item, which ends in memory that was freed.
    """
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if isinstance(item, QLayout):
            _forget_items(item)
        elif item is not None and not createdByPython(item):
            invalidate(item)


def row(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> Box:
    """Items from left to right."""
    return Box(QBoxLayout.Direction.LeftToRight, gap, margins).add(*items)


def column(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> Box:
    """Items from top to bottom."""
    return Box(QBoxLayout.Direction.TopToBottom, gap, margins).add(*items)


def surface(
    layout: QLayout, look: str, *, width: float | None = None, height: float | None = None
) -> QFrame:
    """A frame of the given look (``card``, ``well``, ``side_left``, ... see `sheet`)."""
    frame = QFrame()
    frame.setProperty("look", look)
    frame.setLayout(layout)
    theme.fix(frame, width, height)
    return frame


def rule(vertical: bool = False) -> QFrame:
    """A hairline."""
    frame = QFrame()
    frame.setProperty("look", "rule")
    if vertical:
        frame.setFixedWidth(1)
    else:
        frame.setFixedHeight(1)
    return frame
