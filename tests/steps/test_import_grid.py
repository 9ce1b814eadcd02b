"""Requirements of reading a moderated workbook back.

1. An untouched workbook changes nothing, also when LibreOffice saved it.
2. Edited by LibreOffice, exactly the edits made come back: proposals, comments, the rest by cell.
3. Rows and columns may move, columns and sheets be added; everything unexpected is named.
4. A workbook of an older state tells edits from what changed in the casebook since.
5. Only what the form allows is taken, with the person's name; answers are never touched.
6. What is not ours, another inspection's, or holds macros or links is refused.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fieldkit import cli
from fieldkit.errors import FieldkitError
from fieldkit.inspection.grid_back import GridBack
from fieldkit.steps import export, import_grid, leaving, moderate, progress, read
from fieldkit.steps.leaving import Choices
from fieldkit.steps.session import Session
from tests import exported, kit, office


@pytest.fixture()
def lead(tmp_path: Path) -> Iterator[Session]:
    made = exported.centre(tmp_path)
    moderate.moderate(made, "P 1.1", "Good", "evidence", "Seen in three meetings")
    yield made
    made.close()


def edited(data: bytes, *edits: tuple[str, str, Any]) -> bytes:
    """The workbook with some cells changed, as openpyxl saves it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet, cell, value in edits:
        book[sheet][cell] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def resaved(data: bytes, folder: Path, name: str = "book") -> bytes:
    """The workbook opened and saved by LibreOffice."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.xlsx").write_bytes(data)
    return office.saved(folder / f"{name}.xlsx", folder).read_bytes()


def row_of(data: bytes, sheet: str, key: str) -> int:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return next(int(row[0].row) for row in book[sheet].iter_rows() if row[0].value == key)


def column_of(data: bytes, code: str) -> str:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return next(str(cell.column_letter) for cell in book["Cases"][7] if cell.value == code)


def nothing(found: GridBack) -> bool:
    return not (found.proposals or found.changes or found.oddities or found.moved or found.guessed)


def open_standard(lead: Session) -> tuple[str, str, str]:
    """A standard that the form opens to the panel, its ground in words, and another rating."""
    ratings = leaving.gather(lead).ratings
    one = next(one for one in ratings.standards if one.triggers and one.basis == "cases")
    words = {"near_boundary": "Close to a boundary", "one_case": "One case would change it"}
    rating = next(word for word in lead.form.ratings if word != one.computed)
    return one.code, words[one.triggers[0]], rating


@pytest.mark.parametrize("saved", [False, True])
def test_1_untouched_changes_nothing(lead: Session, tmp_path: Path, saved: bool) -> None:
    data = export.grid_bytes(lead)
    found = import_grid.read_back(lead, resaved(data, tmp_path / "o") if saved else data)
    assert nothing(found), found
    assert found.compared and not found.older
    assert found.program.startswith("LibreOffice" if saved else "Microsoft")


def test_1_the_choices_of_any_export_of_this_state_are_known(lead: Session, tmp_path: Path) -> None:
    hits = leaving.gather(lead).hits
    some = (Choices(), Choices(names="keep"), Choices(decided={hits[0].id: "keep"}, identify=True))
    for number, chosen in enumerate(some):
        export.export_grid(lead, tmp_path / f"{number}.xlsx", choices=chosen)
    for number in range(len(some)):
        found = import_grid.read_back(lead, (tmp_path / f"{number}.xlsx").read_bytes())
        assert nothing(found) and found.compared, number


def moderated(lead: Session, data: bytes) -> tuple[bytes, dict[str, str]]:
    """Edits of every sort, and the cells they are in."""
    code, ground, rating = open_standard(lead)
    at, other = row_of(data, "Moderation", code), row_of(data, "Moderation", "P 1.1")
    answer, away = column_of(data, "P 2.1.1") + "9", column_of(data, "P 2.4.3") + "12"
    cells = {"standard": code, "row": str(at), "answer": answer, "away": away, "other": str(other)}
    book = openpyxl.load_workbook(io.BytesIO(data))
    before = book["Cases"][answer].value
    share = row_of(data, "Summary", "P 2.1.1")
    cells["share"] = f"G{share}"
    cells["was"], cells["becomes"] = before, "No" if before == "Yes" else "Yes"
    return edited(
        data,
        ("Moderation", f"D{at}", f"● {rating}" if rating == "Good" else rating),
        ("Moderation", f"E{at}", ground),
        ("Moderation", f"F{at}", "The panel read 003 again;\nthin on both sides."),
        ("Moderation", f"G{at}", "H. Sund"),
        ("Moderation", f"F{other}", "Seen in three meetings, and in the minutes"),
        ("Cases", answer, cells["becomes"]),
        ("Cases", away, "Perhaps"),
        ("Summary", f"G{share}", 51.2),
        ("Reasons", "D3", "Somebody's own words"),
    ), cells


@pytest.mark.parametrize("saved", [False, True])
def test_2_exactly_the_edits_come_back(lead: Session, tmp_path: Path, saved: bool) -> None:
    data, cells = moderated(lead, export.grid_bytes(lead))
    found = import_grid.read_back(lead, resaved(data, tmp_path / "o") if saved else data)
    first, second = sorted(found.proposals, key=lambda one: one.by != "H. Sund")
    row = cells["row"]
    assert (first.standard, first.cells) == (cells["standard"], tuple(f"{c}{row}" for c in "DEFG"))
    assert first.rating == open_standard(lead)[2] and first.by == "H. Sund" and first.allowed
    assert first.reason == "The panel read 003 again;\nthin on both sides."
    assert (second.standard, second.cells) == ("P 1.1", (f"F{cells['other']}",))
    assert (second.before, second.rating, second.allowed) == ("Good", "Good", True)
    assert [
        (one.cell, one.number, one.question, one.before, one.after) for one in found.changes
    ] == [(cells["answer"], "002", "P 2.1.1", cells["was"], cells["becomes"])]
    odd = {(one.sheet, one.cell, one.what) for one in found.oddities}
    assert odd == {
        ("Cases", cells["away"], "not_an_answer"),
        ("Summary", cells["share"], "formula_replaced"),
        ("Reasons", "D3", "text_changed"),
    }


def test_2_random_edits_come_back_exactly(lead: Session, tmp_path: Path) -> None:
    data = export.grid_bytes(lead)
    chance = random.Random(20)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Cases"]
    wanted, edits = {}, []
    for _ in range(25):
        row, code = chance.randrange(8, 21), chance.choice(["P 2.1.2", "P 2.2.1", "P 2.3.3"])
        cell = f"{column_of(data, code)}{row}"
        before, after = sheet[cell].value, chance.choice(["Yes", "No", "N/A", None])
        edits.append(("Cases", cell, after))
        wanted[cell] = (before or "", after or "")
    wanted = {cell: told for cell, told in wanted.items() if told[0] != told[1]}
    found = import_grid.read_back(lead, resaved(edited(data, *edits), tmp_path / "o"))
    assert {one.cell: (one.before, one.after) for one in found.changes} == wanted
    assert not found.proposals and not found.oddities


def shuffled(data: bytes) -> bytes:
    """Cases sorted backwards, a column put in before them, one added behind, a sheet of notes."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Cases"]
    wide = sheet.max_column
    rows = [[sheet.cell(row, col).value for col in range(1, wide + 1)] for row in range(8, 21)]
    for at, values in enumerate(reversed(rows), start=8):
        for col, value in enumerate(values, start=1):
            sheet.cell(at, col).value = value
    sheet.cell(7, wide + 2).value = "Panel notes"
    sheet.cell(9, wide + 2).value = "look again"
    moderation = book["Moderation"]
    for col in range(1, 10):
        one, two = moderation.cell(4, col), moderation.cell(8, col)
        one.value, two.value = two.value, one.value
    book.create_sheet("My notes")["A1"] = "x"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("saved", [False, True])
