"""What a rating is made of: figures of key questions, standards and the overall, as plain values.

`rating` makes them; `Ratings.to_json` is the shape that the command line prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fieldkit.inspection.figures import Counts


@dataclass(frozen=True)
class Decision:
    """What the panel decided for one standard. `trigger` is a code of `Ratings` or empty."""

    standard: str
    rating: str
    trigger: str = ""
    reason: str = ""
    by: str = ""
    when: str = ""


@dataclass(frozen=True)
class KeyQuestionRating:
    """One key question: its counts, its share in percent, and how firm its band is."""

    code: str
    counts: Counts
    percent: Decimal | None = None
    whole_percent: int | None = None
    rating: str | None = None
    rounding_moved_band: bool = False
    lowest: bool = False
    cases_up: int | None = None
    cases_down: int | None = None
    interval: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True)
class StandardRating:
    """One standard. `computed` comes from counts or from the lead's proposal, `rating` is final.

    `cases_up` is the fewest cases that must be judged differently on every question that holds
    the standard down; `answers_up` counts those answers. `triggers` are the grounds on which the
    form lets a panel depart from the computed rating.
    """

    code: str
    basis: str
    counted: bool
    applicable: bool = True
    computed: str | None = None
    rating: str | None = None
    points: int | None = None
    computed_points: int | None = None
    proposed: bool = False
    decision: Decision | None = None
    key_questions: tuple[KeyQuestionRating, ...] = ()
    cases_up: int | None = None
    answers_up: int | None = None
    cases_down: int | None = None
    triggers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overall:
    """The sum of points and its rating; `limited_by` is the place of a limiting rule, from 0."""

    points: int | None = None
    maximum: int | None = None
    rating: str | None = None
    computed_points: int | None = None
    computed: str | None = None
    limited_by: int | None = None


@dataclass(frozen=True)
class Ratings:
    """All ratings of one inspection by one form."""

    form: str
    version: str
    standards: tuple[StandardRating, ...]
    overall: Overall
    confidence: int = 80

    def standard(self, code: str) -> StandardRating | None:
        """The rating of one standard, or None."""
        return next((one for one in self.standards if one.code == code), None)

    def key_question(self, code: str) -> KeyQuestionRating | None:
        """The figures of one key question, or None."""
        for standard in self.standards:
            for question in standard.key_questions:
                if question.code == code:
                    return question
        return None

    def to_json(self) -> dict[str, object]:
        """Plain values: form, standards, overall, as the command line prints them."""
        overall = self.overall
        return {
            "form": self.form,
            "standards": [_standard_json(one) for one in self.standards],
            "overall": {
                "points": overall.points,
                "max": overall.maximum,
                "rating": overall.rating,
                "computed": overall.computed,
                "computed_points": overall.computed_points,
            },
            "version": self.version,
            "confidence": self.confidence,
        }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _question_json(one: KeyQuestionRating) -> dict[str, object]:
    return {
        "code": one.code,
        "yes": one.counts.yes,
        "no": one.counts.no,
        "not_applicable": one.counts.not_applicable,
        "percent": _number(one.percent),
        "rating": one.rating,
        "unanswered": one.counts.unanswered,
        "disputed": one.counts.disputed,
        "rounding_moved_band": one.rounding_moved_band,
        "lowest": one.lowest,
        "cases_up": one.cases_up,
        "cases_down": one.cases_down,
        "interval": None if one.interval is None else [float(end) for end in one.interval],
    }


def _standard_json(one: StandardRating) -> dict[str, object]:
    return {
        "code": one.code,
        "rating": one.rating,
        "computed": one.computed,
        "points": one.points,
        "key_questions": [_question_json(question) for question in one.key_questions],
        "basis": one.basis,
        "counted": one.counted,
        "applicable": one.applicable,
        "proposed": one.proposed,
        "decided": one.decision is not None,
        "cases_up": one.cases_up,
        "answers_up": one.answers_up,
        "cases_down": one.cases_down,
        "triggers": list(one.triggers),
    }
