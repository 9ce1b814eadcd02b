"""Writes a short list as a workbook: the layout of the long list, and beside it what was drawn.

The first sheet is read back by `read_long_list`; every cell is text, so nothing in it is a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from fieldkit.errors import FieldkitError
from fieldkit.inspection.case import COLUMNS, header_name
from fieldkit.inspection.sample import standing
from fieldkit.inspection.sample_values import Pick, Sample
from fieldkit.store.workbook_strings import PlainWorkbook

ADDED = ("Number", "Stratum", "Part", "Replaces", "Reason")
_KNOWN = {name.replace(" ", "") for name in COLUMNS}


def short_list(
    rows: Sequence[Sequence[object]],
    sample: Sample,
    title: str,
    report: Iterable[str] = (),
) -> bytes:
    """The workbook: the sample by number and then the buffer, the replaced cases, the report.

    `rows` are those of the long list; of them only the columns that are known go over.
    Raises FieldkitError ``sample.no_rows`` when the rows are not those the sample came from.
    """
    data = io.BytesIO()
    book = PlainWorkbook(data, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    chosen = standing(sample)
    numbers = {one.number for one in chosen}
    replaced = {one.by: one for one in sample.replacements}
    gone = {one.out for one in sample.replacements}
    spare = [
        one
        for one in sample.picks
        if one.part == "buffer" and one.number not in replaced and one.number not in gone
    ]
    head = rows[1] if len(rows) > 1 else ()
    places = [at for at, cell in enumerate(head) if _known(cell)]
    sheet = book.add_worksheet("Short list")
    sheet.write_string(0, 0, title)
    for at, name in enumerate([*(_text(head[place]) for place in places), *ADDED]):
        sheet.write_string(1, at, name, bold)
    line = 2
    for one in (*chosen, *spare):
        done = replaced.get(one.number)
        added = (done.out, done.reason) if done else ("", "")
        part = "sample" if one.number in numbers else "buffer"
        told = [*_cells(rows, one, places), one.number, one.stratum, part, *added]
        for at, text in enumerate(told):
            sheet.write_string(line, at, text)
        line += 1
    sheet.freeze_panes(2, 0)
    sheet.set_column(0, len(places) + len(ADDED) - 1, 16)
    _replaced(book, bold, sample)
    _report(book, report)
    book.close()
    return data.getvalue()


def _known(cell: object) -> bool:
    return header_name(str(cell or "")).replace(" ", "") in _KNOWN


def _cells(rows: Sequence[Sequence[object]], pick: Pick, places: Sequence[int]) -> list[str]:
    at = pick.case.row - 1
    if at >= len(rows):
        raise FieldkitError("sample.no_rows", row=pick.case.row)
    row = rows[at]
    return [_text(row[place]) if place < len(row) else "" for place in places]


def _text(cell: object) -> str:
    """A cell as the layout has it: dates as dd/mm/yyyy."""
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    return "" if cell is None else str(cell)


def _replaced(book: PlainWorkbook, bold: object, sample: Sample) -> None:
    if not sample.replacements:
        return
    sheet = book.add_worksheet("Replaced")
    for at, name in enumerate(("Number", "CRN", "Replaced by", "Reason")):
        sheet.write_string(0, at, name, bold)
    for line, one in enumerate(sample.replacements, start=1):
        out = sample.pick(one.out)
        for at, text in enumerate((one.out, out.case.crn if out else "", one.by, one.reason)):
            sheet.write_string(line, at, text)


def _report(book: PlainWorkbook, report: Iterable[str]) -> None:
    sheet = book.add_worksheet("How it was drawn")
    sheet.set_column(0, 0, 120)
    for line, text in enumerate(report):
        sheet.write_string(line, 0, text)


def facts(sample: Sample) -> Mapping[str, object]:
    """The figures of a draw as plain values, without names of people."""
    return {
        "seed": sample.seed,
        "on": sample.on,
        "listed": sample.listed,
        "rejected": sample.rejected,
        "eligible": sample.eligible,
        "asked": sample.asked,
        "buffer": sample.buffer,
        "target": sample.target,
        "left_out": [{**vars(one)} for one in sample.left_out],
        "strata": [
            {
                "code": one.code,
                "title": one.title,
                "size": one.size,
                "exact": round(float(one.exact), 4),
                "rounded": one.rounded,
                "given": one.given,
                "drawn": one.drawn,
                "sampled": one.sampled,
            }
            for one in sample.strata
        ],
        "shortfalls": [{**vars(one), "path": list(one.path)} for one in sample.shortfalls],
        "cases": [
            {"number": one.number, "crn": one.case.crn, "stratum": one.stratum, "part": one.part}
            for one in sample.picks
        ],
        "replacements": [{**vars(one)} for one in sample.replacements],
    }
