"""Ratings of review documents: each standard and the whole, by characteristics, per document.

There are no percentages of answers here, only how many documents have each rating. Whole-percent
shares are rounded one by one and need not add to 100.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fieldkit.errors import FieldkitError
from fieldkit.inspection import figures
from fieldkit.inspection.form import Form

WHOLE = "whole"


@dataclass(frozen=True)
class Spread:
    """Under one rating word: `reviews` of `rated`, as a whole percent and with one decimal."""

    rating: str
    reviews: int
    rated: int
    whole_percent: int | None
    percent: Decimal | None


def review_codes(form: Form) -> tuple[str, ...]:
    """What is rated of each document: the standards judged from a review, then the whole."""
    codes = tuple(one.code for one in form.standards if one.basis == "review")
    return (*codes, WHOLE) if form.whole is not None else codes


def check_reviews(form: Form, given: Mapping[str, Mapping[str, str | None]]) -> None:
    """Refuse a rating of something else, or in other words than the form's.

    Raises FieldkitError ``review.code`` or ``review.rating``, with the review.
    """
    codes = review_codes(form)
    for review, ratings in given.items():
        for code, word in ratings.items():
            if code not in codes:
                accepted = ", ".join(codes)
                raise FieldkitError("review.code", review=review, found=code, accepted=accepted)
            if word is not None and word not in form.ratings:
                accepted = ", ".join(form.ratings)
                raise FieldkitError("review.rating", review=review, found=word, accepted=accepted)


def spread(form: Form, given: Mapping[str, Mapping[str, str | None]]) -> dict[str, list[Spread]]:
    """How the documents' ratings are spread, per standard and for the whole, lowest word first.

    `given` maps a review to its ratings by code. Raises what `check_reviews` does.
    """
    check_reviews(form, given)
    found: dict[str, list[Spread]] = {}
    for code in review_codes(form):
        words = [word for ratings in given.values() if (word := ratings.get(code)) is not None]
        found[code] = [
            Spread(
                one,
                words.count(one),
                len(words),
                figures.whole_percent(words.count(one), len(words)),
                figures.percent(words.count(one), len(words)),
            )
            for one in form.ratings
        ]
    return found
