"""Shares each stratum over cluster, unit and officer, and keeps every officer to the most allowed.

Source: published sampling method: proportional at each level; what is over an officer's most is
refilled inside the unit; a shortfall is allowed and told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import TypeVar

from fieldkit.inspection.apportion import apportion
from fieldkit.inspection.case import ListedCase
from fieldkit.inspection.form import Sampling
from fieldkit.inspection.sample_values import GroupShare, Shortfall

Path = tuple[str, ...]
Item = TypeVar("Item")


@dataclass
class Cell:
    """The cases of one officer in one stratum and unit, and how many of them are to be drawn."""

    stratum: str
    path: Path
    cases: tuple[ListedCase, ...]
    exact: Fraction = Fraction(0)
    rounded: int = 0
    given: int = 0
    capped: int = 0
    refilled: int = 0

    @property
    def drawn(self) -> int:
        """How many cases are drawn of these."""
        return self.given - self.capped + self.refilled

    @property
    def left(self) -> int:
        """How many cases more there are to draw."""
        return len(self.cases) - self.drawn

    @property
    def officer(self) -> str:
        """The officer as compared; a blank one is nobody and has no cap."""
        return " ".join(self.path[-1].split()).casefold()


@dataclass
class _Officers:
    """How many cases each officer has in the draw so far, over all strata and units."""

    most: int
    capped: bool
    held: dict[str, int] = field(default_factory=dict)

    def room(self, cell: Cell) -> int:
        if not self.capped or not cell.officer:
            return len(cell.cases)
        return self.most - self.held.get(cell.officer, 0)

    def add(self, cell: Cell, number: int) -> None:
        self.held[cell.officer] = self.held.get(cell.officer, 0) + number


def shuffled(items: Sequence[Item], rng: Random) -> list[Item]:
    """The items in an order of chance, by the one call that repeats in every version of Python."""
    found = list(items)
    for at in range(len(found) - 1, 0, -1):
        other = int(rng.random() * (at + 1))
        found[at], found[other] = found[other], found[at]
    return found


def share_out(
    by_stratum: Mapping[str, Sequence[ListedCase]],
    rules: Sampling,
    wanted: Mapping[str, int],
    rng: Random,
) -> tuple[tuple[Cell, ...], tuple[GroupShare, ...], tuple[Shortfall, ...]]:
    """How many cases to draw from each officer's cases of each stratum, with all shares told.

    Between groups of one size the rounding is mended in an order of chance, so that no name is
    favoured for its place in the alphabet.
    """
    groups: list[GroupShare] = []
    units: dict[Path, dict[str, list[Cell]]] = {}
    for stratum, cases in by_stratum.items():
        _descend(stratum, (), cases, wanted[stratum], rules.groups, (units, groups), rng)
    officers = _Officers(rules.per_officer, bool(rules.groups) and rules.groups[-1] == "officer")
    shortfalls: list[Shortfall] = []
    for path in sorted(units):
        shortfalls += _within(path, units[path], officers)
    cells = tuple(cell for path in sorted(units) for held in units[path].values() for cell in held)
    if rules.groups:
        groups += [_group(cell, rules.groups[-1]) for cell in cells]
    return cells, tuple(groups), tuple(shortfalls)


def _group(cell: Cell, column: str) -> GroupShare:
    return GroupShare(
        cell.stratum, column, cell.path, len(cell.cases), cell.exact, cell.rounded,
        cell.given, cell.capped, cell.refilled,
    )  # fmt: skip


def _descend(
    stratum: str,
    path: Path,
    cases: Sequence[ListedCase],
    wanted: int,
    columns: Sequence[str],
    into: tuple[dict[Path, dict[str, list[Cell]]], list[GroupShare]],
    rng: Random,
) -> None:
    """Share `wanted` cases over the groups of the first column, and so on down to officers."""
    units, groups = into
    by_name: dict[str, list[ListedCase]] = {}
    for one in cases:
        name = str(getattr(one, columns[0])) if columns else ""
        by_name.setdefault(" ".join(name.split()), []).append(one)
    names = shuffled(sorted(by_name), rng)
    portions = apportion(wanted, [len(by_name[name]) for name in names])
    for name, got in zip(names, portions, strict=True):
        here = (*path, name)
        if len(columns) <= 1:
            cell = Cell(stratum, here, tuple(by_name[name]), got.exact, got.rounded, got.given)
            units.setdefault(path, {}).setdefault(stratum, []).append(cell)
            continue
        groups.append(
            GroupShare(stratum, columns[0], here, got.size, got.exact, got.rounded, got.given)
        )
        _descend(stratum, here, by_name[name], got.given, columns[1:], into, rng)


def _within(path: Path, held: dict[str, list[Cell]], officers: _Officers) -> list[Shortfall]:
    """Keep the officers of one unit to their most, refill inside it, and tell what is short."""
    cells = [cell for one in held.values() for cell in one]
    wanted = {stratum: sum(cell.given for cell in one) for stratum, one in held.items()}
    _cap(cells, officers)
    found = []
    for stratum, mine in held.items():
        while (missing := wanted[stratum] - sum(cell.drawn for cell in mine)) > 0:
            if not (_refill(mine, officers) or _swap(stratum, cells, officers)):
                found.append(Shortfall(stratum, path, missing))
                break
    return found


def _cap(cells: list[Cell], officers: _Officers) -> None:
    """Take what is over an officer's most, one at a time, from the stratum with most of it."""
    for cell in cells:
        officers.add(cell, cell.given)
    for name in sorted({cell.officer for cell in cells}):
        mine = [cell for cell in cells if cell.officer == name]
        while officers.room(mine[0]) < 0 and any(cell.drawn for cell in mine):
            largest = max(mine, key=lambda one: one.drawn)
            largest.capped += 1
            officers.add(largest, -1)


def _refill(mine: list[Cell], officers: _Officers) -> bool:
    """One case more from the officer with the fewest refilled and then the smallest caseload."""
    free = [cell for cell in mine if cell.left > 0 and officers.room(cell) > 0]
    if not free:
        return False
    cell = min(free, key=lambda one: (one.refilled, len(one.cases), one.path))
    cell.refilled += 1
    officers.add(cell, 1)
    return True


def _swap(stratum: str, cells: list[Cell], officers: _Officers) -> bool:
    """Make room at a full officer by drawing one of their other cases from a colleague instead."""
    for full in cells:
        if full.stratum != stratum or full.left <= 0 or not full.officer:
            continue
        for other in cells:
            if other.officer != full.officer or other.stratum == stratum or other.drawn <= 0:
                continue
            colleagues = [one for one in cells if one.stratum == other.stratum]
            if _refill(colleagues, officers):
                other.capped += 1
                full.refilled += 1
                return True
    return False
