"""Workbooks of other formats by calamine: old Excel (.xls), binary Excel (.xlsb), OpenDocument.

It gives values and dates, not how they looked: the note says so.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile
import python_calamine

from fieldkit.documents.archive import Archive
from fieldkit.documents.display import Opened, sheets_of
from fieldkit.documents.sheet import MAX_CELLS, MAX_COLUMNS, SheetFile, compact, shown, split
from fieldkit.errors import FieldkitError

_RECORD = struct.Struct("<HH")
_FILEPASS, _FIRST_RECORDS = 0x2F, 8


def open_other_workbook(
    data: bytes, name: str, archive: Archive | None = None, program: bool = False
) -> SheetFile:
    """A workbook that is no .xlsx. Formulas show the value last saved; macros never run.

    `archive` is the same as a zip, where it is one; `program` says that it holds a program. Raises
    `document.too_large` above 300,000 rows or 3 million cells, `document.office_password`, and
    what `parse.open_document` tells of others.
    """
    if _sealed(archive) if archive is not None else _locked(data):
        raise FieldkitError("document.office_password", name=name)
    try:
        return _opened(data, name, program)
    except BaseException as problem:
        # A panic of the library's own language is no Exception, and must end no process.
        if type(problem).__name__ == "PanicException":
            raise FieldkitError("document.damaged", name=name) from None
        raise


def _locked(data: bytes) -> bool:
    """Whether an old workbook is under a password: a record says so right at its beginning."""
    with olefile.OleFileIO(io.BytesIO(data)) as held:
        stream = held.openstream("Workbook" if held.exists("Workbook") else "Book")
        for _ in range(_FIRST_RECORDS):
            head = stream.read(_RECORD.size)
            if len(head) < _RECORD.size:
                return False
            kind, length = _RECORD.unpack(head)
            if kind == _FILEPASS:
                return True
            stream.seek(length, io.SEEK_CUR)
    return False


def _sealed(archive: Archive) -> bool:
    """Whether an OpenDocument file is under a password: its list of parts says so."""
    listed = "META-INF/manifest.xml"
    return listed in archive.names and b":encryption-data" in archive.read(listed)


def _opened(data: bytes, name: str, program: bool) -> SheetFile:
    book = python_calamine.load_workbook(io.BytesIO(data))
    left, hidden, tables = [MAX_CELLS], 0, []
    cut: set[str] = set()
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        hidden += about.visible != python_calamine.SheetVisibleEnum.Visible
        sheet = book.get_sheet_by_index(place)
        tables.append(split(about.name, list(compact(_rows(sheet, cut), left, name))))
    notes = (
        ("values_only", True),
        (f"hidden_sheets:{hidden}", hidden),
        ("macros_ignored", program),
        ("columns_cut", bool(cut)),
    )
    told = tuple(note for note, there in notes if there)
    opened = Opened(kind="sheet", title=name, pages=1, shape="sheet", notes=told)
    return SheetFile(name, opened, sheets_of(tables))


def _rows(sheet: python_calamine.CalamineSheet, cut: set[str]) -> Iterator[list[str]]:
    for row in sheet.iter_rows():
        if any(value != "" for value in row[MAX_COLUMNS:]):
            cut.add(sheet.name)
        yield [shown(value) for value in row[:MAX_COLUMNS]]
