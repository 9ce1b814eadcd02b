"""Requirements of the sampler. Source: the inspectorate's published sampling method.

1. Sensitive names, cases not yet started and rows without gender are left out, each told once.
2. Of the rows of one person the earliest start is kept: same PNC, same CRN, same names and birth.
3. Strata are data of the set; each stratum's share lies within one case of proportional.
4. The buffer is of the set, 20 % unless told: 100 asked gives 120.
5. At most so many cases per officer; what is over is refilled inside the unit; a shortfall is told.
6. Rounding is mended by adding to the smallest groups in turn, or taking from the largest.
7. The same seed draws the same cases, in whatever order the rows stand; another seed others.
8. Cases are numbered 001 on; a case is replaced from the buffer of its stratum, with a reason.
9. The report tells every number.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import FieldkitError
from fieldkit.inspection import sample
from fieldkit.inspection.apportion import apportion
from fieldkit.inspection.case import ListedCase, LongList
from fieldkit.inspection.form import Sampling
from fieldkit.inspection.sample import attributes_of, draw, replace_case, sift, standing
from fieldkit.inspection.sample_report import report
from fieldkit.inspection.sample_values import Sample
from fieldkit.wording import sentences
from tests.inspection.test_form import load

ON = "2026-01-01"
COLUMNS = [each.name for each in fields(ListedCase) if each.name not in ("row", "warnings")]
RULES = load("pdu-2023").sampling or Sampling()
TYPES = ("ORA Community Order", "SA2020 Suspended Sentence Order", "Adult Licence", "Life")


def one(row: int, **more: str) -> ListedCase:
    """A case of its own, man, community, medium risk, in one unit, with an officer of its own."""
    known = {
        **dict.fromkeys(("pnc", "ended", "team", "manager", "office"), ""),
        "crn": f"X{row:06d}",
        "family_name": f"Family{row}",
        "first_names": f"First{row}",
        "born": "1990-01-01",
        "gender": "Male",
        "sentence_type": TYPES[0],
        "rosh": "medium",
        "started": "2025-06-01",
        "cluster": "P",
        "ldu": "L",
        "officer": f"Officer {row % 40}",
    }
    told = {**known, **more}
    return ListedCase(row=row, **{name: told.get(name, "") for name in COLUMNS})


def many(number: int, seed: int = 1, officers: int = 9) -> LongList:
    """A long list of all sorts in three clusters of units."""
    chance = Random(seed)
    cases = []
    for row in range(3, number + 3):
        unit = chance.randrange(8)
        cases.append(
            one(
                row,
                gender=chance.choices(["Male", "Female"], [85, 15])[0],
                sentence_type=chance.choice(TYPES),
                rosh=chance.choices(["low", "medium", "high", "very high"], [3, 4, 2, 1])[0],
                cluster=f"P{unit // 3}",
                ldu=f"L{unit}",
                officer=f"Officer {unit}-{chance.randrange(officers)}",
            )
        )
    return LongList(tuple(cases), ())


def drawn(
    found: LongList, size: int, seed: int = 7, rules: Sampling = RULES, **more: int
) -> Sample:
    return draw(found, rules, size, seed, Random(seed), ON, **more)


def reasons(*cases: ListedCase) -> dict[int, str]:
    return {left.row: left.reason for left in sift(cases, ON)[1]}


def test_1_exclusions_are_told_once() -> None:
    found = reasons(
        one(3, family_name="Fam*ily", gender=""),
        one(4, first_names="*", started="2027-01-01"),
        one(5, started="2026-01-02"),
        one(6, started="2026-01-01"),
        one(7, gender="  "),
    )
    assert found == {3: "sensitive", 4: "sensitive", 5: "not_started", 7: "no_gender"}


def test_2_each_ground_makes_a_duplicate() -> None:
    same_pnc = (
        one(3, pnc="2019/0000001P", started="2025-02-01"),
        one(4, pnc="2019/0000001P", started="2025-01-01"),
    )
    kept, left = sift(same_pnc, ON)
    assert [case.row for case in kept] == [4]
    assert [(out.row, out.kept_row, out.ground) for out in left] == [(3, 4, "pnc")]
    assert not sift((one(3, pnc="not known"), one(4, pnc="not known")), ON)[1]
    names = {"family_name": "Test Case", "first_names": "Ada"}
    left = sift((one(3, crn="X1", started="2025-01-01"), one(4, crn="x1")), ON)[1]
    assert [(out.row, out.kept_row, out.ground) for out in left] == [(4, 3, "crn")]
    left = sift((one(3, **names), one(4, **{**names, "family_name": "TEST  CASE"})), ON)[1]
    assert [(out.row, out.ground) for out in left] == [(4, "name")]
    assert not sift((one(3, **names), one(4, **names, born="1990-01-02")), ON)[1]
    assert not sift((one(3, **names, born=""), one(4, **names, born="")), ON)[1]


def test_2_a_person_tied_by_two_grounds_is_drawn_once() -> None:
    names = {"family_name": "Same", "first_names": "Name"}
    first = one(3, crn="X000001", started="2025-01-01")
    second = one(4, crn="X000002", started="2025-01-02", **names)
    both = one(5, crn="X000001", started="2025-01-03", **names)
    kept, left = sift((first, second, both), ON)
    assert [case.row for case in kept] == [3]
    assert sorted(out.row for out in left) == [4, 5]
    assert {out.kept_row for out in left} == {3}


@pytest.mark.parametrize(
    ("gender", "sentence", "rosh", "stratum"),
    [
        ("Male", "ORA Community Order", "medium", "MCN"),
        ("M", "SA2020 Suspended Sentence Order", "low", "MCL"),
        ("male", "Adult Licence", "RVHX", "MPN"),
        ("Male", "ORA Adult Custody (inc PSS)", "low", "MPL"),
        ("Male", "Extended Determinate Sentence", "", "MPN"),
        ("Female", "Life", "low", "F"),
        ("Female", "something else", "high", "F"),
        ("Male", "something else", "high", None),
        ("Unknown", "Life", "high", None),
    ],
)
def test_3_the_first_stratum_that_fits(gender: str, sentence: str, rosh: str, stratum: str) -> None:
    case = one(3, gender=gender, sentence_type=sentence, rosh=rosh)
    placed, unplaced = sample.stratify([case], RULES)
    assert [code for code, held in placed.items() if held] == ([stratum] if stratum else [])
    assert [out.reason for out in unplaced] == ([] if stratum else ["no_stratum"])


def test_3_strata_are_data_of_the_set() -> None:
    youth = load("youth-2018").sampling
    assert youth is not None and [one.code for one in youth.strata] == ["all"]
    assert [share.code for share in drawn(many(50), 10, rules=youth).strata] == ["all"]
    assert attributes_of(one(3), RULES)["path"] == "community"


@settings(deadline=None, max_examples=40)
@given(st.integers(20, 400), st.integers(1, 120), st.integers(0, 9))
def test_3_shares_lie_within_one_case_of_proportional(rows: int, size: int, seed: int) -> None:
    found = drawn(many(rows, seed, officers=40), size, seed)
    total = min(found.target, found.eligible)
    for share in found.strata:
        exact = Fraction(total * share.size, found.eligible)
        assert abs(share.given - exact) <= 1
        assert share.exact == exact
    assert sum(share.given for share in found.strata) == total
    sampled = Counter(pick.stratum for pick in found.picks if pick.part == "sample")
    if not found.shortfalls:
        for share in found.strata:
            wanted = Fraction(min(size, found.eligible) * share.size, found.eligible)
            assert abs(sampled[share.code] - wanted) <= 1


def test_4_one_hundred_asked_gives_one_hundred_and_twenty() -> None:
    found = drawn(many(900), 100)
    assert (found.buffer, found.target, len(found.picks)) == (20, 120, 120)
    assert Counter(pick.part for pick in found.picks) == {"sample": 100, "buffer": 20}
    assert drawn(many(900), 100, buffer=0).target == 100
    assert drawn(many(900), 10, rules=replace(RULES, buffer=50)).target == 15


def test_5_no_officer_has_more_than_six() -> None:
    for seed in range(5):
        found = drawn(many(600, seed, officers=3), 100, seed)
        officers = Counter(pick.case.officer for pick in found.picks)
        assert max(officers.values()) <= 6
        short = sum(missing.missing for missing in found.shortfalls)
        assert len(found.picks) + short == found.target


def test_5_what_is_over_is_refilled_inside_the_unit() -> None:
    busy = [one(row, officer="Busy") for row in range(3, 33)]
    other = [one(row, officer="Other") for row in range(33, 43)]
    found = drawn(LongList((*busy, *other), ()), 10, buffer=0)
    assert Counter(pick.case.officer for pick in found.picks) == {"Busy": 6, "Other": 4}
    shares = {share.path[-1]: share for share in found.groups if share.column == "officer"}
    assert (shares["Busy"].given, shares["Busy"].capped, shares["Busy"].drawn) == (7, 1, 6)
    assert (shares["Other"].given, shares["Other"].refilled, shares["Other"].drawn) == (3, 1, 4)
    assert not found.shortfalls


def test_5_a_shortfall_is_allowed_and_told() -> None:
    busy = [one(row, officer="Busy", ldu="A") for row in range(3, 33)]
    away = [one(row, ldu="B") for row in range(33, 63)]
    found = drawn(LongList((*busy, *away), ()), 20, buffer=0)
    assert [(short.path, short.missing) for short in found.shortfalls] == [(("P", "A"), 4)]
    assert Counter(pick.case.ldu for pick in found.picks) == {"A": 6, "B": 10}


def test_5_the_most_counts_over_all_strata_and_names_as_written() -> None:
    mixed = [
        one(
            row,
            officer="busy  one" if row % 2 else "Busy One",
            gender="Female" if row % 3 else "Male",
        )
        for row in range(3, 63)
    ]
    found = drawn(LongList(tuple(mixed), ()), 30, buffer=0)
    assert len(found.picks) == 6 and sum(short.missing for short in found.shortfalls) == 24


def test_5_a_full_officer_swaps_before_a_stratum_goes_short() -> None:
    women = [one(row, officer="Busy", gender="Female") for row in range(3, 9)]
    men = [one(row, officer="Busy") for row in range(9, 15)]
    spare = [one(row, officer="Spare") for row in range(15, 21)]
    found = drawn(LongList((*women, *men, *spare), ()), 12, buffer=0)
    assert not found.shortfalls
    assert Counter(pick.stratum for pick in found.picks) == {"F": 4, "MCN": 8}


def test_5_cases_without_officer_are_nobodys() -> None:
    found = drawn(LongList(tuple(one(row, officer="") for row in range(3, 23)), ()), 10, buffer=0)
    assert len(found.picks) == 10 and found.unknown["officer"] == 20


def test_6_rounding_by_hand() -> None:
    up = apportion(10, [4, 4, 4])
    assert [(got.rounded, got.given) for got in up] == [(3, 4), (3, 3), (3, 3)]
    smallest = apportion(7, [20, 30, 51])
    assert [float(round(got.exact, 2)) for got in smallest] == [1.39, 2.08, 3.53]
    assert [got.given for got in smallest] == [1, 2, 4]
    down = apportion(5, [10, 10, 10, 20])
    assert [got.given for got in down] == [1, 1, 1, 2]
    larger = apportion(3, [5, 5])
    assert [(got.rounded, got.given) for got in larger] == [(2, 1), (2, 2)]
    add = apportion(4, [10, 30, 33])
    assert [got.rounded for got in add] == [1, 2, 2] and [got.given for got in add] == [1, 2, 1]
    assert [got.given for got in apportion(3, [1, 1, 1], [0, 1, 1])] == [0, 1, 1]


def test_6_the_smallest_of_those_rounded_down_gets_the_case() -> None:
    got = apportion(11, [23, 33, 54])
    assert [float(round(one.exact, 2)) for one in got] == [2.3, 3.3, 5.4]
    assert [one.rounded for one in got] == [2, 3, 5]
    assert [one.given for one in got] == [3, 3, 5]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.integers(0, 200))
def test_6_portions_add_up_and_stay_close(sizes: list[int], total: int) -> None:
    got = apportion(total, sizes)
    assert sum(one.given for one in got) == min(total, sum(sizes))
    for portion in got:
        assert 0 <= portion.given <= portion.size
        assert abs(portion.given - portion.exact) <= 1


def crns(found: Sample) -> list[tuple[str, str]]:
    return [(pick.number, pick.case.crn) for pick in found.picks]


def test_7_a_seed_repeats_the_draw() -> None:
    found = many(500)
    again = LongList(tuple(reversed(found.cases)), ())
    assert crns(drawn(found, 60, 7)) == crns(drawn(found, 60, 7)) == crns(drawn(again, 60, 7))
    assert crns(drawn(found, 60, 7)) != crns(drawn(found, 60, 8))
    assert crns(drawn(many(12), 3, 7))[:2] == [("001", "X000011"), ("002", "X000005")]


def test_7_equal_officers_have_equal_chances() -> None:
    found = LongList(tuple(one(row, officer=f"Officer {row}") for row in range(3, 43)), ())
    seen = Counter(crn for seed in range(200) for _, crn in crns(drawn(found, 10, seed, buffer=0)))
    assert len(seen) == 40 and min(seen.values()) >= 25 and max(seen.values()) <= 75


def test_8_numbers_and_replacement() -> None:
    found = drawn(many(500), 40)
    assert [pick.number for pick in found.picks] == [f"{n:03d}" for n in range(1, 49)]
    target = next(pick for pick in found.picks if pick.stratum == "MCN")
    at = int(target.number) - 1
    changed = replace_case(found, target.number, " recalled  to prison ")
    (done,) = changed.replacements
    assert (done.out, done.reason) == (target.number, "recalled to prison")
    by = changed.pick(done.by)
    assert by is not None and (by.part, by.stratum) == ("buffer", target.stratum)
    now = standing(changed)
    assert len(now) == 40 and now[at] == by and target not in now
    twice = replace_case(changed, done.by, "also gone")
    assert twice.replacements[1].by != done.by and len(standing(twice)) == 40


def test_8_a_near_case_comes_first() -> None:
    cases = [one(row, ldu="A" if row < 50 else "B") for row in range(3, 103)]
    found = drawn(LongList(tuple(cases), ()), 40)
    for pick in found.picks[:10]:
        done = replace_case(found, pick.number, "gone").replacements[0]
        by = found.pick(done.by)
        assert by is not None and by.case.ldu == pick.case.ldu and done.near == "ldu"


def test_8_what_cannot_be_replaced_is_refused() -> None:
    found = drawn(many(100), 10, buffer=0)
    for number, reason, code in (
        ("099", "gone", "sample.no_number"),
        ("001", "  ", "sample.no_reason"),
        ("001", "gone", "sample.buffer_empty"),
    ):
        with pytest.raises(FieldkitError) as refused:
            replace_case(found, number, reason)
        assert refused.value.code == code
    with_buffer = replace_case(drawn(many(100), 10), "001", "gone")
    with pytest.raises(FieldkitError, match=r"sample\.no_number"):
        replace_case(with_buffer, "001", "again")


def test_8_sizes_that_cannot_be() -> None:
    for size in (0, -1, sample.LARGEST + 1):
        with pytest.raises(FieldkitError, match=r"sample\.size"):
            drawn(many(5), size)
    with pytest.raises(FieldkitError, match=r"sample\.nobody"):
        drawn(LongList((), ()), 5)
    assert len(drawn(many(5), 50).picks) == 5


def test_9_the_report_tells_every_number() -> None:
    busy = tuple(replace(case, officer="Busy") for case in many(40, 2).cases if case.ldu == "L1")
    cases = (*many(300).cases, one(900, gender=""), one(901, rosh="ZZZZ"))
    moved = tuple(
        replace(case, row=case.row + 1000, crn=f"Z{case.row:06d}", family_name="Other")
        for case in busy
    )
    crowded = tuple(
        replace(case, officer="Busy") if case.ldu == "L1" and case.row % 4 else case
        for case in (*cases, *moved)
    )
    found = drawn(LongList(crowded, ()), 90)
    lines = report(replace_case(found, "003", "gone"))
    told = {line.code for line in lines}
    assert {"sample.out_no_gender", "sample.unknown_rosh", "sample.target", "sample.capped"} <= told
    assert {"sample.refilled", "sample.drawn", "sample.cap"} <= told
    assert told <= set(sentences())
    for share in found.strata:
        facts = next(
            dict(line.facts)
            for line in lines
            if line.code == "sample.stratum" and dict(line.facts)["stratum"] == share.code
        )
        assert (facts["size"], facts["given"], facts["total"]) == (
            share.size,
            share.given,
            found.eligible,
        )
    groups = [line for line in lines if line.code == "sample.group"]
    level = [dict(line.facts) for line in groups if str(dict(line.facts)["path"]).count("/") == 1]
    assert sum(int(facts["given"] or 0) for facts in level) == found.target
    assert "Family" not in str(lines)


def test_9_every_code_of_a_report_has_a_sentence() -> None:
    text = (Path(sample.__file__).parent / "sample_report.py").read_text(encoding="utf-8")
    for part in ("duplicate", "no_stratum", "no_gender", "not_started", "sensitive"):
        assert f"sample.out_{part}" in sentences() and part in text
    for ground in ("pnc", "crn", "name"):
        assert f"sample.same_{ground}" in sentences()


def test_two_thousand_rows_take_no_time_worth_telling() -> None:
    """A coarse guard, far above what it takes; the comparison with reading is in the bench."""
    found = many(2000)
    begun = time.process_time()
    drawn(found, 300)
    assert time.process_time() - begun < 2
