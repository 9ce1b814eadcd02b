"""The sheets behind the figures: reasons, evidence, long, codebook, as written, provenance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fieldkit.inspection.entry import sha256
from fieldkit.inspection.grid_breakdown import breakdown_sheet
from fieldkit.inspection.grid_doubles import double_sheets
from fieldkit.inspection.grid_drift import drift_sheet
from fieldkit.inspection.grid_moderation import written_rows
from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.grid_table import list_sheet
from fieldkit.inspection.sheet import Sheet, clean


def list_sheets(grid: Grid) -> tuple[Sheet, ...]:
    """All sheets after the case and the moderation sheet, in order."""
    words = grid.words
    long, written = tuple(_long(grid)), tuple(written_rows(grid))
    evidence = (7, 12, 14, 36, 8, 90)
    return (
        list_sheet(grid, words.reasons, words.reasons_head, (7, 12, 12, 110), _reasons(grid)),
        list_sheet(grid, words.evidence, words.evidence_head, evidence, _evidence(grid)),
        *double_sheets(grid),
        drift_sheet(grid),
        breakdown_sheet(grid),
        list_sheet(grid, words.long, words.long_head, (7, 12, 12, 18, 12), long),
        list_sheet(
            grid, words.codebook, words.codebook_head, (16, 14, 80, 30, 16, 50), _codebook(grid)
        ),
        list_sheet(grid, words.written, words.written_head, (14, 12, 14, 90), written),
        provenance_sheet(grid, written_hash((*long, *written))),
    )


def provenance_sheet(grid: Grid, written: str = "") -> Sheet:
    """Where it all comes from; never by whom or when."""
    words = grid.words
    facts = _provenance(grid, written)
    return list_sheet(grid, words.provenance, words.provenance_head, (42, 90), facts)


def written_hash(rows: Iterable[Sequence[object]]) -> str:
    """SHA-256 over the rows that a workbook is compared with when it is read back."""
    lines = ("\t".join("" if one is None else str(one) for one in row) for row in rows)
    return sha256("\n".join(sorted(lines)).encode("utf-8"))


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


def _provenance(grid: Grid, written: str) -> Iterator[tuple[str | int, ...]]:
    from_, form = grid.provenance, grid.form
    known: dict[str, str | int | None] = {
        "inspection": from_.inspection,
        "inspection_id": from_.inspection_id,
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
        "written_sha256": written,
        "part": grid.words.yes if from_.part else grid.words.no,
    }
    for code, value in known.items():
        if value is not None and value != "":
            shown = value if isinstance(value, int) else clean(value)
            yield grid.words.facts.get(code, code), shown
    for name, text in from_.further:
        yield clean(name), clean(text)
