"""Charts as values: bars of shares with their bands, and lines of drift, each told in words too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.inspection.breakdown import breakdown
from fieldkit.inspection.doubles import Week
from fieldkit.inspection.form import Form
from fieldkit.inspection.rating import Row
from fieldkit.inspection.rating_values import KeyQuestionRating, Ratings


@dataclass(frozen=True)
class Bar:
    """One share: `yes` of `judged`, in percent, with its interval and the band it falls into."""

    name: str
    yes: int
    judged: int
    percent: float | None
    low: float | None = None
    high: float | None = None
    rating: str = ""
    lowest: bool = False

    @property
    def told(self) -> str:
        """The bar in words."""
        if self.percent is None:
            return f"{self.name}: nothing judged"
        parts = [f"{self.name}: {self.percent:.1f} %, {self.yes} of {self.judged}"]
        parts += [self.rating] if self.rating else []
        parts += [f"interval {self.low:.1f} to {self.high:.1f}"] if self.low is not None else []
        parts += ["lowest of its standard"] if self.lowest else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Point:
    """One reader's share in one week, beside everybody's."""

    label: str
    yes: int
    judged: int
    all_percent: float

    @property
    def percent(self) -> float:
        """The share in percent."""
        return 100 * self.yes / self.judged


@dataclass(frozen=True)
class Course:
    """One reader over the weeks."""

    name: str
    points: tuple[Point, ...]

    @property
    def told(self) -> str:
        """The course in words."""
        said = "; ".join(
            f"{one.label} {one.percent:.0f} % ({one.yes} of {one.judged}), "
            f"all {one.all_percent:.0f} %"
            for one in self.points
        )
        return f"{self.name}: {said}"


def shares(ratings: Ratings) -> tuple[Bar, ...]:
    """One bar for each key question that is counted from cases, in the order of the form."""
    return tuple(
        _bar(one)
        for standard in ratings.standards
        if standard.basis == "cases"
        for one in standard.key_questions
    )


def _bar(one: KeyQuestionRating) -> Bar:
    low, high = (None, None) if one.interval is None else map(float, one.interval)
    percent = None if one.percent is None else float(one.percent)
    counts = one.counts
    rating = one.rating or ""
    return Bar(one.code, counts.yes, counts.judged, percent, low, high, rating, one.lowest)


def split(
    form: Form,
    rows: Mapping[str, Row],
    attributes: Mapping[str, Mapping[str, str]],
    attribute: str,
    question: str,
) -> tuple[Bar, ...]:
    """One bar for each value of an attribute under one question, and one for all."""
    found = breakdown(form, rows, attributes, attribute, (question,))
    return tuple(
        Bar(
            "All" if cell is one.total else cell.value or "Not known",
            cell.yes or 0,
            cell.judged or 0,
            None if cell.percent is None else float(cell.percent),
        )
        for one in found
        for cell in (*one.cells, one.total)
    )


def courses(weeks: Iterable[Week], names: Mapping[str, str]) -> tuple[Course, ...]:
    """Each reader's shares week by week."""
    found: dict[str, list[Point]] = {}
    for one in sorted(weeks, key=lambda one: (one.reader, one.year, one.week)):
        if one.judged and one.all_judged:
            label = f"Week {one.week} of {one.year}"
            percent = 100 * one.all_yes / one.all_judged
            found.setdefault(one.reader, []).append(Point(label, one.yes, one.judged, percent))
    return tuple(Course(names.get(who, who), tuple(points)) for who, points in found.items())


def told(title: str, lines: Sequence[Bar] | Sequence[Course]) -> str:
    """A whole chart in words, as a screen reader says it."""
    return f"{title}. " + ". ".join(one.told for one in lines) if lines else f"{title}. Empty."
