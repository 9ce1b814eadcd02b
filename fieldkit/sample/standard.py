"""The documents from which an organisational standard is read: a report and a caseload table."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time

import xlsxwriter

from fieldkit.sample.prose import chance
from fieldkit.sample.source import Table
from fieldkit.sample.word import Block, Sheet, build

_HEADERS = ("Practitioner", "Office", "Grade", "Cases", "High risk", "Workload %", "Remark")
_OVER = 110
_REMARK = "above the measure since January"


def report(wanted: Table) -> bytes:
    """The workforce report as .docx."""
    made = datetime.fromisoformat(wanted["date"])
    sheet = Sheet(wanted["title"], wanted["author"], "OFFICIAL-SENSITIVE", made, wanted["author"])
    return build(list(_blocks(wanted)), sheet)[0]


def _blocks(wanted: Table) -> Iterator[Block]:
    tables = {one["name"]: one for one in wanted["tables"]}
    yield Block(wanted["title"], level=1)
    for part in wanted["parts"]:
        if part.startswith("TABLE "):
            one = tables[part.removeprefix("TABLE ")]
            rows = tuple(tuple(row) for row in one["rows"])
            yield Block(rows=rows, shares=tuple(one["shares"]))
        elif part.startswith("# "):
            yield Block(part[2:], level=2)
        elif part.startswith("- "):
            yield Block(part[2:], bullet=True)
        else:
            yield Block(part)


def caseload(wanted: Table) -> bytes:
    """The caseload table as .xlsx: a row a practitioner, without names."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    printed = datetime.combine(date.fromisoformat(wanted["printed"]), time(9))
    book.set_properties({"title": wanted["title"], "author": "Northvale PDU", "created": printed})
    bold = book.add_format({"bold": True, "bg_color": "#D9E2EC", "border": 1})
    sheet = book.add_worksheet("Practitioners")
    sheet.set_column(0, 2, 26)
    sheet.set_column(6, 6, 34)
    sheet.write_string(0, 0, wanted["title"])
    sheet.write_row(1, 0, _HEADERS, bold)
    for place, row in enumerate(_practitioners(wanted), start=2):
        sheet.write_row(place, 0, row)
    book.close()
    return out.getvalue()


def _practitioners(wanted: Table) -> Iterator[tuple[str | int, ...]]:
    """As many practitioners over the measure as the report says, the highest of them marked."""
    rng = chance("standard", wanted["file"])
    number = 0
    marked = int(wanted["every_month"])
    for office, officers, others, over in zip(
        wanted["offices"],
        wanted["officers"],
        wanted["services_officers"],
        wanted["over"],
        strict=True,
    ):
        heads = officers + others
        high = sorted((rng.randrange(_OVER + 1, 139) for _ in range(over)), reverse=True)
        loads = high + [rng.randrange(78, _OVER) for _ in range(heads - over)]
        remarks = [_REMARK] * marked + [""] * heads
        marked = 0
        people = list(zip(loads, remarks, strict=False))
        rng.shuffle(people)
        for at, (load, remark) in enumerate(people):
            number += 1
            officer = at < officers
            cases = load * (2 if officer else 3) // 6 + rng.randrange(4)
            grade = "Probation officer" if officer else "Probation services officer"
            risky = rng.randrange(3, 9) if officer else 0
            yield f"Practitioner {number:02d}", office, grade, cases, risky, load, remark
