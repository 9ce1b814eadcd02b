"""Times of reading: pages turned, a long log, find over many cases, memory; each beside its floor.

What needs windows runs as a process of its own, so that nothing here imports Qt.
"""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import openpyxl
import pypdfium2
import xlsxwriter
from reportlab.pdfgen import canvas

from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError

Measured = tuple[str, float, float | None]
"""What was measured, its value and its floor in one unit."""
ROWS = 5_000
TEN = 10
_SCALE = 1.5
WIDE, MOST = 595.28 * _SCALE, 8e6


def long_pdf(pages: int) -> bytes:
    """A printed record of so many pages, each full of words."""
    out = io.BytesIO()
    made = canvas.Canvas(out, invariant=1)
    for number in range(1, pages + 1):
        for line in range(44):
            made.drawString(60, 780 - 16 * line, f"{number}.{line} He was seen and nothing is new")
        made.showPage()
    made.save()
    return out.getvalue()


def long_log(rows: int = ROWS) -> bytes:
    """A contact log as a workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Contacts")
    sheet.write_row(0, 0, ["Date", "Time", "Type", "Outcome", "Notes"])
    for number in range(1, rows + 1):
        when = f"{number % 28 + 1:02}/{number % 12 + 1:02}/{2020 + number % 5}"
        seen = f"Contact {number}.\nHe was seen; the plan was talked about."
        note = f"{seen}\nNext in {number % 9} days."
        sheet.write_row(number, 0, [when, "10:00", f"Kind {number % 14}", "Attended", note])
    book.close()
    return out.getvalue()


def _nothing(key: str) -> tuple[bytes, str, str | None]:
    raise FieldkitError("document.stopped", name=key)


def _seconds(work: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return median(found)


def first_page_of(pages: int) -> Measured:
    """Open a PDF of so many pages and draw its first page, as the window does, in milliseconds.

    Its words are read afterwards, while it is looked at.
    """
    data = long_pdf(pages)

    def bare() -> None:
        document = pypdfium2.PdfDocument(data)
        document[0].render(scale=_SCALE)
        document.close()

    worker = DocumentWorker(_nothing)
    worker.warm()

    def ours() -> None:
        worker.open("k", data, "record.pdf")
        worker.draw("k", 1, WIDE, MOST)
        worker.close("k")

    bare()
    ours()
    floor, value = _seconds(bare, 9), _seconds(ours, 9)
    worker.stop()
    return f"first page of a {pages}-page PDF", value * 1000, floor * 1000


def page_turn() -> Measured:
    """The next page of an open PDF until it is seen, in milliseconds; words follow."""
    data = long_pdf(60)
    document = pypdfium2.PdfDocument(data)
    worker = DocumentWorker(_nothing)
    worker.open("k", data, "record.pdf")
    pages = iter(range(2, 60))
    bare_pages = iter(range(2, 60))

    def bare() -> None:
        document[next(bare_pages)].render(scale=_SCALE)

    def ours() -> None:
        worker.render("k", next(pages), _SCALE)

    floor, value = _seconds(bare, 20), _seconds(ours, 20)
    worker.stop()
    document.close()
    return "page turned", value * 1000, floor * 1000


def open_log() -> Measured:
    """A contact log of 5,000 rows opened, in seconds, beside openpyxl reading its cells."""
    data = long_log()

    def bare() -> None:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                cell.value  # noqa: B018
        book.close()

    worker = DocumentWorker(_nothing)
    worker.warm()

    def ours() -> None:
        worker.open("k", data, "log.xlsx")
        worker.sheets("k")
        worker.close("k")

    floor, value = _seconds(bare, 3), _seconds(ours, 3)
    worker.stop()
    return f"log of {ROWS} rows opened", value, floor


def sort_log(what: str) -> Measured:
    """A log of 5,000 rows filtered or sorted in its real table, in milliseconds."""
    command = [sys.executable, "-m", "fieldkit.ui.journeys.long_log", what, str(ROWS)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    said = subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, timeout=120
    )
    figures = said.stdout.split()
    if said.returncode != 0 or len(figures) != 2:
        raise FieldkitError("bench.no_window")
    return f"log of {ROWS} rows {what}", float(figures[0]), float(figures[1])


def memory_of_ten() -> Measured:
    """The worker with ten documents open, in MB, beside pypdfium2 holding the same ten."""
    if sys.platform != "linux":
        raise FieldkitError("bench.no_window")
    documents = [long_pdf(60 + number) for number in range(TEN)]
    worker = DocumentWorker(_nothing)
    for number, data in enumerate(documents):
        worker.open(str(number), data, "record.pdf")
        worker.page(str(number), 1)
        worker.render(str(number), 1, _SCALE)
    process = worker._process
    value = _resident(process.pid) if process is not None else 0.0
    worker.stop()
    code = (
        "import sys,pypdfium2,base64\n"
        "held=[pypdfium2.PdfDocument(base64.b64decode(one)) for one in sys.stdin.buffer]\n"
        "[one[0].render(scale=1.5) for one in held]\n"
        "print([line for line in open('/proc/self/status') if line.startswith('VmRSS')][0])\n"
    )
    lines = b"\n".join(base64.b64encode(one) for one in documents)
    bare = subprocess.run(
        [sys.executable, "-c", code], input=lines, capture_output=True, check=True
    )
    return "memory with ten documents open", value, int(bare.stdout.split()[1]) / 1024


def _resident(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    line = next(one for one in status.split("\n") if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
