"""Reading a long list: the first sheet of a workbook, or a CSV file, as rows of plain cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.store import delimited

LARGEST = 64 << 20
MOST_ROWS = 100_000
MOST_COLUMNS = 200


def read_rows(path: Path) -> list[Sequence[object]]:
    """The rows as the sheet numbers them, from row 1 on.

    Raises FieldkitError ``case.list_not_found``, ``case.list_unreadable`` or ``case.list_large``.
    """
    try:
        data = path.read_bytes()
    except OSError as why:
        raise FieldkitError("case.list_not_found", file=path.name) from why
    if len(data) > LARGEST:
        raise FieldkitError("case.list_large", file=path.name)
    if path.suffix.lower() == ".csv":
        try:
            return list(delimited.read(data))
        except FieldkitError as why:
            raise FieldkitError("case.list_unreadable", file=path.name) from why
    import openpyxl  # takes long to load, and most runs read no workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > 16 * LARGEST:
                raise FieldkitError("case.list_large", file=path.name)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows: list[Sequence[object]] = []
        for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise FieldkitError("case.list_large", file=path.name)
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, IndexError) as why:
        raise FieldkitError("case.list_unreadable", file=path.name) from why
    return rows
