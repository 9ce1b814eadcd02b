"""Tells how a rating came about, step by step, as codes and facts that `wording` turns to words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fieldkit.errors import Fact
from fieldkit.inspection.form import Form, Standard
from fieldkit.inspection.rating_values import KeyQuestionRating, Ratings, StandardRating


@dataclass(frozen=True)
class Line:
    """One step of the arithmetic; `code` has its sentence in the translations of the form room."""

    code: str
    facts: tuple[tuple[str, Fact], ...]


def explain(form: Form, ratings: Ratings, standard: str | None = None) -> tuple[Line, ...]:
    """The arithmetic of all standards and the overall, or of one standard only."""
    lines: list[Line] = []
    for one in form.standards:
        rated = ratings.standard(one.code)
        if rated is not None and standard in (None, one.code):
            lines.extend(_standard(form, one, rated, ratings.confidence))
    if standard is None:
        lines.extend(_overall(form, ratings))
    return tuple(lines)


def _line(code: str, **facts: Fact) -> Line:
    return Line(f"form.explain_{code}", tuple(facts.items()))


def _standard(
    form: Form, standard: Standard, rated: StandardRating, confidence: int
) -> Iterator[Line]:
    yield _line("standard", standard=standard.code, title=standard.title)
    if not rated.applicable:
        yield _line("does_not_apply", standard=standard.code)
        return
    for question in rated.key_questions if standard.by_counts else ():
        yield from _question(question, confidence)
    if rated.computed is None:
        yield _line("no_figures", standard=standard.code)
    elif rated.proposed:
        yield _line("proposed", standard=standard.code, rating=rated.computed)
    else:
        lowest = ", ".join(one.code for one in rated.key_questions if one.lowest)
        yield _line("lowest", standard=standard.code, lowest=lowest, rating=rated.computed)
    yield from _near(form, rated)
    if rated.decision is not None and rated.rating is not None:
        decision = rated.decision
        yield _line("decided", standard=standard.code, rating=rated.rating, reason=decision.reason)
    if rated.points is not None:
        code = "points" if standard.counted else "not_counted"
        weight = standard.weight
        yield _line(code, standard=standard.code, points=rated.points, weight=weight)


def _question(one: KeyQuestionRating, confidence: int) -> Iterator[Line]:
    counts = one.counts
    if one.percent is None or one.interval is None:
        yield _line("nothing_judged", question=one.code, not_applicable=counts.not_applicable)
        return
    yield _line(
        "share",
        question=one.code,
        yes=counts.yes,
        judged=counts.judged,
        not_applicable=counts.not_applicable,
        percent=str(one.percent),
        whole=one.whole_percent,
        rating=one.rating,
        low=str(one.interval[0]),
        high=str(one.interval[1]),
        confidence=confidence,
    )
    if counts.unanswered or counts.disputed:
        left, disputed = counts.unanswered, counts.disputed
        yield _line("left_out", question=one.code, unanswered=left, disputed=disputed)
    if one.rounding_moved_band:
        yield _line("rounding", question=one.code, rating=one.rating, whole=one.whole_percent)


def _near(form: Form, rated: StandardRating) -> Iterator[Line]:
    if rated.computed is None or rated.proposed:
        return
    at = form.ratings.index(rated.computed)
    if rated.cases_up is not None:
        cases, answers = rated.cases_up, rated.answers_up
        yield _line("up", cases=cases, answers=answers, rating=form.ratings[at + 1])
    if rated.cases_down is not None:
        yield _line("down", cases=rated.cases_down, rating=form.ratings[at - 1])
    for trigger in rated.triggers:
        yield _line(f"trigger_{trigger}", standard=rated.code)


def _overall(form: Form, ratings: Ratings) -> Iterator[Line]:
    overall = ratings.overall
    if overall.maximum is None:
        yield _line("no_overall")
    elif overall.points is None:
        yield _line("overall_incomplete", maximum=overall.maximum)
    else:
        table = form.table(overall.maximum)
        starts = ", ".join(
            f"{word} {start}"
            for word, start in zip(form.ratings, table.points_from if table else (), strict=False)
        )
        points, maximum = overall.points, overall.maximum
        yield _line("overall", points=points, maximum=maximum, table=starts, rating=overall.rating)
        if overall.limited_by is not None:
            yield _line("limited", rating=overall.rating)
