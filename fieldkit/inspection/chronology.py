"""One time line of a case: what happened when, in which document, and where nothing is recorded.

Pure: items in, items and gaps out. Dates are ISO; an item without one stands at the end. A gap is
a stretch between two recorded contacts (or, where a case has no contact log, between two items).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

CONTACT, EMAIL, LETTER, REPORT, ASSESSMENT, NOTE, DOCUMENT = KINDS = (
    "contact",
    "email",
    "letter",
    "report",
    "assessment",
    "note",
    "document",
)
GAP_WEEKS = 6
"""How many weeks without recorded contact are shown as a gap, unless the reader sets another."""

_NAMES = (
    (ASSESSMENT, re.compile(r"assess|oasys|\brisk\b|\basset\b|\bsara\b", re.IGNORECASE)),
    (REPORT, re.compile(r"report|review|\bplan\b|summary|\bpsr\b", re.IGNORECASE)),
    (LETTER, re.compile(r"letter|referral|offer|warning|\border\b|notice", re.IGNORECASE)),
)


@dataclass(frozen=True)
class Item:
    """One thing that happened. `start` and `end` count characters of the page; both 0 for a
    whole document. `time` is "14:30" or ""."""

    date: str
    time: str
    kind: str
    title: str
    words: str
    document: str
    page: int = 1
    start: int = 0
    end: int = 0
    where: str = ""


@dataclass(frozen=True)
class Gap:
    """A stretch without recorded contact: the last day with one, the next, the days between."""

    after: str
    before: str
    days: int


@dataclass(frozen=True)
class Chosen:
    """What of a chronology to show: kinds, a period of ISO dates (each may be ""), words, gaps."""

    kinds: frozenset[str] = frozenset(KINDS)
    since: str = ""
    until: str = ""
    words: str = ""
    gap_weeks: int = GAP_WEEKS


def kind_of(document_kind: str, title: str) -> str:
    """The kind of item that a whole document is, from what the file is and is called."""
    if document_kind == "email":
        return EMAIL
    return next((kind for kind, named in _NAMES if named.search(title)), DOCUMENT)


def in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    """By date and time; those without a date last."""
    return tuple(
        sorted(
            items,
            key=lambda one: (one.date or "9", one.time, one.document, one.page, one.start),
        )
    )


def chosen(items: Sequence[Item], wanted: Chosen) -> tuple[Item, ...]:
    """The items of these kinds, within the period, that hold every one of the words."""
    words = wanted.words.casefold().split()
    bounded = bool(wanted.since or wanted.until)
    found = []
    for one in items:
        if one.kind not in wanted.kinds or (bounded and not one.date):
            continue
        if one.date and not (wanted.since or "0") <= one.date <= (wanted.until or "9"):
            continue
        if words:
            held = f"{one.title} {one.words}".casefold()
            if not all(word in held for word in words):
                continue
        found.append(one)
    return tuple(found)


def gaps(items: Sequence[Item], weeks: int = GAP_WEEKS) -> tuple[Gap, ...]:
    """Stretches of more than `weeks` weeks between recorded contacts, oldest first.

    All items are asked, whatever is chosen to be shown: hiding rows never makes a gap.
    """
    days = contact_days(items)
    found = []
    for before, after in pairwise(days):
        between = (after - before).days - 1
        if between >= weeks * 7:
            found.append(Gap(before.isoformat(), after.isoformat(), between))
    return tuple(found)


def asked_for_gaps(items: Sequence[Item]) -> tuple[tuple[str, ...], int]:
    """The kinds of items that gaps are worked out from, and how many documents hold them."""
    contacts = [one for one in items if one.kind == CONTACT] or items
    held = {one.kind for one in contacts if day_of(one.date) is not None}
    documents = {one.document for one in contacts if day_of(one.date) is not None}
    return tuple(kind for kind in KINDS if kind in held), len(documents)


def contact_days(items: Sequence[Item]) -> tuple[date, ...]:
    """The days with a recorded contact; days with any item where nothing is a contact log."""
    contacts = [one for one in items if one.kind == CONTACT] or items
    return tuple(sorted({day for one in contacts if (day := day_of(one.date)) is not None}))


def day_of(iso: str) -> date | None:
    """An ISO date as a date, or None."""
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None


def period(items: Iterable[Item]) -> tuple[str, str]:
    """The first and the last date; two empty words where nothing has one."""
    dated = [one.date for one in items if one.date]
    return (min(dated), max(dated)) if dated else ("", "")


def first_days(items: Sequence[Item], days: int) -> tuple[str, str]:
    """The period of the first `days` days."""
    begin, _ = period(items)
    first = day_of(begin)
    return (begin, (first + timedelta(days - 1)).isoformat()) if first else ("", "")


def counted(items: Iterable[Item], kinds: Collection[str] = KINDS) -> dict[str, int]:
    """How many items of each kind."""
    found = dict.fromkeys(kinds, 0)
    for one in items:
        found[one.kind] = found.get(one.kind, 0) + 1
    return found
