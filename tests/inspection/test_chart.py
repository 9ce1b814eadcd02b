"""Charts as values: the figures are those of the rating, and every chart can be said in words.

1. A bar for each key question of cases, with its n/N, percent, interval and band.
2. A split has one bar for each value and one for all, which is the sum.
3. A course has a reader's weeks in order, each beside everybody's.
"""

from __future__ import annotations

from fieldkit.inspection import chart, rating
from fieldkit.inspection.doubles import Said, drift
from tests.inspection.test_form import load

FORM = load("pdu-2023")

ROWS = {
    str(n): {"P 2.1.1": "yes" if n < 6 else "no", "P 2.1.2": "not_applicable"} for n in range(8)
}


def test_bars_are_the_rating() -> None:
    """1."""
    rated = rating.rate(FORM, ROWS)
    bars = chart.shares(rated)
    assert [one.name for one in bars] == [one.code for one in FORM.key_questions("cases")]
    first, second = bars[:2]
    assert (first.yes, first.judged, first.percent, first.rating) == (6, 8, 75.0, "Good")
    assert first.low is not None and first.high is not None and first.low < 75 < first.high
    assert first.told.startswith("P 2.1.1: 75.0 %, 6 of 8, Good, interval ")
    assert second.percent is None and second.told == "P 2.1.2: nothing judged"
    assert chart.told("Shares", bars).startswith("Shares. P 2.1.1: 75.0 %")
    assert chart.told("Shares", ()) == "Shares. Empty."


def test_a_split_sums_to_all() -> None:
    """2."""
    offices = {name: {"office": "North" if int(name) < 3 else ""} for name in ROWS}
    bars = chart.split(FORM, ROWS, offices, "office", "P 2.1.1")
    assert [(one.name, one.yes, one.judged) for one in bars] == [
        ("Not known", 3, 5),
        ("North", 3, 3),
        ("All", 6, 8),
    ]


def test_a_course_stands_beside_everybody() -> None:
    """3."""
    said = [
        Said("001", "P 2.1.1", "P 2.1", "marsh", "yes", "2025-03-12T10:00:00Z"),
        Said("002", "P 2.1.1", "P 2.1", "marsh", "no", "2025-01-02T10:00:00Z"),
        Said("003", "P 2.1.1", "P 2.1", "pike", "no", "2025-03-12T10:00:00Z"),
    ]
    courses = chart.courses(drift(said), {"marsh": "A. Marsh"})
    assert [one.name for one in courses] == ["A. Marsh", "pike"]
    points = courses[0].points
    assert [(one.label, one.percent, one.all_percent) for one in points] == [
        ("Week 1 of 2025", 0.0, 0.0),
        ("Week 11 of 2025", 100.0, 50.0),
    ]
    assert "Week 11 of 2025 100 % (1 of 1), all 50 %" in courses[0].told
