"""Dates as British offices write them, read from the words of a document."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_NAMED = (
    r"(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m1>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"[a-z]*\.?,?\s+(?P<y1>(?:19|20)\d\d)"
)
_FIGURES = r"(?P<d2>\d{1,2})[/.](?P<m2>\d{1,2})[/.](?P<y2>(?:19|20)\d\d|\d\d)(?!\d)"
_ISO = r"(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)(?!\d)"
_DATE: Final = re.compile(rf"{_DAY}(?:{_NAMED}|{_FIGURES}|{_ISO})", re.IGNORECASE)
_TIME: Final = re.compile(r"(?:[T\s,]+(?:at\s+)?|^)([01]?\d|2[0-3])[:.]([0-5]\d)\b")


def date_in(words: str) -> tuple[str, str, int, int] | None:
    """The first date in `words`: ISO date, time ("14:30" or ""), and where it begins and ends.

    12/03/2025 is the twelfth of March. A date that cannot be (31 June) is none.
    """
    found = _DATE.search(words)
    if found is None:
        return None
    said = found.groupdict()
    place = next(number for number in "123" if said[f"y{number}"])
    month = said[f"m{place}"].lower()[:3]
    year = int(said[f"y{place}"])
    if year < 100:
        year += 2000
    try:
        number = _MONTHS.index(month) + 1 if month.isalpha() else int(month)
        day = date(year, number, int(said[f"d{place}"]))
    except ValueError:
        return None
    time, end = time_after(words, found.end())
    return day.isoformat(), time, found.start(), end


def time_after(words: str, place: int) -> tuple[str, int]:
    """A time of day that follows at `place`, as "09:05", and where it ends; "" for none."""
    found = _TIME.match(words, place)
    if found is None:
        return "", place
    return f"{int(found[1]):02}:{found[2]}", found.end()
