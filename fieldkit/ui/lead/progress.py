"""Progress: how far every reading is, what is disputed, returned or worrying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from fieldkit.steps import read
from fieldkit.steps.read import CaseRow
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row, surface
from fieldkit.ui.components.pill import paint_pill, pill_width
from fieldkit.ui.components.row_delegate import Index, Row, RowDelegate, prepare
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList

STATES = {
    "allocated": "not_started",
    "reading": "in_progress",
    "reopened": "in_progress",
    "complete": "complete",
    "submitted": "complete",
    "approved": "complete",
    "returned": "returned",
}


@dataclass(frozen=True)
class _Loaded:
    rows: Sequence[CaseRow]
    people: dict[str, str]


class _ReadingDelegate(RowDelegate):
    def paint_right(self, painter: QPainter, rect: QRectF, index: Index, selected: bool) -> float:
        used = 0.0
        for kind, words in index.data(Row.RIGHT):
            place = rect.adjusted(0, 0, -used, 0)
            paint_pill(painter, place, kind, words, on_tint=selected, align_right=True)
            used += float(pill_width(kind, words)) + theme.px(8)
        return used + theme.px(4)


class ProgressPage(QWidget):
    """Cards with counts above a list of every reading."""

    def __init__(
        self, session: Session, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._cards = row(gap=12, margins=(20, 14, 20, 14))
        self._list = PlainList(_ReadingDelegate)
        prepare(self._list, "Readings")
        head = surface(self._cards, "window")
        self.setLayout(column(head, (self._list, 1), gap=0))

    def load(self) -> None:
        """Read everything again."""
        self._operations.run(self._read, self._show)

    def _read(self) -> _Loaded:
        people = {one.person: one.name for one in self._session.roster.devices.values()}
        return _Loaded(read.my_readings(self._session, everybody=True), people)

    def _show(self, loaded: _Loaded) -> None:
        rows = loaded.rows
        done = sum(STATES.get(one.state) == "complete" for one in rows)
        begun = sum(STATES.get(one.state) == "in_progress" for one in rows)
        figures = (
            (f"{done} of {len(rows)}", "Complete", f"{begun} in progress", "check-circle", "ok"),
            (str(sum(one.alerts for one in rows)), *_ALERTS),
            (str(sum(one.disputed for one in rows)), *_DISPUTES),
            (str(sum(one.returned for one in rows)), *_RETURNED),
        )
        _empty(self._cards)
        for number, title, told, icon, tone in figures:
            card = Card(gap=2)
            card.setAccessibleName(f"{title}: {number}")
            card.add(row(IconLabel(icon, tone, 18), Label(number, "panel"), STRETCH))
            card.add(Label(title, "strong"))
            card.add(Label(told, "second", "text2", wrap=True))
            self._cards.add((card, 1))
        self._list.show_rows([_line(one, loaded.people) for one in rows])


_ALERTS = ("Alerts open", "Read them first", "warning-octagon", "bad")
_DISPUTES = ("Disputes to decide", "Both values are kept", "arrows-left-right", "bad")
_RETURNED = ("Returned", "Waiting for their readers", "arrow-u-up-left", "warn")


def _line(one: CaseRow, people: dict[str, str]) -> dict[int, object]:
    names = ", ".join(people.get(person, person) for person in one.reading.readers)
    kind = STATES.get(one.state, "not_started")
    words = f"Returned: {one.returned} to fix" if kind == "returned" else ""
    pills = [(kind, words)]
    pills += [("disputed", f"{one.disputed} disputed")] if one.disputed else []
    pills += [("alert_open", "")] if one.alerts else []
    title = one.subject.title
    if one.subject.kind != "case":
        title = f"{one.subject.number} {title}"
    answered = f"{one.answered} of {one.questions} answered"
    return {
        Qt.ItemDataRole.DisplayRole: f"{title} · {one.reading.kind} reading",
        Row.SECOND: f"{names} · {answered}",
        Row.STRONG: True,
        Row.RIGHT: tuple(pills),
        Qt.ItemDataRole.AccessibleTextRole: f"{title}, {one.state}, {answered}, {names}",
    }


def _empty(layout: Box) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()