def test_3_moved_rows_and_added_columns(lead: Session, tmp_path: Path, saved: bool) -> None:
    data = shuffled(export.grid_bytes(lead))
    found = import_grid.read_back(lead, resaved(data, tmp_path / "o") if saved else data)
    assert found.moved and not found.changes and not found.proposals
    odd = {(one.sheet, one.cell, one.what) for one in found.oddities}
    added = openpyxl.load_workbook(io.BytesIO(data))["Cases"]
    letter = next(str(c.column_letter) for c in added[7] if c.value == "Panel notes")
    assert odd == {
        ("Cases", f"{letter}7:{letter}9", "column_added"),
        ("My notes", "", "sheet_added"),
    }


def test_3_missing_and_doubled_rows_are_named(lead: Session) -> None:
    data = export.grid_bytes(lead)
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["Cases"]["A9"] = "001"
    book["Cases"]["A10"] = "777"
    book["Moderation"]["A4"] = "P 9.9"
    del book["Evidence"]
    target = io.BytesIO()
    book.save(target)
    found = import_grid.read_back(lead, target.getvalue())
    odd = {(one.sheet, one.cell, one.what, one.found) for one in found.oddities}
    assert {
        ("Cases", "A9", "row_twice", "001"), ("Cases", "A10", "row_unknown", "777"),
        ("Cases", "", "row_missing", "002"), ("Cases", "", "row_missing", "003"),
        ("Moderation", "A4", "row_unknown", "P 9.9"), ("Moderation", "", "row_missing", "P 1.1"),
        ("Evidence", "", "sheet_missing", ""),
    } <= odd  # fmt: skip


