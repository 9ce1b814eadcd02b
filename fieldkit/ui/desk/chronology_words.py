"""How the kinds of the chronology look and are called, and its dates in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from fieldkit.inspection import chronology
from fieldkit.inspection.chronology import Gap, Item
from fieldkit.inspection.reading import Evidence
from fieldkit.ui import when
from fieldkit.ui.reader.marks import Passage

NAMES: Final = {
    chronology.CONTACT: "Contacts",
    chronology.EMAIL: "E-mails",
    chronology.LETTER: "Letters",
    chronology.REPORT: "Reports",
    chronology.ASSESSMENT: "Assessments",
    chronology.NOTE: "Dated lines",
    chronology.DOCUMENT: "Other documents",
}
ONE: Final = {
    chronology.CONTACT: "Contact",
    chronology.EMAIL: "E-mail",
    chronology.LETTER: "Letter",
    chronology.REPORT: "Report",
    chronology.ASSESSMENT: "Assessment",
    chronology.NOTE: "Dated line",
    chronology.DOCUMENT: "Document",
}
ICONS: Final = {
    chronology.CONTACT: "circle-fill",
    chronology.EMAIL: "envelope-simple",
    chronology.LETTER: "note",
    chronology.REPORT: "file-text",
    chronology.ASSESSMENT: "clipboard-text",
    chronology.NOTE: "calendar-blank",
    chronology.DOCUMENT: "file",
}
TONES: Final = {
    chronology.CONTACT: "accent",
    chronology.EMAIL: "evidence_for",
    chronology.LETTER: "requires_improvement",
    chronology.REPORT: "text2",
    chronology.ASSESSMENT: "outstanding",
    chronology.NOTE: "text2",
    chronology.DOCUMENT: "text2",
}
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def day(iso: str) -> str:
    """ "Wed 2 Apr", or "No date"."""
    at = chronology.day_of(iso)
    if at is None:
        return "No date"
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1][:3]}"


def month(iso: str) -> str:
    """ "April 2025", or "Without a date"."""
    at = chronology.day_of(iso)
    return f"{_MONTHS[at.month - 1]} {at.year}" if at else "Without a date"


def short_month(at: date) -> str:
    """ "Apr", and the year in January: "Jan 2025"."""
    name = _MONTHS[at.month - 1][:3]
    return f"{name} {at.year}" if at.month == 1 else name


def gap(one: Gap) -> str:
    """ "41 days with no recorded contact"."""
    return f"{one.days} days with no recorded contact"


def gap_days(one: Gap) -> str:
    """ "24 Apr 2025 to 3 Jun 2025": the days on which nothing is recorded."""
    first, last = chronology.day_of(one.after), chronology.day_of(one.before)
    if first is None or last is None:
        return ""
    begin = date.fromordinal(first.toordinal() + 1).isoformat()
    end = date.fromordinal(last.toordinal() - 1).isoformat()
    return f"{when.day(begin)} to {when.day(end)}"


def spoken(one: Item, where: str, tags: str) -> str:
    """A whole item for a screen reader."""
    at = when.day(one.date) if one.date else "no date"
    parts = (at, one.time, ONE[one.kind], one.title, one.words, where, tags)
    return ", ".join(part for part in parts if part)


def gap_passage(one: Gap, items: Sequence[Item]) -> Passage:
    """A gap as what is tied to a question: its period, its length, and what was asked for it.

    The days before and after it stand where a passage has the words around it.
    """
    kinds, documents = chronology.asked_for_gaps(items)
    noun = "document" if documents == 1 else "documents"
    asked = ", ".join(NAMES[kind].lower() for kind in kinds)
    quote = f"{gap(one)}, {gap_days(one)}. Searched: {asked} in {documents} {noun}"
    return Passage("", 0, 0, 0, quote, one.after, one.before)


def gap_of(one: Evidence) -> tuple[str, str] | None:
    """The days before and after the gap that this evidence is, or None for any other evidence."""
    days = chronology.day_of(one.before), chronology.day_of(one.after)
    if one.direction != "absence" or one.document or None in days:
        return None
    return one.before, one.after
