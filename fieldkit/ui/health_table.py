"""The parts of the health page: its table, what is worth doing, and the list of backups."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QWidget

from fieldkit.steps.health import Health
from fieldkit.ui import theme
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Item, column, row, rule, surface
from fieldkit.ui.health_lines import Line
from fieldkit.ui.when import moment

_ICONS = {"ok": "check-circle-fill", "warn": "warning-fill", "bad": "warning-octagon-fill"}


def _holder(layout: QLayout) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)
    return holder


def fill(holder: QWidget, layout: QLayout) -> None:
    """Put a new content in the place of the one before."""
    before = holder.layout()
    if before is not None:
        old = QWidget()
        old.setLayout(before)
        old.deleteLater()
    holder.setLayout(layout)


def table(every: tuple[Line, ...]) -> QGridLayout:
    """What, state and how we know, in columns, under the heading of each section."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(6))
    for place, share in enumerate((3, 3, 6)):
        grid.setColumnStretch(place, share)
    at, section = 0, ""
    for one in every:
        if one.section != section:
            section = one.section
            head = surface(
                row(Label(section, "second_strong", "text2"), margins=(10, 6, 10, 6)), "sunken"
            )
            grid.addWidget(head, at, 0, 1, 3)
            at += 1
        for place, cell in enumerate(_cells(one)):
            grid.addWidget(cell, at, place)
        grid.addWidget(rule(), at + 1, 0, 1, 3)
        at += 2
    return grid


def _cells(one: Line) -> tuple[QWidget, ...]:
    state = row(
        column(IconLabel(_ICONS[one.kind], one.kind, 17), STRETCH, gap=0),
        (column(Label(one.state, "strong", wrap=True), STRETCH, gap=0), 1),
        gap=8,
    )
    what: tuple[Item, ...] = (
        Label(one.what, "strong", wrap=True),
        Label(one.detail, "second", "text2", wrap=True),
    )
    how = (
        Label(one.how, wrap=True),
        Label(one.more, "second", "text2", wrap=True) if one.more else None,
    )
    cells = [_holder(column(*what, STRETCH, gap=2, margins=(10, 4, 0, 4)))]
    cells.append(_holder(column(state, STRETCH, gap=0, margins=(0, 4, 0, 4))))
    cells.append(_holder(column(*how, STRETCH, gap=2, margins=(0, 4, 0, 4))))
    cells[1].setAccessibleName(f"{one.what}: {one.state}. {one.how}. {one.more}")
    return tuple(cells)


def to_do_card(one: Line) -> QFrame:
    """What is worth doing about a line that has something to do."""
    assert one.to_do is not None
    title, told = one.to_do
    words = column(Label(title, "strong", wrap=True), Label(told, "second", "text2", wrap=True))
    icon = column(IconLabel(_ICONS[one.kind], one.kind, 17), STRETCH, gap=0)
    return surface(row(icon, (words, 1), gap=10, margins=(12, 10, 12, 10)), "card")


def backup_list(health: Health, now: datetime) -> QLayout:
    """The newest backups, one line each."""
    box = column(gap=4)
    for one in health.backups[:6]:
        at = moment(one.at, now)
        kind = "with documents" if one.whole else "without documents"
        told = f"{at}, {one.entries} entries, {kind}"
        if not one.opens:
            told += ", under an older key"
        box.add(row(IconLabel("copy"), (Label(told, "second", wrap=True), 1), gap=8))
    if not health.backups:
        box.add(Label("None in reach.", "second", "text2"))
    if len(health.backups) > 6:
        box.add(Label(f"and {len(health.backups) - 6} older ones", "second", "text2"))
    return box
