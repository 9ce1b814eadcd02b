"""Which single answers, judged differently, would change the rating of a standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fieldkit.inspection import figures
from fieldkit.inspection.condition import Known
from fieldkit.inspection.figures import Counts
from fieldkit.inspection.form import NO, NOT_APPLICABLE, YES, Form, KeyQuestion, Standard
from fieldkit.inspection.rating import Row, count

_FIELD = {YES: "yes", NO: "no", NOT_APPLICABLE: "not_applicable", None: "unanswered"}


@dataclass(frozen=True)
class WouldChange:
    """Answering `question` of `subject` with `to` instead of `now` moves the standard."""

    subject: str
    question: str
    now: str | None
    to: str
    before: str | None
    after: str | None


def would_change(
    form: Form,
    standard: Standard,
    rows: Mapping[str, Row],
    attributes: Mapping[str, Mapping[str, Known]] | None = None,
) -> tuple[WouldChange, ...]:
    """Every single answer of `rows` (by subject) that, changed, gives the standard another band.

    Only answers are tried that the form allows for the case, not applicable among them;
    `attributes` are those of the subjects. A question that is not asked of a case is passed over.
    """
    counts = count(form, rows)
    held = {one.code: counts[one.code] for one in standard.key_questions if one.code in counts}
    before = _rating(form, held)
    found: list[WouldChange] = []
    moves: dict[tuple[str, str | None, str], str | None] = {}
    for subject, row in rows.items():
        known = (attributes or {}).get(subject, {})
        for question in standard.key_questions if held else ():
            now = row.get(question.code)
            if now not in _FIELD or not question.asked(row, known):
                continue
            for to in question.answers_allowed(row, known):
                key = (question.code, now, to)
                if now != to and key not in moves:
                    moves[key] = _rating(form, _moved(held, question, now, to))
                if now != to and moves[key] != before:
                    found.append(WouldChange(subject, question.code, now, to, before, moves[key]))
    return tuple(found)


def _moved(
    held: Mapping[str, Counts], question: KeyQuestion, now: str | None, to: str
) -> dict[str, Counts]:
    one = held[question.code]
    less, more = _FIELD[now], _FIELD[to]
    changed = {less: getattr(one, less) - 1, more: getattr(one, more) + 1}
    return {**held, question.code: replace(one, **changed)}


def _rating(form: Form, held: Mapping[str, Counts]) -> str | None:
    """The band of the lowest key question; None where nothing is judged."""
    bands = [figures.band_of(form.bands, one.yes, one.judged) for one in held.values()]
    known = [one for one in bands if one is not None]
    return form.bands[min(known)].rating if known else None
