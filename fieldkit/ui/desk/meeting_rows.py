"""Rows of the lists beside a conversation, and who wrote it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt

from fieldkit.inspection.form import KeyQuestion
from fieldkit.inspection.records import Record
from fieldkit.ui.components.row_delegate import Row
from fieldkit.ui.desk import words
from fieldkit.ui.desk.meeting_lines import initials
from fieldkit.ui.desk.meeting_sheet import KINDS
from fieldkit.ui.when import moment

_ICONS = {"interview": "user", "meeting": "users", "focus_group": "users-three"}


def record_row(one: Record, is_open: bool, now: datetime) -> dict[int, object]:
    """A conversation: its name, kind, time, and how many lines."""
    count = f"{len(one.lines)} line{'' if len(one.lines) == 1 else 's'}"
    detail = f"{KINDS.get(one.kind, '')} · {moment(one.began, now)} · {count}"
    return {
        int(Qt.ItemDataRole.DisplayRole): one.title,
        int(Qt.ItemDataRole.AccessibleTextRole): f"{one.title}, {detail}",
        int(Qt.ItemDataRole.ToolTipRole): one.title,
        int(Row.SECOND): detail,
        int(Row.ICON): _ICONS.get(one.kind, "users"),
        int(Row.STRONG): is_open,
    }


def question_row(one: KeyQuestion) -> dict[int, object]:
    """A question to ask."""
    return {
        int(Qt.ItemDataRole.DisplayRole): f"{words.short(one.code)}  {words.strand(one)}",
        int(Qt.ItemDataRole.AccessibleTextRole): f"{one.code} {one.text}",
        int(Qt.ItemDataRole.ToolTipRole): one.text,
        int(Row.SECOND): one.text,
    }


def written(record: Record, people: Mapping[str, str], me: str) -> str:
    """Who took part, by role, and who wrote how much of it."""
    counts: dict[str, int] = {}
    for person, count in record.writers.items():
        name = people.get(person, person) or me
        counts[name] = counts.get(name, 0) + count
    by = [
        f"{name} ({initials(name)}, {count} line{'' if count == 1 else 's'})"
        for name, count in counts.items()
    ]
    told = record.people or "Who takes part is not written yet"
    return f"{told}. Written by {' and '.join(by)}." if by else f"{told}."
