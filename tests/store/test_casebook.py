"""The casebook: encrypted to the letter, nothing acknowledged is lost, refusals are plain.

1. No plain header, no canary in any file, WAL and settings as promised.
2. Wrong passphrase, edited key file (each field), short raw key, plain SQLite, two instances.
3. A kill at any moment keeps every acknowledged entry; a full disk loses nothing.
4. Two copies of the key file: one damaged half is survived and told.
5. Documents are sealed per case; a flipped bit in a page is found.
"""

from __future__ import annotations

import hashlib
import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Key, canonical
from fieldkit.steps.session import Session
from fieldkit.store import keys, sqlite
from fieldkit.store.casebook import Casebook
from fieldkit.store.entries import Edit
from fieldkit.store.keys import Kdf, Throttle
from tests import kit

CANARY = "canaryvaluethatmustnotleak"


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    session = kit.founder(tmp_path / "centre")
    session.record([Edit(Key("s", "r", "note_lead/x"), CANARY)])
    data = CANARY.encode() * 1000
    session.casebook.documents.put("s", hashlib.sha256(data).hexdigest(), "text/plain", [data])
    session.casebook.documents.put_text("s", "0" * 64, "text", [CANARY], False, 1)
    session.close()
    return tmp_path / "centre"


def unlocked(folder: Path) -> Session:
    return Session.unlock(folder, kit.PASSPHRASE)


def refused(folder: Path, passphrase: str = kit.PASSPHRASE) -> str:
    with pytest.raises(FieldkitError) as why:
        Session.unlock(folder, passphrase)
    return why.value.code


def test_nothing_readable_lies_in_the_folder(folder: Path) -> None:
    """1."""
    session = unlocked(folder)
    session.record([Edit(Key("s", "r", "note_lead/y"), CANARY)])
    for path in folder.iterdir():
        data = path.read_bytes()
        assert CANARY.encode() not in data, path.name
        assert not data.startswith(sqlite.PLAIN_HEADER), path.name
    session.close()


def test_settings_are_to_the_letter(folder: Path) -> None:
    """1."""
    casebook = Casebook.unlock(folder, kit.PASSPHRASE)
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }
    with casebook.read() as connection:
        for name, value in expected.items():
            assert connection.execute(text(f"PRAGMA {name}")).scalar_one() == value, name
    casebook.close()


def test_wrong_passphrase_and_throttle(folder: Path, tmp_path: Path) -> None:
    """2."""
    assert refused(folder, "not the passphrase at all") == "keys.wrong_passphrase"
    now = [1000.0]
    throttle = Throttle(folder, lambda: now[0])
    assert [throttle.failed() for _ in range(6)] == [0, 0, 1, 2, 4, 8]
    assert Throttle(folder, lambda: now[0]).seconds_left() == 8
    now[0] += 8
    assert throttle.seconds_left() == 0
    throttle.succeeded()
    assert throttle.seconds_left() == 0
    assert keys.waiting_time(99) == 60


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("store", "0" * 32, "keys.wrong_passphrase"),
        ("salt", "0" * 64, "keys.tampered"),
        ("sequence", 99, "keys.tampered"),
        ("recovery", "age1other", "keys.tampered"),
        ("heads", {"i": [1, "x"]}, "keys.tampered"),
        ("mac", "0" * 64, "keys.tampered"),
        ("format", 2, "keys.newer"),
        ("slots/memory_kib", 1 << 30, "keys.kdf"),
        ("slots/memory_kib", 8, "keys.kdf"),
        ("slots/memory_kib", 128 * 1024, "keys.wrong_passphrase"),
        ("slots/rounds", 1, "keys.kdf"),
        ("slots/rounds", 4, "keys.wrong_passphrase"),
        ("slots/lanes", 999, "keys.kdf"),
        ("slots/salt", "0" * 32, "keys.wrong_passphrase"),
        ("slots/nonce", "0" * 24, "keys.wrong_passphrase"),
        ("slots/wrapped", "0" * 96, "keys.wrong_passphrase"),
        ("slots/type", "other", "keys.damaged"),
    ],
)
def test_each_edited_field_of_the_key_file_is_refused(
    folder: Path, name: str, value: object, code: str
) -> None:
    """2. By somebody who also mends the copies' hashes; it takes no longer than a wrong try."""
    path = folder / keys.FILE
    both = json.loads(path.read_bytes())
    for copy in both.values():
        target = copy["value"]
        if "/" in name:
            target["slots"][0][name.split("/")[1]] = value
        else:
            target[name] = value
        copy["sha256"] = hashlib.sha256(canonical(target)).hexdigest()
    path.write_bytes(canonical(both))
    began = time.monotonic()
    assert refused(folder) == code
    assert time.monotonic() - began < 30


def test_one_damaged_copy_is_survived_and_told(folder: Path) -> None:
    """4."""
    path = folder / keys.FILE
    both = json.loads(path.read_bytes())
    both["A"]["value"]["sequence"] = 7
    path.write_bytes(canonical(both))
    assert keys.load(folder)[1] == ("A",)
    unlocked(folder).close()
    path.write_bytes(b"{}")
    assert refused(folder) == "keys.damaged"
    path.unlink()
    assert refused(folder) == "keys.missing"


@pytest.mark.parametrize("key", ["a" * 63, "a" * 64, "a" * 95, "A" * 96, "x" * 96, ""])
def test_a_raw_key_of_another_length_is_refused(tmp_path: Path, key: str) -> None:
    """2."""
    with pytest.raises(FieldkitError, match=r"store\.key_length"):
        sqlite.open_store(tmp_path / "x.db", key, 100)


