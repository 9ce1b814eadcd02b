"""Shares a number of cases over groups in proportion to their size, and mends the rounding.

Source: the inspectorate's published sampling method: whole numbers are repaired by adding one to
the smallest groups in turn, or by taking one from the largest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Portion:
    """What one group of `size` cases gets: exact share, the share rounded half up, and the end.

    `repaired` is what the repair added (or took, if negative).
    """

    size: int
    exact: Fraction
    rounded: int
    given: int

    @property
    def repaired(self) -> int:
        """How many cases the repair added or took."""
        return self.given - self.rounded


def apportion(
    total: int, sizes: Sequence[int], limits: Sequence[int] | None = None
) -> tuple[Portion, ...]:
    """Portions of `total` cases, in the order of `sizes`; no group gets more than its limit.

    Limits are the sizes unless told. The sum is `total`, or all that the limits allow. The repair
    passes over a group that it would take more than one case from its exact share, as long as
    another can serve. Equal groups are mended in the order given.
    """
    most = tuple(sizes) if limits is None else tuple(limits)
    whole = sum(sizes)
    if not whole:
        return tuple(Portion(size, Fraction(0), 0, 0) for size in sizes)
    total = max(0, min(total, sum(most)))
    exact = [Fraction(total * size, whole) for size in sizes]
    rounded = [
        min(limit, (2 * total * size + whole) // (2 * whole))
        for size, limit in zip(sizes, most, strict=True)
    ]
    given = _repair(total, sizes, most, exact, rounded)
    return tuple(Portion(*one) for one in zip(sizes, exact, rounded, given, strict=True))


def _repair(
    total: int,
    sizes: Sequence[int],
    most: Sequence[int],
    exact: Sequence[Fraction],
    rounded: Sequence[int],
) -> list[int]:
    given, turns = list(rounded), [0] * len(sizes)
    places = range(len(sizes))
    short = sum(given) < total
    step = 1 if short else -1
    left = abs(total - sum(given))
    while left:
        free = [at for at in places if (given[at] < most[at] if short else given[at] > 0)]
        close = [at for at in free if abs(given[at] + step - exact[at]) <= 1]
        at = min(close or free, key=lambda one: (turns[one], step * sizes[one], one))
        given[at] += step
        turns[at] += 1
        left -= 1
    return given
