"""A workbook as plain values: sheets, rows, cells, and what makes them usable on screen and paper.

The only formulas are those put into `Cell.formula` by this project; everything else is text or a
number and stays that. Nothing here knows the file format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

LONGEST = 32_767
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAME_MARKS = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Cell(NamedTuple):
    """One cell. With a `formula`, `value` is its result as known when the workbook was made."""

    value: str | int | float | None = None
    style: str = "text"
    formula: str = ""


@dataclass(frozen=True)
class Row:
    """One row; None is an empty cell. Height in points, None for the usual one."""

    cells: tuple[Cell | None, ...] = ()
    height: float | None = None


@dataclass(frozen=True)
class Area:
    """A block of cells, counted from 0, both ends inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Look:
    """A conditional style over an area: cells equal to a text, or a formula that holds."""

    area: Area
    style: str
    equals: str = ""
    formula: str = ""


@dataclass(frozen=True)
class Choice:
    """A drop-down over an area: words, or the cells that hold them."""

    area: Area
    words: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a chart: the cell that names it, and its figures; an empty cell is a gap."""

    name: Area
    values: Area


@dataclass(frozen=True)
class Chart:
    """A bar chart of one column of figures, in the top left corner given by `at` (row, column).

    `names` and `values` are areas of the same sheet; `colours` one a bar, as hex. With `lines` it
    is a chart of these instead, over the same names, of which the last stands for everybody.
    `wide` is in pixels.
    """

    title: str
    at: tuple[int, int]
    names: Area
    values: Area
    colours: tuple[str, ...] = ()
    most: float | None = None
    lines: tuple[Line, ...] = ()
    wide: int = 620


@dataclass(frozen=True)
class Sheet:
    """One sheet. Widths are in characters; `freeze` counts the rows and columns kept in view.

    With `protected`, only cells of an open style can be changed; there is no password, since it
    guards against slips and nothing else. `breaks` are rows, from 0, with which a printed page
    begins; without any the sheet is fitted to the width of its paper.
    """

    name: str
    rows: tuple[Row, ...]
    widths: tuple[float, ...] = ()
    freeze: tuple[int, int] = (0, 0)
    filter: Area | None = None
    merges: tuple[Area, ...] = ()
    looks: tuple[Look, ...] = ()
    choices: tuple[Choice, ...] = ()
    repeat_rows: tuple[int, int] | None = None
    repeat_columns: tuple[int, int] | None = None
    paper: str = "A4"
    footer: str = ""
    protected: bool = False
    charts: tuple[Chart, ...] = ()
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """All sheets in order, the title, and the marking for every sheet and printed page."""

    title: str
    marking: str
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of this name, or None."""
        return next((one for one in self.sheets if one.name == name), None)


def clean(text: str) -> str:
    """Text as a workbook can hold it: no control or half characters, plain line ends."""
    if text.isascii() and text.isprintable():
        return text  # nearly every cell, and there are many
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _ILLEGAL.sub("", plain))


def units(text: str) -> int:
    """The length of a text as workbooks count it, in UTF-16 units."""
    return len(text) + sum(ord(one) > 0xFFFF for one in text)


def column(number: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, col: int, fixed: bool = False) -> str:
    """A cell counted from 0 as A1, or $A$1 when fixed."""
    return f"${column(col)}${row + 1}" if fixed else f"{column(col)}{row + 1}"


def span(area: Area) -> str:
    """An area as a fixed reference, $A$1:$B$2."""
    return f"{address(area.top, area.left, True)}:{address(area.bottom, area.right, True)}"


def sheet_name(title: str, taken: tuple[str, ...] = ()) -> str:
    """A name that every spreadsheet accepts, made from any title, and not among `taken`."""
    plain = _NAME_MARKS.sub(" ", clean(title)).replace("\n", " ").strip(" '")
    plain = " ".join(plain.split())[:28].strip(" '") or "Sheet"
    if plain.casefold() == "history":
        plain = "History sheet"
    while units(plain) > 28:
        plain = plain[:-1]
    known, number, name = {one.casefold() for one in taken}, 1, plain
    while name.casefold() in known:
        number += 1
        name = f"{plain[:26]} {number}"
    return name


def with_overflow(book: Workbook, heads: tuple[str, str, str, str], more: str) -> Workbook:
    """The workbook with every text over the limit cut, and the rest of it on a last sheet.

    `heads` name the columns of that sheet, `more` follows a cut text and takes the row number.
    """
    rest: list[tuple[str, str, int, str]] = []
    sheets = tuple(_cut(sheet, rest, more) for sheet in book.sheets)
    if not rest:
        return book
    head = Row(tuple(Cell(text, "head") for text in heads))
    rows = [
        Row((Cell(sheet), Cell(at), Cell(part, "count"), Cell(text, "wrap")))
        for sheet, at, part, text in rest
    ]
    last = Sheet(
        sheet_name("Overflow", tuple(one.name for one in sheets)),
        (head, *rows),
        widths=(14, 10, 8, 100),
        freeze=(1, 0),
        repeat_rows=(0, 0),
    )
    return replace(book, sheets=(*sheets, last))


def _cut(sheet: Sheet, rest: list[tuple[str, str, int, str]], more: str) -> Sheet:
    rows = list(sheet.rows)
    for at, row in enumerate(rows):
        if not any(cell and _long(cell.value) for cell in row.cells):
            continue
        cells = list(row.cells)
        for col, cell in enumerate(cells):
            if cell is not None and isinstance(cell.value, str) and _long(cell.value):
                cells[col] = cell._replace(value=_first(cell.value, len(rest) + 2, more))
                for part, text in enumerate(_parts(cell.value), start=1):
                    rest.append((sheet.name, address(at, col), part, text))
        rows[at] = Row(tuple(cells), row.height)
    return replace(sheet, rows=tuple(rows))


def _long(value: str | int | float | None) -> bool:
    return isinstance(value, str) and len(value) > LONGEST // 2 and units(value) > LONGEST


def _first(text: str, row: int, more: str) -> str:
    return text[:1000] + more.format(row=row)


def _parts(text: str) -> list[str]:
    size = LONGEST // 2
    return [text[start : start + size] for start in range(0, len(text), size)]
