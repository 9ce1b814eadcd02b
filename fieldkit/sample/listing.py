"""The long list as offices hand it over: sixteen columns, good rows, and rows to be refused."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter

from fieldkit.sample.source import Case, case, case_names

HEADERS = (
    "Family name",
    "First name(s)",
    "DoB",
    "Gender",
    "Case/sentence type\n[Licence]   [Community Order]\n[Suspended Sentence Order]",
    "CRN",
    "PNC",
    "Risk of Serious Harm\n[RoSH]  Classification",
    "Date of sentence or\nrelease on licence",
    "Order or licence terminated\n[Date/N]",
    "Cluster\n(as recorded on nDelius)",
    "LDU\n(as recorded on nDelius)",
    "Team\n(as recorded on nDelius)",
    "Responsible officer",
    "Manager",
    "Office",
)
_FOOT = "Total shown here is for the office only; not part of the list"
_WHEN = datetime(2025, 6, 2, 9)


def workbook() -> bytes:
    """The long list as .xlsx, always the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties(
        {"title": "Long list, Northvale PDU", "author": "Northvale PDU", "created": _WHEN}
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Long list")
    sheet.set_column(0, len(HEADERS) - 1, 19)
    sheet.write_string(0, 0, "Northvale PDU: cases in scope, drawn 2 June 2025. OFFICIAL-SENSITIVE")
    sheet.write_row(1, 0, HEADERS, bold)
    place = 2
    for row in rows():
        for column, text in enumerate(row):
            sheet.write_string(place, column, text)
        place += 1
    sheet.write_string(place + 1, 0, _FOOT)
    sheet.write_string(place + 1, 5, "X000000")
    book.close()
    return out.getvalue()


def rows() -> tuple[tuple[str, ...], ...]:
    """The rows under the headers: the eight cases with three others among them.

    Refused are the fourth (its CRN) and the eighth (no start); the last only warns (its PNC).
    """
    good = [_row(case(crn)) for crn in case_names()]
    wrong_crn = _like(good[1], "Millrace", "Osric", "X31884", "2012/0330118Z", "05/11/2024")
    no_start = _like(good[4], "Penwarden", "Alaric", "X771204", "2008/0415509Z", "")
    wrong_pnc = _like(good[6], "Sallowfield", "Bram", "Z900612", "2014/0318276A", "14/01/2025")
    return (*good[:3], wrong_crn, *good[3:6], no_start, *good[6:], wrong_pnc)


def _row(one: Case) -> tuple[str, ...]:
    return (
        one.family_name,
        one.first_names,
        f"{one.born:%d/%m/%Y}",
        {"F": "Female", "M": "Male"}[one.gender],
        one.sentence_type,
        one.crn,
        one.pnc,
        one.rosh,
        f"{one.started:%d/%m/%Y}",
        "N",
        "Northvale",
        "Northvale LDU",
        one.team,
        one.officers[-1].name,
        one.manager,
        one.office,
    )


def _like(
    row: tuple[str, ...], family: str, first: str, crn: str, pnc: str, started: str
) -> tuple[str, ...]:
    return (family, first, *row[2:5], crn, pnc, row[7], started, *row[9:])
