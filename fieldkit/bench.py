"""Times what matters, each beside its floor in the same run: read the ratios, not milliseconds.

Windows are timed as processes of their own, so that nothing here imports Qt.
"""

from __future__ import annotations

import hashlib
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pypdfium2
import xlsxwriter

from fieldkit import (
    bench_casebook,
    bench_envelopes,
    bench_exports,
    bench_lead,
    bench_pictures,
    bench_reading,
    bench_window,
)
from fieldkit.bench_exports import long_form
from fieldkit.bench_timing import PASSPHRASE, QUICK_KDF, Timed, seconds, timed
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection import grid, rating
from fieldkit.inspection.grid import GridCase, Provenance
from fieldkit.sample import documents as sample_documents
from fieldkit.sample.source import case_names
from fieldkit.steps import read
from fieldkit.steps.session import Session
from fieldkit.store import workbook
from fieldkit.store.casebook import Owner
from fieldkit.store.keys import Kdf


def start(folder: Path) -> Timed:
    """Process start to a painted unlock window, beside a bare PySide6 window."""
    session = Session.create(
        folder / "start", PASSPHRASE, Owner("bench", "B. Bench", "bench"), QUICK_KDF
    )
    session.close()
    environment = {**os.environ}
    if not os.environ.get("DISPLAY") and sys.platform == "linux":
        environment["QT_QPA_PLATFORM"] = "offscreen"
    ours = [sys.executable, "-m", "fieldkit", "--app", "--casebook", str(folder / "start")]
    ours += ["--script", "fieldkit.ui.journeys.painted:painted"]
    bare = [sys.executable, "-m", "fieldkit.ui.journeys.bare_window"]

    def until_painted(command: Sequence[str]) -> float:
        began = time.perf_counter()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True
        ) as child:
            line = child.stdout.readline() if child.stdout else ""
            taken = time.perf_counter() - began
            child.wait(60)
        if line.strip() != "painted":
            raise FieldkitError("bench.no_window")
        return taken

    for command in (bare, ours):
        until_painted(command)
    floor = statistics.median(until_painted(bare) for _ in range(5))
    value = statistics.median(until_painted(ours) for _ in range(5))
    return timed("start to unlock window", value, "s", floor, "2.5 x")


def unlock(folder: Path) -> Timed:
    """Unlock with the default key derivation, beside Argon2id alone."""
    kdf = Kdf()
    Session.create(folder / "unlock", PASSPHRASE, Owner("b", "B", "b"), kdf).close()
    floor = seconds(lambda: kdf.derive(PASSPHRASE, bytes(16)), 3)
    value = seconds(lambda: Session.unlock(folder / "unlock", PASSPHRASE).close(), 3)
    return timed("unlock and close", value, "s", floor, "floor + 0.2 s")


def first_page(folder: Path) -> Timed:
    """Open a long PDF in the worker and get its first page, beside bare pypdfium2."""
    name, data = max(
        (
            one
            for case in case_names()
            for one in sample_documents.case_files(case)
            if one[0].endswith(".pdf")
        ),
        key=lambda one: _pages(one[1]),
    )

    def bare() -> None:
        document = pypdfium2.PdfDocument(data)
        document[0].render(scale=1.5)
        document.close()

    def nothing(key: str) -> tuple[bytes, str, str | None]:
        raise FieldkitError("document.stopped", name=key)

    worker = DocumentWorker(nothing)
    worker.warm()

    def ours() -> None:
        worker.open("k", data, name)
        worker.draw("k", 1, bench_reading.WIDE, bench_reading.MOST)
        worker.close("k")

    bare()
    ours()
    floor, value = seconds(bare, 9), seconds(ours, 9)
    worker.stop()
    told = f"first page of a {_pages(data)}-page PDF"
    return timed(told, value * 1000, "ms", floor * 1000, "3 x, under 150 ms")


