"""Sheets: Excel workbooks by openpyxl and CSV files, as the words and dates a person would see."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl

from fieldkit.documents.archive import Archive
from fieldkit.documents.display import Opened, SheetRows, Sheets, sheets_of
from fieldkit.documents.parsed import Parsed
from fieldkit.documents.plain import decoded
from fieldkit.documents.sheet_left_out import Left, left_out
from fieldkit.errors import FieldkitError

MAX_ROWS = 300_000
MAX_CELLS = 3_000_000
MAX_COLUMNS = 2_000
LONGEST_GAP = 1_000
_LOOK_FOR_HEADER = 8
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SEPARATOR = re.compile(r"sep=([,;|\t])\s*\n", re.IGNORECASE)
Row = tuple[str, ...]


class SheetFile(Parsed):
    """An opened workbook or CSV file."""

    def __init__(self, name: str, opened: Opened, sheets: Sheets) -> None:
        super().__init__(name, opened)
        self._sheets = sheets

    def sheets(self) -> Sheets:
        """The tables, read when the file was opened."""
        return self._sheets


def open_workbook(archive: Archive, data: bytes, name: str) -> SheetFile:
    """An .xlsx or .xlsm file. Formulas show the value last saved; macros never run.

    Raises `document.too_large` above 300,000 rows or 3 million cells.
    """
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    tables, remarks, hidden = [], 0, 0
    left, found = [MAX_CELLS], Left()
    cut: set[str] = set()
    for sheet in book.worksheets:
        if not hasattr(sheet, "iter_rows"):  # a chart on a sheet of its own
            continue
        sheet.reset_dimensions()
        rows = list(compact(_rows(sheet, cut), left, name))
        tables.append(split(sheet.title, rows))
        hidden += sheet.sheet_state != "visible"
        part = getattr(sheet, "_worksheet_path", "")
        found += left_out(archive, part)
        said = list(_comments(archive, part))
        remarks += len(said)
        if said:
            tables.append(SheetRows(f"{sheet.title} *", (), ("Cell", "Author", "Comment"), said))
    outside = sum(1 for part in archive.names if part.startswith("xl/externalLinks/externalLink"))
    notes = (
        (f"comments:{remarks}", remarks),
        (f"hidden_sheets:{hidden}", hidden),
        ("macros_ignored", any(part.endswith("vbaProject.bin") for part in archive.names)),
        (f"remote_blocked:{outside}", outside),
        *found.notes(archive),
        ("columns_cut", bool(cut)),
    )
    told = tuple(note for note, there in notes if there)
    book.close()
    opened = Opened(kind="sheet", title=name, pages=1, shape="sheet", notes=told)
    return SheetFile(name, opened, sheets_of(tables))


def _rows(sheet: Any, cut: set[str]) -> Iterator[list[str]]:
    for cells in sheet.iter_rows():
        if len(cells) > MAX_COLUMNS and any(cell.value for cell in cells[MAX_COLUMNS:]):
            cut.add(sheet.title)
        yield [shown(cell.value, cell) for cell in cells[:MAX_COLUMNS]]


def compact(rows: Iterable[list[str]], left: list[int], name: str) -> Iterator[Row]:
    """Rows without their empty ends; a gap of over a thousand empty ones shrinks to one.

    `left` is how many cells the workbook may still have, and goes down. Raises
    `document.too_large`.
    """
    gap = count = 0
    for row in rows:
        while row and not row[-1]:
            row.pop()
        if not row:
            gap += 1
            continue
        empty = gap if gap <= LONGEST_GAP else 1
        count += empty + 1
        left[0] -= len(row)
        if left[0] < 0 or count > MAX_ROWS:
            raise FieldkitError("document.too_large", name=name)
        yield from ((),) * empty
        gap = 0
        yield tuple(row)


def shown(value: Any, cell: Any = None) -> str:
    """A cell as a person would see it: 05/03/2024, 05/03/2024 14:30, 12.5%, Yes."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return f"{value * 100}%" if _is_share(cell) else _with_zeros(str(value), cell)
    if isinstance(value, float):
        return f"{value * 100:.10g}%" if _is_share(cell) else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        plain = value.time() == dt.time()
        return value.strftime("%d/%m/%Y" if plain else "%d/%m/%Y %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.timedelta):
        minutes, sign = divmod(round(abs(value).total_seconds() / 60), 60), "-" * (value.days < 0)
        return f"{sign}{minutes[0]}:{minutes[1]:02}"
    return str(value)


def _with_zeros(said: str, cell: Any) -> str:
    """A number as long as its cell asks for, as numbers of people and telephones are."""
    asked = getattr(cell, "number_format", "") or ""
    return said.zfill(len(asked)) if len(asked) > 1 and not asked.strip("0") else said


def _is_share(cell: Any) -> bool:
    return cell is not None and "%" in (getattr(cell, "number_format", "") or "")


def _comments(archive: Archive, part: str) -> Iterator[Row]:
    part = part.lstrip("/")
    for kind, target, outside in archive.links(part).values() if part else ():
        if kind == "comments" and not outside and target in archive.names:
            root = archive.xml(target)
            authors = [one.text or "" for one in root.iter(_MAIN + "author")]
            for one in root.iter(_MAIN + "comment"):
                said = "".join(piece.text or "" for piece in one.iter(_MAIN + "t"))
                at = one.get("authorId", "")
                known = at.isdecimal() and int(at) < len(authors)
                yield one.get("ref", ""), authors[int(at)] if known else "", shown(said)


def split(title: str, rows: list[Row]) -> SheetRows:
    """Tell the header row, and what stands above it, from the rows of a sheet."""
    filled = [at for at, row in enumerate(rows) if any(row)]
    rows = rows[filled[0] : filled[-1] + 1] if filled else []
    widest = max((len(row) for row in rows[:200]), default=0)
    for at, row in enumerate(rows[:_LOOK_FOR_HEADER]):
        if at + 1 < len(rows) and is_header(row, widest):
            return SheetRows(title, tuple(rows[:at]), row, rows[at + 1 :])
    return SheetRows(title, (), (), rows)


def is_header(row: Iterable[str], widest: int) -> bool:
    """Whether a row names columns: nearly all filled, all different, words rather than figures."""
    filled = [cell for cell in row if cell.strip()]
    if len(filled) < max(2, round(widest * 0.6)) or len(set(filled)) < len(filled):
        return False
    return all(len(cell) <= 120 and any(map(str.isalpha, cell)) for cell in filled) and not any(
        cell[0].isdigit() for cell in filled
    )


def open_csv(data: bytes, name: str) -> SheetFile:
    """A CSV file; its separator and code page are worked out. Raises `document.too_large`."""
    text = decoded(data)
    csv.field_size_limit(10_000_000)
    rows: list[Row] = []
    left = MAX_CELLS
    named = _SEPARATOR.match(text)
    if named:  # written for Excel, which does not show the line either
        text = text[named.end() :]
    dialect = _separated(named[1]) if named else _dialect(text[:20_000])
    for cells in csv.reader(io.StringIO(text, newline=""), dialect):
        row = [cell.replace("\t", " ") for cell in cells]
        left -= len(row)
        if left < 0 or len(rows) >= MAX_ROWS:
            raise FieldkitError("document.too_large", name=name)
        while row and not row[-1]:
            row.pop()
        rows.append(tuple(row))
    opened = Opened(kind="sheet", title=name, pages=1, shape="sheet")
    return SheetFile(name, opened, sheets_of([split(name, rows)]))


def _dialect(sample: str) -> type[csv.Dialect]:
    """The separator that cuts the first lines into the most even columns."""
    best, separator = (0.0, 0), ","
    for candidate in (",", ";", "\t", "|"):
        rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=candidate))[:50]
        widths = [len(row) for row in rows if row]
        usual = max(set(widths), key=widths.count, default=0)
        if usual > 1:
            best, separator = max(
                (best, separator), ((widths.count(usual) / len(widths), usual), candidate)
            )

    return _separated(separator)


def _separated(separator: str) -> type[csv.Dialect]:
    class Found(csv.excel):
        delimiter = separator

    return Found
