"""Reads a workbook back that others may have edited, with another library than wrote it.

Macros, links to elsewhere and absurd sizes are refused before anything is parsed. Formulas are
told, never computed.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from fieldkit.errors import FieldkitError
from fieldkit.inspection.sheet_read import ReadSheet, ReadWorkbook, Value
from fieldkit.store.workbook_scan import BAD_ZIP, open_package

_UNREADABLE = (
    *BAD_ZIP,
    ArithmeticError,
    AttributeError,
    LookupError,
    ParseError,
    TypeError,
    ValueError,
)
LARGEST_FILE = 64 * 1024 * 1024
MOST_CELLS = 5_000_000

_PROGRAM = re.compile(rb"<Application>([^<]{1,80})</Application>")


def read(data: bytes) -> ReadWorkbook:
    """Read a workbook that may have been edited elsewhere. Formulas are told, never computed.

    Raises FieldkitError ``grid.not_a_workbook``, ``grid.macros``, ``grid.links`` or
    ``grid.too_large``.
    """
    with open_package(data, LARGEST_FILE) as package:
        program = _program(package)
    values, formulas = _load(data, True), _load(data, False)
    cells = 0
    found = []
    for sheet in values.worksheets:
        cells += sheet.max_row * sheet.max_column
        if cells > MOST_CELLS:
            raise FieldkitError("grid.too_large", most=MOST_CELLS)
        rows = tuple(tuple(_value(one) for one in row) for row in sheet.iter_rows(values_only=True))
        written = {
            (row, col): one
            for row, line in enumerate(formulas[sheet.title].iter_rows())
            for col, cell in enumerate(line)
            if cell.data_type == "f" and isinstance(one := cell.value, str)
        }
        found.append(ReadSheet(sheet.title, rows, written))
    return ReadWorkbook(tuple(found), program)


def _program(package: zipfile.ZipFile) -> str:
    """What the file says it was saved by; believed for telling a person, and for nothing else."""
    try:
        found = _PROGRAM.search(package.read("docProps/app.xml")[:65536])
    except (KeyError, *BAD_ZIP):
        return ""
    return found.group(1).decode("utf-8", "replace").partition("/")[0].strip() if found else ""


def _load(data: bytes, values: bool) -> Any:
    import openpyxl  # takes long to load, and most runs read no workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
        except _UNREADABLE as error:
            raise FieldkitError("grid.not_a_workbook", reason=type(error).__name__) from error


def _value(value: object) -> Value:
    return value if isinstance(value, str | int | float | bool | datetime) else None
