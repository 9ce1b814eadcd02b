"""The contact log of a case as a workbook: key contacts as held, routine ones made between them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache

import xlsxwriter

from fieldkit.sample.prose import Kind, chance, fitting, weighted
from fieldkit.sample.source import Case, Contact, Table, held

COLUMNS = ("Date", "Time", "Type", "Officer", "Outcome/Attended", "Notes")
_WIDTHS = (12, 8, 30, 20, 20, 95)
_CLOSED = frozenset(
    [
        "2024-08-26",
        "2024-12-25",
        "2024-12-26",
        "2025-01-01",
        "2025-04-18",
        "2025-04-21",
        "2025-05-05",
        "2025-05-26",
    ]
)
_HOURS = (9, 9, 10, 10, 11, 11, 12, 13, 14, 14, 15, 15, 16, 16)


@cache
def contacts(case: Case) -> tuple[Contact, ...]:
    """Every contact of the log, oldest first."""
    log = case.held["log"]
    wanted = int(log["rows"]) - len(case.contacts)
    rng = chance(case.crn, "log")
    kinds = fitting([Kind(one, rng) for one in held("contacts.toml")["kinds"]], case.themes)
    days = _days(case)
    seen: dict[str, list[date]] = {}
    for one in case.contacts:
        seen.setdefault(one.kind, []).append(one.when.date())
    made = []
    for place in range(wanted):
        day = days[place * len(days) // wanted]
        kind = weighted([one for one in kinds if _may(one, day, log, seen)], rng)
        when = datetime.combine(day, time(rng.choice(_HOURS), rng.choice(range(0, 60, 5))))
        outcome = kind.outcome(came=not log.get("absences", True))
        words = kind.words(case.slots(day), outcome)
        made.append(Contact(when, kind.name, case.officer_on(day), outcome, words))
        seen.setdefault(kind.name, []).append(day)
    return tuple(sorted((*case.contacts, *made), key=lambda one: one.when))


def _days(case: Case) -> list[date]:
    """The working days that hold routine contacts: none on days of key contacts, few when quiet."""
    log = case.held["log"]
    first, last = date.fromisoformat(log["from"]), date.fromisoformat(log["until"])
    taken = {one.when.date() for one in case.contacts}
    every = (first + timedelta(n) for n in range((last - first).days + 1))
    open_days = (day for day in every if day.weekday() < 5 and day.isoformat() not in _CLOSED)
    working = [day for day in open_days if day not in taken]
    return [day for day in working if not _quiet(day, log) or day.toordinal() % 4 == 0]


def _quiet(day: date, log: Table) -> bool:
    return any(first <= day.isoformat() <= last for first, last in log.get("quiet", ()))


def _may(kind: Kind, day: date, log: Table, seen: Mapping[str, Sequence[date]]) -> bool:
    """Whether such a contact may fall on that day: not in quiet times, nor outside its window."""
    if _quiet(day, log):
        return kind.quiet
    apart = int(log.get("apart", 6))
    if kind.attended and any(abs((day - one).days) < apart for one in seen.get(kind.name, ())):
        return False
    return _inside(kind, day, log)


def _inside(kind: Kind, day: date, log: Table) -> bool:
    windows = [span for theme, span in log.get("windows", {}).items() if theme in kind.themes]
    return all(first <= day.isoformat() <= last for first, last in windows)


def workbook(case: Case) -> bytes:
    """The log as an .xlsx file: two rows about the person, then the header, then the contacts."""
    held_in = io.BytesIO()
    book = xlsxwriter.Workbook(held_in, {"in_memory": True})
    printed = date.fromisoformat(case.held["log"]["until"])
    book.set_properties(
        {
            "title": f"Contact log {case.crn}",
            "author": "Northvale PDU",
            "created": datetime.combine(printed, time(8, 30)),
        }
    )
    head = book.add_format({"bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    hour = book.add_format({"num_format": "hh:mm", "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Contacts")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, f"Contact log: {case.name}, {case.crn}. OFFICIAL-SENSITIVE")
    sheet.write_string(1, 0, f"{case.sentence_type}. Printed {printed:%d/%m/%Y}")
    sheet.write_row(2, 0, COLUMNS, head)
    for row, one in enumerate(contacts(case), start=3):
        sheet.write_datetime(row, 0, datetime.combine(one.when.date(), time()), day)
        sheet.write_datetime(row, 1, one.when.time(), hour)
        for place, text in enumerate((one.kind, one.officer, one.outcome, one.notes), start=2):
            sheet.write_string(row, place, text, wrap)
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, 2 + len(contacts(case)), len(COLUMNS) - 1)
    book.close()
    return held_in.getvalue()
