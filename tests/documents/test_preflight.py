"""Preflight: every file gets its line, and a bad one never stops the others."""

from __future__ import annotations

import itertools

from fieldkit.documents.preflight import preflight
from fieldkit.documents.worker import DocumentWorker
from tests.documents import samples


def test_each_file_gets_a_line_in_order(worker: DocumentWorker) -> None:
    files = [
        ("good.pdf", samples.pdf()),
        ("bad.docx", b"PK\x03\x04 cut"),
        ("scan.pdf", samples.scanned_pdf()),
        ("list.csv", samples.CSV),
    ]
    ticks = itertools.count()
    lines = list(preflight(files, worker, clock=lambda: float(next(ticks))))
    assert [line.file for line in lines] == [name for name, _ in files]
    assert [line.ok for line in lines] == [True, False, True, True]
    assert [line.scan for line in lines] == [False, False, True, False]
    assert lines[0].pages == 2
    assert lines[0].characters > 40
    assert lines[0].seconds == 1.0
    assert lines[1].reason is not None
    assert lines[1].reason.code == "document.damaged"
