"""The commands about keys and backups, as people type them.

1. Recovery from the identity to the last word, over files.
2. Passphrase, new data key, backup, restore, check: each says what it did, or why not.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fieldkit import cli
from fieldkit.settings import Settings
from tests import kit

OLD, NEW, TEAM = (
    "marble tunnel oyster pepper",
    "lantern gravel otter cinema",
    "six more words of it",
)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Settings(casebook=Path("x"), kdf_memory_kib=65536)
    monkeypatch.setattr(Settings, "default", classmethod(lambda cls: made))


class Shell:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        for name, words in (("old", OLD), ("new", NEW), ("team", TEAM)):
            (folder / f"{name}.txt").write_text(words, encoding="utf-8")

    def run(self, line: str, *more: str, code: int = 0) -> str:
        """Run a line; an @ stands for the folder. Returns both streams."""
        words = [one.replace("@", f"{self.folder}/") for one in line.split()]
        found = cli.run([*words, *more])
        told = self._capsys.readouterr()
        assert found == code, told.err
        return told.out + told.err


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    kit.founder(tmp_path / "c").close()
    return Shell(tmp_path, capsys)


def test_recovery(shell: Shell) -> None:
    """1."""
    ask = "recover ask --casebook @c -o @ask --name Rowe --passphrase-file @new.txt"
    assert "no recovery key" in shell.run(ask, code=1)
    told = shell.run("recover make-identity -o @team.identity --passphrase-file @team.txt")
    found = re.search(r"age1[a-z0-9]+", told)
    assert found is not None
    shell.run(f"recover name {found[0]} --casebook @c --passphrase-file @old.txt")
    words = shell.run(ask).split("request: ")[1].splitlines()[0]
    answer = "recover answer @ask --identity @team.identity -o @reply --passphrase-file @team.txt"
    assert "six words" in shell.run(answer, "--words", "a b c d e f", code=1)
    assert "Rowe" in shell.run(answer, "--words", words)
    finish = "recover finish @reply --casebook @c --passphrase-file"
    assert "Wrong passphrase" in shell.run(f"{finish} @old.txt", code=1)
    assert "recorded" in shell.run(f"{finish} @new.txt")
    assert "Wrong passphrase" in shell.run("check @c --passphrase-file @old.txt", code=1)
    told = shell.run("check @c --passphrase-file @new.txt")
    assert "No fault found" in told and "Opened by the team's recovery" in told
    assert "No request" in shell.run(f"{finish} @new.txt", code=1)


def test_keys_and_backups(shell: Shell) -> None:
    """2."""
    assert "verified" in shell.run("backup @c --to @disk --remember --passphrase-file @old.txt")
    change = "passphrase --casebook @c --passphrase-file @old.txt --new-passphrase-file @new.txt"
    assert "1 backups take the new one" in shell.run(change)
    assert "Wrong passphrase" in shell.run(change, code=1)
    assert "Wrong passphrase" in shell.run("rekey --casebook @c --passphrase-file @old.txt", code=1)
    assert "new data key" in shell.run("rekey --casebook @c --passphrase-file @new.txt")
    told = json.loads(shell.run("check @c --json --passphrase-file @new.txt"))
    assert told["ok"] and [one["opens"] for one in told["health"]["backups"]] == [False]
    shell.run("backup @c --passphrase-file @new.txt")
    told = json.loads(shell.run("check @c --json --passphrase-file @new.txt"))
    assert [one["opens"] for one in told["health"]["backups"]] == [True, False]
    restore = "restore @disk --to @r --passphrase-file"
    assert "Wrong passphrase" in shell.run(f"{restore} @old.txt", code=1)
    assert "Six words of this laptop now" in shell.run(f"{restore} @new.txt")
    assert "No fault found" in shell.run("check @r --passphrase-file @new.txt")
    assert "already" in shell.run(f"{restore} @new.txt", code=1)
    assert "no backup" in shell.run("restore @c --to @q --passphrase-file @new.txt", code=1)
