"""Figures of the real window, each as a process of its own: blocks, memory, find until it shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from fieldkit.bench_reading import long_pdf
from fieldkit.bench_timing import PASSPHRASE, Timed, pair, seconds, timed
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.sample import documents as sample_documents
from fieldkit.sample.source import case_names
from fieldkit.steps import open_pack, prepare, read
from fieldkit.steps.session import Session
from fieldkit.store.contents import Looked

_LONGEST = 600
_CASES, _EACH = 50, 30
_WORDS = ("contact", "officer", "home", "visit", "risk", "police", "letter", "plan")


def _given(lead: Session, laptop: Session, folder: Path) -> None:
    """The documents added at the centre come to the laptop by a second pack."""
    pack = prepare.write_packs(lead, folder / "more")[0]
    open_pack.open_pack(laptop, pack.path)


def _indexed(laptop: Session) -> None:
    worker = DocumentWorker(read.fetcher(laptop))
    try:
        read.index(laptop, worker)
    finally:
        worker.stop()


def _laptop(folder: Path, files: Iterable[tuple[str, bytes]]) -> Path:
    """A laptop's casebook with one case of these files, looked into."""
    with pair(folder) as (lead, laptop):
        subject = read.subjects(lead)[0].id
        prepare.add_documents(lead, subject, files)
        _given(lead, laptop, folder)
        _indexed(laptop)
    return folder / "laptop"


def _window(casebook: Path, journey: str, task: dict[str, Any]) -> dict[str, Any]:
    """Run a journey in a window of its own, off screen; what it reports.

    Raises FieldkitError ``bench.no_window``.
    """
    (casebook / "passphrase.txt").write_text(PASSPHRASE, encoding="utf-8")
    report = casebook.parent / "report.json"
    given = {"out": str(casebook.parent), "report": str(report), **task}
    environment = {**os.environ, "FIELDKIT_JOURNEY": json.dumps(given)}
    if not os.environ.get("DISPLAY") and sys.platform == "linux":
        environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-m", "fieldkit", "--app", "--casebook", str(casebook)]
    command += ["--script", f"fieldkit.ui.journeys.{journey}"]
    ended = subprocess.run(
        command, env=environment, capture_output=True, check=False, timeout=_LONGEST
    )
    if ended.returncode or not report.is_file():
        raise FieldkitError("bench.no_window")
    told: dict[str, Any] = json.loads(report.read_text("utf-8"))
    report.unlink()
    return told


def blocked(how: str, folder: Path) -> Timed:
    """The longest time that the window heard no key while a whole case was read and rated."""
    files = sample_documents.case_files(case_names()[0])
    casebook = _laptop(folder, files)
    told = _window(casebook, f"whole_case:{how}", {"phrase": "police", "size": [1440, 868]})
    longest, doing, _ = told["blocks"]["longest"][0]
    busy, busiest = max((one[2], one[1]) for one in told["blocks"]["longest"])
    by = "keys" if how == "by_keys" else "mouse"
    own = f"{doing}; of its own at most {busy:.0f} ms: {busiest}"
    named = f"longest block of the window, a whole case by {by} ({own})"
    floor = _bare_block(told["keys"] + told.get("clicks", 0))
    return timed(named, longest, "ms", floor, "under 50 ms")


def _bare_block(keys: int) -> float:
    """The longest block of a window with one field, as many keys typed into it."""
    command = [sys.executable, "-m", "fieldkit.ui.journeys.bare_typing", str(keys)]
    environment = dict(os.environ)
    if not os.environ.get("DISPLAY") and sys.platform == "linux":
        environment["QT_QPA_PLATFORM"] = "offscreen"
    ran = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=_LONGEST
    )
    return float(ran.stdout)


def ten_documents(folder: Path) -> Timed:
    """Memory of window and worker together, with ten documents opened one after the other."""
    files = [(f"record-{n}.pdf", long_pdf(60 + n)) for n in range(10)]
    told = _window(_laptop(folder, files), "measured:ten_documents", {})
    window, worker = told["window_mb"], told["worker_mb"]
    if not window:
        raise FieldkitError("bench.no_window")
    named = f"memory of all processes, ten documents (window {window:.0f}, worker {worker:.0f})"
    return timed(named, window + worker, "MB", None, "under 500 MB")


def find_shown(folder: Path) -> Timed:
    """From Enter to the painted hits in 50 cases of 30 documents, beside the bare query."""
    with pair(folder, _CASES) as (lead, laptop):
        for number, one in enumerate(read.subjects(lead)):
            made = [(f"{n:02d}.txt", f"{number} {n}".encode()) for n in range(_EACH)]
            prepare.add_documents(lead, one.id, made)
        _given(lead, laptop, folder)
        for number, paper in enumerate(readings.documents(laptop.present())):
            text = " ".join(_WORDS[(number * 7 + at * at) % 8] for at in range(300))
            told = f"{text} safeguarding referral {number}" if number % 25 == 0 else text
            store, place = laptop.casebook.documents, (paper.subject, paper.sha256)
            store.put_text(*place, "text", [told], False, 1)
            store.contents.put(*place, Looked("", "", ""), [], [])  # it need not be looked into
        asked = ["safeguarding referral", "referral safeguarding", "safeguarding", "referral"] * 3
        floors = [
            seconds(partial(laptop.casebook.documents.search, words), 3) for words in asked[:4]
        ]
    found = _window(folder / "laptop", "measured:find_everywhere", {"words": asked})
    name = f"find in {_CASES} cases of {_EACH} documents, key to painted hits"
    value = median(found["taken"])
    return timed(name, value, "ms", median(floors) * 1000, "under 100 ms")
