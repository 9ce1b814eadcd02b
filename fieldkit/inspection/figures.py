"""The arithmetic of a share: percentages, bands, distance to a boundary, and the interval.

All of it is exact (whole numbers and fractions); only the interval is an approximation by nature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

from fieldkit.inspection.form import Band


@dataclass(frozen=True)
class Counts:
    """How the cases stand on one key question, in cases."""

    yes: int = 0
    no: int = 0
    not_applicable: int = 0
    unanswered: int = 0
    disputed: int = 0

    @property
    def judged(self) -> int:
        """The denominator: yes and no only. Source: method as generally known, not confirmed."""
        return self.yes + self.no

    @property
    def asked(self) -> int:
        """All cases, however they stand."""
        return self.judged + self.not_applicable + self.unanswered + self.disputed


def percent(yes: int, judged: int) -> Decimal | None:
    """The share in percent with one decimal, rounded half up; None of nothing."""
    if judged <= 0:
        return None
    return Decimal((2000 * yes + judged) // (2 * judged)).scaleb(-1)


def whole_percent(yes: int, judged: int) -> int | None:
    """The share as a whole percent, rounded half up from the exact share; None of nothing."""
    return None if judged <= 0 else (200 * yes + judged) // (2 * judged)


def band_at(bands: Sequence[Band], share: Fraction | int) -> int:
    """The position (0 is lowest) of the band that a percentage falls in."""
    reached = [at for at, band in enumerate(bands) if share >= band.percent_from]
    return max(reached, default=0)


def band_of(bands: Sequence[Band], yes: int, judged: int) -> int | None:
    """The position of the band of `yes` of `judged`: rounded half up first, then banded.

    Source: method as generally known, not confirmed.
    """
    whole = whole_percent(yes, judged)
    return None if whole is None else band_at(bands, whole)


def rounding_moved(bands: Sequence[Band], yes: int, judged: int) -> bool:
    """Whether the band would be another one without rounding."""
    if judged <= 0:
        return False
    return band_of(bands, yes, judged) != band_at(bands, Fraction(100 * yes, judged))


def cases_up(bands: Sequence[Band], yes: int, judged: int) -> int | None:
    """How many more of the same cases must be Yes for the next band up; None at the top."""
    now = band_of(bands, yes, judged)
    if now is None or now + 1 >= len(bands):
        return None
    return yes_needed(bands[now + 1].percent_from, judged) - yes


def cases_down(bands: Sequence[Band], yes: int, judged: int) -> int | None:
    """How many of the Yes must be No for the next band down; None at the bottom."""
    now = band_of(bands, yes, judged)
    if now is None or now == 0:
        return None
    return yes - yes_needed(bands[now].percent_from, judged) + 1


def yes_needed(percent_from: int, judged: int) -> int:
    """The fewest Yes among `judged` cases whose rounded percent reaches `percent_from`."""
    return -((judged - 2 * judged * percent_from) // 200)


def wilson(yes: int, judged: int, confidence: int) -> tuple[Decimal, Decimal] | None:
    """The Wilson score interval of the share, in percent with one decimal.

    `confidence` is in percent (80 by default of the form). Source: E. B. Wilson, 1927.
    """
    if judged <= 0:
        return None
    z = NormalDist().inv_cdf(0.5 + confidence / 200)
    share, square = yes / judged, z * z / judged
    middle = (share + square / 2) / (1 + square)
    half = z * sqrt(share * (1 - share) / judged + square / (4 * judged)) / (1 + square)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Decimal(f"{100 * low:.1f}"), Decimal(f"{100 * high:.1f}")