def _pages(data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    count = len(document)
    document.close()
    return count


def write_grid(folder: Path, cases: int = 2000) -> Timed:
    """The grid of many cases, beside a bare XlsxWriter dump of the same cells."""
    form = long_form(60)
    codes = [one.code for one in form.key_questions("cases")]
    made = [GridCase(f"{n:04d}", {}, "complete", dict.fromkeys(codes, "yes")) for n in range(cases)]
    rated = rating.rate(form, {one.number: one.answers for one in made})

    cells = grid.build(form, made, rated, Provenance("Bench"))

    def bare() -> None:
        book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
        look = book.add_format({"text_wrap": True})
        for one in cells.sheets:
            sheet = book.add_worksheet(one.name)
            for place, line in enumerate(one.rows):
                for column, cell in enumerate(line.cells):
                    if cell is not None and cell.formula:
                        sheet.write_formula(place, column, cell.formula, look, cell.value or 0)
                    elif cell is not None:
                        sheet.write(place, column, cell.value, look)
        book.close()

    floor = seconds(bare)
    value = seconds(lambda: workbook.write(grid.build(form, made, rated, Provenance("Bench"))))
    told = f"grid of {cases} cases x {len(codes)} questions"
    return timed(told, value, "s", floor, "1.5 x")


def search(folder: Path) -> Timed:
    """Find words in many documents, beside the bare full-text query."""
    session = Session.create(folder / "search", PASSPHRASE, Owner("s", "S", "s"), QUICK_KDF)
    words = ["contact", "officer", "home", "visit", "risk", "police", "letter", "plan"]
    for number in range(1500):
        text = " ".join(words[(number * 7 + place * place) % 8] for place in range(300))
        marked = f"{text} safeguarding referral {number}" if number % 25 == 0 else text
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        session.casebook.documents.put_text("s", digest, "text", [marked], False, 1)
    store = session.casebook.documents
    floor = seconds(lambda: store.search("safeguarding referral"), 9)
    value = seconds(lambda: read.find(session, "safeguarding referral"), 9)
    session.close()
    told = "search in 50 cases of 30 documents"
    return timed(told, value * 1000, "ms", floor * 1000, "1.5 x, under 100 ms")


def _exports(work: Callable[[], tuple[str, float, float]], unit: str, aim: str) -> Timed:
    name, value, floor = work()
    return timed(name, value, unit, floor, aim)


def _reading(work: Callable[[], bench_reading.Measured], unit: str, aim: str, _: Path) -> Timed:
    name, value, floor = work()
    return timed(name, value, unit, floor, aim)


READING: dict[str, tuple[Callable[[], bench_reading.Measured], str, str]] = {
    "first_page_1000": (
        partial(bench_reading.first_page_of, 1000),
        "ms",
        "3 x, under 150 ms",
    ),
    "page_turn": (bench_reading.page_turn, "ms", "3 x"),
    "log_opened": (bench_reading.open_log, "s", "3 x"),
    "log_filtered": (partial(bench_reading.sort_log, "filtered"), "ms", "under 100 ms"),
    "log_sorted": (partial(bench_reading.sort_log, "sorted"), "ms", "under 200 ms"),
    "ten_documents": (bench_reading.memory_of_ten, "MB", "under 500 MB"),
}

FIGURES: dict[str, Callable[[Path], Timed]] = {
    "start": start,
    "unlock": unlock,
    "first_page": first_page,
    **{name: partial(_reading, *row) for name, row in READING.items()},
    "answer": bench_casebook.answer,
    "answer_while_searching": bench_casebook.answer_while_searching,
    "answer_while_importing": bench_casebook.answer_while_importing,
    "unlock_large": bench_casebook.unlock_large,
    "check_large": bench_casebook.check_large,
    "desk_300": lambda folder: bench_lead.opened(folder, 300),
    "desk_5000": lambda folder: bench_lead.opened(folder, 5000),
    "receive_50": bench_lead.received,
    "drill": bench_lead.drilled,
    "search": search,
    "find_shown": bench_window.find_shown,
    "blocked_keys": partial(bench_window.blocked, "by_keys"),
    "blocked_mouse": partial(bench_window.blocked, "by_mouse"),
    "ten_documents_all": bench_window.ten_documents,
    "merge": bench_envelopes.merge,
    "merge_memory": bench_envelopes.merge_memory,
    "merge_growth": bench_envelopes.merge_growth,
    "seal": bench_envelopes.seal_and_open,
    "seal_memory": bench_envelopes.seal_memory,
    "grid": write_grid,
    "read_back": lambda _: _exports(
        lambda: bench_exports.read_back(long_form(60)), "s", "1.5 x of openpyxl alone"
    ),
    "evidence_pack": lambda _: _exports(bench_exports.evidence_pack, "s", "under 10 s"),
    "evidence_pictures": bench_pictures.pictured,
    "evidence_memory": bench_pictures.memory,
    "grid_memory": lambda _: _exports(bench_exports.memory, "MB", "no aim set"),
}


# These take minutes: timed only when named.
LONG = {"merge_growth"}


def run(only: Sequence[str]) -> list[Timed]:
    """Time the figures named, or all but the long ones. Raises FieldkitError ``bench.unknown``."""
    unknown = [one for one in only if one not in FIGURES]
    if unknown:
        raise FieldkitError("bench.unknown", name=unknown[0], known=", ".join(FIGURES))
    found = []
    for name, figure in FIGURES.items():
        if name in only or not (only or name in LONG):
            with tempfile.TemporaryDirectory(prefix="fieldkit-bench-") as made:
                folder = Path(made)
                found.append(figure(folder))
    return found
