"""The long list: the layout offices hand over, its formats, and rows that are not taken."""

from __future__ import annotations

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection import case

HEADERS = [
    "Family name",
    "First name(s)",
    "DoB",
    "Gender",
    "Case/sentence type\n[Licence] [Community   Order] [Suspended Sentence Order]",
    "CRN",
    "PNC",
    "Risk of Serious Harm\n[RoSH] Classification",
    "Date of sentence or release on licence",
    "Order or licence terminated\n[Date/N]",
    "PDU\n(as recorded on nDelius)",
    "LDU(as recorded on nDelius)",
    "Team(as recorded on nDelius)",
    "Responsible officer",
    "Manager",
    "Office",
]
ROW = [
    *("Testcase", "Ada", "01/02/1990", "Female", "ORA Community Order", "x123456"),
    *("19/1P", "RHRH", "03/04/2025", "N", "Northvale", "L", "T", "O", "M", "F"),
]


def rows(*data: list[str]) -> list[list[str]]:
    return [["title"], HEADERS, *data]


def test_a_row_is_read_with_its_formats() -> None:
    found = case.read_long_list(rows(ROW), 2026)
    one = found.cases[0]
    assert (one.row, one.crn, one.born, one.started) == (3, "X123456", "1990-02-01", "2025-04-03")
    assert (one.pnc, one.rosh, one.ended, one.cluster) == ("2019/0000001P", "high", "", "Northvale")
    assert one.warnings == ()


def test_reading_stops_at_an_empty_first_cell() -> None:
    found = case.read_long_list(rows(ROW, ["", "note"], ROW), 2026)
    assert len(found.cases) == 1


def test_rejected_rows_carry_number_and_reason() -> None:
    bad_crn, no_date = list(ROW), list(ROW)
    bad_crn[5], no_date[8] = "12345", "soon"
    found = case.read_long_list(rows(ROW, bad_crn, no_date), 2026)
    assert [(one.row, one.reason) for one in found.rejected] == [
        (4, "case.crn"),
        (5, "case.started"),
    ]


def test_check_letters_warn_and_unknown_risk_stays_as_written() -> None:
    wrong = list(ROW)
    wrong[6], wrong[7] = "2019/0000001X", "QQQQ"
    one = case.read_long_list(rows(wrong), 2026).cases[0]
    assert one.warnings == ("case.pnc_letter",)
    assert one.rosh == "QQQQ"


def test_a_short_list_keeps_its_numbers_and_parts() -> None:
    head = [*HEADERS, "Number", "Stratum", "Part"]
    found = case.read_long_list([["t"], head, [*ROW, "014", "F", "buffer"]], 2026)
    assert (found.cases[0].number, found.cases[0].part) == ("014", "buffer")


def test_no_headers_is_said() -> None:
    with pytest.raises(FieldkitError, match=r"case\.no_headers"):
        case.read_long_list([["a"], ["b"], ["c"]], 2026)
    with pytest.raises(FieldkitError, match=r"case\.no_headers"):
        case.read_long_list([], 2026)


@pytest.mark.parametrize("pnc", ["2019/0000001P", "2015/0123456U", "1998/7654321E"])
def test_published_pnc_numbers_fit(pnc: str) -> None:
    assert case.pnc_letter_right(pnc)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("19/1P", "2019/0000001P"),
        ("98/7654321E", "1998/7654321E"),
        ("20150123456U", "2015/0123456U"),
        ("15123456u", "2015/0123456U"),
        ("nothing", None),
    ],
)
def test_pnc_is_brought_to_normal_form(given: str, read: str | None) -> None:
    assert case.read_pnc(given, 2026) == read


@pytest.mark.parametrize("cro", ["000001/19Z", "123456/08T"])
def test_published_cro_numbers_fit(cro: str) -> None:
    assert case.cro_letter_right(cro)
