"""Double readings, pure: agreement from a published example, drift, calibration, sides.

1. Agreement equals Cohen's kappa of a published 2 x 2 table (20, 5, 10, 15: 0.40).
2. Drift counts by ISO week, with everybody beside. 3. The agreed answer needs more than half.
4. Which reading is A is the same every time and about half the time the first.
"""

from __future__ import annotations

import pytest

from fieldkit.inspection import doubles
from fieldkit.inspection.doubles import Said


def table(both_yes: int, yes_no: int, no_yes: int, both_no: int) -> list[Said]:
    pairs = [("yes", "yes")] * both_yes + [("yes", "no")] * yes_no
    pairs += [("no", "yes")] * no_yes + [("no", "no")] * both_no
    return [
        Said(f"{n:03d}", "P 2.1.1", "P 2.1", reader, value, "2025-06-02T10:00:00Z")
        for n, pair in enumerate(pairs)
        for reader, value in zip(("marsh", "pike"), pair, strict=True)
    ]


def test_published_kappa() -> None:
    """1. Two readers of 50 grant proposals, the worked example of Cohen's kappa: 0.4."""
    groups = {one.kind: one for one in doubles.agreement(table(20, 5, 10, 15))}
    assert set(groups) == {"all", "standard", "question", "pair"}
    cohen = next(f for f in groups["all"].agreement.figures if "kappa" in f.code)
    assert cohen.value == pytest.approx(0.4) and cohen.low is not None
    assert groups["pair"].name == "marsh & pike" and not groups["all"].few
    percent = groups["all"].agreement.figure("percent_agreement")
    assert percent.value == pytest.approx(0.7) and percent.items == 50


def test_not_applicable_is_no_judgement() -> None:
    """1."""
    said = [*table(2, 0, 0, 1), Said("900", "P 2.1.1", "P 2.1", "marsh", "not_applicable")]
    said.append(Said("900", "P 2.1.1", "P 2.1", "pike", "yes"))
    group = doubles.agreement(said)[0]
    assert group.items == 3 and group.few and group.agreement.left_out


def test_drift() -> None:
    """2."""
    said = table(1, 1, 0, 0)
    said.append(Said("009", "P 2.1.1", "P 2.1", "marsh", "no", "2025-06-09T08:00:00Z"))
    said.append(Said("010", "P 2.1.1", "P 2.1", "marsh", "no", "no clock"))
    weeks = [
        (w.reader, w.week, w.yes, w.judged, w.all_yes, w.all_judged) for w in doubles.drift(said)
    ]
    assert weeks == [
        ("marsh", 23, 2, 2, 3, 4),
        ("marsh", 24, 0, 1, 0, 1),
        ("pike", 23, 1, 2, 3, 4),
    ]


def test_calibration() -> None:
    """3."""
    said = [
        Said("001", question, "P 2.1", reader, value)
        for question, values in (("a", ("yes", "yes", "no")), ("b", ("yes", "no", "no")))
        for reader, value in zip(("marsh", "pike", "ward"), values, strict=True)
    ]
    found = {one.reader: (one.same, one.of, one.differs) for one in doubles.calibration(said)}
    assert found["marsh"] == (1, 2, (("001", "b"),)) and found["pike"] == (2, 2, ())
    ruled = doubles.calibration(said, {("001", "b"): "yes"})
    assert {one.reader: one.same for one in ruled} == {"marsh": 2, "pike": 1, "ward": 0}
    tied = doubles.calibration([said[0], said[2]])
    assert all(one.of == 0 for one in tied)


def test_sides() -> None:
    """4."""
    sides = [doubles.first_side(f"first {n}", f"second {n}") for n in range(400)]
    assert sides == [doubles.first_side(f"first {n}", f"second {n}") for n in range(400)]
    assert 140 < sum(sides) < 260
    assert doubles.first_side("a", "b") != doubles.first_side("b", "a")
