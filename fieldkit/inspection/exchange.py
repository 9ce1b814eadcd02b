"""An inspection for other programs: tables of rows, and one document whose schema is shipped.

Everything is made from the values of the grid: pseudonymous numbers, and free text as it may leave.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fieldkit.inspection.grid_breakdown import splits
from fieldkit.inspection.grid_parts import Grid, GridCase
from fieldkit.inspection.sheet import clean

FORMAT_VERSION = 1
Rows = tuple[tuple[object, ...], ...]


def tables(grid: Grid, standards: Sequence[GridCase]) -> dict[str, Rows]:
    """Every table by name, its head first; the last column of each is the marking."""
    made = {
        "cases": _cases(grid),
        "answers": _answers(grid),
        "evidence": _evidence(grid, standards),
        "ratings": _ratings(grid),
        "questions": _questions(grid),
        "decisions": _decisions(grid),
        "double_readings": _doubles(grid),
        "breakdowns": _breakdowns(grid),
        "codebook": _codebook(grid),
        "provenance": _provenance(grid),
    }
    marking = clean(grid.form.marking)
    return {
        name: tuple((*row, "marking" if at == 0 else marking) for at, row in enumerate(tuple(rows)))
        for name, rows in made.items()
    }


def _cases(grid: Grid) -> Iterator[tuple[object, ...]]:
    yield "number", *grid.attributes, "state", "reading"
    for case in grid.cases:
        known = (clean(case.attributes.get(code, "")) for code in grid.attributes)
        yield clean(case.number), *known, clean(case.state), clean(case.reading_kind)


def _answers(grid: Grid) -> Iterator[tuple[object, ...]]:
    yield "number", "standard", "question", "answer", "reason"
    for case in grid.cases:
        for standard in grid.case_standards:
            for one in standard.key_questions:
                answer, reason = case.answers.get(one.code) or "", case.reasons.get(one.code, "")
                yield clean(case.number), standard.code, one.code, answer, clean(reason)


def _evidence(grid: Grid, standards: Sequence[GridCase]) -> Iterator[tuple[object, ...]]:
    yield "number", "question", "direction", "document", "page", "quote"
    for case in (*grid.cases, *standards):
        for one in case.evidence:
            place = (clean(one.document), one.page, clean(one.quote))
            yield clean(case.number), one.question, one.direction, *place


def _ratings(grid: Grid) -> Iterator[tuple[object, ...]]:
    yield "standard", "title", "basis", "counted", "computed", "final", "points"
    for standard in grid.form.standards:
        rated = grid.ratings.standard(standard.code)
        if rated is not None and rated.applicable:
            counted = "yes" if standard.counted else "no"
            told = (rated.computed or "", rated.rating or "", rated.points)
            yield standard.code, clean(standard.title), standard.basis, counted, *told
    overall = grid.ratings.overall
    told = (overall.computed or "", overall.rating or "", overall.points)
    yield "overall", f"of {overall.maximum}" if overall.maximum else "", "", "", *told


def _questions(grid: Grid) -> Iterator[tuple[object, ...]]:
    yield (
        *("question", "yes", "no", "not_applicable", "unanswered", "disputed", "judged"),
        *("percent", "low", "high", "rating"),
    )
    for question in grid.questions:
        rated = grid.ratings.key_question(question.code)
        if rated is not None:
            counts = rated.counts
            low, high = rated.interval or ("", "")
            yield (
                *(question.code, counts.yes, counts.no, counts.not_applicable),
                *(counts.unanswered, counts.disputed, counts.judged),
                *("" if rated.percent is None else rated.percent, low, high, rated.rating or ""),
            )


def _decisions(grid: Grid) -> Iterator[tuple[object, ...]]:
    yield "standard", "computed", "final", "ground", "reason", "by", "recorded"
    for rated in grid.ratings.standards:
        one = rated.decision
        if one is not None:
            told = (one.trigger, clean(one.reason), clean(one.by), one.when)
            yield rated.code, rated.computed or "", one.rating, *told


def _doubles(grid: Grid) -> Iterator[tuple[object, ...]]:
    yield "number", "reading", "question", "first", "other"
    for one in grid.doubles:
        yield clean(one.number), one.kind, one.question, one.first or "", one.other or ""


def _breakdowns(grid: Grid) -> Iterator[tuple[object, ...]]:
    yield "attribute", "value", "question", "yes", "judged", "percent", "hidden"
    for code, found in splits(grid).items():
        for split in found:
            for cell in split.cells:
                figures = (cell.yes, cell.judged, cell.percent)
                shown = ("" if one is None else one for one in figures)
                yield code, clean(cell.value), split.question, *shown, cell.why


def _codebook(grid: Grid) -> Iterator[tuple[object, ...]]:
    yield "code", "kind", "text", "confirmed"
    for code, title in grid.attributes.items():
        yield code, "attribute", title, ""
    for standard in grid.form.standards:
        sure = "yes" if standard.confirmed else "no"
        yield standard.code, "standard", clean(standard.title), sure
        for one in standard.key_questions:
            yield one.code, "key_question", clean(one.text), "yes" if one.confirmed else "no"


def _provenance(grid: Grid) -> Iterator[tuple[object, ...]]:
    from_, form = grid.provenance, grid.form
    yield "what", "value"
    yield "inspection", clean(from_.inspection)
    yield "inspection_id", from_.inspection_id
    yield "form", form.id
    yield "form_version", form.version
    yield "form_sha256", form.sha256
    yield "entries_sha256", from_.entries_sha256
    yield "envelopes", from_.envelopes or 0
    yield "filter", from_.filter
    yield "cases_left_out", from_.cases_left_out
    yield "disputes_open", from_.disputes_open
    yield "app_version", from_.app_version


def document(grid: Grid, standards: Sequence[GridCase]) -> dict[str, Any]:
    """The whole inspection in the shape of ``resources/inspection.schema.json``."""
    from_, form = grid.provenance, grid.form
    return {
        "format": "fieldkit.inspection",
        "format_version": FORMAT_VERSION,
        "marking": clean(form.marking),
        "inspection": {
            "id": from_.inspection_id,
            "title": clean(from_.inspection),
            "form": {"id": form.id, "version": form.version, "sha256": form.sha256},
            "entries_sha256": from_.entries_sha256,
            "envelopes": from_.envelopes or 0,
            "filter": clean(from_.filter),
            "part": from_.part,
            "cases_left_out": from_.cases_left_out,
            "disputes_open": from_.disputes_open,
            "app_version": from_.app_version,
        },
        "attributes": dict(grid.attributes),
        "cases": [_case_json(grid, one) for one in grid.cases],
        "standards_read": [_standard_json(one) for one in standards],
        "double_readings": [
            {
                "number": clean(one.number),
                "reading": one.kind,
                "question": one.question,
                "first": one.first,
                "other": one.other,
            }
            for one in grid.doubles
        ],
        "ratings": grid.ratings.to_json(),
        "decisions": [
            {
                "standard": rated.code,
                "computed": rated.computed,
                "final": rated.decision.rating,
                "ground": rated.decision.trigger,
                "reason": clean(rated.decision.reason),
                "by": clean(rated.decision.by),
                "recorded": rated.decision.when,
            }
            for rated in grid.ratings.standards
            if rated.decision is not None
        ],
    }


def _case_json(grid: Grid, case: GridCase) -> dict[str, Any]:
    codes = [one.code for one in grid.questions]
    return {
        "number": clean(case.number),
        "attributes": {code: clean(case.attributes.get(code, "")) for code in grid.attributes},
        "state": clean(case.state),
        "reading": clean(case.reading_kind),
        "answers": [
            {
                "question": code,
                "answer": case.answers.get(code),
                "reason": clean(case.reasons.get(code, "")),
            }
            for code in codes
        ],
        "evidence": _evidence_json(case),
    }


def _standard_json(case: GridCase) -> dict[str, Any]:
    return {
        "standard": clean(case.number),
        "state": clean(case.state),
        "proposed": case.answers.get(case.number),
        "evidence": _evidence_json(case),
    }


def _evidence_json(case: GridCase) -> list[dict[str, Any]]:
    return [
        {
            "question": one.question,
            "direction": one.direction,
            "document": clean(one.document),
            "page": one.page,
            "quote": clean(one.quote),
        }
        for one in case.evidence
    ]