def test_4_an_older_state(lead: Session, tmp_path: Path) -> None:
    data, cells = moderated(lead, export.grid_bytes(lead))
    rows = progress.lines(lead)
    other = next(one for one in rows if one.subject.number == "005")
    view = read.open_reading(lead, other.reading.id).view
    from fieldkit.steps import rate

    was = view.answers["P 2.3.1"].value
    lead.record([rate.answer(view, "P 2.3.1", "no" if was == "yes" else "yes")])
    moderate.moderate(lead, "P 1.1", "Outstanding", "evidence", "Decided again")
    found = import_grid.read_back(lead, resaved(data, tmp_path / "o"))
    assert found.older and not found.compared and not found.guessed
    assert [one.cell for one in found.changes] == [cells["answer"]]
    told = {one.standard: one.why for one in found.proposals}
    assert told["P 1.1"] == "moved" and cells["standard"] in told


def test_4_a_changed_baseline_is_told(lead: Session) -> None:
    data = edited(export.grid_bytes(lead), ("Long", "E3", "N/A"))
    found = import_grid.read_back(lead, data)
    assert found.guessed and not found.changes
    assert {(one.sheet, one.what) for one in found.oddities} == {
        ("As written", "baseline_changed"), ("Long", "text_changed"),
    }  # fmt: skip


def test_5_taking(lead: Session, tmp_path: Path) -> None:
    data, cells = moderated(lead, export.grid_bytes(lead))
    before = lead.present()
    found = import_grid.read_back(lead, data)
    assert lead.present() == before, "reading changes nothing"
    taken = import_grid.take(lead, found, source=data)
    assert set(taken) == {cells["standard"], "P 1.1"}
    now = leaving.gather(lead)
    rated = now.ratings.standard(cells["standard"])
    assert rated and rated.decision and rated.decision.by == "H. Sund"
    assert rated.rating == open_standard(lead)[2] != rated.computed
    assert [one.answers for one in now.cases] == [one.answers for one in leaving.gather(lead).cases]
    again = import_grid.read_back(lead, export.grid_bytes(lead))
    assert nothing(again)
    assert import_grid.comment(lead, found) == 1
    rows = progress.lines(lead)
    returned = [one for one in rows if one.returned]
    assert [one.subject.number for one in returned] == ["002"]
    answers = {key: entries for key, entries in before.items() if key.kind == "answer"}
    assert answers == {k: v for k, v in lead.present().items() if k.kind == "answer"}


