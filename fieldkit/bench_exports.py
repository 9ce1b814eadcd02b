"""Times what leaves and comes back: a grid read back, an evidence pack, and the memory they take.

Each beside its floor in the same run: read the ratios, not the seconds.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import openpyxl
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from fieldkit import settings
from fieldkit.bench_timing import most_memory, peak_of
from fieldkit.inspection import grid_back, rating, report_parts
from fieldkit.inspection.form import Form
from fieldkit.inspection.grid import Grid, GridCase, GridEvidence, Provenance, book, of_parts
from fieldkit.inspection.report import Report
from fieldkit.store import form_files, report_pdf, workbook, workbook_read

_QUOTE = (
    "The enquiry had not been made when this assessment was completed, and nothing in the log "
    "shows that it was made later. The officer says that she meant to ask and was moved. "
)


def big_grid(form: Form, cases: int) -> Grid:
    """A grid of that many cases, every question answered."""
    codes = [one.code for one in form.key_questions("cases")]
    made = tuple(
        GridCase(
            f"{number:04d}",
            {},
            "complete",
            {code: ("yes", "no", "yes")[(number + at) % 3] for at, code in enumerate(codes)},
        )
        for number in range(cases)
    )
    rated = rating.rate(form, {one.number: one.answers for one in made})
    source = Provenance("Bench", inspection_id="bench", entries_sha256="0" * 64)
    return of_parts(form, made, rated, source)


def long_form(questions: int) -> Form:
    """A form with that many case questions: those of pdu-2023, again and again."""
    form = form_files.load_file(settings.forms() / "pdu-2023.toml")
    judged = [one for one in form.standards if one.basis == "cases"]
    each = questions // len(judged)
    standards = tuple(
        replace(
            one,
            key_questions=tuple(
                replace(one.key_questions[0], code=f"{one.code}.{n + 1}") for n in range(each)
            ),
        )
        if one in judged
        else one
        for one in form.standards
    )
    return replace(form, standards=standards)


def read_back(form: Form, cases: int = 2000) -> tuple[str, float, float]:
    """A moderated grid read and compared, beside openpyxl reading the same file bare."""
    grid = big_grid(form, cases)
    data = workbook.write(book(grid))

    def bare() -> None:
        for values in (True, False):  # what cells show, and their formulas
            found = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
            for sheet in found.worksheets:
                for _ in sheet.iter_rows(values_only=True):
                    pass

    floor = _seconds(bare)
    value = _seconds(lambda: grid_back.compare(workbook_read.read(data), grid, None))
    questions = len(form.key_questions("cases"))
    return f"read back a grid of {cases} cases x {questions} questions", value, floor


def pack(cases: int = 40) -> Report:
    """An evidence pack of that many cases with twelve quotes each."""
    form = form_files.load_file(settings.forms() / "pdu-2023.toml")
    grid = big_grid(form, cases)
    quoted = tuple(
        GridCase(
            **{
                **vars(one),
                "reasons": {code: _QUOTE for code, said in one.answers.items() if said == "no"},
                "evidence": tuple(
                    GridEvidence(code, "supports", "Contact log", str(at), f"{_QUOTE}{at}")
                    for at, code in enumerate(one.answers)
                ),
            }
        )
        for one in grid.cases
    )
    made = of_parts(form, quoted, grid.ratings, grid.provenance)
    return report_parts.evidence_pack(made, "Bench", (), None, {})


def evidence_pack(cases: int = 40) -> tuple[str, float, float]:
    """An evidence pack as a PDF, beside the same quotes put on pages by bare reportlab, once."""
    made = pack(cases)
    fonts = settings.resources() / "fonts"

    def bare() -> None:
        canvas = Canvas(io.BytesIO(), pagesize=A4)
        high = 0.0
        for one in made.quotes:
            for line in simpleSplit(one.text, "Helvetica", 10, 480):
                if high < 60:
                    canvas.showPage()
                    canvas.setFont("Helvetica", 10)
                    high = 780
                canvas.drawString(57, high, line)
                high -= 13
        canvas.save()

    report_pdf.write(pack(1), fonts)  # the fonts are read once in a run
    floor = _seconds(bare)
    value = _seconds(lambda: report_pdf.write(made, fonts))
    return f"evidence pack of {cases} cases, {len(made.quotes)} quotes", value, floor


def memory(form_questions: int = 60, cases: int = 2000) -> tuple[str, float, float]:
    """The most memory that writing and reading a large grid takes, beside openpyxl's reading."""
    size = (str(form_questions), str(cases))
    ours, bare = (peak_of("fieldkit.bench_exports", what, *size) for what in ("ours", "bare"))
    return f"memory: write and read back a grid of {cases} cases", ours, bare


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _alone(what: str, questions: int, cases: int) -> None:
    grid = big_grid(long_form(questions), cases)
    data = workbook.write(book(grid))
    if what == "ours":
        grid_back.compare(workbook_read.read(data), grid, None)
    else:
        openpyxl.load_workbook(io.BytesIO(data))
    told = {"megabytes": round(most_memory(), 1), "sha256": hashlib.sha256(data).hexdigest()}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    _alone(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
