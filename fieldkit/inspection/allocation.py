"""Allocation: who reads what, shared out fairly, within rules that are never broken.

Never the same person twice on one subject; never two novices on one subject; never somebody with a
declared conflict of interest; never more than the days a person has allow, where days are told.
Work is measured in pages, or in cases where sizes are not known. Pure and without chance: the same
input gives the same plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

CONFLICT, NOVICES, TWICE = "conflict", "novices", "twice"


@dataclass(frozen=True)
class Reader:
    """Somebody who reads. `days` is the time they have (0: not told), so their fair share."""

    person: str
    name: str
    novice: bool = False
    days: int = 0


@dataclass(frozen=True)
class Item:
    """A subject to be shared out. `size` is in pages (at least 1); `readers` have it already."""

    number: str
    size: int = 1
    readers: tuple[str, ...] = ()
    wanted: int = 1


@dataclass(frozen=True)
class Conflict:
    """A declared conflict of interest: this person and this subject, or everything of a unit.

    `unit` is an office, a PDU or an officer as the long list writes it.
    """

    person: str
    number: str = ""
    unit: str = ""
    why: str = ""


@dataclass(frozen=True)
class Given:
    """One subject given to one reader."""

    number: str
    person: str


@dataclass(frozen=True)
class NotGiven:
    """A place that could not be filled, and what stood in the way for each reader."""

    number: str
    reasons: Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """What came of it: who gets what, what could not be given, and everybody's load in pages."""

    given: tuple[Given, ...]
    not_given: tuple[NotGiven, ...] = ()
    load: Mapping[str, int] = field(default_factory=dict)


def barred(
    item: Item,
    reader: Reader,
    readers: Mapping[str, Reader],
    conflicts: Iterable[Conflict] = (),
    units: Sequence[str] = (),
) -> str:
    """Why this reader may not have this subject (TWICE, CONFLICT, NOVICES), or "" if they may.

    `units` are what the subject belongs to: its office, PDU, officer.
    """
    if reader.person in item.readers:
        return TWICE
    for one in conflicts:
        if one.person != reader.person:
            continue
        if one.number == item.number or (one.unit and one.unit in units):
            return CONFLICT
    novices = [one for one in item.readers if one in readers and readers[one].novice]
    return NOVICES if reader.novice and novices else ""


def balance(
    items: Sequence[Item],
    readers: Sequence[Reader],
    conflicts: Sequence[Conflict] = (),
    units: Mapping[str, Sequence[str]] | None = None,
) -> Plan:
    """Share out every place that is still open: the largest subject first, to whoever has least.

    Least is load by days; at equal load whoever has fewer subjects, then the first name by id. What
    each item has already counts. A subject that few may read goes before one that many may.
    """
    people = {one.person: one for one in readers}
    load = dict.fromkeys(people, 0)
    count = dict.fromkeys(people, 0)
    for item in items:
        for person in item.readers:
            if person in load:
                load[person] += item.size
                count[person] += 1
    told = units or {}

    def may(item: Item) -> list[str]:
        mine = told.get(item.number, ())
        return [p for p, one in people.items() if not barred(item, one, people, conflicts, mine)]

    def order(item: Item) -> tuple[int, int, str]:
        return len(may(item)), -item.size, item.number

    given: list[Given] = []
    not_given: list[NotGiven] = []
    for first in sorted(items, key=order):
        item = first
        while len(item.readers) < item.wanted:
            free = may(item)
            if not free:
                mine = told.get(item.number, ())
                why = {p: barred(item, one, people, conflicts, mine) for p, one in people.items()}
                not_given.append(NotGiven(item.number, why))
                break
            best = min(free, key=lambda p: (load[p] / max(people[p].days, 1), count[p], p))
            load[best] += item.size
            count[best] += 1
            given.append(Given(item.number, best))
            item = replace(item, readers=(*item.readers, best))
    ordered = tuple(sorted(given, key=lambda one: (one.number, one.person)))
    return Plan(ordered, tuple(sorted(not_given, key=lambda one: one.number)), load)


def fair_share(readers: Sequence[Reader], total: int) -> dict[str, float]:
    """Everybody's share of `total` pages by the days they have; even where none are told."""
    days = {one.person: one.days for one in readers}
    known = sum(days.values())
    if not known:
        return {person: total / max(len(days), 1) for person in days}
    return {person: total * one / known for person, one in days.items()}