def test_plain_sqlite_in_its_place_is_refused(folder: Path) -> None:
    """2."""
    (folder / "store.db").unlink()
    for name in ("store.db-wal", "store.db-shm"):
        (folder / name).unlink(missing_ok=True)
    plain = sqlite3.connect(folder / "store.db")
    plain.execute("CREATE TABLE entries(id)")
    plain.commit()
    plain.close()
    assert refused(folder) in ("store.unreadable", "store.not_encrypted")


def test_two_instances_are_refused(folder: Path) -> None:
    """2."""
    first = unlocked(folder)
    assert refused(folder) == "store.already_open"
    first.close()
    unlocked(folder).close()


def test_missing_and_newer_stores_are_told(folder: Path) -> None:
    """2."""
    session = unlocked(folder)
    session.casebook.recorder.run(lambda c: c.execute(text("PRAGMA user_version = 99")))
    session.close()
    assert refused(folder) == "store.newer"
    (folder / "documents.db").unlink()
    assert refused(folder) == "store.missing"


_WRITER = """
import sys
from pathlib import Path
from fieldkit.inspection.entry import Key
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit
session = Session.unlock(Path(sys.argv[1]), sys.argv[2])
number = 0
while True:
    number += 1
    session.record([Edit(Key("s", "r", "answer/P 2.1.1"), str(number))])
    print(number, flush=True)
"""


def kill_while_writing(folder: Path, lines: int) -> None:
    """Kill a process that records without end once it has said `lines` numbers; look again."""
    command = [sys.executable, "-c", _WRITER, str(folder), kit.PASSPHRASE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = 0
        for line in child.stdout:
            said = int(line)
            if said >= lines:
                child.send_signal(signal.SIGKILL)
                break
        rest = child.stdout.read().split()
        said = int(rest[-1]) if rest and rest[-1].isdigit() else said
    session = unlocked(folder)
    found = session.present("s", "r")[Key("s", "r", "answer/P 2.1.1")]
    assert len(found) == 1 and found[0].body is not None
    assert int(str(found[0].body.value)) >= said
    session.close()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX; Windows not run yet")
def test_a_kill_loses_nothing_that_was_acknowledged(folder: Path) -> None:
    """3."""
    for lines in (1, 2, 7, 30):
        kill_while_writing(folder, lines)


@pytest.mark.long
def test_five_hundred_kills(folder: Path) -> None:
    """3."""
    for number in range(500):
        kill_while_writing(folder, 1 + number % 13)


def test_a_full_disk_is_told_and_nothing_is_lost(folder: Path) -> None:
    """3."""
    session = unlocked(folder)
    where = Key("s", "r", "reason/P 2.1.1")
    session.record([Edit(where, "before")])
    recorder = session.casebook.recorder
    pages = recorder.run(lambda c: c.execute(text("PRAGMA page_count")).scalar_one())
    recorder.run(lambda c: c.execute(text(f"PRAGMA max_page_count = {pages}")))
    with pytest.raises(FieldkitError) as why:
        session.record([Edit(where, "x" * 200_000)])
    assert why.value.code == "disk.full"
    recorder.run(lambda c: c.execute(text("PRAGMA max_page_count = 1000000")))
    session.record([Edit(where, "after")])
    session.close()
    again = unlocked(folder)
    values = [e.body.value for e in again.present("s", "r")[where] if e.body]
    assert values == ["after"]
    again.close()


def test_flipped_pages_are_found(folder: Path) -> None:
    """5."""
    for name in ("store.db", "documents.db"):
        whole = (folder / name).read_bytes()
        for page in range(0, len(whole) // 4096, 3):
            changed = bytearray(whole)
            changed[page * 4096 + 2000] ^= 4
            (folder / name).write_bytes(bytes(changed))
            try:
                casebook = Casebook.unlock(folder, kit.PASSPHRASE)
            except FieldkitError as why:
                assert why.code == "store.unreadable"
                continue
            found = casebook.integrity()
            casebook.close()
            assert any(re.match(name, line) for line in found), (name, page)
            (folder / name).write_bytes(whole)
            for extra in (f"{name}-wal", f"{name}-shm"):
                (folder / extra).unlink(missing_ok=True)
        (folder / name).write_bytes(whole)


def test_an_older_store_put_back_is_noticed(folder: Path) -> None:
    """5. The head in the key file names an entry that the old store does not have."""
    before = (folder / "store.db").read_bytes()
    session = unlocked(folder)
    session.record([Edit(Key("s", "r", "answer/P 2.1.1"), "yes")])
    session.close()
    (folder / "store.db").write_bytes(before)
    assert refused(folder) == "store.rolled_back"


def test_a_shredded_case_is_gone(folder: Path) -> None:
    """5."""
    session = unlocked(folder)
    store = session.casebook.documents
    sha256 = store.all()[0][1]
    assert store.get("s", sha256).startswith(CANARY.encode())
    assert store.search(CANARY)
    assert store.shred("s") == 1
    assert store.search(CANARY) == []
    with pytest.raises(FieldkitError, match=r"store\.document_missing"):
        store.get("s", sha256)
    session.close()


@pytest.mark.parametrize("secret", ["", "short", "aaaaaaaaaaaaaaaaaaaa", "passwordpassword"])
def test_weak_passphrases_are_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(FieldkitError, match=r"keys\.passphrase"):
        keys.create(tmp_path, secret, Kdf(65536, 3, 4))
