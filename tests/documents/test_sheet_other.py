"""Workbooks that are no .xlsx, made by LibreOffice: what they say is shown, what is not is told.

1. Old Excel and OpenDocument: words, dates, times, figures and what formulas came to, row by row,
as from the .xlsx they were made of. 2. Hidden sheets are shown and counted. 3. What the reading
leaves out is said. 4. Their rows are found by date, as those of any log. 5. Cut short or with bytes
changed: opened, or refused with a code, by a worker that goes on. 6. Rows beyond the most are
refused. 7. One under a password says so. 8. Two thousand damaged ones of each (`--long`).
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from fieldkit.documents import sheet as sheets
from fieldkit.documents.parse import open_document
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from tests import office
from tests.documents import test_mutants as mutants

KINDS = ("xls", "ods")


def log() -> bytes:
    """A contact log with a value of every kind, an empty row and a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Contacts"
    sheet.append(["Date", "Time", "Case", "Share", "Count", "Notes", "When"])
    when = dt.datetime(2024, 3, 5, 9, 15)
    note = "First line\nsecond line, Welsh ŵŷ"
    sheet.append([dt.date(2024, 3, 5), dt.time(14, 30), "X480112", 0.5, 7, note, when])
    sheet.append([dt.date(2024, 3, 6), None, "X480113", None, "=E2*2", "Nothing new"])
    sheet.append([None, None, None])
    sheet.append([dt.date(2024, 5, 1), None, "X480114", None, 12, "After a gap"])
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    hidden.append(["kept", "back"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The log in every other format."""
    folder = tmp_path_factory.mktemp("other")
    (folder / "log.xlsx").write_bytes(log())
    return {kind: office.saved(folder / "log.xlsx", folder, kind).read_bytes() for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_says(made: dict[str, bytes], kind: str) -> None:
    """1. to 3."""
    found = open_document(made[kind], f"log.{kind}")
    assert found.opened.kind == "sheet"
    assert set(found.opened.notes) == {"values_only", "hidden_sheets:1"}
    first, hidden = found.sheets().tables
    assert first.header == ("Date", "Time", "Case", "Share", "Count", "Notes", "When")
    assert first.rows[0] == (
        *("05/03/2024", "14:30", "X480112", "0.5", "7"),
        *("First line\nsecond line, Welsh ŵŷ", "05/03/2024 09:15"),
    )
    assert first.rows[1][4] == "14" and first.rows[2] == ()
    assert first.rows[3][0] == "01/05/2024" and first.rows[3][5] == "After a gap"
    assert (hidden.name, list(hidden.rows)) == ("Hidden", [("kept", "back")])


@pytest.mark.parametrize("kind", KINDS)
def test_by_date(made: dict[str, bytes], kind: str, worker: DocumentWorker) -> None:
    """4."""
    worker.open("k", made[kind], f"log.{kind}")
    dates = [one.date for one in worker.dated("k").parts]
    assert dates == ["2024-03-05", "2024-03-06", "2024-05-01"]


@pytest.mark.parametrize("kind", KINDS)
def test_damaged(made: dict[str, bytes], kind: str, worker: DocumentWorker) -> None:
    """5."""
    name = f"log.{kind}"
    for length in range(0, len(made[kind]), 601):
        with pytest.raises(FieldkitError, match=r"document\."):
            worker.open("cut", made[kind][:length], name)
    assert len(mutants.run(name, mutants.SHORT, worker, made[kind])) == mutants.SHORT


def test_too_many_rows(made: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """6."""
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    with pytest.raises(FieldkitError, match=r"document\.too_large"):
        open_document(made["xls"], "log.xls")


def test_under_a_password(made: dict[str, bytes]) -> None:
    """7. The record that says so, or the part, put in by hand."""
    asks, begins = b"\x2f\x00", b"\xe1\x00\x02\x00"  # the second record that Excel writes
    assert made["xls"].count(begins) == 1
    locked = made["xls"].replace(begins, asks + begins[2:])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made["ods"])) as whole, zipfile.ZipFile(out, "w") as sealed:
        for part in whole.namelist():
            data = whole.read(part)
            if part == "META-INF/manifest.xml":
                data = data.replace(
                    b"</manifest:manifest>",
                    b"<manifest:encryption-data/>" + b"</manifest:manifest>",
                )
            sealed.writestr(part, data)
    for name, data in (("log.xls", locked), ("log.ods", out.getvalue())):
        with pytest.raises(FieldkitError, match=r"document\.office_password"):
            open_document(data, name)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_many_damaged(made: dict[str, bytes], kind: str, worker: DocumentWorker) -> None:
    """8."""
    assert len(mutants.run(f"log.{kind}", mutants.LONG, worker, made[kind])) == mutants.LONG
