"""Which backups to keep: the newest few, then one a day, one a week, one a month.

Days, weeks and months count only where there is a backup, and *newest* is by number, not by clock:
a laptop that lay in a drawer for a year, or whose clock jumped, loses nothing by it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Kept:
    """How many of each kind are kept."""

    newest: int = 3
    days: int = 7
    weeks: int = 5
    months: int = 12


def keep(backups: Iterable[tuple[int, date]], rule: Kept | None = None) -> frozenset[int]:
    """The numbers to keep, of backups given as (number, day made); the newest is always kept."""
    rule = rule or Kept()
    newest_first = sorted(set(backups), reverse=True)
    kept = {number for number, _ in newest_first[: max(1, rule.newest)]}
    for many, period in (
        (rule.days, _day),
        (rule.weeks, _week),
        (rule.months, _month),
    ):
        kept |= _newest_of_each(newest_first, period, many)
    return frozenset(kept) if newest_first else frozenset()


def _newest_of_each(
    newest_first: list[tuple[int, date]], period: Callable[[date], Hashable], many: int
) -> set[int]:
    found: dict[Hashable, int] = {}
    for number, day in newest_first:
        if len(found) < many:
            found.setdefault(period(day), number)
    return set(found.values())


def _day(day: date) -> Hashable:
    return day


def _week(day: date) -> Hashable:
    return day.isocalendar()[:2]


def _month(day: date) -> Hashable:
    return (day.year, day.month)
