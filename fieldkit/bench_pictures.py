"""Times an evidence pack with pictures of its pages, and the memory that it takes.

The floor is rendering the same pages with bare pypdfium2 and putting the pictures on pages.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from fieldkit.bench_timing import PASSPHRASE, Timed, most_memory, pair, peak_of, timed
from fieldkit.documents.worker import DocumentWorker
from fieldkit.inspection import reading as readings
from fieldkit.inspection.reading import Evidence
from fieldkit.steps import leaving, prepare, rate, read, report
from fieldkit.steps.leaving import Choices
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit

CASES: Final = 40
PAGES: Final = 30
QUOTED: Final = (3, 11, 19, 27)
_SCALE: Final = 1.5


def _record(case: int) -> bytes:
    """A printed record, no page of which is like that of another case."""
    out = io.BytesIO()
    made = Canvas(out, invariant=1)
    for number in range(1, PAGES + 1):
        for line in range(44):
            told = f"{number}.{line} Contact {case * 7 + line}: he was seen and nothing is new"
            made.drawString(60, 780 - 16 * line, told)
        made.showPage()
    made.save()
    return out.getvalue()


def _filled(lead: Session) -> None:
    """Every case with one long record of its own, answered, and four passages of it tied."""
    now = lead.present()
    for at, one in enumerate(readings.readings(now)):
        name = f"2025-03-12_record_{at}.pdf"
        prepare.add_documents(lead, one.subject, [(name, _record(at))])
        view = read.open_reading(lead, one.id).view
        document = readings.documents(lead.present(), one.subject)[0]
        words = "he was seen and nothing is new"
        edits: list[Edit] = [rate.answer(view, question.code, "yes") for question in view.questions]
        edits += [
            rate.tie(
                view,
                Evidence(
                    *("", document.sha256, page, 16, 16 + len(words), words, "", "", "supports"),
                    (view.questions[0].code,),
                ),
            )
            for page in QUOTED
        ]
        lead.record(edits)
        lead.record([rate.complete(read.open_reading(lead, one.id).view)])


def _pack(lead: Session) -> bytes:
    worker = DocumentWorker(lambda key: read.fetcher(lead)(key))
    try:
        made = report.make(lead, "evidence", leaving.gather(lead, Choices()), worker=worker)
        return report.written(made, ".pdf")
    finally:
        worker.stop()


def _bare(records: Sequence[bytes]) -> None:
    canvas = Canvas(io.BytesIO(), pagesize=A4)
    for data in records:
        document = pypdfium2.PdfDocument(data)
        for page in QUOTED:
            picture = document[page - 1].render(scale=_SCALE).to_pil().convert("RGB")
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=80)
            out.seek(0)
            canvas.drawImage(ImageReader(out), 50, 50, 480, 680)
            canvas.showPage()
        document.close()
    canvas.save()


def pictured(folder: Path) -> Timed:
    """An evidence pack of 40 cases with a picture of every quoted page, as a PDF."""
    with pair(folder, CASES) as (lead, _):
        _filled(lead)
        began = time.perf_counter()
        size = len(_pack(lead))
        value = time.perf_counter() - began
        records = [_record(at) for at in range(CASES)]
        began = time.perf_counter()
        _bare(records)
        floor = time.perf_counter() - began
    pages = CASES * len(QUOTED)
    name = f"evidence pack of {CASES} cases with {pages} page pictures ({size / 1e6:.0f} MB)"
    return timed(name, value, "s", floor, "no aim set")


def memory(folder: Path) -> Timed:
    """The most memory that making it takes, beside having the same casebook open."""
    with pair(folder, CASES) as (lead, _):
        _filled(lead)
    found = [
        peak_of("fieldkit.bench_pictures", what, str(folder / "lead")) for what in ("ours", "bare")
    ]
    name = f"memory: evidence pack of {CASES} cases with page pictures"
    return timed(name, found[0], "MB", found[1], "no aim set")


def _alone(what: str, folder: Path) -> None:
    lead = Session.unlock(folder, PASSPHRASE)
    lead.present()
    if what == "ours":
        _pack(lead)
    told = {"megabytes": round(most_memory(), 1)}
    lead.close()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    _alone(sys.argv[1], Path(sys.argv[2]))
