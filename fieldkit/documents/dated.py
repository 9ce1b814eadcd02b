"""What a document says happened when: dated rows of sheets, dated lines and headings of texts.

Runs only in the worker process, on what a parser has made of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fieldkit.documents.dates import date_in, time_after
from fieldkit.documents.display import Dated, DatedParts, Flow, Sheets, Table
from fieldkit.documents.parsed import Parsed

MOST: Final = 50_000
_WORDS: Final = 240
_TITLE: Final = 120
_LOOK_AT: Final = 60
_HEAD_OF_LETTER: Final = 1500
_WHEN = re.compile(r"\bdate\b|\bwhen\b|^day$", re.IGNORECASE)
_TIME = re.compile(r"\btime\b", re.IGNORECASE)
_WHAT = re.compile(r"\btype\b|\bcontact\b|\bevent\b|\bactivity\b|\bcategory\b|\bsubject\b", re.I)
_OUTCOME = re.compile(r"outcome|attend|result", re.IGNORECASE)


def dated_parts(document: Parsed) -> DatedParts:
    """Every dated part of a document, in its order, and the date of the whole."""
    opened = document.opened
    if opened.shape == "sheet":
        return DatedParts("", tuple(_first(_of_sheets(document.sheets()))))
    if opened.kind == "email":
        return DatedParts((opened.date or "")[:10], (), (opened.date or "")[11:16])
    if opened.shape == "flow":
        flow = document.flow()
        return DatedParts(opened.date or _of_letter(flow.text), tuple(_first(_of_flow(flow))))
    pages = document.texts()
    parts = tuple(
        _first(one for number, page in enumerate(pages, 1) for one in _of_page(number, page))
    )
    return DatedParts(opened.date or (_of_letter(pages[0]) if pages else ""), parts)


def _first(parts: Iterator[Dated]) -> Iterator[Dated]:
    for count, one in enumerate(parts):
        if count >= MOST:
            return
        yield one


def _of_letter(text: str) -> str:
    """The first date that stands alone on a line near the top, as in a letter."""
    for line in text[:_HEAD_OF_LETTER].split("\n"):
        plain = line.strip().removeprefix("Date:").strip()
        found = date_in(plain) if len(plain) <= 40 else None
        if (
            found is not None
            and not plain[: found[2]].strip()
            and not plain[found[3] :].strip(" .")
        ):
            return found[0]
    return ""


# Sheets


def _of_sheets(sheets: Sheets) -> Iterator[Dated]:
    for table in sheets.tables:
        yield from _of_table(table)


def _of_table(table: Table) -> Iterator[Dated]:
    when = _date_column(table)
    if when is None:
        return
    columns = range(max((len(row) for row in table.rows[:_LOOK_AT]), default=0))
    time = _column(table, _TIME, when)
    what = _column(table, _WHAT, when)
    outcome = _column(table, _OUTCOME, when)
    taken = {when, time, what, outcome}
    lengths = {
        column: sum(len(row[column]) for row in table.rows[:_LOOK_AT] if column < len(row))
        for column in columns
        if column not in taken
    }
    notes = max(lengths, key=lengths.__getitem__, default=None)
    for number, row in enumerate(table.rows):
        found = date_in(_cell(row, when))
        if found is None:
            continue
        clock = found[1] or time_after(_cell(row, time).strip(), 0)[0]
        said = [_cell(row, what).strip(), _cell(row, outcome).strip()]
        note = " ".join(_cell(row, notes).split())
        title = ", ".join(part for part in (said[0], said[1][:1].lower() + said[1][1:]) if part)
        start = table.row_start(number)
        end = start + len("\t".join(row))
        yield Dated(
            found[0], clock, title[:_TITLE] or note[:_TITLE], note[:_WORDS], 1, start, end,
            f"row {number + 1}",
        )  # fmt: skip


def _cell(row: tuple[str, ...], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _column(table: Table, named: re.Pattern[str], other: int) -> int | None:
    for place, name in enumerate(table.header):
        if place != other and named.search(name) and not _WHEN.search(name):
            return place
    return None


def _date_column(table: Table) -> int | None:
    """The column that holds dates in most rows; one whose name says so goes first."""
    sample = [row for row in table.rows[:_LOOK_AT] if any(row)]
    best: tuple[int, int, int] | None = None
    for column in range(max((len(row) for row in sample), default=0)):
        cells = [_cell(row, column).strip() for row in sample]
        hits = sum(len(cell) <= 40 and date_in(cell) is not None for cell in cells)
        if hits * 2 < len(sample) or not hits:
            continue
        named = column < len(table.header) and bool(_WHEN.search(table.header[column]))
        best = max(best or (-1, 0, 0), (int(named), -column, column))
    return best[2] if best else None


# Texts


def _of_flow(flow: Flow) -> Iterator[Dated]:
    section = ""
    for block in flow.blocks:
        text = block.text
        if block.kind == "heading":
            section = " ".join(text.split())[:_TITLE]
        if block.kind in ("heading", "paragraph", "item", "pre", "table"):
            yield from _lines(1, text, block.start, section)


def _of_page(number: int, text: str) -> Iterator[Dated]:
    return _lines(number, text, 0, "")


def _lines(page: int, text: str, at: int, section: str) -> Iterator[Dated]:
    """Lines that begin with a date and say more; what follows on the line is what happened."""
    start = at
    for line in text.split("\n"):
        found = date_in(line[:60])
        if found is not None and not line[: found[2]].strip(" \t•-–[("):
            rest = line[found[3] :].strip(" \t:–-.,])")
            if len(rest) >= 3:
                words = " ".join(rest.split())
                where = section or (f"page {page}" if page > 1 else "")
                end = start + len(line)
                yield Dated(
                    found[0], found[1], words[:_TITLE], words[:_WORDS], page, start, end, where
                )
        start += len(line) + 1
