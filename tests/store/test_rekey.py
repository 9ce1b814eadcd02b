"""A new data key.

1. Everything is there, under other keys; the old data key and old database keys open nothing.
2. A kill after any step leaves the old casebook or the new one, whole.
3. Refused with a wrong passphrase, while it is open, and when a page is damaged.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.steps import care
from fieldkit.steps.session import Session
from fieldkit.store import keys, rekey, sqlite
from tests import kit

_KILLED = """
import os, sys
from pathlib import Path
from fieldkit.store import rekey
from tests import kit
left = [int(sys.argv[2])]
def step(name):
    left[0] -= 1
    if left[0] < 0:
        print(name, flush=True)
        os._exit(9)
rekey.rekey(Path(sys.argv[1]), kit.PASSPHRASE, kit.KDF, step)
"""


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    world = kit.inspection(tmp_path, cases=1, standard="", index=True)
    world.close()
    (tmp_path / "marsh" / f"store.db{rekey.BEFORE_MIGRATION}").write_bytes(b"an old copy")
    return tmp_path / "marsh"


def contents(folder: Path) -> tuple[object, ...]:
    """Everything a casebook holds, and that no fault is found in it."""
    session = Session.unlock(folder, kit.PASSPHRASE)
    try:
        assert care.check(session) == []
        documents = session.casebook.documents
        held = [(s, h, documents.get(s, h)) for s, h, _, _ in sorted(documents.all())]
        ids = sorted(one.id for many in session.present().values() for one in many)
        found = len(documents.search("enquiry"))
        return session.device_id, tuple(ids), tuple(held), found, session.casebook.key.name
    finally:
        session.close()


def test_everything_is_there_under_another_key(folder: Path) -> None:
    """1."""
    before = contents(folder)
    old, _ = keys.unlock(folder, kit.PASSPHRASE)
    steps: list[str] = []
    rekey.rekey(folder, kit.PASSPHRASE, kit.KDF, steps.append)
    after = contents(folder)
    assert after[:-1] == before[:-1] and after[-1] != before[-1]
    assert before[3] and before[2]
    for name, purpose in sqlite.DATABASES:
        with pytest.raises(FieldkitError, match=r"store\.unreadable"):
            sqlite.open_store(folder / name, old.database_key(purpose), 100)
    left = {path.name for path in folder.iterdir()}
    assert left == {"store.db", "documents.db", keys.FILE, "store.lock"}
    assert len(steps) == 11, steps


@pytest.mark.parametrize("step", range(11))
def test_a_kill_leaves_the_old_one_or_the_new_one(folder: Path, step: int) -> None:
    """2."""
    before = contents(folder)
    command = [sys.executable, "-c", _KILLED, str(folder), str(step)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 9, told.stderr
    after = contents(folder)
    assert after[:-1] == before[:-1]
    assert (after[-1] == before[-1]) == (step < 5), told.stdout
    assert not list(folder.glob("rekey*"))


def test_refusals(folder: Path) -> None:
    """3."""
    with pytest.raises(FieldkitError, match=r"keys\.wrong_passphrase"):
        rekey.rekey(folder, "not the passphrase at all", kit.KDF)
    session = Session.unlock(folder, kit.PASSPHRASE)
    with pytest.raises(FieldkitError, match=r"store\.already_open"):
        rekey.rekey(folder, kit.PASSPHRASE, kit.KDF)
    session.close()
    whole = (folder / "store.db").read_bytes()
    data = bytearray(whole)
    data[4096 * 5 + 100] ^= 1
    (folder / "store.db").write_bytes(bytes(data))
    with pytest.raises(FieldkitError, match=r"store\.(page_damaged|unreadable)"):
        rekey.rekey(folder, kit.PASSPHRASE, kit.KDF)
    (folder / "store.db").write_bytes(whole)
    contents(folder)
