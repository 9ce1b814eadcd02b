"""The left of the chronology: kinds, period, words and the gaps found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from fieldkit.documents.dates import date_in
from fieldkit.inspection import chronology
from fieldkit.inspection.chronology import Chosen, Gap, Item
from fieldkit.ui import theme, when
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.choice import CheckBox, DropDown
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.desk import chronology_words as words

WEEKS: Final = (2, 3, 4, 6, 8, 12)


class Choice(QScrollArea):
    """`changed` with what is chosen; `gap_chosen` with a gap to go to; `weeks_chosen` to keep."""

    changed = Signal(object)
    gap_chosen = Signal(object)
    weeks_chosen = Signal(int)

    def __init__(self, weeks: int = chronology.GAP_WEEKS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._items: Sequence[Item] = ()
        self.chosen = Chosen(gap_weeks=weeks)
        self.kinds: dict[str, CheckBox] = {}
        self._kinds = column(gap=2)
        self.since, self.until = self._date_field("From"), self._date_field("Until")
        self._whole = Button("Whole time", "link")
        self._first = Button("First 15 days", "link")
        self.words = SearchField("Only items with these words")
        self.weeks = DropDown("Mark gaps longer than")
        for number in WEEKS:
            self.weeks.addItem(f"{number} weeks", number)
        self.weeks.setCurrentIndex(WEEKS.index(weeks) if weeks in WEEKS else 3)
        told = "Gaps count rows of the contact log, of any kind, kept or missed."
        self._found = Label("", "strong")
        self._gaps = column(gap=2)
        self._gap_buttons: list[Button] = []
        inner = QFrame()
        inner.setProperty("look", "side_left")
        inner.setLayout(
            column(
                Label("Show", "strong"),
                self._kinds,
                8,
                Label("Period", "strong"),
                row((self.since, 1), (self.until, 1), gap=6),
                row(self._whole, self._first, STRETCH, gap=6),
                8,
                Label("Words", "strong"),
                self.words,
                8,
                Label("Mark gaps longer than", "strong"),
                row(self.weeks, STRETCH),
                Label(told, "second", "text2", wrap=True),
                8,
                self._found,
                self._gaps,
                STRETCH,
                gap=5,
                margins=(14, 12, 12, 12),
            )
        )
        self.setWidget(inner)
        self.setAccessibleName("What the chronology shows")
        self._connect()

    def _connect(self) -> None:
        self.words.textChanged.connect(lambda text: self._choose(words=text))
        self.since.editingFinished.connect(self._period)
        self.until.editingFinished.connect(self._period)
        self._whole.clicked.connect(lambda: self.set_period("", ""))
        self._first.clicked.connect(
            lambda: self.set_period(*chronology.first_days(self._items, 15))
        )
        self.weeks.currentIndexChanged.connect(self._weeks)

    def _date_field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText("dd/mm/yyyy")
        field.setAccessibleName(name)
        field.setToolTip(f"{name}: a date such as 05/03/2025")
        return field

    def set_items(self, items: Sequence[Item]) -> None:
        """The items there are, for kinds and period."""
        self._items = items
        count = chronology.counted(items)
        for kind, box in self.kinds.items():
            box.setText(f"{words.NAMES[kind]}  {count[kind]}")
        for kind in chronology.KINDS:
            if count[kind] and kind not in self.kinds:
                box = CheckBox(f"{words.NAMES[kind]}  {count[kind]}")
                box.setChecked(True)
                box.toggled.connect(partial(self._kind, kind))
                self.kinds[kind] = box
                self._kinds.addWidget(box)

    def show_gaps(self, gaps: Sequence[Gap]) -> None:
        """List the gaps."""
        self._gaps.discard(self._gap_buttons)
        number = len(gaps)
        told = {0: "No gap found", 1: "1 gap found"}
        self._found.setText(told.get(number, f"{number} gaps found"))
        self._gap_buttons = [self._gap_button(one) for one in gaps[:40]]

    def _gap_button(self, one: Gap) -> Button:
        name = f"{words.gap(one)}, {words.gap_days(one)}"
        button = Button(f"{one.days} days from {when.day(one.after)}", "link", name=name)
        act: Callable[[], object] = partial(self.gap_chosen.emit, one)
        button.clicked.connect(lambda: act())
        self._gaps.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def set_period(self, since: str, until: str) -> None:
        """Choose a period of ISO dates."""
        self.since.setText(_written(since))
        self.until.setText(_written(until))
        self._choose(since=since, until=until)

    def _period(self) -> None:
        self._choose(since=_read(self.since), until=_read(self.until))

    def _kind(self, kind: str, on: bool) -> None:
        kinds = self.chosen.kinds | {kind} if on else self.chosen.kinds - {kind}
        self._choose(kinds=kinds)

    def _weeks(self) -> None:
        number = int(self.weeks.currentData())
        self.weeks_chosen.emit(number)
        self._choose(gap_weeks=number)

    def _choose(self, **changes: object) -> None:
        now = replace(self.chosen, **changes)  # type: ignore[arg-type]
        if now != self.chosen:
            self.chosen = now
            self.changed.emit(now)

    def reset(self) -> None:
        """Show everything again."""
        self.words.clear()
        for box in self.kinds.values():
            box.setChecked(True)
        self.set_period("", "")

    def fit(self) -> None:
        """Its width at the present scale."""
        theme.fix(self, width=252)


def _read(field: QLineEdit) -> str:
    """The ISO date typed; a field that holds no date is marked and counts as empty."""
    text = field.text().strip()
    found = date_in(text) if text else None
    field.setProperty("bad", "true" if text and found is None else "false")
    field.style().unpolish(field)
    field.style().polish(field)
    return found[0] if found else ""


def _written(iso: str) -> str:
    at = chronology.day_of(iso)
    return at.strftime("%d/%m/%Y") if at else ""
