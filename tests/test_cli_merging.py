"""The commands around merging, on real casebooks: look, merge, undo, set aside, custody.

1. `receive --preview` prints a table and changes nothing; `merges` and `undo-merge` undo it.
2. `quarantine list|export|retry`.   3. `audit --answer` tells the custody, also as CSV.
4. `verify` says since when a file is held; `roster show` urges a second signer.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from fieldkit.cli import run
from fieldkit.steps import send
from tests import kit
from tests.steps.test_merging import answered


def test_merging_by_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1. to 4."""
    world = kit.inspection(tmp_path, cases=1, standard="", index=False)
    answered(world.laptops["marsh"], "yes")
    file = str(send.send(world.laptops["marsh"], tmp_path / "out").path)
    world.close()
    said = tmp_path / "said"
    said.write_text(kit.PASSPHRASE)
    here = ["--casebook", str(tmp_path / "centre"), "--passphrase-file", str(said)]

    def told(*arguments: str, code: int = 0) -> str:
        assert run(arguments) == code
        found = capsys.readouterr()
        return found.err if code else found.out

    looked = json.loads(told("receive", file, "--preview", "--json", *here))
    assert [(one["case"], one["new"]) for one in looked["cases"]] == [("001", 1)]
    assert "Nothing was merged." in told("receive", file, "--preview", *here)
    assert json.loads(told("merges", "--json", *here)) == []
    told("receive", file, *here)
    merged = json.loads(told("merges", "--json", *here))
    assert [(one["sequence"], one["undone"]) for one in merged] == [(1, False)]
    envelope = merged[0]["envelope"][:12]
    verified = json.loads(told("verify", file, "--json", *here))
    assert verified["held"] and verified["since"] and verified["in_order"]
    assert "1 changes are hidden" in told("undo-merge", envelope, "--why", "A mistake", *here)
    assert "undone already" in told("undo-merge", envelope, "--why", "Again", *here, code=1)
    folder = [str(tmp_path / "centre"), "--passphrase-file", str(said)]
    custody = tmp_path / "custody.csv"
    asked = ["--answer", "001", "P 2.1.1"]
    told("audit", *folder, *asked, "-o", str(custody))
    rows = list(csv.DictReader(custody.read_text(encoding="utf-8-sig").splitlines()))
    assert [(one["person"], one["state"], one["verified"]) for one in rows] == [
        ("A. Marsh", "hidden", "True")
    ]
    told("undo-merge", envelope, "--why", "It was right", "--show-again", *here)
    text = told("audit", *folder, *asked)
    assert "yes, recorded by A. Marsh (inspector)" in text and "its signature is good" in text
    assert "Nothing was ever recorded" in told("audit", *folder, "--answer", "001", "X 9", code=1)
    assert "Add a second signer" in told("roster", "show", *here)
    bad = tmp_path / "bad.fkb"
    bad.write_bytes(b"nothing")
    told("receive", str(bad), *here, code=1)
    assert "bad.fkb" in told("quarantine", "list", *here)
    told("quarantine", "export", "bad.fkb", "-o", str(tmp_path / "same.fkb"), *here)
    assert (tmp_path / "same.fkb").read_bytes() == b"nothing"
    told("quarantine", "retry", "bad.fkb", *here, code=1)
