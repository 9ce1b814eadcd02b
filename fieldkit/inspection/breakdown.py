"""Breaks the answers of a key question down by an attribute of the cases, always with n of N.

For publication small counts are hidden, and never the only one of their row: a single gap could
be worked out from the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from fieldkit.inspection import figures
from fieldkit.inspection.figures import Counts
from fieldkit.inspection.form import Form
from fieldkit.inspection.rating import Row, count

SMALL = 5


@dataclass(frozen=True)
class Cell:
    """One value of the attribute under one question; all figures are None where hidden.

    `cases` are all cases with the value, `yes` of `judged` those judged sufficient, `percent`
    their share with one decimal.
    """

    value: str
    cases: int | None
    yes: int | None
    judged: int | None
    percent: Decimal | None

    @property
    def hidden(self) -> bool:
        """Whether the figures are kept back."""
        return self.cases is None


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
) -> tuple[Split, ...]:
    """Split the answers in `rows` (by subject) by one attribute of the subjects.

    A subject without the attribute stands under an empty value. `questions` are codes, all that
    are counted if none is told. With `publish`, a value is hidden where its cases, its judged
    cases, its Yes or its No are from 1 to 4, and then a second one with it.
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
    wanted = tuple(questions) or tuple(whole)
    splits = []
    for code in wanted:
        if code in whole:
            cells = tuple(_cell(value, counts[code]) for value, counts in by_value.items())
            split = Split(code, attribute, cells, _cell("", whole[code]))
            splits.append(_publish(split) if publish else split)
    return tuple(splits)


def _cell(value: str, counts: Counts) -> Cell:
    share = figures.percent(counts.yes, counts.judged)
    return Cell(value, counts.asked, counts.yes, counts.judged, share)


def _small(cell: Cell) -> bool:
    if cell.cases is None or cell.yes is None or cell.judged is None:
        return False
    told = (cell.cases, cell.judged, cell.yes, cell.judged - cell.yes)
    return any(0 < one < SMALL for one in told)


def _publish(split: Split) -> Split:
    hidden = {at for at, cell in enumerate(split.cells) if _small(cell)}
    if len(hidden) == 1 and len(split.cells) > 1:
        others = [at for at in range(len(split.cells)) if at not in hidden]
        hidden.add(min(others, key=lambda at: (split.cells[at].cases or 0, at)))
    cells = tuple(_hide(cell) if at in hidden else cell for at, cell in enumerate(split.cells))
    total = _hide(split.total) if _small(split.total) else split.total
    return replace(split, cells=cells, total=total)


def _hide(cell: Cell) -> Cell:
    return Cell(cell.value, None, None, None, None)
