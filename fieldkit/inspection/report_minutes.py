"""The minutes as a report: each standard with its figures, what was decided and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.minutes import Minute
from fieldkit.inspection.rating_values import StandardRating
from fieldkit.inspection.report import Block, Heading, Paragraph, Report, Table, plain
from fieldkit.inspection.report_parts import finished, opening

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def minutes_report(grid: Grid, title: str, said: Sequence[Minute]) -> Report:
    """The meeting standard by standard; `said` as it may leave, `who` as names."""
    blocks: list[Block] = [*opening(grid, title)]
    overall = grid.ratings.overall
    if overall.rating is not None:
        points = f"{overall.points} of {overall.maximum} points"
        blocks.append(Paragraph(f"Overall: {overall.rating} ({points}).", "strong"))
    else:
        blocks.append(Paragraph("No overall rating: not every counted standard is rated."))
    blocks += [Heading("The meeting"), *_said(said, "")]
    for standard in grid.form.standards:
        rated = grid.ratings.standard(standard.code)
        if rated is None or not rated.applicable:
            continue
        blocks.append(Heading(f"{plain(standard.code)} {plain(standard.title)}"))
        blocks += _figures(rated)
        blocks += _decision(grid, rated)
        blocks += _said(said, standard.code)
    return finished(grid, title, blocks)


def _figures(rated: StandardRating) -> list[Block]:
    rows = []
    for one in rated.key_questions:
        share = "" if one.percent is None else f"{one.percent} %"
        low_high = "" if one.interval is None else f"{one.interval[0]} to {one.interval[1]} %"
        counts = f"{one.counts.yes} of {one.counts.judged}"
        rows.append((one.code, share, counts, low_high, one.rating or ""))
    if not any(one.counts.judged for one in rated.key_questions):
        return []
    head = ("Key question", "Sufficient", "n of N", "Interval", "Band")
    return [Table(head, tuple(rows), (2, 2, 2, 3, 4))]


def _decision(grid: Grid, rated: StandardRating) -> list[Block]:
    computed, final = rated.computed or "not computed", rated.rating or "not rated"
    found: list[Block] = [Paragraph(f"Computed: {computed}. Final: {final}.", "strong")]
    one = rated.decision
    if one is not None:
        ground = grid.words.triggers.get(one.trigger, one.trigger)
        told = f"Decided by {plain(one.by)}, {_time(one.when)}. Ground: {plain(ground)}."
        found += [Paragraph(told), Paragraph(plain(one.reason))]
    return found


def _said(said: Sequence[Minute], standard: str) -> list[Block]:
    mine = [one for one in said if one.standard == standard]
    found: list[Block] = [
        Paragraph(f"{_time(one.made_at)}, {plain(one.who)}: {plain(one.words)}") for one in mine
    ]
    return found or [Paragraph("Nothing was minuted.", "note")]


def _time(told: str) -> str:
    """An ISO time as people write it, in UTC; anything else as it is."""
    try:
        at = datetime.fromisoformat(told)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return plain(told)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at.hour:02d}:{at.minute:02d} UTC"
