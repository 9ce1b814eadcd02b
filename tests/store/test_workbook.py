"""Requirements of workbook files (checked on the package's XML, and by two other programs).

1. The same workbook gives the same bytes; no author, path, machine or time inside.
2. Texts stay texts whatever they look like, and come back as they went in.
3. The finished file holds no macro, link, connection, comment, hidden sheet or foreign formula.
4. The formulas, with cached values removed, give in LibreOffice what `rate` gives.
5. One answer cell changed moves them as `rate` does; a final rating changed moves the overall.
6. On reading back, macros, links and absurd sizes are refused.
7. Frozen headers, filters, drop-downs, print set-up and marking are there.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import FieldkitError
from fieldkit.inspection.form import Form, LimitingRule
from fieldkit.inspection.grid import (
    GridCase,
    GridEvidence,
    Provenance,
    build,
)
from fieldkit.inspection.rating import Decision, Ratings
from fieldkit.inspection.sheet import Cell, Row, Sheet, Workbook, clean
from fieldkit.store import workbook, workbook_read
from fieldkit.store.workbook_scan import check_formula, scan
from tests import office
from tests.inspection.test_form import SHIPPED, load
from tests.inspection.test_grid import FROM, PDU, grid_of, rated, some_cases

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","x")',
    "http://example.org/a?b=c",
    "mailto:a@example.org",
    "12345",
    "_x000D_",
    "_x005F_x000D_",
    "a_x0041_b",
    "_x0041_x0042_x000d_",
    "emoji \U0001f600 and \u202eright to left\u202c \u05d0\u05d1",
    "{=1}",
    "<a href='x'>&amp;]]>",
    "TRUE",
    "<r><t>injected</t></r>",
    "<r></t></si></sst>&</r>",
    "#REF!",
    " leading and trailing ",
    "line\nbreak",
]


def stored(data: bytes) -> str:
    """The only string of a workbook, decoded as the format says: _xHHHH_ is one character."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = ElementTree.fromstring(package.read("xl/sharedStrings.xml"))
    text = "".join(node.text or "" for node in root.iter() if node.tag.endswith("}t"))
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found.group(1), 16)), text)


def one_cell(text: str) -> Workbook:
    return Workbook("t", "", (Sheet("Only", (Row((Cell(text),)),)),))


@pytest.mark.parametrize("text", HOSTILE)
def test_2_hostile_texts_stay_texts(text: str) -> None:
    data = workbook.write(one_cell(text))
    sheet = workbook_read.read(data).sheet("Only")
    assert sheet is not None and sheet.formulas == {}
    assert sheet.rows == ((text.replace("x005F_", ""),),)  # openpyxl drops these letters
    assert stored(data) == text
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
        assert b"hyperlink" not in package.read("xl/worksheets/sheet1.xml")
        assert b'quotePrefix="1"' in package.read("xl/styles.xml")


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(), min_size=1, max_size=30))
def test_2_any_text_comes_back(text: str) -> None:
    sheet = workbook_read.read(workbook.write(one_cell(text))).sheet("Only")
    held = clean(text)
    assert sheet is not None
    assert (sheet.rows[0][0] or "") == held.replace("x005F_", "")


def test_2_lone_surrogates_and_controls() -> None:
    sheet = workbook_read.read(workbook.write(one_cell("a\ud800b\x00c\x1bd\r\ne"))).sheet("Only")
    assert sheet is not None and sheet.rows == (("a\ufffdbcd\ne",),)


def test_1_same_input_same_bytes() -> None:
    first = workbook.write(grid_of(PDU, some_cases(PDU, 8)))
    assert workbook.write(grid_of(PDU, some_cases(PDU, 8))) == first


def test_1_properties_name_nobody() -> None:
    data = workbook.write(grid_of(PDU, some_cases(PDU, 2)))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        core = package.read("docProps/core.xml").decode()
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        everything = b"".join(package.read(one) for one in package.namelist())
    assert "<dc:creator></dc:creator>" in core and "2000-01-01" in core
    assert str(Path.cwd()).encode() not in everything
    assert str(Path.home()).encode() + b"/" not in everything


