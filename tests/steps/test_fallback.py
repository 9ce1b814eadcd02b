"""The fallback form: written, filled in elsewhere, read back with exactly what was changed.

1. Nothing changed gives no change; a change in each kind of cell comes back, through openpyxl and
   through LibreOffice; rows may be moved. It names no person.
2. What was changed in the casebook too is told and left. Answers out of the list, formulas, lost
   rows, another's form and other workbooks are refused by name, and nothing is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fieldkit import cli
from fieldkit.errors import FieldkitError
from fieldkit.inspection.fallback import ANSWER, NOTE, REASON, TOP
from fieldkit.steps import fallback, rate, read
from fieldkit.steps.session import Session
from tests import kit, office


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    world = kit.inspection(tmp_path / "world", cases=2, standard="", index=False)
    yield world.laptops["marsh"]
    world.close()


def view_of(session: Session) -> Any:
    mine = next(one for one in read.my_readings(session) if one.subject.number == "001")
    return read.open_reading(session, mine.reading.id).view


@pytest.fixture
def form(session: Session, tmp_path: Path) -> Path:
    view = view_of(session)
    first = view.questions[0].code
    session.record([rate.answer(view, first, "no"), rate.reason(view, first, "As found.")])
    path = tmp_path / "form.xlsx"
    fallback.write(session, "001", path)
    return path


def edited(path: Path, change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(path)
    change(book["Form"])
    book.save(path)
    return path.read_bytes()


def fill(sheet: Any) -> None:
    """Other answer, reason and note in row one, an answer in row three; two rows swapped."""
    sheet.cell(TOP + 1, ANSWER + 1).value = "Yes"
    sheet.cell(TOP + 1, REASON + 1).value = "Seen on paper.\nSecond line."
    sheet.cell(TOP + 1, NOTE + 1).value = "=not a formula"
    sheet.cell(TOP + 1, NOTE + 1).data_type = "s"
    sheet.cell(TOP + 3, ANSWER + 1).value = " no "
    for column in range(1, 6):
        one, other = sheet.cell(TOP + 1, column), sheet.cell(TOP + 2, column)
        one.value, other.value = other.value, one.value
        if column == NOTE + 1:
            other.data_type = "s"


def check(session: Session, data: bytes) -> None:
    codes = [one.code for one in view_of(session).questions]
    _, found = fallback.compare(session, data)
    assert [(one.question, one.field, one.wanted) for one in found] == [
        (codes[0], "answer", "Yes"),
        (codes[0], "reason", "Seen on paper.\nSecond line."),
        (codes[0], "note_lead", "=not a formula"),
        (codes[2], "answer", "No"),
    ]
    assert fallback.take(session, data) == (4, [])
    view = view_of(session)
    assert view.answers[codes[0]].value == "yes" and view.answers[codes[2]].value == "no"
    assert view.reasons[codes[0]].value == "Seen on paper.\nSecond line."
    assert view.lead_notes[codes[0]].value == "=not a formula"
    assert fallback.compare(session, data)[1] == []


def test_there_and_back(session: Session, form: Path) -> None:
    """1."""
    assert fallback.compare(session, form.read_bytes())[1] == []
    book = openpyxl.load_workbook(form)
    words = " ".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )
    assert "X482901" not in words and "Example" not in words and "Marsh" not in words
    assert book["Form"]["A2"].value == session.form.marking
    check(session, edited(form, fill))


def test_through_libreoffice(session: Session, form: Path, tmp_path: Path) -> None:
    """1."""
    edited(form, fill)
    check(session, office.saved(form, tmp_path).read_bytes())


def test_what_crossed_is_left(session: Session, form: Path) -> None:
    """2."""
    view = view_of(session)
    first = view.questions[0].code
    data = edited(form, fill)
    session.record([rate.reason(view, first, "Changed here meanwhile.")])
    taken, left = fallback.take(session, data)
    assert taken == 3 and [(one.field, one.now) for one in left] == [
        ("reason", "Changed here meanwhile.")
    ]
    assert view_of(session).reasons[first].value == "Changed here meanwhile."
    assert fallback.take(session, data, crossed_too=True) == (1, [])
    assert view_of(session).reasons[first].value == "Seen on paper.\nSecond line."


def put(row: int, column: int, value: str | None) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet.cell(row, column).value = value

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put(TOP + 1, ANSWER + 1, "Perhaps"), "fallback.answer"),
        (put(TOP + 1, REASON + 1, "=1+1"), "fallback.formula"),
        (put(TOP + 2, 1, None), "fallback.row"),
        (put(TOP + 2, 1, "P 2.1.1"), "fallback.row"),
    ],
)
def test_refusals_name_the_cell(
    session: Session, form: Path, change: Callable[[Any], None], code: str
) -> None:
    """2."""
    before = session.undelivered()
    with pytest.raises(FieldkitError) as why:
        fallback.take(session, edited(form, change))
    assert why.value.code == code and "question" in why.value.facts
    assert session.undelivered() == before


def test_other_files_are_refused(session: Session, form: Path, tmp_path: Path) -> None:
    """2."""
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(FieldkitError, match=r"fallback\.not_one"):
        fallback.compare(session, other.read_bytes())
    with pytest.raises(FieldkitError, match=r"grid\.not_a_workbook"):
        fallback.compare(session, b"not a workbook")
    with pytest.raises(FieldkitError, match=r"fallback\.no_reading"):
        fallback.write(session, "099", other)
    book = openpyxl.load_workbook(form)
    book["As written"]["B1"].value = "f" * 32
    book.save(other)
    with pytest.raises(FieldkitError, match=r"fallback\.no_reading"):
        fallback.compare(session, other.read_bytes())


def test_commands(
    session: Session, form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """1., as typed."""
    secret = tmp_path / "secret"
    secret.write_text(kit.PASSPHRASE)
    edited(form, fill)
    folder = session.casebook.folder
    session.casebook.close()
    opens = ["--casebook", str(folder), "--passphrase-file", str(secret)]
    assert cli.run(["fallback", "read", str(form), *opens]) == 0
    assert "4 changed, 0 taken" in capsys.readouterr().out
    assert cli.run(["fallback", "read", str(form), "--take", *opens]) == 0
    assert "4 changed, 4 taken, 0 left" in capsys.readouterr().out
    assert cli.run(["fallback", "write", "001", "-o", str(tmp_path / "again.xlsx"), *opens]) == 0
    session.casebook = Session.unlock(folder, kit.PASSPHRASE).casebook
