"""Requirements of agreement between readers; every figure against a published worked example.

1. Cohen 1960, Table 2: 200 cases, agreement .70, chance .41, kappa .492.
2. Fleiss 1971: 30 patients, 6 psychiatrists each, 5 diagnoses: kappa .430, mean agreement .556.
3. Krippendorff 2011 (Computing Krippendorff's alpha-reliability, example C): 4 observers, 12 units,
   missing values: alpha nominal .743. The same data in Gwet's irrCAC (cac.raw4raters) with errors
   and intervals of all coefficients.
4. Gwet 2014 as in the README of irrCAC: cont3x3abstractors (2 raters) and distrib.6raters. For
   tables and counts irrCAC has formulas of its own for some errors; ours follow those for raw
   ratings (3), so intervals are compared where the two agree.
5. Feinstein and Cicchetti 1990: agreement .85 gives kappa .70 or .32; the second is warned of.
6. What is left out is told with its reason, and no figure is made up where there is none.
7. Student's t against printed tables.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import FieldkitError
from fieldkit.inspection.agreement import Agreement, Rating, agree
from fieldkit.inspection.rating_input import read_ratings_given
from fieldkit.inspection.student import t_quantile, t_within


def of_table(table: list[list[int]]) -> list[Rating]:
    """Two raters, from a table of how often one gave a value (row) and the other (column)."""
    found: list[Rating] = []
    for first, row in enumerate(table):
        for second, number in enumerate(row):
            for _ in range(number):
                item = str(len(found) // 2)
                found += [Rating(item, "A", str(first)), Rating(item, "B", str(second))]
    return found


def of_counts(text: str) -> list[Rating]:
    """How many raters gave each item each value, one item a line."""
    found = []
    for item, line in enumerate(text.split("/")):
        given = [str(at) for at, number in enumerate(line.split()) for _ in range(int(number))]
        found += [Rating(str(item), str(rater), value) for rater, value in enumerate(given)]
    return found


def of_raters(text: str) -> list[Rating]:
    """One item a line, one rater a column, a full stop for no value."""
    return [
        Rating(str(item), str(rater), "" if value == "." else value)
        for item, line in enumerate(text.split("/"))
        for rater, value in enumerate(line.split())
    ]


COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
KRIPPENDORFF = (
    "1 1 . 1/2 2 3 2/3 3 3 3/3 3 3 3/2 2 2 2/1 2 3 4/4 4 4 4/1 1 2 1/2 2 2 2/. 5 5 5/"
    ". . 1 1/. . 3 ."
)
FLEISS = (
    "0 0 0 6 0/0 3 0 0 3/0 1 4 0 1/0 0 0 0 6/0 3 0 3 0/2 0 4 0 0/0 0 4 0 2/2 0 3 1 0/2 0 0 4 0/"
    "0 0 0 0 6/1 0 0 5 0/1 1 0 4 0/0 3 3 0 0/1 0 0 5 0/0 2 0 3 1/0 0 5 0 1/3 0 0 1 2/5 1 0 0 0/"
    "0 2 0 4 0/1 0 2 0 3/0 0 0 0 6/0 1 0 5 0/0 2 0 1 3/2 0 0 4 0/1 0 0 4 1/0 5 0 1 0/4 0 0 0 2/"
    "0 2 0 4 0/1 0 5 0 0/0 0 0 0 6"
)
SIX_RATERS = "/".join(FLEISS.split("/")[:15])


def value(found: Agreement, code: str) -> float:
    figure = found.figure(code).value
    assert figure is not None
    return figure


def interval(found: Agreement, code: str) -> tuple[float, float]:
    figure = found.figure(code)
    assert figure.low is not None and figure.high is not None
    return round(figure.low, 3), round(figure.high, 3)


def test_1_cohen() -> None:
    found = agree(of_table(COHEN))
    assert value(found, "percent_agreement") == pytest.approx(0.70)
    assert value(found, "cohen_kappa") == pytest.approx((0.70 - 0.41) / (1 - 0.41))
    assert (found.items, found.raters, found.warnings) == (200, ("A", "B"), ())


def test_2_fleiss() -> None:
    found = agree(of_counts(FLEISS))
    assert round(value(found, "fleiss_kappa"), 3) == 0.430
    assert round(value(found, "percent_agreement"), 3) == 0.556
    assert found.values == {"0": 26, "1": 26, "2": 30, "3": 55, "4": 43}


@pytest.mark.parametrize(
    ("diagnosis", "kappa"), [(0, 0.245), (1, 0.245), (2, 0.520), (3, 0.471), (4, 0.566)]
)
def test_2_fleiss_by_diagnosis(diagnosis: int, kappa: float) -> None:
    """One diagnosis against all others, as the R package irr prints it for the same data.

    Five more figures from the same table check that the table is typed as published.
    """
    ratings = [
        Rating(one.item, one.rater, str(one.value == str(diagnosis))) for one in of_counts(FLEISS)
    ]
    assert round(value(agree(ratings), "fleiss_kappa"), 3) == kappa


def test_3_krippendorff() -> None:
    found = agree(of_raters(KRIPPENDORFF))
    assert round(value(found, "krippendorff_alpha"), 3) == 0.743
    alpha = found.figure("krippendorff_alpha")
    assert (alpha.items, alpha.ratings) == (11, 40)


@pytest.mark.parametrize(
    ("code", "figure", "low"),
    [
        ("percent_agreement", 0.8181818, 0.542),
        ("gwet_ac1", 0.77544, 0.461),
        ("fleiss_kappa", 0.76117, 0.424),
        ("krippendorff_alpha", 0.74342, 0.419),
    ],
)
def test_3_missing_ratings_as_in_irrcac(code: str, figure: float, low: float) -> None:
    found = agree(of_raters(KRIPPENDORFF))
    assert value(found, code) == pytest.approx(figure, abs=5e-6)
    assert interval(found, code) == (low, 1.0)


@pytest.mark.parametrize(
    ("code", "figure", "ends"),
    [
        ("percent_agreement", 0.89, (0.828, 0.952)),
        ("cohen_kappa", 0.7964094, (0.68, 0.913)),
        ("fleiss_kappa", 0.7962397, None),
        ("gwet_ac1", 0.8493305, None),
        ("krippendorff_alpha", 0.7972585, None),
    ],
)
def test_4_two_raters_as_in_irrcac(
    code: str, figure: float, ends: tuple[float, float] | None
) -> None:
    found = agree(of_table(ABSTRACTORS))
    assert value(found, code) == pytest.approx(figure, abs=5e-8)
    if ends is not None:
        assert interval(found, code) == ends


@pytest.mark.parametrize(
    ("code", "figure", "ends"),
    [
        ("gwet_ac1", 0.4448007, (0.264, 0.625)),
        ("fleiss_kappa", 0.4139265, (0.24, 0.588)),
        ("krippendorff_alpha", 0.4204384, None),
        ("percent_agreement", 0.5511111, None),
    ],
)
def test_4_six_raters_as_in_irrcac(
    code: str, figure: float, ends: tuple[float, float] | None
) -> None:
    found = agree(of_counts(SIX_RATERS))
    assert value(found, code) == pytest.approx(figure, abs=5e-8)
    if ends is not None:
        assert interval(found, code) == ends


def test_5_the_paradox_is_warned_of() -> None:
    even, tilted = agree(of_table([[40, 9], [6, 45]])), agree(of_table([[80, 10], [5, 5]]))
    assert value(even, "percent_agreement") == value(tilted, "percent_agreement") == 0.85
    assert round(value(even, "cohen_kappa"), 2) == 0.70
    assert round(value(tilted, "cohen_kappa"), 2) == 0.32
    assert [one.code for one in even.warnings] == []
    assert [(one.code, dict(one.facts)) for one in tilted.warnings] == [
        ("extreme_prevalence", {"value": "0", "percent": 88})
    ]
    assert value(tilted, "gwet_ac1") > 0.8


def test_5_few_items_are_warned_of() -> None:
    few = agree(of_table([[14, 0], [1, 14]]))
    assert [(one.code, one.facts["items"]) for one in few.warnings] == [("few_items", 29)]
    assert agree(of_table([[15, 0], [1, 14]])).warnings == ()


def test_6_what_is_left_out_is_told() -> None:
    text = (
        "item,rater,value\n1,a,yes\n1,b,yes\n2,a,yes\n2,b,\n3,a,yes\n3,a,no\n3,b,no\n"
        "4,a,no\n4,a,no\n4,b,no\n5,a,n/a\n5,b,no\n"
    )
    found = agree(read_ratings_given(text), leave_out=("n/a",))
    told = [(one.reason, one.item, one.line) for one in found.left_out]
    assert told == [
        ("no_value", "2", 5),
        ("two_values", "3", 6),
        ("two_values", "3", 7),
        ("said_twice", "4", 10),
        ("value_left_out", "5", 12),
        ("rated_once", "2", 0),
        ("rated_once", "3", 0),
        ("rated_once", "5", 0),
    ]
    figure = found.figure("percent_agreement")
    assert (figure.value, figure.items, figure.ratings) == (1.0, 2, 4)


def test_6_an_interval_is_not_made_of_items_that_do_not_differ() -> None:
    figure = agree(of_table([[20, 0], [0, 20]])).figure("percent_agreement")
    assert (figure.value, figure.low, figure.reason) == (1.0, None, "no_spread")


def test_6_nothing_is_made_up() -> None:
    same = agree(of_table([[40]]))
    assert value(same, "percent_agreement") == 1
    for code in ("cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1"):
        assert (same.figure(code).value, same.figure(code).reason) == (None, "one_value_only")
    known = agree(of_table([[40]]), values=("0", "1"))
    assert value(known, "gwet_ac1") == 1
    alone = agree([Rating("1", "a", "yes"), Rating("2", "a", "no")])
    assert alone.figure("cohen_kappa").reason == "one_rater"
    assert alone.figure("fleiss_kappa").reason == "no_item_rated_twice"
    assert agree([]).figure("percent_agreement").value is None


def test_6_more_than_two_raters_have_pairs() -> None:
    found = agree(of_raters("1 1 1/1 1 2/2 2 1/2 2 2"))
    assert found.figure("cohen_kappa").reason == "more_than_two_raters"
    pairs = {one.of: one.value for one in found.figures if one.code == "cohen_kappa_pair"}
    assert pairs == {("0", "1"): 1.0, ("0", "2"): 0.0, ("1", "2"): 0.0}
    assert value(found, "light_kappa") == pytest.approx(1 / 3)


def test_6_wrong_use_is_refused() -> None:
    with pytest.raises(FieldkitError, match=r"agreement\.confidence"):
        agree([], confidence=100)
    with pytest.raises(FieldkitError) as refused:
        agree(of_table([[1, 0], [0, 1]]), values=("0",))
    assert (refused.value.code, refused.value.facts["found"]) == ("agreement.values", "1")
    with pytest.raises(FieldkitError) as refused:
        read_ratings_given("item,rater,value\n1,a,yes\n,b,no\n")
    assert (refused.value.code, refused.value.facts["line"]) == ("agreement.nobody", 3)


@pytest.mark.parametrize(
    ("degrees", "expected"), [(1, 12.706), (2, 4.303), (5, 2.571), (11, 2.201), (120, 1.980)]
)
def test_7_t_as_printed(degrees: int, expected: float) -> None:
    assert round(t_quantile(95, degrees), 3) == expected
    assert t_within(t_quantile(90, degrees), degrees) == pytest.approx(0.90)


def test_7_a_wider_confidence_is_a_wider_interval() -> None:
    narrow, wide = agree(of_table(COHEN), confidence=80), agree(of_table(COHEN), confidence=99)
    for code in ("cohen_kappa", "gwet_ac1"):
        assert interval(wide, code)[0] < interval(narrow, code)[0] < value(narrow, code)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.builds(Rating, st.sampled_from("1234"), st.sampled_from("abc"), st.sampled_from("xyz")),
        max_size=30,
    )
)
def test_6_no_figure_leaves_its_interval(ratings: list[Rating]) -> None:
    for one in agree(ratings).figures:
        if one.value is not None:
            assert one.value <= 1.0000001
        if one.low is not None and one.high is not None and one.value is not None:
            assert one.low <= one.value + 1e-9 and one.value <= one.high + 1e-9
