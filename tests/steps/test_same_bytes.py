"""The same entries give the same bytes of every export, whatever machine writes it.

1. Under other hash seeds, time zones and languages of the system.
2. With hostile text: formulas, 40,000 characters, right-to-left marks; and it can all be read out.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import openpyxl

from fieldkit.steps import exchange, export, leaving, rate, readout, receive, report, send
from tests import kit
from tests.steps.test_round import shown

_SCRIPT = """
import hashlib, sys
from pathlib import Path
from fieldkit.steps import exchange, export, report
from fieldkit.steps.leaving import Choices, gather
from fieldkit.steps.session import Session
session = Session.unlock(Path(sys.argv[1]), sys.argv[2])
leaving = gather(session, Choices(unfinished=True))
made = {"grid": export.grid_bytes(session, True), "json": exchange.document(leaving)}
made |= exchange.tables(leaving)
for kind, endings in report.KINDS.items():
    for ending in endings:
        made[kind + ending] = report.file_of(session, kind, ending, leaving)
for name, data in sorted(made.items()):
    print(name, hashlib.sha256(data).hexdigest() if data else "empty")
session.close()
"""
REPORTS = {kind + ending for kind, endings in report.KINDS.items() for ending in endings}
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "@SUM(1)\t+1\r\n-2",
    "x" * 40_000,
    "\u202eevil\u202c \u05d0\u05d1 \ud83d\x07",
    "<r><t>no markup</t></r> _x000D_ &amp;",
)


def test_the_grid_is_the_same_anywhere(tmp_path: Path) -> None:
    """1, 2."""
    world = kit.inspection(tmp_path, ("A. Marsh",), cases=2, standard="", index=False)
    marsh = world.laptops["marsh"]
    view = shown(marsh, "001").view
    for question, text in zip(view.questions, HOSTILE, strict=False):
        edits = [rate.answer(view, question.code, "no"), rate.reason(view, question.code, text)]
        rate.save(marsh, edits).result()
    receive.receive(world.lead, [send.send(marsh, tmp_path / "out").path])
    book = openpyxl.load_workbook(io.BytesIO(export.grid_bytes(world.lead, True)))
    told = [str(c.value) for s in book for row in s.iter_rows() for c in row if c.value is not None]
    assert any(text.startswith("=cmd|") for text in told)
    cells = [c for s in book for row in s.iter_rows() for c in row]
    assert not any(c.data_type == "f" and "cmd" in str(c.value) for c in cells)
    assert sum(len(text) for text in told if set(text) == {"x"}) >= 40_000
    done = readout.read_out(world.lead, tmp_path / "plain")
    assert done.unreadable == ()
    assert "x" * 40_000 in (tmp_path / "plain" / "entries.csv").read_text("utf-8-sig")
    tables = set(exchange.tables(leaving.gather(world.lead)))
    world.close()
    found = set()
    for seed, zone, words in (
        ("0", "UTC", "C"),
        ("1", "Asia/Tokyo", "tr_TR.UTF-8"),
        ("77", "", ""),
    ):
        more = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": words, "LANG": words}
        ran = subprocess.run(
            [sys.executable, "-c", _SCRIPT, str(tmp_path / "centre"), kit.PASSPHRASE],
            env={**os.environ, **more},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(ran.stdout.strip())
    assert len(found) == 1
    hashes = dict(line.rsplit(" ", 1) for line in found.pop().splitlines())
    assert set(hashes) == {"grid", "json"} | REPORTS | tables
    assert len(set(hashes.values())) == len(hashes) and "empty" not in hashes.values()
