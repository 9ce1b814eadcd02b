"""Reads the sheets of an XLSForm workbook as rows by column, and collects what is wrong with it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.errors import Fact, FieldkitError
from fieldkit.store.workbook_scan import BAD_ZIP

MOST_ROWS, MOST_COLUMNS = 20_000, 200
LARGEST_UNPACKED = 256 << 20
_ALIASES = {
    "relevance": "relevant",
    "caption": "label",
    "constraint message": "constraint_message",
    "required message": "required_message",
    "guidance hint": "guidance_hint",
    "list name": "list_name",
    "read_only": "readonly",
    "bind::relevant": "relevant",
    "bind::constraint": "constraint",
    "bind::required": "required",
    "bind::jr:constraintmsg": "constraint_message",
    "title": "form_title",
    "set form title": "form_title",
    "set form id": "form_id",
    "id_string": "form_id",
}
_SPOKEN = ("label", "hint", "guidance_hint", "constraint_message", "required_message")


@dataclass(frozen=True)
class Trouble:
    """Something in a workbook: where (`row` from 1, `column` by its header), what, and the facts.

    An error stops the import; the rest (`lost`) could not be carried over and is only told.
    """

    sheet: str
    row: int
    column: str
    code: str
    facts: Mapping[str, Fact]
    lost: bool = False


@dataclass
class Troubles:
    """Collects what is wrong, and what is lost, while a workbook is read."""

    found: list[Trouble] = field(default_factory=list)

    def wrong(self, sheet: str, row: int, column: str, code: str, **facts: Fact) -> None:
        """Note a mistake."""
        self.found.append(Trouble(sheet, row, column, code, facts))

    def lost(self, sheet: str, row: int, column: str, found: str) -> None:
        """Note something that a form cannot hold."""
        facts: dict[str, Fact] = {"found": found}
        self.found.append(Trouble(sheet, row, column, "xlsform.lost", facts, lost=True))


@dataclass(frozen=True)
class Row:
    """One row: its number, and its filled cells by plain column name.

    `spoken` holds labels and the like by column and language, an empty language for the default.
    """

    number: int
    cells: Mapping[str, str]
    spoken: Mapping[tuple[str, str], str]

    def get(self, column: str) -> str:
        """A cell, empty where it is not filled."""
        return self.cells.get(column, "")

    def said(self, column: str, language: str) -> str:
        """A label in the default language, or in `language`, or in any."""
        for wanted in ("", language):
            if text := self.spoken.get((column, wanted)):
                return text
        return next((text for (name, _), text in self.spoken.items() if name == column), "")


@dataclass(frozen=True)
class Workbook:
    """The sheets of an XLSForm; choices and settings may be missing."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]


def read_workbook(data: bytes, troubles: Troubles) -> Workbook:
    """The sheets survey, choices and settings of a workbook.

    Raises FieldkitError ``xlsform.unreadable``.
    """
    import openpyxl  # takes long to load, and most runs read no workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(one.file_size for one in package.infolist()) > LARGEST_UNPACKED:
                raise FieldkitError("xlsform.unreadable", reason="too large")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = {one.title.strip().casefold(): _rows(one) for one in book.worksheets}
        book.close()
    except (*BAD_ZIP, KeyError, ValueError, TypeError, IndexError, AttributeError) as why:
        raise FieldkitError("xlsform.unreadable", reason=type(why).__name__) from why
    columns: dict[str, Mapping[str, str]] = {}
    taken = {}
    for name in ("survey", "choices", "settings"):
        taken[name] = _sheet(name, sheets.get(name, []), troubles, columns)
    for name in sheets:
        if name not in taken and sheets[name]:
            troubles.lost(name, 1, "", name)
    if not sheets.get("survey"):
        troubles.wrong("survey", 1, "", "xlsform.no_sheet", needed="survey")
    settings = dict(taken["settings"][0].cells) if taken["settings"] else {}
    return Workbook(taken["survey"], taken["choices"], settings, columns)


def _rows(sheet: object) -> list[tuple[int, tuple[object, ...]]]:
    found = []
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    for number, row in enumerate(
        sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True),  # type: ignore[attr-defined]
        start=1,
    ):
        if number > MOST_ROWS:
            raise FieldkitError("xlsform.unreadable", reason="too many rows")
        if any(cell is not None and str(cell).strip() for cell in row):
            found.append((number, row))
    return found


def _plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return re.sub(r"[ \t\r\n\u00a0]+", " ", str(cell)).strip()


def _sheet(
    name: str,
    rows: list[tuple[int, tuple[object, ...]]],
    troubles: Troubles,
    columns: dict[str, Mapping[str, str]],
) -> tuple[Row, ...]:
    if not rows:
        columns[name] = {}
        return ()
    head: dict[int, tuple[str, str]] = {}
    written: dict[str, str] = {}
    number, cells = rows[0]
    for at, cell in enumerate(cells):
        text = _plain(cell)
        if not text:
            continue
        column, language = _column(text)
        key = f"{column}::{language}" if language else column
        if key in written:
            troubles.wrong(name, number, text, "xlsform.column_twice", found=text)
            continue
        written[key] = text
        head[at] = (column, language)
    columns[name] = written
    return tuple(_row(number, cells, head) for number, cells in rows[1:])


def _column(text: str) -> tuple[str, str]:
    """A header as compared, and its language: ``label::Welsh (cy)`` is label, cy."""
    lowered = text.casefold()
    if lowered in _ALIASES:
        return _ALIASES[lowered], ""
    base, _, language = text.partition("::")
    if not language and base.count(":") == 1 and base.split(":")[0].casefold() in _SPOKEN:
        base, _, language = text.partition(":")
    plain = _ALIASES.get(base.strip().casefold(), base.strip().casefold())
    if language and plain in _SPOKEN:
        code = re.search(r"\(([A-Za-z-]+)\)\s*$", language)
        return plain, (code.group(1) if code else language.strip())
    return (plain, "") if not language else (lowered, "")


def _row(number: int, cells: tuple[object, ...], head: Mapping[int, tuple[str, str]]) -> Row:
    plain: dict[str, str] = {}
    spoken: dict[tuple[str, str], str] = {}
    for at, (column, language) in head.items():
        text = _plain(cells[at]) if at < len(cells) else ""
        if not text:
            continue
        if column in _SPOKEN:
            spoken[column, language] = text
        else:
            plain[column] = text
    return Row(number, plain, spoken)
