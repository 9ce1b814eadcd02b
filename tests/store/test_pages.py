"""Damage and old pages, page by page.

1. One bit flipped in every page of both databases, one after the other: detected, page named.
2. Every page that a few entries changed, put back as it was before: `check` or unlocking tells.
3. A whole old file put back: told, of either database.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Key
from fieldkit.steps import care
from fieldkit.steps.session import Session
from fieldkit.store import keys, sqlite
from fieldkit.store.entries import Edit
from tests import kit

PAGE = sqlite.PAGE


def settle(folder: Path) -> dict[str, str]:
    """The keys of both databases, whose logs are written back into them."""
    key, _ = keys.unlock(folder, kit.PASSPHRASE)
    found = {name: key.database_key(purpose) for name, purpose in sqlite.DATABASES}
    for name, one in found.items():
        assert sqlite.integrity(folder / name, one) == []
    return found


def put(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def faults(folder: Path) -> list[str]:
    """What unlocking and the full check tell, as codes."""
    try:
        session = Session.unlock(folder, kit.PASSPHRASE)
    except FieldkitError as why:
        return [why.code]
    try:
        return [one.code for one in care.check(session)]
    finally:
        session.casebook.close()


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    session = kit.founder(tmp_path / "centre")
    write(session, "x")
    session.casebook.documents.put_text("s", "0" * 64, "text", ["words " * 900] * 3, False, 3)
    document(session, b"before" * 3000)
    session.close()
    return tmp_path / "centre"


def write(session: Session, words: str) -> None:
    for number in range(6):
        session.record([Edit(Key("s", "r", f"note_lead/{number}"), words * 300)])


def document(session: Session, data: bytes) -> None:
    digest = hashlib.sha256(data).hexdigest()
    session.casebook.documents.put("s", digest, "text/plain", [data])
    value = {"sha256": digest, "name": "a.txt", "title": "a", "media_type": "text/plain"}
    session.record([Edit(Key("s", "", f"document/{digest[:8]}"), {**value, "size": len(data)})])


@pytest.mark.parametrize("name", ["store.db", "documents.db"])
def test_a_bit_in_every_page(folder: Path, name: str) -> None:
    """1."""
    key = settle(folder)[name]
    whole = (folder / name).read_bytes()
    count = len(whole) // PAGE
    assert count > 10
    for page in range(count):
        changed = bytearray(whole)
        place = page * PAGE + (37 * page) % PAGE
        changed[place] ^= 1 << page % 8
        put(folder / name, bytes(changed))
        found = sqlite.integrity(folder / name, key)
        named = "salt in page 1" if place < 16 else f"verification failed for page {page + 1}"
        assert any(named in line for line in found), (page, found)
    put(folder / name, whole)
    assert faults(folder) == []


def test_every_old_page_of_the_store(folder: Path) -> None:
    """2."""
    settle(folder)
    path = folder / "store.db"
    before = path.read_bytes()
    session = Session.unlock(folder, kit.PASSPHRASE)
    write(session, "y")
    session.close()
    settle(folder)
    after = path.read_bytes()
    tried = 0
    for start in range(0, min(len(before), len(after)), PAGE):
        old = before[start : start + PAGE]
        if old != after[start : start + PAGE]:
            put(path, after[:start] + old + after[start + PAGE :])
            assert faults(folder), f"page {start // PAGE + 1}"
            tried += 1
    assert tried >= 6
    put(path, after)
    assert faults(folder) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [("store.db", "store.rolled_back"), ("documents.db", "check.document_gone")],
)
def test_a_whole_old_file(folder: Path, name: str, code: str) -> None:
    """3."""
    settle(folder)
    before = (folder / name).read_bytes()
    session = Session.unlock(folder, kit.PASSPHRASE)
    document(session, b"after" * 3000)
    session.close()
    settle(folder)
    put(folder / name, before)
    assert code in faults(folder)
