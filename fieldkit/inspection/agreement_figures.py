"""The arithmetic of agreement: each coefficient with its standard error, from counts per item.

Formulas and variances as published by Gwet (Handbook of Inter-Rater Reliability, 4th edition,
2014), which give Fleiss 1971 and Krippendorff 2011 where every item is rated alike; Cohen's kappa
and its variance as in Cohen 1960 and Fleiss, Cohen and Everitt 1969.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Row = tuple[int, ...]


@dataclass(frozen=True)
class Estimate:
    """A coefficient and its standard error, None where not defined, and why in `reason`.

    `degrees` are the degrees of freedom of its interval, `least` is the least it can be. A
    corrected coefficient can fall below -1 where many items are rated once.
    """

    value: float | None
    error: float | None
    items: int
    ratings: int
    reason: str = ""
    least: float | None = None
    degrees: int = 0


@dataclass(frozen=True)
class Tables:
    """Per item how many raters gave each value; the values in order; rated items only."""

    rows: tuple[Row, ...]
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, table: Mapping[str, Mapping[str, str]], kinds: Sequence[str]) -> Tables:
        """The counts of ratings by item and rater."""
        counted = (Counter(row.values()) for row in table.values())
        return cls(tuple(tuple(one[kind] for kind in kinds) for one in counted), tuple(kinds))

    @property
    def several(self) -> tuple[Row, ...]:
        """The items with two ratings or more: only they can agree."""
        return tuple(row for row in self.rows if sum(row) > 1)


def _nothing(tables: Tables) -> Estimate | None:
    if tables.several:
        return None
    return Estimate(None, None, 0, 0, "no_item_rated_twice")


def _pairs(row: Row) -> float:
    """The share of pairs of ratings of one item that agree; 0 for an item rated once."""
    rated = sum(row)
    return sum(k * (k - 1) for k in row) / (rated * (rated - 1)) if rated > 1 else 0.0


def _shares(rows: Sequence[Row]) -> list[float]:
    """How often each value is given, each item counting alike."""
    return [sum(row[k] / sum(row) for row in rows) / len(rows) for k in range(len(rows[0]))]


def _error(values: Sequence[float], middle: float) -> float | None:
    number = len(values)
    if number < 2:
        return None
    return sqrt(sum((one - middle) ** 2 for one in values) / (number * (number - 1)))


def observed(tables: Tables) -> Estimate:
    """Percent agreement as a share from 0 to 1: the mean share of pairs that agree, per item."""
    if (nothing := _nothing(tables)) is not None:
        return nothing
    rows, several = tables.rows, tables.several
    value = sum(map(_pairs, several)) / len(several)
    scale = len(rows) / len(several)
    error = _error([scale * _pairs(row) for row in rows], value)
    return Estimate(value, error, len(several), sum(map(sum, several)), "", 0.0, len(rows) - 1)


def _corrected(tables: Tables, chance: float, by_item: Sequence[float]) -> Estimate:
    """A coefficient (agreement less `chance`) with Gwet's variance.

    `by_item` is what each item contributes to chance agreement.
    """
    rows, several = tables.rows, tables.several
    ratings = sum(map(sum, several))
    if 1 - chance < 1e-12:
        return Estimate(None, None, len(several), ratings, "one_value_only")
    agreed = sum(map(_pairs, several)) / len(several)
    value = (agreed - chance) / (1 - chance)
    scale = len(rows) / len(several)
    spread = []
    for row, own in zip(rows, by_item, strict=True):
        base = chance if sum(row) > 1 else 0.0
        first = scale * (_pairs(row) - base) / (1 - chance)
        spread.append(first - 2 * (1 - value) * (own - chance) / (1 - chance))
    return Estimate(value, _error(spread, value), len(several), ratings, degrees=len(rows) - 1)


def fleiss(tables: Tables) -> Estimate:
    """Fleiss' kappa. Source: Fleiss 1971; with missing ratings and variance: Gwet 2014."""
    if (nothing := _nothing(tables)) is not None:
        return nothing
    shares = _shares(tables.rows)
    chance = sum(share * share for share in shares)
    by_item = [
        sum(k * share for k, share in zip(row, shares, strict=True)) / sum(row)
        for row in tables.rows
    ]
    return _corrected(tables, chance, by_item)


def ac1(tables: Tables) -> Estimate:
    """Gwet's AC1. Source: Gwet 2008. Not defined for a single value."""
    if (nothing := _nothing(tables)) is not None:
        return nothing
    kinds = len(tables.kinds)
    if kinds < 2:
        several = tables.several
        return Estimate(None, None, len(several), sum(map(sum, several)), "one_value_only")
    shares = _shares(tables.rows)
    scale = 1 / (kinds - 1)
    chance = scale * sum(share * (1 - share) for share in shares)
    by_item = [
        scale * sum(k * (1 - share) for k, share in zip(row, shares, strict=True)) / sum(row)
        for row in tables.rows
    ]
    return _corrected(tables, chance, by_item)


def alpha(tables: Tables) -> Estimate:
    """Krippendorff's alpha for nominal values, over items rated twice or more.

    Source: Krippendorff, Computing Krippendorff's alpha-reliability, 2011; variance: Gwet 2014.
    """
    if (nothing := _nothing(tables)) is not None:
        return nothing
    rows = tables.several
    ratings = sum(map(sum, rows))
    mean = ratings / len(rows)
    shares = [sum(row[k] for row in rows) / ratings for k in range(len(tables.kinds))]
    chance = sum(share * share for share in shares)
    if 1 - chance < 1e-12:
        return Estimate(None, None, len(rows), ratings, "one_value_only")
    each = 1 / ratings
    raw = [sum(k * (k - 1) for k in row) / (mean * (sum(row) - 1)) for row in rows]
    plain = sum(raw) / len(rows)
    value = ((1 - each) * plain + each - chance) / (1 - chance)
    before = (plain - chance) / (1 - chance)
    spread = []
    for row, share in zip(rows, raw, strict=True):
        excess = (sum(row) - mean) / mean
        first = (share - plain * excess - chance) / (1 - chance)
        own = sum(k * part for k, part in zip(row, shares, strict=True)) / mean - chance * excess
        spread.append(first - 2 * (1 - before) * (own - chance) / (1 - chance))
    return Estimate(value, _error(spread, before), len(rows), ratings, degrees=len(rows) - 1)


def cohen(pairs: Sequence[tuple[str, str]], kinds: Sequence[str]) -> Estimate:
    """Cohen's kappa of two raters over the items that both rated.

    Source: Cohen 1960; variance: Fleiss, Cohen and Everitt 1969.
    """
    items = len(pairs)
    if not items:
        return Estimate(None, None, 0, 0, "no_item_rated_twice")
    cells = Counter(pairs)
    first = {kind: sum(one == kind for one, _ in pairs) / items for kind in kinds}
    second = {kind: sum(one == kind for _, one in pairs) / items for kind in kinds}
    agreed = sum(cells[kind, kind] for kind in kinds) / items
    chance = sum(first[kind] * second[kind] for kind in kinds)
    if 1 - chance < 1e-12:
        return Estimate(None, None, items, 2 * items, "one_value_only")
    value = (agreed - chance) / (1 - chance)
    total = 0.0
    for (one, other), number in cells.items():
        same = 1.0 if one == other else 0.0
        total += number / items * (same - (1 - value) * (second[one] + first[other])) ** 2
    squared = (total - (agreed - 2 * (1 - value) * chance) ** 2) / (items * (1 - chance) ** 2)
    return Estimate(value, sqrt(max(0.0, squared)), items, 2 * items, degrees=items - 1)
