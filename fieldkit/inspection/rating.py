"""Rates an inspection: answers of cases to counts, counts to bands, bands to points and overall.

Pure: every number comes from the form. Computed and final values are both kept, and every figure
carries what it is made of. The arithmetic is told in words by `explain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from fieldkit.inspection import condition, figures
from fieldkit.inspection.condition import Known
from fieldkit.inspection.figures import Counts
from fieldkit.inspection.form import NO, NOT_APPLICABLE, YES, Form, KeyQuestion, Standard
from fieldkit.inspection.rating_values import (
    Decision,
    KeyQuestionRating,
    Overall,
    Ratings,
    StandardRating,
)

__all__ = [
    "DISPUTED",
    "Answers",
    "Counts",
    "Decision",
    "KeyQuestionRating",
    "Overall",
    "Ratings",
    "Row",
    "StandardRating",
    "count",
    "overall_rating",
    "rate",
    "rate_total",
]

DISPUTED = "disputed"

Row = Mapping[str, str | None]
Answers = Mapping[str, Counts] | Mapping[str, Row]


def count(form: Form, rows: Mapping[str, Row]) -> dict[str, Counts]:
    """Counts per key question of the standards judged from cases, over `rows` by subject."""
    found: dict[str, Counts] = {}
    for standard in form.standards:
        for question in standard.key_questions if standard.by_counts else ():
            given = [row.get(question.code) for row in rows.values()]
            yes, no = given.count(YES), given.count(NO)
            away, disputed = given.count(NOT_APPLICABLE), given.count(DISPUTED)
            left = len(given) - yes - no - away - disputed
            found[question.code] = Counts(yes, no, away, left, disputed)
    return found


def rate(
    form: Form,
    answers: Answers,
    *,
    decisions: Mapping[str, Decision] | Iterable[Decision] = (),
    proposals: Mapping[str, str | None] | None = None,
    attributes: Mapping[str, Known] | None = None,
    confidence: int | None = None,
) -> Ratings:
    """Rate an inspection. Never raises: what it does not know is None, never a guess.

    `answers` is either subject -> (question -> answer) or question -> `Counts`; `proposals` maps
    a standard judged from evidence (or any without counts) to a rating word, or to
    ``not_applicable``; `attributes` are of the inspection; `confidence` is in percent.
    Source: method as generally known, not confirmed against the current manual.
    """
    counts: dict[str, Counts] = {}
    rows: dict[str, Row] = {}
    for name, one in answers.items():
        if isinstance(one, Counts):
            counts[name] = one
        else:
            rows[name] = one
    if rows or not counts:
        counts = {**count(form, rows), **counts}
    decided = _by_standard(decisions)
    level = form.confidence if confidence is None else min(99, max(50, confidence))
    rated = tuple(
        _rate_standard(form, one, counts, proposals or {}, decided, attributes or {}, level)
        for one in form.standards
    )
    return Ratings(form.id, form.version, rated, _overall(form, rated), level)


def rate_total(form: Form, points: int, *, maximum: int | None = None) -> Ratings:
    """Only an overall: the rating of a sum of points, of the form's largest maximum if not told.

    Source: published scoring tables.
    """
    top = maximum if maximum is not None else form.maximums()[0]
    known = tuple(
        StandardRating(one.code, one.basis, one.counted, key_questions=_blank(one))
        for one in form.standards
    )
    if not form.overall:
        return Ratings(form.id, form.version, known, Overall(), form.confidence)
    rating = overall_rating(form, points, top)
    overall = Overall(points, top, rating, points, rating)
    return Ratings(form.id, form.version, known, overall, form.confidence)


def overall_rating(form: Form, points: int, maximum: int) -> str | None:
    """The rating word of `points` of `maximum`; None where no table serves or they do not fit.

    Source: published scoring tables.
    """
    table = form.table(maximum)
    if table is None or not 0 <= points <= maximum:
        return None
    reached = [at for at, start in enumerate(table.points_from) if points >= start]
    return form.ratings[reached[-1]]


def _by_standard(
    decisions: Mapping[str, Decision] | Iterable[Decision],
) -> dict[str, Decision]:
    if isinstance(decisions, Mapping):
        return dict(decisions)
    return {one.standard: one for one in decisions}


def _blank(standard: Standard) -> tuple[KeyQuestionRating, ...]:
    return tuple(KeyQuestionRating(one.code, Counts()) for one in standard.key_questions)


def _applies(
    form: Form,
    standard: Standard,
    has_figures: bool,
    proposed: str | None,
    attributes: Mapping[str, Known],
) -> bool:
    """A conditional standard applies by the inspection's attributes, or else by having figures."""
    if proposed == NOT_APPLICABLE:
        return False
    if standard.applicable is True or standard in form.applicable(attributes):
        return True
    asked = {one.subject.name for one in condition.comparisons(standard.applicable)}
    told = bool(asked & set(attributes))
    return not told and (has_figures or proposed is not None)


