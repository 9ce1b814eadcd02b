"""A card: a bordered panel with a heading and whatever belongs under it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLayout, QWidget

from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Item, column, row, surface


class Card(QFrame):
    """`body` is its column; ``look`` may be card, card_chosen or well."""

    def __init__(
        self,
        title: str = "",
        *items: Item,
        look: str = "card",
        gap: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", look)
        self.body = column(gap=gap, margins=(14, 10, 14, 12))
        if title:
            self.setAccessibleName(title)
            self.body.add(Label(title, "second_strong", "text2"))
        self.body.add(*items)
        self.setLayout(self.body)

    def set_chosen(self, chosen: bool) -> None:
        """Ring it as the one chosen among its like."""
        self.setProperty("look", "card_chosen" if chosen else "card")
        self.style().unpolish(self)
        self.style().polish(self)

    def add(self, item: QWidget | QLayout) -> None:
        """Append to its column."""
        self.body.add(item)


def step_card(number: str, title: str, *items: Item) -> QFrame:
    """A step of a job: its number (one, two, ...) in a disc, its title, and what belongs to it."""
    disc = column(IconLabel(f"number-circle-{number}-fill", "mark", 28), STRETCH, gap=0)
    body = column(Label(title, "section"), *items, gap=8)
    card = surface(row(disc, (body, 1), gap=12, margins=(18, 14, 18, 14)), "card")
    card.setAccessibleName(title)
    return card