def hostile_grid() -> Workbook:
    answers = {one.code: "no" for one in PDU.key_questions("cases")}
    case = GridCase(
        "=001",
        {"sentence_type": "+1", "rosh": "@x", "gender": "=1"},
        "=state",
        answers,
        dict(zip(answers, HOSTILE, strict=False)) | {"P 2.4.3": "x" * 40_000},
        tuple(GridEvidence("P 2.1.1", "=d", "=doc", "=1", text) for text in HOSTILE),
        "-kind",
    )
    decided = Decision("P 2.1", "Good", "=trigger", "=reason", "=by", "=when")
    form = replace(PDU, title="=t", marking="=&D&[Path]secret")
    source = Provenance("=HYPERLINK(1)&Z&F", "=x", 1, "=v", "=filter", further=(("=a", "=b"),))
    return build(form, (case,), rated(form, (case,), decided), source)


def test_3_a_grid_of_hostile_texts_passes_the_scan() -> None:
    data = workbook.write(hostile_grid())
    scan(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet2.xml").decode()
    assert "&amp;&amp;D" in sheet and "&amp;Z&amp;F" not in sheet.replace("&amp;&amp;", "")


FORMULAS = [
    ('=IF(A1=0,"",SUM(B1:B3))', True),
    ('=COUNTIF(Cases!$H$8:$H$49,"Yes")', True),
    ('=WEBSERVICE("http://x")', False),
    ("=[1]Sheet1!A1", False),
    ('=HYPERLINK("x")', False),
    ("=cmd|'/c calc'!A0", False),
    ('=INDIRECT("A1")', False),
    ("=SomeName", False),
    ("=IF (1=1,EXEC (2),3)", False),
]


@pytest.mark.parametrize(("formula", "allowed"), FORMULAS)
def test_3_formulas_outside_the_list_are_refused(formula: str, allowed: bool) -> None:
    assert check_formula(formula) is allowed
    book = Workbook("t", "", (Sheet("Cases", (Row((Cell("", "count", formula),)),)),))
    if allowed:
        workbook.write(book)
    else:
        with pytest.raises(FieldkitError, match=r"grid\.(scan|links)"):
            workbook.write(book)


def changed(data: bytes, part: str, edit: Callable[[bytes], bytes], add: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)) if name == part else old.read(name))
        if add:
            new.writestr(add, b"<x/>")
    return target.getvalue()


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def edit(text: bytes) -> bytes:
        assert old in text
        return text.replace(old, new, 1)

    return edit


