"""Requirements of figures over several inspections, groups of cases, and single answers.

1. A region is rated from the merged cases of several units; no case is counted twice.
2. A breakdown by any attribute adds up to the whole, with n of N; small counts are hidden.
3. Every answer is found that would change a standard, and no other.
4. Reviews are rated one by one: 40 and 45 of 87 print as 46 % and 52 %.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import FieldkitError
from fieldkit.inspection.aggregate import Unit, merge
from fieldkit.inspection.breakdown import breakdown
from fieldkit.inspection.figures import Counts
from fieldkit.inspection.rating import Row, count, rate
from fieldkit.inspection.reviews import WHOLE, check_reviews, review_codes, spread
from fieldkit.inspection.what_if import would_change
from tests.inspection.test_form import load

REGION, PDU, REVIEW = load("region-2023"), load("pdu-2023"), load("sfo-qa-2021")


def unit(name: str, *values: str, crns: str = "", form: str = "pdu-2023") -> Unit:
    rows = {str(at): {"P 2.1.3": value, "P 2.1.2": "yes"} for at, value in enumerate(values)}
    return Unit(name, form, rows, dict(zip(rows, crns.split(), strict=False)))


def test_1_cases_of_several_units_are_merged() -> None:
    merged = merge(
        REGION, [unit("North", "yes", "no", crns="X1 X2"), unit("South", "yes", crns="X3")]
    )
    assert merged.cases == {"North": 2, "South": 1} and merged.twice == ()
    counts = count(REGION, merged.rows)
    assert counts["R 2.1.1"] == Counts(2, 1) and counts["R 2.2.1"] == Counts(3, 0)
    found = rate(REGION, merged.rows).standard("R 2.1")
    assert found is not None and found.rating == "Good"
    assert "R 2.3.1" in merged.unserved and "R 2.1.1" not in merged.unserved


def test_1_no_case_is_counted_twice() -> None:
    north = unit("North", "yes", "no", crns="X000001 X000002")
    south = unit("South", "no", "yes", crns=" x000001 X000003")
    merged = merge(REGION, [north, south, north])
    assert count(REGION, merged.rows)["R 2.1.1"] == Counts(2, 1)
    (twice,) = merged.twice
    assert (twice.crn, twice.counted_in, twice.left_out_of) == ("X000001", "North", "South")
    assert twice.differ == ("R 2.1.1",)
    assert merge(REGION, [unit("A", "yes", "no"), unit("A", "yes", "no")]).cases == {"A": 2}


def test_1_every_mapping_names_a_question_that_exists() -> None:
    taken = [one for question in REGION.key_questions() for one in question.taken_from]
    assert len(taken) == 8
    assert all(PDU.key_question(one.question) is not None for one in taken)
    for question in REGION.key_questions():
        for one in question.taken_from:
            other = PDU.key_question(one.question)
            assert other is not None
            wanted = (
                "desistance" if question.code.startswith("R 2.2") else "keeping other people safe"
            )
            assert other.strand == wanted


def test_1_a_region_takes_answers_to_its_own_questions_too() -> None:
    court = Unit("Court", "region-2023", {"1": {"R 2.3.1": "no"}}, {"1": "X9"})
    merged = merge(REGION, [court, unit("North", "yes", form="another")])
    assert count(REGION, merged.rows)["R 2.3.1"] == Counts(0, 1, 0, 1)
    assert count(REGION, merged.rows)["R 2.1.1"].judged == 0


ROWS: dict[str, Row] = {
    str(at): {"P 2.1.1": "no" if at % 3 == 0 else "yes", "P 2.1.2": "yes"} for at in range(30)
}
GENDER = {name: {"gender": "female" if int(name) < 9 else "male"} for name in ROWS}


def test_2_a_breakdown_adds_up() -> None:
    (split,) = breakdown(PDU, ROWS, GENDER, "gender", ["P 2.1.1"])
    told = [(one.value, one.cases, one.yes, one.judged, one.percent) for one in split.cells]
    assert told == [("female", 9, 6, 9, Decimal("66.7")), ("male", 21, 14, 21, Decimal("66.7"))]
    assert (split.total.cases, split.total.yes, split.total.judged) == (30, 20, 30)
    assert len(breakdown(PDU, ROWS, GENDER, "gender")) == 12
    assert [one.value for one in breakdown(PDU, ROWS, {}, "gender")[0].cells] == [""]


def test_2_small_counts_are_hidden_with_a_second_one() -> None:
    third = {name: {"ldu": "ABC"[(int(name) > 8) + (int(name) > 17)]} for name in ROWS}
    (split,) = breakdown(PDU, ROWS, third, "ldu", ["P 2.1.1"], publish=True)
    assert [one.hidden for one in split.cells] == [True, True, True]
    large: dict[str, Row] = {str(n): {"P 2.1.1": "yes" if n % 2 else "no"} for n in range(70)}
    units = {
        name: {"ldu": "A" if int(name) < 4 else "B" if int(name) < 34 else "C"} for name in large
    }
    (split,) = breakdown(PDU, large, units, "ldu", ["P 2.1.1"], publish=True)
    assert [(one.value, one.hidden) for one in split.cells] == [
        ("A", True),
        ("B", True),
        ("C", False),
    ]
    assert not split.total.hidden
    (split,) = breakdown(PDU, large, units, "ldu", ["P 2.1.1"])
    assert not any(one.hidden for one in split.cells)
    none = breakdown(PDU, {"1": {"P 2.1.1": "yes"}}, {}, "ldu", ["P 2.1.1"], publish=True)
    assert none[0].total.hidden


def test_3_the_answers_that_hold_a_standard() -> None:
    standard = PDU.standard("P 2.4")
    assert standard is not None
    rows: dict[str, Row] = {
        name: dict.fromkeys(("P 2.4.1", "P 2.4.2", "P 2.4.3"), "yes") for name in "abcdefghij"
    }
    rows["a"] = {**rows["a"], "P 2.4.1": "no"}
    rows["b"] = {**rows["b"], "P 2.4.1": "no"}
    found = would_change(PDU, standard, rows)
    lowered = {(one.subject, one.question, one.to) for one in found if one.after == "Good"}
    assert len([one for one in lowered if one[2] == "no"]) == 8
    assert ("c", "P 2.4.1", "not_applicable") in lowered
    assert all(one.before == "Outstanding" and one.question == "P 2.4.1" for one in found)
    assert not [one for one in found if one.subject in "ab"]


def test_3_a_not_applicable_that_is_not_open_is_not_offered() -> None:
    standard = PDU.standard("P 2.2")
    assert standard is not None
    rows: dict[str, Row] = {"a": {"P 2.2.3": "no"}, "b": {"P 2.2.3": "yes"}}
    known = {"a": {"rosh": "low"}, "b": {"rosh": "high"}}
    found = {(one.subject, one.to) for one in would_change(PDU, standard, rows, known)}
    assert ("a", "not_applicable") in found and ("b", "not_applicable") not in found


_row = st.dictionaries(
    st.sampled_from(["P 2.4.1", "P 2.4.2", "P 2.4.3"]),
    st.sampled_from(["yes", "no", "not_applicable", None]),
)


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.sampled_from("abcdefg"), _row, min_size=1))
def test_3_each_change_is_what_rating_again_gives(rows: dict[str, Row]) -> None:
    standard = PDU.standard("P 2.4")
    assert standard is not None
    told = {
        (one.subject, one.question, one.to): one.after for one in would_change(PDU, standard, rows)
    }
    before = rate(PDU, rows).standard("P 2.4")
    assert before is not None
    for subject, row in rows.items():
        for question in standard.key_questions:
            for to in {"yes", "no", "not_applicable"} - {row.get(question.code)}:
                again = rate(PDU, {**rows, subject: {**row, question.code: to}}).standard("P 2.4")
                assert again is not None
                changed = again.computed != before.computed
                assert ((subject, question.code, to) in told) == changed
                if changed:
                    assert told[subject, question.code, to] == again.computed


def test_4_shares_need_not_add_to_a_hundred() -> None:
    words = ["Good"] * 40 + ["Requires improvement"] * 45 + ["Outstanding"] * 2
    reviews = {str(at): {WHOLE: word, "1": word} for at, word in enumerate(words)}
    told = {one.rating: one for one in spread(REVIEW, reviews)[WHOLE]}
    good, improve = told["Good"], told["Requires improvement"]
    assert (good.reviews, good.rated, good.whole_percent) == (40, 87, 46)
    assert (improve.reviews, improve.rated, improve.whole_percent) == (45, 87, 52)
    assert spread(REVIEW, reviews)["2"][0].whole_percent is None
    thirds = {word: {"1": word} for word in REVIEW.ratings[1:]}
    assert [one.whole_percent for one in spread(REVIEW, thirds)["1"]] == [0, 33, 33, 33]


def test_4_the_whole_is_rated_beside_its_standards() -> None:
    assert review_codes(REVIEW) == ("1", "2", "3", "4", WHOLE)
    assert WHOLE not in review_codes(replace(REVIEW, whole=None))
    for ratings, code in (({"5": "Good"}, "review.code"), ({"1": "Fine"}, "review.rating")):
        with pytest.raises(FieldkitError) as refused:
            check_reviews(REVIEW, {"a": ratings})
        assert refused.value.code == code and refused.value.facts["review"] == "a"
