"""The sheets of double readings: each question that two readings answer, and how far they agree."""

from __future__ import annotations

from collections.abc import Iterator

from fieldkit.inspection.agreement import Rating, agree
from fieldkit.inspection.figures import wilson
from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.grid_table import list_sheet
from fieldkit.inspection.sheet import Sheet, clean

_LEVEL = 95


def double_sheets(grid: Grid) -> tuple[Sheet, Sheet]:
    """The list of questions read twice, and the figures of agreement over all of them."""
    words = grid.words
    widths, wide = (7, 16, 12, 12, 12, 8), (18, 26, 10, 10, 10, 8, 9, 60)
    return (
        list_sheet(grid, words.doubles, words.doubles_head, widths, _listed(grid)),
        list_sheet(grid, words.agreement, words.agreement_head, wide, _figures(grid)),
    )


def _listed(grid: Grid) -> Iterator[tuple[str, ...]]:
    words = grid.words
    for one in grid.doubles:
        both = one.first is not None and one.other is not None
        same = (words.yes if one.first == one.other else words.no) if both else ""
        first, other = words.answer(one.first), words.answer(one.other)
        yield clean(one.number), clean(one.kind), clean(one.question), first, other, same


def _figures(grid: Grid) -> Iterator[tuple[str | float | None, ...]]:
    """Pooled figures with their interval; of a single question how often, of how many."""
    words = grid.words
    given = [
        Rating(f"{one.number}/{one.kind}/{one.question}", rater, value)
        for one in grid.doubles
        for rater, value in (("first", one.first), ("other", one.other))
        if value in ("yes", "no", "not_applicable")
    ]
    if not given:
        return
    found = agree(given, confidence=_LEVEL)
    left = len(grid.doubles) - len({one.item for one in given})
    for figure in found.figures:
        name = words.figures.get(figure.code)
        if name is not None:
            ends = [_rounded(one) for one in (figure.value, figure.low, figure.high)]
            remark = words.no_interval.get(figure.reason, "")
            if figure.low is not None:
                remark = words.interval.format(level=_LEVEL)
            yield words.all_questions, name, *ends, figure.items, figure.ratings, remark
    if left:
        yield words.all_questions, words.not_both, left, None, None, None, None, ""
    for question in grid.questions:
        both = [
            one
            for one in grid.doubles
            if one.question == question.code and None not in (one.first, one.other)
        ]
        if both:
            same = sum(one.first == one.other for one in both)
            reach = wilson(same, len(both), _LEVEL) or (None, None)
            low, high = (None if one is None else _rounded(float(one) / 100) for one in reach)
            said = f"{same}/{len(both)}"
            told = words.interval.format(level=_LEVEL)
            yield question.code, words.same_of, said, low, high, len(both), 2 * len(both), told


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