def _rate_standard(
    form: Form,
    standard: Standard,
    counts: Mapping[str, Counts],
    proposals: Mapping[str, str | None],
    decided: Mapping[str, Decision],
    attributes: Mapping[str, Known],
    level: int,
) -> StandardRating:
    rated = tuple(
        _rate_question(form, one, counts.get(one.code, Counts()), level)
        if standard.by_counts
        else KeyQuestionRating(one.code, Counts())
        for one in standard.key_questions
    )
    known = [one for one in rated if one.whole_percent is not None]
    proposed = proposals.get(standard.code)
    applicable = _applies(form, standard, bool(known), proposed, attributes)
    if not applicable:
        return StandardRating(
            standard.code, standard.basis, standard.counted, False, key_questions=rated
        )
    computed, from_proposal = _lowest_rating(form, known), False
    if computed is None and proposed in form.ratings:
        computed, from_proposal = proposed, True
    decision = decided.get(standard.code)
    final = decision.rating if decision and decision.rating in form.ratings else computed
    up, answers_up, down = _distances(form, known, computed)
    return StandardRating(
        code=standard.code,
        basis=standard.basis,
        counted=standard.counted,
        computed=computed,
        rating=final,
        points=_points(form, standard, final),
        computed_points=_points(form, standard, computed),
        proposed=from_proposal,
        decision=decision,
        key_questions=_mark_lowest(rated, known),
        cases_up=up,
        answers_up=answers_up,
        cases_down=down,
        triggers=_triggers(form, known),
    )


def _rate_question(
    form: Form, question: KeyQuestion, counts: Counts, level: int
) -> KeyQuestionRating:
    yes, judged = counts.yes, counts.judged
    band = figures.band_of(form.bands, yes, judged)
    return KeyQuestionRating(
        code=question.code,
        counts=counts,
        percent=figures.percent(yes, judged),
        whole_percent=figures.whole_percent(yes, judged),
        rating=None if band is None else form.bands[band].rating,
        rounding_moved_band=figures.rounding_moved(form.bands, yes, judged),
        cases_up=figures.cases_up(form.bands, yes, judged),
        cases_down=figures.cases_down(form.bands, yes, judged),
        interval=figures.wilson(yes, judged, level),
    )


def _share(question: KeyQuestionRating) -> Fraction:
    return Fraction(question.counts.yes, question.counts.judged)


def _mark_lowest(
    rated: tuple[KeyQuestionRating, ...], known: list[KeyQuestionRating]
) -> tuple[KeyQuestionRating, ...]:
    if not known:
        return rated
    least = min(_share(one) for one in known)
    return tuple(
        replace(one, lowest=True) if one.counts.judged and _share(one) == least else one
        for one in rated
    )


def _lowest_rating(form: Form, known: list[KeyQuestionRating]) -> str | None:
    if not known:
        return None
    return min((str(one.rating) for one in known), key=form.ratings.index)


def _points(form: Form, standard: Standard, rating: str | None) -> int | None:
    band = form.band(rating) if rating else None
    return band.points * standard.weight if band else None


def _distances(
    form: Form, known: list[KeyQuestionRating], computed: str | None
) -> tuple[int | None, int | None, int | None]:
    """Cases to the next band up, the answers that takes, and cases to the next band down."""
    if not known or computed is None:
        return None, None, None
    holding = [one.cases_up for one in known if one.rating == computed]
    up = [cases for cases in holding if cases is not None]
    down = _down(form, known, computed)
    return max(up, default=None), sum(up) if up else None, down


def _down(form: Form, known: list[KeyQuestionRating], computed: str) -> int | None:
    at = form.ratings.index(computed)
    if at == 0:
        return None
    start = form.bands[at].percent_from
    needed = (one.counts.yes - figures.yes_needed(start, one.counts.judged) + 1 for one in known)
    return min(needed)


def _triggers(form: Form, known: list[KeyQuestionRating]) -> tuple[str, ...]:
    """The grounds for discretion, judged on the lowest key question.

    Source: method as generally known, not confirmed against the current manual.
    """
    rule = form.discretion
    if rule is None or not known:
        return ()
    least = min(_share(one) for one in known)
    lowest = [one for one in known if _share(one) == least]
    boundaries = [band.percent_from for band in form.bands[1:]]
    found = []
    if any(abs(100 * least - start) <= rule.near_points for start in boundaries):
        found.append("near_boundary")
    if rule.one_case and any(1 in (one.cases_up, one.cases_down) for one in lowest):
        found.append("one_case")
    if any(one.counts.judged <= rule.small_sample for one in lowest):
        found.append("small_sample")
    return tuple(found)


def _sum(points: list[int | None]) -> int | None:
    return None if None in points else sum(one for one in points if one is not None)


def _overall(form: Form, rated: tuple[StandardRating, ...]) -> Overall:
    """Source: published scoring tables; a form without a table for its maximum has no overall."""
    if not form.overall:
        return Overall()
    serving = {one.code for one in rated if one.applicable}
    maximum = form.maximum(tuple(one for one in form.standards if one.code in serving))
    counted = [one for one in rated if one.counted and one.applicable]
    points = _sum([one.points for one in counted])
    computed_points = _sum([one.computed_points for one in counted])
    rating = None if points is None else overall_rating(form, points, maximum)
    computed = None if computed_points is None else overall_rating(form, computed_points, maximum)
    rating, limited = _limit(form, rating, {one.code: one.rating for one in rated})
    computed, _ = _limit(form, computed, {one.code: one.computed for one in rated})
    return Overall(points, maximum, rating, computed_points, computed, limited)


def _limit(
    form: Form, rating: str | None, by_standard: Mapping[str, str | None]
) -> tuple[str | None, int | None]:
    limited: int | None = None
    if rating is None:
        return None, None
    order = form.ratings.index
    for at, rule in enumerate(form.limits):
        judged = [
            word
            for code, word in by_standard.items()
            if word and (not rule.standards or code in rule.standards)
        ]
        hit = sum(order(word) <= order(rule.rating) for word in judged) >= rule.number
        if hit and order(rating) > order(rule.at_most):
            rating, limited = rule.at_most, at
    return rating, limited
