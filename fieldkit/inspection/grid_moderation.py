"""The moderation sheet: what the panel decides, in cells that are read back as proposals.

What these cells held when the workbook was written stands on a sheet of its own, so that an edit
can be told from a change in the casebook, whatever state the workbook is from.
"""

from __future__ import annotations

from collections.abc import Iterator

from fieldkit.inspection.form import Standard
from fieldkit.inspection.grid_parts import MODERATION_FINAL, MODERATION_TOP, Grid
from fieldkit.inspection.grid_summary import plan_of
from fieldkit.inspection.rating_values import StandardRating
from fieldkit.inspection.sheet import Area, Cell, Choice, Row, Sheet, clean

OPEN_COLUMNS = tuple(range(MODERATION_FINAL, MODERATION_FINAL + 4))
_HEAD = MODERATION_TOP - 1


def moderation_sheet(grid: Grid) -> Sheet:
    """One row per standard; only final rating, ground, reason and by whom can be changed."""
    words = grid.words
    plan = plan_of(grid)
    rows = [
        Row(
            (
                Cell(words.moderation, "title"),
                *(None,) * 7,
                Cell(clean(grid.form.marking), "marking"),
            ),
            24,
        ),
        Row((Cell(words.moderation_note, "note"),), 15),
        Row(tuple(Cell(text, "head") for text in words.moderation_head), 18),
    ]
    for standard, rated in _standards(grid):
        computed = plan.computed(standard.code)
        cell = f"{words.summary}!{computed}"
        opened = (Cell(one or None, "entry") for one in _held(grid, rated))
        decision = rated.decision
        rows.append(
            Row(
                (
                    Cell(clean(standard.code), "code"),
                    Cell(clean(standard.title), "question"),
                    Cell(grid.shown(rated.computed) or "", "text", f'=IF({cell}="","",{cell})'),
                    *opened,
                    Cell("; ".join(words.triggers.get(one, one) for one in rated.triggers), "wrap"),
                    Cell(clean(decision.when) if decision else "", "text"),
                ),
                30,
            )
        )
    bottom = len(rows) - 1
    first, ground = MODERATION_FINAL, MODERATION_FINAL + 1
    finals = Area(MODERATION_TOP, first, bottom, first)
    grounds = Area(MODERATION_TOP, ground, bottom, ground)
    return Sheet(
        name=words.moderation,
        rows=tuple(rows),
        widths=(10, 36, 27, 27, 27, 60, 22, 48, 24),
        freeze=(MODERATION_TOP, 2),
        choices=(
            Choice(finals, source=f"={words.summary}!{plan.words}"),
            Choice(grounds, tuple(words.triggers.values())),
        ),
        repeat_rows=(_HEAD, _HEAD),
        footer=grid.provenance.inspection,
        protected=True,
    )


def _standards(grid: Grid) -> Iterator[tuple[Standard, StandardRating]]:
    for standard in grid.form.standards:
        rated = grid.ratings.standard(standard.code)
        if rated is not None and standard.code in grid.moderation_rows:
            yield standard, rated


def _held(grid: Grid, rated: StandardRating) -> tuple[str, str, str, str]:
    """What the open cells of a standard hold: rating, ground, reason, by whom."""
    decision = rated.decision
    if decision is None:
        return "", "", "", ""
    ground = grid.words.triggers.get(decision.trigger, decision.trigger)
    final = grid.shown(decision.rating) or clean(decision.rating)
    return final, clean(ground), clean(decision.reason), clean(decision.by)


def written_rows(grid: Grid) -> Iterator[tuple[str, str, str, str]]:
    """What the open cells hold, by sheet, standard and column; what is empty is left out."""
    words = grid.words
    for standard, rated in _standards(grid):
        for at, text in zip(OPEN_COLUMNS, _held(grid, rated), strict=True):
            if text:
                yield words.moderation, clean(standard.code), words.moderation_head[at], text