WHY = [
    ("D", "Splendid", "unknown_rating"),
    ("F", None, "no_reason"),
    ("E", "Because", "unknown_ground"),
    ("E", "Very few cases", "not_open"),
    ("D", "=1+1", "formula"),
]


@pytest.mark.parametrize(("column", "value", "why"), WHY)
def test_5_what_the_form_does_not_allow(lead: Session, column: str, value: Any, why: str) -> None:
    data, cells = moderated(lead, export.grid_bytes(lead))
    data = edited(data, ("Moderation", f"{column}{cells['row']}", value))
    found = import_grid.read_back(lead, data)
    told = {one.standard: one.why for one in found.proposals}
    assert told[cells["standard"]] == why
    assert cells["standard"] not in import_grid.take(lead, found)
    with pytest.raises(FieldkitError, match=r"import\.not_allowed"):
        import_grid.take(lead, found, [cells["standard"]])


def test_5_a_standard_that_the_form_does_not_open(lead: Session) -> None:
    shut = next(s for s in leaving.gather(lead).ratings.standards if s.computed and not s.triggers)
    data = export.grid_bytes(lead)
    at = row_of(data, "Moderation", shut.code)
    word = next(one for one in lead.form.ratings if one != shut.computed)
    edits = [(f"D{at}", word), (f"E{at}", "Close to a boundary"), (f"F{at}", "We think so")]
    found = import_grid.read_back(lead, edited(data, *(("Moderation", *one) for one in edits)))
    assert [(one.why, one.allowed) for one in found.proposals] == [("not_open", False)]


def test_6_what_is_not_ours(lead: Session, tmp_path: Path) -> None:
    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    other = exported.centre(tmp_path / "other", 2)
    foreign = export.grid_bytes(other)
    other.close()
    data = export.grid_bytes(lead)
    row = row_of(data, "Provenance", "SHA-256 of the form file")
    cases = {
        "import.not_ours": plain.getvalue(),
        "import.other_inspection": foreign,
        "import.other_form": edited(data, ("Provenance", f"B{row}", "0" * 64)),
        "grid.not_a_workbook": data[:200],
        "grid.macros": with_part(data, "xl/vbaProject.bin"),
        "grid.links": with_part(data, "xl/externalLinks/externalLink1.xml"),
    }
    for code, bad in cases.items():
        with pytest.raises(FieldkitError) as told:
            import_grid.read_back(lead, bad)
        assert told.value.code == code


def with_part(data: bytes, name: str) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr(name, b"x")
    return target.getvalue()


def test_6_a_part_proposes_nothing(lead: Session) -> None:
    data = export.grid_bytes(lead, choices=Choices(where=(("rosh", "low"),)))
    found = import_grid.read_back(lead, data)
    assert found.part and not found.proposals
    assert {one.what for one in found.oddities} == {"part_only"}


def test_the_command(lead: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, cells = moderated(lead, export.grid_bytes(lead))
    folder = lead.casebook.folder
    lead.close()
    (tmp_path / "moderated.xlsx").write_bytes(data)
    (tmp_path / "secret").write_text(kit.PASSPHRASE, encoding="utf-8")
    at = ("--casebook", str(folder), "--passphrase-file", str(tmp_path / "secret"))

    def told(*words: str) -> str:
        assert cli.run(["import-grid", str(tmp_path / "moderated.xlsx"), *at, *words]) == 0
        return capsys.readouterr().out

    shown = json.loads(told("--json"))
    assert len(shown["proposals"]) == 2 and shown["taken"] == []
    words = told()
    assert "H. Sund" in words and cells["answer"] in words and "import." not in words
    assert json.loads(told("--take", "--only", cells["standard"], "--json"))["taken"] == [
        cells["standard"]
    ]
