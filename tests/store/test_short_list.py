"""Requirements of the short list.

1. It has the layout of the long list and is read back by the same reader, case by case.
2. Beside it stand number, stratum and part; a replaced case gives its place to its replacement.
3. Nothing in it is a formula, and columns that are not of the layout stay behind.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from random import Random

import openpyxl

from fieldkit.inspection import case
from fieldkit.inspection.sample import draw, replace_case, standing
from fieldkit.inspection.sample_values import Sample
from fieldkit.store import long_list
from fieldkit.store.short_list import ADDED, short_list
from tests.inspection.test_case import HEADERS
from tests.inspection.test_form import load

Rows = list[list[object]]


def rows(number: int = 40) -> Rows:
    found: Rows = [["Long list"], [*HEADERS, "Notes"]]
    for at in range(number):
        day: object = datetime(2025, 4, 3) if at % 2 else "03/04/2025"
        found.append(
            [f"=1+{at}", f"First{at}", "01/02/1990", "Male" if at % 4 else "Female",
             "Adult Licence", f"x{at:06d}", "19/1P" if at == 7 else None, "RHRH", day, "N",
             "Northvale", "L", "T", f"Officer {at % 9}", "M", "O", "private note"]
        )  # fmt: skip
    return found


def drawn(found: Rows) -> Sample:
    rules = load("pdu-2023").sampling
    assert rules is not None
    return draw(case.read_long_list(found, 2026), rules, 20, 5, Random(5), "2026-01-01")


def saved(folder: Path, data: bytes) -> Path:
    path = folder / "short.xlsx"
    path.write_bytes(data)
    return path


def test_1_it_is_read_as_a_long_list(tmp_path: Path) -> None:
    found = rows()
    sample = drawn(found)
    path = saved(tmp_path, short_list(found, sample, "Title"))
    back = case.read_long_list(long_list.read_rows(path), 2026)
    assert back.rejected == ()
    assert [one.crn for one in back.cases] == [pick.case.crn for pick in sample.picks]
    for one, pick in zip(back.cases, sample.picks, strict=True):
        drawn_as = {"number": pick.number, "part": pick.part, "row": 0}
        assert {**vars(one), "row": 0} == {**vars(pick.case), **drawn_as}


def test_2_what_stands_beside_it() -> None:
    found = rows()
    sample = replace_case(drawn(found), "003", "recalled")
    book = openpyxl.load_workbook(io.BytesIO(short_list(found, sample, "Title", ["One.", "Two."])))
    sheet = list(book["Short list"].iter_rows(values_only=True))
    assert sheet[0][0] == "Title" and sheet[1][-5:] == ADDED
    assert sheet[1][:16] == tuple(HEADERS)
    numbers = [row[16] for row in sheet[2:]]
    by = sample.replacements[0].by
    assert numbers[:20] == [pick.number for pick in standing(sample)] and numbers[2] == by
    assert sheet[4][19:21] == ("003", "recalled")
    assert [row[18] for row in sheet[2:]] == ["sample"] * 20 + ["buffer"] * 3
    assert "003" not in numbers
    replaced = list(book["Replaced"].iter_rows(values_only=True))
    out = sample.pick("003")
    assert out is not None and replaced[1] == ("003", out.case.crn, by, "recalled")
    told = [row[0] for row in book["How it was drawn"].iter_rows(values_only=True)]
    assert told == ["One.", "Two."]


def test_3_no_formula_and_no_other_column() -> None:
    found = rows()
    book = openpyxl.load_workbook(io.BytesIO(short_list(found, drawn(found), "=HYPERLINK(1)")))
    cells = [cell for row in book["Short list"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert not [cell for cell in cells if "private" in str(cell.value) or cell.value == "Notes"]
    assert {cell.value for cell in cells if cell.column == 9} >= {"03/04/2025"}
