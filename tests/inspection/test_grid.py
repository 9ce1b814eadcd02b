"""Requirements of the grid as a description.

1. Summary and Cases come first; one row per case, one column per key question, in words.
2. Cached values are those of `rate`; ratings of other cases are refused.
3. Nothing names a person or number of a case; disputed shows as DISPUTED, unanswered as empty.
4. Any title makes a valid sheet name; any text becomes one that a workbook can hold.
5. A text over the limit goes to an overflow sheet whole.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.errors import FieldkitError
from fieldkit.inspection.form import Form
from fieldkit.inspection.grid import GridCase, GridEvidence, Provenance, build
from fieldkit.inspection.rating import Decision, Ratings, rate
from fieldkit.inspection.sheet import LONGEST, Workbook, clean, column, sheet_name, units
from tests.inspection.test_form import load

PDU = load("pdu-2023")
FROM = Provenance("Northvale PDU", entries_sha256="ab" * 32, envelopes=5, filter="All cases.")
MIXED = ("yes", "yes", "yes", "no", "no", "not_applicable", None, "disputed")


def some_cases(form: Form, number: int, seed: int = 1) -> tuple[GridCase, ...]:
    choose = random.Random(seed)
    made = []
    for at in range(number):
        answers = {
            one.code: choose.choice(MIXED)
            for standard in form.standards
            if standard.by_counts
            for one in standard.key_questions
        }
        reasons = {code: "Not enough was done." for code, one in answers.items() if one == "no"}
        known = {one.code: f"{one.code} {at % 3}" for one in form.case_attributes()}
        evidence = tuple(
            GridEvidence(code, "contradicts", "contact log", "3", "He did not come.")
            for code in list(reasons)[:1]
        )
        made.append(
            GridCase(f"{at + 1:03}", known, "Complete", answers, reasons, evidence, "First")
        )
    return tuple(made)


def rated(form: Form, cases: tuple[GridCase, ...], *decisions: Decision) -> Ratings:
    words = {one.code: form.ratings[1] for one in form.standards if not one.by_counts}
    rows = {str(at): case.answers for at, case in enumerate(cases)}
    return rate(form, rows, proposals=words, decisions=decisions)


def grid_of(form: Form, cases: tuple[GridCase, ...], *decisions: Decision) -> Workbook:
    return build(form, cases, rated(form, cases, *decisions), FROM)


def texts(book: Workbook, name: str) -> list[list[object]]:
    sheet = book.sheet(name)
    assert sheet is not None
    return [[None if cell is None else cell.value for cell in row.cells] for row in sheet.rows]


def test_1_sheets_in_order() -> None:
    book = grid_of(PDU, some_cases(PDU, 3))
    assert [one.name for one in book.sheets] == [
        "Summary", "Cases", "Moderation", "Reasons", "Evidence", "Double readings", "Agreement",
        "Drift",
        "Breakdowns", "Long", "Codebook", "As written", "Provenance",
    ]  # fmt: skip
    assert book.marking == "OFFICIAL-SENSITIVE"


def test_1_one_row_per_case_and_one_column_per_key_question() -> None:
    cases = some_cases(PDU, 5)
    rows = texts(grid_of(PDU, cases), "Cases")
    head = rows[6]
    assert head[-12:] == [one.code for one in PDU.key_questions("cases")]
    assert [row[0] for row in rows[7:]] == ["001", "002", "003", "004", "005"]
    shown = {"yes": "Yes", "no": "No", "not_applicable": "N/A", "disputed": "DISPUTED", None: None}
    for case, row in zip(cases, rows[7:], strict=True):
        assert row[-12:] == [shown[one] for one in case.answers.values()]


def test_2_cached_values_are_those_of_rate() -> None:
    cases = some_cases(PDU, 30)
    ratings = rated(PDU, cases, Decision("P 2.2", "Good", "one_case", "read again"))
    rows = texts(build(PDU, cases, ratings, FROM), "Summary")
    by_code = {row[0]: row for row in rows if row}
    for standard in ratings.standards:
        row = by_code[standard.code]
        assert str(row[7])[2:] == standard.computed
        assert str(row[9])[2:] == standard.rating
        assert row[10] == standard.points
        for one in standard.key_questions if standard.basis == "cases" else ():
            row = by_code[one.code]
            assert row[2:5] == [one.counts.yes, one.counts.no, one.counts.not_applicable]
            assert one.percent is not None and row[6] == float(one.percent)
    assert by_code["Overall"][10] == ratings.overall.points


def test_2_ratings_of_other_cases_are_refused() -> None:
    with pytest.raises(FieldkitError, match=r"grid\.other_cases"):
        build(PDU, some_cases(PDU, 4), rated(PDU, some_cases(PDU, 5)), FROM)


def test_2_no_case_at_all_still_makes_a_grid() -> None:
    rows = texts(grid_of(PDU, ()), "Summary")
    assert [row[7] for row in rows if row and row[0] == "P 2.1"] == [""]


def test_3_provenance_tells_the_hashes() -> None:
    rows = dict(row[:2] for row in texts(grid_of(PDU, ()), "Provenance")[2:])
    assert rows["SHA-256 of the standing entries shown"] == "ab" * 32
    assert rows["SHA-256 of the form file"] == PDU.sha256
    assert rows["Envelopes counted"] == 5


def test_3_the_same_input_gives_the_same_workbook() -> None:
    assert grid_of(PDU, some_cases(PDU, 9)) == grid_of(PDU, some_cases(PDU, 9))


def test_4_columns_are_lettered_as_spreadsheets_do() -> None:
    assert [column(one) for one in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@given(st.text(max_size=60), st.lists(st.text(max_size=5), max_size=3))
def test_4_any_title_makes_a_sheet_name(title: str, taken: list[str]) -> None:
    name = sheet_name(title, tuple(taken))
    assert 0 < units(name) <= 31
    assert not set(name) & set("[]:*?/\\\n") and name[0] != "'" and name[-1] != "'"
    assert name.casefold() not in {one.casefold() for one in taken} | {"history"}


@given(st.text(st.characters(), max_size=40))
def test_4_any_text_can_be_held(text: str) -> None:
    held = clean(text)
    held.encode("utf-8")
    assert clean(held) == held
    assert not any(ord(one) < 32 and one not in "\t\n" for one in held)


def test_5_long_texts_go_to_the_overflow_sheet_whole() -> None:
    long = "ab\U0001f600" * 12_000
    assert units(long) == 48_000
    case = replace(some_cases(PDU, 1)[0], reasons={"P 2.1.1": long, "P 2.1.2": "x" * LONGEST})
    book = grid_of(PDU, (case,))
    overflow = book.sheet("Overflow")
    assert overflow is not None
    rows = texts(book, "Overflow")[1:]
    assert "".join(str(row[3]) for row in rows) == long
    assert {(row[0], row[1]) for row in rows} == {("Reasons", "D3")}
    cut = texts(book, "Reasons")[2][3]
    assert str(cut).endswith("[continued on the sheet Overflow, row 2]")
    for sheet in book.sheets:
        for row in sheet.rows:
            for cell in row.cells:
                assert cell is None or units(str(cell.value or "")) <= LONGEST
