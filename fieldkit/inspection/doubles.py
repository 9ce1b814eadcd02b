"""Double readings: differences of two readings, agreement, drift by week, calibration.

Pure, over what each reader themselves last said: a decision of the lead never makes two readers
agree. Nothing of a pair is shown before both are complete.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fieldkit.inspection.agreement import Agreement, Rating, agree

JUDGED = ("yes", "no")
FEW = 30


@dataclass(frozen=True)
class Said:
    """What one reader said on one question of one case; `at` is an ISO time by their clock."""

    number: str
    question: str
    standard: str
    reader: str
    value: str
    at: str = ""


@dataclass(frozen=True)
class Group:
    """Agreement over one question, one standard, one pair of readers, or everything ("")."""

    kind: str
    name: str
    agreement: Agreement

    @property
    def items(self) -> int:
        """The questions of cases that both judged."""
        return self.agreement.figure("percent_agreement").items

    @property
    def few(self) -> bool:
        """Whether it rests on too few items to say much."""
        return self.items < FEW


@dataclass(frozen=True)
class Week:
    """One reader's share of yes in one week, beside everybody's in that week."""

    reader: str
    year: int
    week: int
    yes: int
    judged: int
    all_yes: int
    all_judged: int


@dataclass(frozen=True)
class Calibrated:
    """How often one reader gave the agreed answer in benchmark cases, and where not."""

    reader: str
    same: int
    of: int
    differs: tuple[tuple[str, str], ...]


def first_side(one: str, other: str) -> bool:
    """Which of two readings is shown as A: as good as by chance, and the same every time."""
    return _draw(one, other) < _draw(other, one)


def _draw(one: str, other: str) -> bytes:
    return hashlib.sha256(f"{one}|{other}".encode()).digest()


def agreement(said: Sequence[Said], confidence: int = 95) -> tuple[Group, ...]:
    """Agreement of everything, by standard, by question, and by pair of readers."""
    made = [Group("all", "", _agree(said, confidence))]
    for kind, names in (
        ("standard", sorted({one.standard for one in said})),
        ("question", sorted({one.question for one in said})),
    ):
        for name in names:
            some = [one for one in said if getattr(one, kind) == name]
            made.append(Group(kind, name, _agree(some, confidence)))
    for pair in _pairs(said):
        cases = _cases_of(said, pair)
        some = [one for one in said if one.number in cases and one.reader in pair]
        made.append(Group("pair", " & ".join(pair), _agree(some, confidence)))
    return tuple(made)


def _agree(said: Iterable[Said], confidence: int) -> Agreement:
    ratings = [Rating(f"{one.number} {one.question}", one.reader, one.value) for one in said]
    return agree(ratings, confidence=confidence, leave_out=("not_applicable",))


def _pairs(said: Sequence[Said]) -> list[tuple[str, str]]:
    readers: dict[str, set[str]] = {}
    for one in said:
        readers.setdefault(one.number, set()).add(one.reader)
    found = set()
    for some in readers.values():
        ordered = sorted(some)
        found |= {(a, b) for n, a in enumerate(ordered) for b in ordered[n + 1 :]}
    return sorted(found)


def _cases_of(said: Sequence[Said], pair: tuple[str, str]) -> set[str]:
    by_reader = [{one.number for one in said if one.reader == reader} for reader in pair]
    return by_reader[0] & by_reader[1]


def drift(said: Sequence[Said]) -> tuple[Week, ...]:
    """Shares of yes by reader and ISO week; answers without a readable time are left out."""
    mine: Counter[tuple[str, int, int, str]] = Counter()
    every: Counter[tuple[int, int, str]] = Counter()
    for one in said:
        at = _week(one.at)
        if at is not None and one.value in JUDGED:
            mine[one.reader, at[0], at[1], one.value] += 1
            every[at[0], at[1], one.value] += 1
    found = []
    for reader, year, week in sorted({key[:3] for key in mine}):
        yes, no = (mine[reader, year, week, value] for value in JUDGED)
        all_yes, all_no = (every[year, week, value] for value in JUDGED)
        found.append(Week(reader, year, week, yes, yes + no, all_yes, all_yes + all_no))
    return tuple(found)


def _week(at: str) -> tuple[int, int] | None:
    try:
        year, week, _ = date.fromisoformat(at[:10]).isocalendar()
    except ValueError:
        return None
    return year, week


def agreed(
    said: Sequence[Said], decided: Mapping[tuple[str, str], str] | None = None
) -> dict[tuple[str, str], str]:
    """The agreed answer of each (case, question): what was decided, else what more than half said.

    Where neither is, there is none.
    """
    votes: dict[tuple[str, str], Counter[str]] = {}
    for one in said:
        votes.setdefault((one.number, one.question), Counter())[one.value] += 1
    found = dict(decided or {})
    for key, counted in votes.items():
        value, most = counted.most_common(1)[0]
        if key not in found and 2 * most > counted.total():
            found[key] = value
    return found


def calibration(
    said: Sequence[Said], decided: Mapping[tuple[str, str], str] | None = None
) -> tuple[Calibrated, ...]:
    """Every reader of benchmark cases against the agreed answers."""
    right = agreed(said, decided)
    found = []
    for reader in sorted({one.reader for one in said}):
        mine = [o for o in said if o.reader == reader and (o.number, o.question) in right]
        differs = tuple(
            sorted((o.number, o.question) for o in mine if o.value != right[o.number, o.question])
        )
        found.append(Calibrated(reader, len(mine) - len(differs), len(mine), differs))
    return tuple(found)
