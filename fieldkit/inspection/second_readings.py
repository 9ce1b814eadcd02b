"""Which cases are read a second time: by rule, repeatable, each with the reason why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from fieldkit.errors import FieldkitError

RANDOM, FLAGGED, NEW = "random", "flagged", "new_reader"


@dataclass(frozen=True)
class Candidate:
    """A case that could be read again: who read it first, and whether it was flagged."""

    number: str
    readers: tuple[str, ...]
    flagged: bool = False


@dataclass(frozen=True)
class Chosen:
    """A case chosen for a second reading, and by which rules."""

    number: str
    because: tuple[str, ...]


def choose(
    candidates: Sequence[Candidate],
    rng: Random,
    percent: int = 0,
    flagged: bool = False,
    novices: Mapping[str, bool] | None = None,
    per_novice: int = 0,
) -> tuple[Chosen, ...]:
    """The cases to read again, by number.

    `percent` of all candidates at random, rounded up; with `flagged` every flagged case; the first
    `per_novice` cases, by number, of every novice. Raises FieldkitError ``second.percent``.
    """
    if not 0 <= percent <= 100:
        raise FieldkitError("second.percent", found=percent)
    ordered = sorted(candidates, key=lambda one: one.number)
    reasons: dict[str, list[str]] = {}
    share = Fraction(percent * len(ordered), 100)
    wanted = -(-share.numerator // share.denominator)
    for one in rng.sample(ordered, wanted):
        reasons.setdefault(one.number, []).append(RANDOM)
    for one in ordered if flagged else ():
        if one.flagged:
            reasons.setdefault(one.number, []).append(FLAGGED)
    new = [person for person, is_new in sorted((novices or {}).items()) if is_new]
    for person in new:
        mine = [one for one in ordered if person in one.readers]
        for one in mine[:per_novice]:
            told = reasons.setdefault(one.number, [])
            told += [NEW] if NEW not in told else []
    return tuple(Chosen(number, tuple(told)) for number, told in sorted(reasons.items()))
