"""The permission matrix through the command line.

1. Every role against every deed: wrongly passed and wrongly refused are counted, both must be none.
2. A refusal is one sentence and exit code 1, changes and writes nothing, and leaves one line in
   the log of that casebook.   3. Every deed of the matrix has its command here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldkit.cli import run
from fieldkit.steps import alerts, attempts, export, undo
from fieldkit.steps.session import Session
from tests import kit
from tests.permissions import ALL, LEADS, MAY, Office, office, template

RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
WORDS = ("--words", "Say why")
# Done in the windows or by steps only, and shown there.
NO_COMMAND = {"name the inspection"}


def commands(at: Office) -> dict[str, tuple[str, ...]]:
    """One command for each deed, in an order in which each could be done."""
    folder, us = at.folder, at.us
    first, second = (one.id for one in alerts.alerts(us)[:2])
    envelope = next(one.envelope for one in undo.merges(us) if one.entries == 1)
    late = str(next((folder / "later").glob("*.fkb")))
    export.export_grid(us, folder / "before.xlsx")
    spoken = (folder / "new.words").read_text(encoding="utf-8")
    return {
        "return a reading": ("review", "return", "002", *WORDS),
        "return a question": ("return", "008", "P 2.1.1", *WORDS),
        "approve": ("review", "approve", "005"),
        "approve one's own": ("review", "approve", "001"),
        "confirm": ("review", "confirm", "006"),
        "reopen": ("review", "reopen", "007", *WORDS),
        "ask in a thread": ("review", "ask", "002", *WORDS),
        "acknowledge an alert": ("alerts", "acknowledge", first),
        "close an alert": ("alerts", "close", second, *WORDS),
        "decide a dispute": ("decide", "004/answer/P 2.1.1", "no", "--why", "By the log"),
        "decide between two readings": (
            *("doubles", "adjudicate", "005", "P 2.1.1", "no"),
            *("--why", "By the log"),
        ),
        "moderate": ("moderate", "P 1.1", "Good", "--why", "The panel agreed"),
        "take minutes": ("minutes", "add", "--words", "The panel met", "--standard", "P 2.1"),
        "undo a merge": ("undo-merge", envelope, "--why", "A mistake"),
        "take cases in": ("prepare", "--list", str(folder / "list.csv")),
        "allocate": ("allocate", str(folder / "plan.csv")),
        "share out": ("allocate", "--balance", "--case", "009", "--take"),
        "draw second readings": (
            *("doubles", "draw", "--seed", "3", "--percent", "20"),
            "--take",
        ),
        "choose benchmark cases": ("doubles", "benchmark", "011", "--person", "ward"),
        "hand over": ("handover", "010", "--to", "ward"),
        "note days and conflicts": ("roster", "note", "pike", "--days", "3"),
        "set how long things are kept": ("retention", "90"),
        "write packs": ("prepare", "--packs", str(folder / "out" / "packs")),
        "write the roster": ("roster", "send", "--to", str(folder / "out" / "rosters")),
        "forward to another lead": ("forward", "D. Rowe", "--to", str(folder / "out" / "to")),
        "receive bundles": ("receive", late),
        "export the grid": ("export", "-o", str(folder / "out" / "grid.xlsx")),
        "export tables": ("export", "--what", "csv", "-o", str(folder / "out" / "tables")),
        "export for programs": ("export", "--what", "json", "-o", str(folder / "out" / "a.json")),
        "export the trail": ("export", "--what", "audit", "-o", str(folder / "out" / "trail")),
        "write a report": ("report", "annexe", "-o", str(folder / "out" / "annexe.docx")),
        "read a workbook back": ("import-grid", str(folder / "before.xlsx")),
        "add a laptop": (
            *("enrol", "add", str(folder / "new.fkcard"), "--role", "inspector"),
            *("--words", spoken),
        ),
        "change a role": ("roster", "role", at.ward, "assistant inspector"),
        "name the recovery recipient": ("recover", "name", RECIPIENT),
        "revoke a laptop": ("roster", "revoke", at.ward),
        "name a signer": ("roster", "signer", at.lead.device_id),
    }


def state(folder: Path) -> tuple[int, int, int, set[Path]]:
    """What a deed could change: entries, the roster, refused attempts, files written."""
    session = Session.unlock(folder / "us", kit.PASSPHRASE)
    try:
        found = len(session.held()), session.roster.number, len(attempts.attempts(session))
    finally:
        session.close()
    return *found, {one for one in (folder / "out").rglob("*") if one.is_file()}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("permissions"))


def test_every_deed_has_a_command(base: Path, tmp_path: Path) -> None:
    """3."""
    at = office(base, tmp_path / "x", "lead inspector")
    assert set(commands(at)) | NO_COMMAND == set(MAY)
    at.close()


SHORT = ("inspector", "lead inspector", "moderator", "quality lead")
ROLES = [pytest.param(r, marks=[] if r in SHORT else [pytest.mark.long]) for r in sorted(ALL)]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_against_every_command(
    base: Path, tmp_path: Path, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """1. and 2."""
    at = office(base, tmp_path / "x", role)
    every = commands(at)
    at.become()
    at.close()
    here = ["--casebook", str(at.folder / "us"), "--passphrase-file", str(at.folder / "said")]
    passed, refused, told = [], [], 0
    before = state(at.folder)
    for deed, words in every.items():
        code = run([*words, *here])
        printed = capsys.readouterr()
        if code == 0:
            passed += [] if role in MAY[deed] else [deed]
            continue
        refused += [(deed, printed.err)] if role in MAY[deed] else []
        told += 1
        assert code == 1 and len(printed.err.strip().splitlines()) == 1, (deed, printed.err)
    after = state(at.folder)
    assert (passed, refused) == ([], [])
    assert after[2] == before[2] + told
    if not any(role in may for may in MAY.values()):
        assert (told, after[:2], after[3]) == (len(every), before[:2], before[3])
    if role not in LEADS:
        assert (after[1], after[3]) == (before[1], before[3])