_SHEET, _BOOK, _RELS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
TAMPERED = {
    "macro": ("", swap(b"", b""), "xl/vbaProject.bin"),
    "connection": ("", swap(b"", b""), "xl/connections.xml"),
    "external link": ("", swap(b"", b""), "xl/externalLinks/externalLink1.xml"),
    "comment": ("", swap(b"", b""), "xl/comments1.xml"),
    "hidden sheet": (_BOOK, swap(b'sheetId="2"', b'sheetId="2" state="hidden"'), ""),
    "foreign name": (_BOOK, swap(b"_xlnm.Print_Titles", b"Sneaky"), ""),
    "hidden row": (_SHEET, swap(b"<row ", b'<row hidden="1" '), ""),
    "array formula": (_SHEET, swap(b"<f>", b'<f t="array">'), ""),
    "hyperlink": (_SHEET, swap(b"</sheetData>", b"</sheetData><hyperlinks/>"), ""),
    "author": (
        "docProps/core.xml",
        swap(b"<dc:creator></dc:creator>", b"<dc:creator>A N</dc:creator>"),
        "",
    ),
    "outside": (_RELS, swap(b"<Relationship ", b'<Relationship TargetMode="External" '), ""),
    "entity": (_SHEET, swap(b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet"), ""),
}


@pytest.mark.parametrize("defect", sorted(TAMPERED))
def test_3_the_scan_finds_each_defect(defect: str) -> None:
    part, edit, add = TAMPERED[defect]
    data = workbook.write(grid_of(PDU, some_cases(PDU, 2)))
    with pytest.raises(FieldkitError, match=r"grid\."):
        scan(changed(data, part, edit, add))


@pytest.mark.parametrize("defect", ["macro", "connection", "external link", "outside"])
def test_6_dangerous_workbooks_are_not_read(defect: str) -> None:
    part, edit, add = TAMPERED[defect]
    data = workbook.write(grid_of(PDU, some_cases(PDU, 2)))
    with pytest.raises(FieldkitError, match=r"grid\.(macros|links)"):
        workbook_read.read(changed(data, part, edit, add))


def test_6_bombs_and_other_files_are_not_read() -> None:
    data = workbook.write(one_cell("a"))
    blown = changed(data, "xl/sharedStrings.xml", lambda text: text + b" " * (600 << 20))
    with pytest.raises(FieldkitError, match=r"grid\.too_large"):
        workbook_read.read(blown)
    for bad in (b"", b"PK\x03\x04", b"%PDF-1.7", data[:-30], data[: len(data) // 2]):
        with pytest.raises(FieldkitError, match=r"grid\.not_a_workbook"):
            workbook_read.read(bad)


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_6_a_flipped_byte_never_makes_a_traceback(at: int, flip: int) -> None:
    data = bytearray(workbook.write(one_cell("a")))
    data[at % len(data)] ^= flip
    try:
        workbook_read.read(bytes(data))
    except FieldkitError as error:
        assert error.code.startswith("grid.")


def test_7_set_up_for_screen_and_paper() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(grid_of(PDU, some_cases(PDU, 4)))))
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth in (None, 1) and sheet.page_setup.fitToHeight == 0
        assert "OFFICIAL-SENSITIVE" in sheet.oddHeader.center.text
        assert sheet.print_title_rows
    cases = book["Cases"]
    assert cases.freeze_panes == "B8" and cases.auto_filter.ref == "A7:R11"
    lists = {one.formula1 for one in cases.data_validations.dataValidation}
    assert lists == {'"Yes,No,N/A"', '"Yes,No"'}
    assert "OFFICIAL-SENSITIVE" in {cell.value for cell in cases[1]}


def computed(data: bytes, folder: Path) -> Any:
    """The workbook as LibreOffice computes it from formulas alone."""
    stripped = openpyxl.load_workbook(io.BytesIO(data))
    source = folder / "bare.xlsx"
    stripped.save(source)
    with zipfile.ZipFile(source) as package:
        assert b"<v></v>" in package.read(_SHEET).replace(b"<v />", b"<v></v>")
    return openpyxl.load_workbook(office.saved(source, folder), data_only=True)


def plain(value: object) -> object:
    return None if value in ("", None) else value


def agrees(book: Any, form: Form, ratings: Ratings) -> None:
    """Every figure of the computed summary is that of `rate`."""
    shown = {row[0].value: [plain(cell.value) for cell in row] for row in book["Summary"].rows}
    for standard in ratings.standards:
        row = shown[standard.code]
        if not standard.applicable:
            continue
        assert (row[7] or "  ")[2:] == (standard.computed or ""), standard.code
        assert (row[9] or "  ")[2:] == (standard.rating or ""), standard.code
        assert row[8] == standard.computed_points and row[10] == standard.points
        if standard.basis not in ("cases", "aggregate"):
            continue
        assert row[11] == standard.cases_up, standard.code
        for one in standard.key_questions:
            row, counts = shown[one.code], one.counts
            assert row[2:6] == [
                counts.yes, counts.no, counts.not_applicable, counts.judged + counts.not_applicable,
            ]  # fmt: skip
            assert row[6] == (None if one.percent is None else float(one.percent))
            assert (row[7] or "  ")[2:] == (one.rating or "")
            assert row[11] == one.cases_up
    overall, row = ratings.overall, shown["Overall"]
    assert row[10] == overall.points and row[8] == overall.computed_points
    assert (row[9] or "  ")[2:] == (overall.rating or "")
    assert (row[7] or "  ")[2:] == (overall.computed or "")
    codes = [cell.value for cell in book["Cases"][7]]
    for at, code in enumerate(codes):
        one = ratings.key_question(code)
        if one is not None:
            above = [plain(book["Cases"].cell(row, at + 1).value) for row in (5, 6)]
            percent = None if one.percent is None else float(one.percent)
            assert above == [f"{one.counts.yes}/{one.counts.judged}", percent]


LIMITED = replace(PDU, limits=(LimitingRule("Inadequate", 2, "Requires improvement"),))
OFFICE = [(PDU, 42), (PDU, 0), (PDU, 1), *((load(name), 11) for name in SHIPPED)]


@pytest.mark.parametrize(
    ("form", "number"), [*OFFICE, (LIMITED, 23)], ids=lambda one: getattr(one, "id", one)
)
def test_4_formulas_alone_give_what_rate_gives(form: Form, number: int, tmp_path: Path) -> None:
    cases = some_cases(form, number, seed=number)
    first = form.standards[len(form.standards) // 2]
    ratings = rated(form, cases, Decision(first.code, "Outstanding", "one_case", "read again"))
    data = workbook.write(build(form, cases, ratings, FROM))
    agrees(computed(data, tmp_path), form, ratings)


EDGES = [(99, 101), (494, 506), (129, 71), (6449, 3551), (159, 41), (40, 47), (45, 42), (13, 7)]


def test_4_edges_are_rounded_alike(tmp_path: Path) -> None:
    codes = [one.code for one in PDU.key_questions("cases")]
    cases = []
    for number in range(max(yes + no for yes, no in EDGES[:3] + EDGES[4:])):
        answers: dict[str, str | None] = {}
        for code, (yes, no) in zip(codes, EDGES, strict=False):
            if yes + no <= 1000:
                answers[code] = "yes" if number < yes else "no" if number < yes + no else None
        cases.append(GridCase(str(number + 1), answers=answers))
    made = tuple(cases)
    ratings = rated(PDU, made)
    data = workbook.write(build(PDU, made, ratings, FROM))
    agrees(computed(data, tmp_path), PDU, ratings)


def test_5_one_changed_answer_moves_everything_as_rate_does(tmp_path: Path) -> None:
    cases = some_cases(PDU, 6, seed=3)
    data = workbook.write(grid_of(PDU, cases))
    book = openpyxl.load_workbook(io.BytesIO(data))
    made = list(cases)
    shown = {"yes": "Yes", "no": "No", "not_applicable": "N/A"}
    for at, (case, code, answer) in enumerate(
        [(0, "P 2.1.1", "yes"), (1, "P 2.2.3", "no"), (2, "P 2.4.2", "not_applicable")]
    ):
        heads = [cell.value for cell in book["Cases"][7]]
        book["Cases"].cell(8 + case, heads.index(code) + 1).value = shown[answer]
        assert made[case].answers[code] != answer
        made[case] = replace(made[case], answers={**made[case].answers, code: answer})
        target = io.BytesIO()
        book.save(target)
        after = rated(PDU, tuple(made))
        folder = tmp_path / str(at)
        folder.mkdir()
        agrees(computed(target.getvalue(), folder), PDU, after)


def test_5_a_final_rating_changed_by_hand_moves_the_overall(tmp_path: Path) -> None:
    cases = some_cases(PDU, 20)
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(grid_of(PDU, cases))))
    row = next(one[0].row for one in book["Summary"].rows if one[0].value == "P 2.3")
    book["Summary"].cell(row, 10).value = "★ Outstanding"
    target = io.BytesIO()
    book.save(target)
    agrees(
        computed(target.getvalue(), tmp_path),
        PDU,
        rated(PDU, cases, Decision("P 2.3", "Outstanding")),
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_5_in_every_set_an_answer_and_a_decision_move_as_in_rate(name: str, tmp_path: Path) -> None:
    form = load(name)
    cases = list(some_cases(form, 9, seed=5))
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(grid_of(form, tuple(cases)))))
    heads = [cell.value for cell in book["Cases"][7]]
    codes = [one.code for one in form.key_questions() if one.code in heads]
    for at, code in enumerate(codes[:2]):
        answer = "no" if cases[at].answers[code] == "yes" else "yes"
        shown = {"yes": "Yes", "no": "No"}[answer]
        book["Cases"].cell(8 + at, heads.index(code) + 1).value = shown
        cases[at] = replace(cases[at], answers={**cases[at].answers, code: answer})
    decided = form.standards[-1].code
    row = next(one[0].row for one in book["Moderation"].rows if one[0].value == decided)
    book["Moderation"].cell(row, 4).value = next(
        cell.value
        for one in book["Summary"].rows
        for cell in one[1:2]
        if str(cell.value)[2:] == form.ratings[-1]
    )
    target = io.BytesIO()
    book.save(target)
    after = rated(form, tuple(cases), Decision(decided, form.ratings[-1]))
    agrees(computed(target.getvalue(), tmp_path), form, after)


def test_7_only_the_open_cells_of_moderation_can_be_changed() -> None:
    data = workbook.write(grid_of(PDU, some_cases(PDU, 4)))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Moderation"]
    assert sheet.protection.sheet and not sheet.protection.password
    opened = {cell.coordinate for row in sheet.rows for cell in row if not cell.protection.locked}
    assert opened == {f"{column}{row}" for column in "DEFG" for row in range(4, 4 + 7)}
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists["D4:D10"].startswith("Summary!$B$") and "Close to a boundary" in lists["E4:E10"]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        locked = [n for n in package.namelist() if b"sheetProtection" in package.read(n)]
    assert locked == ["xl/worksheets/sheet3.xml"]
