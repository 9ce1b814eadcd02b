"""Breaks the answers of a key question down by an attribute of the cases, always with n of N.

For publication small counts are hidden, and as many more as keep them from being worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from fieldkit.inspection import figures
from fieldkit.inspection.figures import Counts
from fieldkit.inspection.form import Form
from fieldkit.inspection.rating import Row, count
from fieldkit.inspection.suppression import SMALL, Hidden, Hiding, hide

PLACES = ("pdu", "cluster", "ldu", "office", "team", "officer")
"""Attributes that may lie inside one another, from large to small."""


@dataclass(frozen=True)
class Cell:
    """One value of the attribute under one question; figures are None where hidden.

    `cases` are all cases with the value, `yes` of `judged` those judged sufficient, `percent`
    their share with one decimal. `why` is ``small``, ``too`` (it would give away a small one), or
    empty.
    """

    value: str
    cases: int | None
    yes: int | None
    judged: int | None
    percent: Decimal | None
    why: Hidden | Literal[""] = ""

    @property
    def hidden(self) -> bool:
        """Whether the figures are kept back."""
        return bool(self.why)


@dataclass(frozen=True)
class Split:
    """One key question over all values of the attribute, and in total."""

    question: str
    attribute: str
    cells: tuple[Cell, ...]
    total: Cell


def breakdown(
    form: Form,
    rows: Mapping[str, Row],
    attributes: Mapping[str, Mapping[str, str]],
    attribute: str,
    questions: Iterable[str] = (),
    publish: bool = False,
    threshold: int = SMALL,
) -> tuple[Split, ...]:
    """Split the answers in `rows` (by subject) by one attribute of the subjects.

    A subject without the attribute stands under an empty value. `questions` are codes, all that
    are counted if none is told. With `publish`, counts under `threshold` are hidden, and others
    with them, so that none can be worked out from the totals, which stay.
    Source: small counts (under 5) are suppressed in published splits.
    """
    values: dict[str, list[str]] = {}
    for subject in rows:
        values.setdefault(attributes.get(subject, {}).get(attribute, ""), []).append(subject)
    by_value = {
        value: count(form, {subject: rows[subject] for subject in subjects})
        for value, subjects in sorted(values.items())
    }
    whole = count(form, rows)
    wanted = [code for code in tuple(questions) or tuple(whole) if code in whole]
    tables = [[_kinds(counts[code]) for counts in by_value.values()] for code in wanted]
    hiding = hide(tables, threshold) if publish else Hiding({}, {})
    none = publish and 0 < len(rows) < threshold
    splits = []
    for number, code in enumerate(wanted):
        cells = tuple(
            _cell(value, counts[code], hiding, at, number)
            for at, (value, counts) in enumerate(by_value.items())
        )
        total = _hidden("", None, "small") if none else _shown("", whole[code])
        splits.append(Split(code, attribute, cells, total))
    return tuple(splits)


def publishable(attributes: Iterable[str], known: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The attributes by which a published table may be split: those with several values.

    Of the places that lie inside one another only the largest with several values stays: with two,
    a hidden count of the smaller one could be worked out from the larger.
    """
    cases = tuple(known)
    several = [one for one in attributes if len({case.get(one, "") for case in cases}) > 1]
    places = [one for one in PLACES if one in several]
    return tuple(one for one in several if one not in places[1:])


def _kinds(counts: Counts) -> tuple[int, int, int]:
    return counts.yes, counts.no, counts.asked - counts.judged


def _cell(value: str, counts: Counts, hiding: Hiding, at: int, number: int) -> Cell:
    why = hiding.cell(at, number)
    if why is None:
        return _shown(value, counts)
    return _hidden(value, None if hiding.group(at) else counts.asked, why)


def _shown(value: str, counts: Counts) -> Cell:
    share = figures.percent(counts.yes, counts.judged)
    return Cell(value, counts.asked, counts.yes, counts.judged, share)


def _hidden(value: str, cases: int | None, why: Hidden) -> Cell:
    return Cell(value, cases, None, None, None, why)
