"""Describes the grid, the workbook of an inspection, as plain values that `store` writes.

Summary comes first, then one row per case, then the sheets that tell where it all comes from.
The same cases, ratings and provenance always give the same workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fieldkit.errors import FieldkitError
from fieldkit.inspection.doubles import Week
from fieldkit.inspection.form import Form
from fieldkit.inspection.grid_cases import case_sheet
from fieldkit.inspection.grid_lists import list_sheets
from fieldkit.inspection.grid_moderation import moderation_sheet
from fieldkit.inspection.grid_parts import Grid, GridCase, GridDouble, GridEvidence, Provenance
from fieldkit.inspection.grid_summary import summary_sheet
from fieldkit.inspection.grid_words import Words
from fieldkit.inspection.rating import Ratings, count
from fieldkit.inspection.sheet import Workbook, clean, with_overflow
from fieldkit.inspection.suppression import SMALL

__all__ = [
    "Grid",
    "GridCase",
    "GridDouble",
    "GridEvidence",
    "Provenance",
    "Words",
    "Workbook",
    "build",
]

MOST_CASES = 100_000


def build(
    form: Form,
    cases: Sequence[GridCase],
    ratings: Ratings,
    provenance: Provenance,
    *,
    attributes: Sequence[str] | None = None,
    words: Words | None = None,
    doubles: Sequence[GridDouble] = (),
    threshold: int = SMALL,
) -> Workbook:
    """The grid of `cases` (one reading each, in order) and of the `ratings` that came of them.

    `attributes` are the codes shown as columns, those of the form if None; `threshold` is the
    count under which a breakdown is hidden. Raises FieldkitError ``grid.other_cases`` when the
    ratings were not made from these cases, and ``grid.too_many_cases``.
    """
    return book(of_parts(form, cases, ratings, provenance, attributes, words, doubles, threshold))


def book(grid: Grid) -> Workbook:
    """The workbook of a grid."""
    moderated = () if grid.provenance.part else (moderation_sheet(grid),)
    made = Workbook(
        title=clean(grid.provenance.inspection),
        marking=clean(grid.form.marking),
        sheets=(summary_sheet(grid), case_sheet(grid), *moderated, *list_sheets(grid)),
    )
    return with_overflow(made, grid.words.overflow_head, grid.words.overflow_more)


def of_parts(
    form: Form,
    cases: Sequence[GridCase],
    ratings: Ratings,
    provenance: Provenance,
    attributes: Sequence[str] | None = None,
    words: Words | None = None,
    doubles: Sequence[GridDouble] = (),
    threshold: int = SMALL,
    weeks: Iterable[Week] = (),
) -> Grid:
    """What every sheet is built from. Raises as `build` does."""
    if len(cases) > MOST_CASES:
        raise FieldkitError("grid.too_many_cases", cases=len(cases), most=MOST_CASES)
    _same_cases(form, cases, ratings)
    chosen = _attributes(form, attributes)
    return Grid(
        *(form, tuple(cases), ratings, provenance, chosen, words or Words()),
        tuple(doubles),
        threshold,
        tuple(weeks),
    )


def _attributes(form: Form, chosen: Sequence[str] | None) -> Mapping[str, str]:
    titles = {one.code: one.title for one in form.case_attributes()}
    codes = tuple(titles) if chosen is None else tuple(chosen)
    return {code: clean(titles.get(code, code)) for code in codes}


def _same_cases(form: Form, cases: Sequence[GridCase], ratings: Ratings) -> None:
    counted = count(form, {str(at): case.answers for at, case in enumerate(cases)})
    for standard in ratings.standards:
        for question in standard.key_questions:
            mine = counted.get(question.code)
            if mine is not None and (mine.yes, mine.no, mine.not_applicable) != (
                question.counts.yes,
                question.counts.no,
                question.counts.not_applicable,
            ):
                raise FieldkitError("grid.other_cases", question=question.code)
