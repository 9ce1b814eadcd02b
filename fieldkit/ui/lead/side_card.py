"""One of the values that stand in a dispute: who recorded it, when, why, and its passages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal

from fieldkit.inspection.reading import Evidence
from fieldkit.steps.settle import Side
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.chip import Direction, EvidenceChip
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.pill import Pill

WORDS: Final = {
    "yes": "Yes",
    "no": "No",
    "not_applicable": "Not applicable",
    None: "No answer",
}
ICONS: Final = {"yes": "check", "no": "x", "not_applicable": "minus"}
_DIRECTIONS: Final[dict[str, Direction]] = {"supports": "for", "contradicts": "against"}
_SHORT: Final = 24


def words_of(value: object) -> str:
    """A value as people say it."""
    if value is None or isinstance(value, str):
        return WORDS.get(value, str(value))
    return str(value)


class SideCard(Card):
    """`chosen` is emitted when its value is to be kept."""

    chosen = Signal()

    def __init__(self, number: int, side: Side, when: str, titles: Mapping[str, str]) -> None:
        super().__init__()
        value = words_of(side.value)
        short = len(value) <= _SHORT
        self._pill = Pill("plain", "Not chosen")
        head = row(Label(f"Value {number}", "second_strong", "text2"), STRETCH, self._pill)
        icon = IconLabel(ICONS.get(str(side.value), "chat-text"), "text", 20)
        shown = Label(value, "panel" if short else "body", wrap=True)
        who = Label(f"{side.person} · {side.device_label}", "strong", wrap=True)
        change = Label(f"{when}, change {side.sequence}", "second", "text2")
        self.keep = Button(f"Keep {value}" if short else "Keep this one", "plain", icon="check")
        self.keep.setCheckable(True)
        self.keep.setAccessibleDescription(f"Value {number}, {side.person}, {side.device_label}")
        self.keep.clicked.connect(self.chosen)
        self.body.add(head, row(column(icon, STRETCH, gap=0), (shown, 1)), who, change)
        if side.reason and side.reason != side.value:
            self.body.add(Label("Reason", "second_strong", "text2"), Label(side.reason, wrap=True))
        if side.evidence:
            told = f"Evidence · {len(side.evidence)}"
            self.body.add(Label(told, "second_strong", "text2"))
        self.body.add(*(_chip(one, titles) for one in side.evidence))
        self.body.add(STRETCH, row(self.keep, KeyHint(str(number)), STRETCH))
        self.setAccessibleName(f"Value {number}: {value}, {side.person}, {side.device_label}")

    def set_chosen(self, chosen: bool) -> None:
        """Ring it and say so in words."""
        super().set_chosen(chosen)
        self.keep.set_kind("tab" if chosen else "plain")
        self.keep.setChecked(chosen)
        if chosen:
            self._pill.set_state("complete", "Chosen")
        else:
            self._pill.set_state("plain", "Not chosen")


def _chip(one: Evidence, titles: Mapping[str, str]) -> EvidenceChip:
    direction = _DIRECTIONS.get(one.direction, "absence")
    place = f"p {one.page}" if one.page else ""
    title = titles.get(one.document, "")
    chip = EvidenceChip(direction, title, place, one.quote, removable=False, opens=False)
    chip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return chip
