"""Requirements of workbooks made of hostile text, checked on the package's XML and nothing else.

1. No live formula but ours, no link, macro, foreign name or hidden part, whatever the text.
2. Sheet names made from hostile titles are valid and differ.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from defusedxml import ElementTree

from fieldkit.inspection.annexe_book import annexe_book
from fieldkit.inspection.form import Form
from fieldkit.inspection.grid import Grid, GridDouble, GridEvidence, Provenance, of_parts
from fieldkit.inspection.grid import book as book_of
from fieldkit.inspection.rating import Decision
from fieldkit.inspection.sheet import Workbook, address
from fieldkit.store import workbook
from tests.inspection.test_grid import PDU, rated, some_cases
from tests.store.test_workbook import HOSTILE


def our_formulas(book: Workbook) -> dict[str, set[str]]:
    """The cells that we gave a formula, by the part of their sheet."""
    return {
        f"xl/worksheets/sheet{number}.xml": {
            address(at, col)
            for at, row in enumerate(sheet.rows)
            for col, cell in enumerate(row.cells)
            if cell is not None and cell.formula
        }
        for number, sheet in enumerate(book.sheets, start=1)
    }


def looked_through(book: Workbook) -> None:
    """Nothing of a package that hostile text could have put there, read as XML and nothing else."""
    data = workbook.write(book)
    expected = our_formulas(book)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            text = package.read(name).decode("utf-8")
            root = ElementTree.fromstring(text)
            for node in root.iter():
                tag = node.tag.rsplit("}", 1)[-1]
                assert tag not in ("hyperlink", "oleObject", "externalReference", "comment"), name
                assert node.get("TargetMode") != "External", name
                assert tag == "definedName" or node.get("hidden") is None, name
                assert node.get("state") in (None, "visible", "frozen"), name
            if name in expected:
                found = {
                    node.get("r")
                    for node in root.iter()
                    if node.tag.endswith("}c") and any(c.tag.endswith("}f") for c in node)
                }
                assert found == expected[name], name
            if name == "xl/workbook.xml":
                sheets = [n.get("name") for n in root.iter() if n.tag.endswith("}sheet")]
                assert sheets == [one.name for one in book.sheets]
                assert all(len(one or "") <= 31 for one in sheets)
                told = {n.get("name") for n in root.iter() if n.tag.endswith("}definedName")}
                assert told <= {"_xlnm.Print_Titles", "_xlnm._FilterDatabase"}


EVIL = [*HOSTILE, "x" * 40_000, "half \ud83d\x00\x1b", "\U0001f600" * 20_000, "\ufffe_x0008_"]


def evil_grid(form: Form) -> Grid:
    """A grid of which every text is hostile: titles, attributes, answers' reasons, decisions."""
    codes = [one.code for one in form.case_attributes()]
    titles = tuple(
        replace(one, title=EVIL[at % len(EVIL)][:200] or "x")
        for at, one in enumerate(form.attributes)
    )
    evil = replace(form, title="='a'!x", marking="=&F&Z", attributes=titles)
    cases = tuple(
        replace(
            one,
            number=f"={at}",
            attributes={code: EVIL[(at + n) % 3] for n, code in enumerate(codes)},
            reasons={"P 2.1.1": EVIL[at % len(EVIL)]},
            evidence=(
                GridEvidence("P 2.1.1", "=", EVIL[at % len(EVIL)], "=", EVIL[-at % len(EVIL)]),
            ),
        )
        for at, one in enumerate(some_cases(evil, 2 * len(EVIL)))
    )
    doubles = tuple(GridDouble(one.number, "=x", "=y", "yes", "no") for one in cases)
    decided = Decision("P 2.1", "Good", "=t", EVIL[5], "=by", "=when")
    source = Provenance("=t", "=x", filter="=f", app_version="=v")
    ratings = rated(evil, cases, decided)
    return of_parts(evil, cases, ratings, source, doubles=doubles, threshold=2)


def test_3_nothing_lives_in_hostile_text() -> None:
    looked_through(book_of(evil_grid(PDU)))


def test_3_nothing_lives_in_a_hostile_annexe() -> None:
    made = annexe_book(evil_grid(PDU))
    assert len({one.name.casefold() for one in made.sheets}) == len(made.sheets) > 3
    looked_through(made)
