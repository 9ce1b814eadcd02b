"""The sheets behind the figures: reasons, evidence, decisions, long, codebook, provenance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.sheet import Area, Cell, Row, Sheet, clean


def list_sheets(grid: Grid) -> tuple[Sheet, ...]:
    """All sheets after the case sheet, in order."""
    words = grid.words
    return (
        _sheet(grid, words.reasons, words.reasons_head, (7, 12, 12, 110), _reasons(grid)),
        _sheet(grid, words.evidence, words.evidence_head, (7, 12, 14, 36, 8, 90), _evidence(grid)),
        _sheet(
            grid,
            words.decisions,
            words.decisions_head,
            (10, 30, 25, 25, 34, 24, 60, 18, 14),
            _decisions(grid),
        ),
        _sheet(grid, words.long, words.long_head, (7, 12, 12, 18, 12), _long(grid)),
        _sheet(
            grid, words.codebook, words.codebook_head, (16, 14, 80, 30, 16, 50), _codebook(grid)
        ),
        _sheet(grid, words.provenance, words.provenance_head, (38, 90), _provenance(grid)),
    )


def _sheet(
    grid: Grid,
    name: str,
    heads: tuple[str, ...],
    widths: tuple[float, ...],
    rows: Iterable[tuple[str | int, ...]],
) -> Sheet:
    marking: list[Cell | None] = [None] * len(heads)
    marking[-1] = Cell(clean(grid.form.marking), "marking")
    marking[0] = Cell(name, "title")
    made = [Row(tuple(marking), 24), Row(tuple(Cell(text, "head") for text in heads), 18)]
    made.extend(
        Row(tuple(Cell(value, "wrap" if isinstance(value, str) else "count") for value in row))
        for row in rows
    )
    return Sheet(
        name=name,
        rows=tuple(made),
        widths=widths,
        freeze=(2, 0),
        filter=Area(1, 0, max(1, len(made) - 1), len(heads) - 1),
        repeat_rows=(1, 1),
        footer=grid.provenance.inspection,
    )


def _order(grid: Grid) -> dict[str, int]:
    return {one.code: at for at, one in enumerate(grid.form.key_questions())}


def _reasons(grid: Grid) -> Iterator[tuple[str, ...]]:
    order = _order(grid)
    for case in grid.cases:
        for code in sorted(case.reasons, key=lambda one: (order.get(one, len(order)), one)):
            answer = grid.words.answer(case.answers.get(code))
            if case.reasons[code]:
                yield clean(case.number), clean(code), answer, clean(case.reasons[code])


def _evidence(grid: Grid) -> Iterator[tuple[str, ...]]:
    for case in grid.cases:
        for one in case.evidence:
            direction = grid.words.directions.get(one.direction, one.direction)
            yield (
                clean(case.number),
                clean(one.question),
                clean(direction),
                clean(one.document),
                clean(one.page),
                clean(one.quote),
            )


def _decisions(grid: Grid) -> Iterator[tuple[str, ...]]:
    ground = grid.words.triggers
    for standard in grid.form.standards:
        rated = grid.ratings.standard(standard.code)
        if rated is None or not rated.applicable:
            continue
        decision = rated.decision
        taken = ground.get(decision.trigger, decision.trigger) if decision else ""
        yield (
            clean(standard.code),
            clean(standard.title),
            grid.shown(rated.computed) or "",
            grid.shown(rated.rating) or "",
            "; ".join(ground.get(one, one) for one in rated.triggers),
            clean(taken),
            clean(decision.reason) if decision else "",
            clean(decision.by) if decision else "",
            clean(decision.when) if decision else "",
        )


def _long(grid: Grid) -> Iterator[tuple[str, ...]]:
    for case in grid.cases:
        for standard in grid.case_standards:
            for one in standard.key_questions:
                answer = grid.words.answer(case.answers.get(one.code))
                yield clean(case.number), standard.code, one.code, one.strand, answer


def _codebook(grid: Grid) -> Iterator[tuple[str, ...]]:
    words = grid.words
    answers = ", ".join((words.yes, words.no, words.not_applicable, words.disputed))
    for code, title in grid.attributes.items():
        yield clean(code), words.attribute, title, "", "", ""
    for standard in grid.form.standards:
        yield (
            clean(standard.code),
            words.standard,
            clean(standard.title),
            ", ".join(grid.form.ratings),
            words.confirmed if standard.confirmed else words.to_confirm,
            clean(standard.source),
        )
        for one in standard.key_questions:
            sure = words.confirmed if one.confirmed else words.to_confirm
            values = answers if standard.by_counts else ""
            yield (
                clean(one.code),
                words.key_question,
                clean(one.text),
                values,
                sure,
                clean(one.source),
            )


def _provenance(grid: Grid) -> Iterator[tuple[str | int, ...]]:
    from_, form = grid.provenance, grid.form
    known: dict[str, str | int | None] = {
        "inspection": from_.inspection,
        "form": form.id,
        "form_version": form.version,
        "form_sha256": form.sha256,
        "entries_sha256": from_.entries_sha256,
        "envelopes": from_.envelopes,
        "app_version": from_.app_version,
        "filter": from_.filter,
        "cases_shown": len(grid.cases),
        "cases_left_out": from_.cases_left_out,
        "disputes_open": from_.disputes_open,
    }
    for code, value in known.items():
        if value is not None and value != "":
            shown = value if isinstance(value, int) else clean(value)
            yield grid.words.facts.get(code, code), shown
    for name, text in from_.further:
        yield clean(name), clean(text)
