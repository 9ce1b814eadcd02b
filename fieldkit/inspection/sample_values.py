"""What a sample is made of: cases left out, shares of strata and groups, picks, replacements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from fieldkit.inspection.case import ListedCase

SAMPLE, BUFFER = "sample", "buffer"
SENSITIVE, NOT_STARTED, NO_GENDER, DUPLICATE, NO_STRATUM = (
    *("sensitive", "not_started", "no_gender"),
    *("duplicate", "no_stratum"),
)


@dataclass(frozen=True)
class LeftOut:
    """A row that cannot be drawn: why, and for a duplicate the row kept and what they share."""

    row: int
    reason: str
    kept_row: int = 0
    ground: str = ""


@dataclass(frozen=True)
class StratumShare:
    """One stratum: `size` cases on the list, its exact share of the target, and what it got.

    `given` includes the buffer, `sampled` does not; `drawn` is `given` less what was short.
    """

    code: str
    title: str
    size: int
    exact: Fraction
    rounded: int
    given: int
    drawn: int = 0
    sampled: int = 0


@dataclass(frozen=True)
class GroupShare:
    """One group of a stratum at one level (`column`): its size, exact share, and what it got.

    For an officer, `capped` cases went to others because of the most an officer may have, and
    `refilled` came from others.
    """

    stratum: str
    column: str
    path: tuple[str, ...]
    size: int
    exact: Fraction
    rounded: int
    given: int
    capped: int = 0
    refilled: int = 0

    @property
    def drawn(self) -> int:
        """What was drawn from the group in the end."""
        return self.given - self.capped + self.refilled


@dataclass(frozen=True)
class Shortfall:
    """Cases that a group of a stratum could not give, because its officers are full."""

    stratum: str
    path: tuple[str, ...]
    missing: int


@dataclass(frozen=True)
class Pick:
    """One case drawn: its number (001 ...), its stratum, and whether it is of the buffer."""

    number: str
    case: ListedCase
    stratum: str
    part: str


@dataclass(frozen=True)
class Replacement:
    """A case of the sample replaced by one of the buffer, and why; `near` says how close it is."""

    out: str
    by: str
    reason: str
    near: str


@dataclass(frozen=True)
class Sample:
    """A draw, with every number that led to it. `buffer` is in percent, `seed` repeats it."""

    listed: int
    rejected: int
    asked: int
    buffer: int
    target: int
    seed: int
    on: str
    per_officer: int
    left_out: tuple[LeftOut, ...]
    strata: tuple[StratumShare, ...]
    groups: tuple[GroupShare, ...]
    shortfalls: tuple[Shortfall, ...]
    picks: tuple[Pick, ...]
    unknown: Mapping[str, int]
    replacements: tuple[Replacement, ...] = ()

    @property
    def eligible(self) -> int:
        """The cases that could be drawn."""
        return sum(one.size for one in self.strata)

    def pick(self, number: str) -> Pick | None:
        """The case drawn with this number, or None."""
        return next((one for one in self.picks if one.number == number), None)
