"""What the charts in the window show: shares by key question, by an attribute, and drift."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.inspection import chart
from fieldkit.inspection.chart import Bar, Course
from fieldkit.steps import doubles, moderate
from fieldkit.steps.session import Session


@dataclass(frozen=True)
class Charts:
    """Bars with the bands' percents; what one can split by; how many cases all of it rests on."""

    bars: tuple[Bar, ...]
    thresholds: tuple[float, ...]
    attributes: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    cases: int


def shares(session: Session) -> Charts:
    """Shares of every key question of cases, finished readings only."""
    ratings, basis = moderate.rate(session)
    form = session.form
    known = [one.subject.attributes for one in basis.cases]
    varied = tuple(
        (one.code, one.title)
        for one in form.case_attributes()
        if len({attributes.get(one.code, "") for attributes in known}) > 1
    )
    bars = chart.shares(ratings)
    thresholds = tuple(float(band.percent_from) for band in form.bands if band.percent_from)
    return Charts(bars, thresholds, varied, tuple(one.name for one in bars), len(basis.cases))


def split(session: Session, attribute: str, question: str) -> tuple[Bar, ...]:
    """Shares of one key question by the values of an attribute of the cases."""
    _, basis = moderate.rate(session)
    attributes = {one.subject.id: one.subject.attributes for one in basis.cases}
    return chart.split(session.form, basis.rows, attributes, attribute, question)


def drift(session: Session) -> tuple[Course, ...]:
    """Every reader's share of yes, week by week."""
    found = doubles.figures(session)
    return chart.courses(found.weeks, found.names)
