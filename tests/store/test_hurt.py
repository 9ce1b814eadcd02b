"""A casebook that is damaged, full or shut: told in one sentence, never a traceback or half a copy.

1. Damaged pages of either database: `check` tells, the read-out gives what is left.
2. A backup that fails leaves nothing that looks whole.
3. What a kill left (scratch files, a lost write-ahead log) is no obstacle.
4. A folder that may not be written, or is none, is a refusal.
5. What is typed can always be held, sent and read out: halves of characters, controls, length.
"""

from __future__ import annotations

import errno
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Key
from fieldkit.steps import backup, care, readout, restore, settle
from fieldkit.steps.session import Session
from fieldkit.store import casebook, entries, sqlite, typed_text
from fieldkit.store.entries import Edit
from fieldkit.wording import sentences
from tests import kit


@pytest.fixture()
def centre(tmp_path: Path) -> Iterator[Path]:
    world = kit.inspection(tmp_path, ("A. Marsh",), cases=2, standard="", index=False)
    world.close()
    yield tmp_path / "centre"


def hurt(path: Path, seed: int) -> None:
    data = bytearray(path.read_bytes())
    place = random.Random(seed).randrange(4096, len(data))
    data[place] ^= 0x41
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("name", [casebook.STORE, casebook.DOCUMENTS])
def test_damage_is_told(centre: Path, tmp_path: Path, name: str) -> None:
    """1."""
    for seed in range(6):
        kept = (centre / name).read_bytes()
        hurt(centre / name, seed)
        try:
            session = Session.unlock(centre, kit.PASSPHRASE)
        except FieldkitError as why:
            assert why.code in sentences()
        else:
            found = care.check(session)
            assert found and all(one.code in sentences() for one in found)
            try:
                readout.read_out(session, tmp_path / f"out {seed}")
            except FieldkitError as why:
                assert why.code in sentences()
            try:
                session.close()
            except FieldkitError as why:
                assert why.code in sentences()
                session.casebook.close()
        for left in centre.glob("*-wal"):
            left.unlink()
        (centre / name).write_bytes(kept)


def test_a_damaged_document_stops_no_read_out(centre: Path, tmp_path: Path) -> None:
    """1."""
    session = Session.unlock(centre, kit.PASSPHRASE)
    session.casebook.documents._writer.dispose()
    with session.casebook.documents._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE chunks SET sealed = x'00' WHERE rowid = 1")
    done = readout.read_out(session, tmp_path / "out")
    assert (done.documents, len(done.unreadable)) == (5, 1), done
    assert [one.code for one in care.check(session)] == ["check.document"]
    session.close()


def test_a_failed_backup_leaves_nothing(
    centre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2."""
    session = Session.unlock(centre, kit.PASSPHRASE)
    real = sqlite.copy

    def full(path: Path, key: str, target: Path, target_key: str) -> None:
        real(path, key, target, target_key)
        raise FieldkitError("disk.full", file=target.name)

    monkeypatch.setattr(sqlite, "copy", full)
    with pytest.raises(FieldkitError, match=r"disk\.full"):
        backup.make(session, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []
    monkeypatch.undo()
    made = backup.make(session, tmp_path / "backups")
    held = {made.path, made.documents}
    assert set((tmp_path / "backups").iterdir()) == held
    (tmp_path / "file").write_text("x")
    with pytest.raises(FieldkitError, match=r"disk\.not_written"):
        backup.make(session, tmp_path / "file")
    session.close()
    restore.restore(made.path, tmp_path / "restored", kit.PASSPHRASE).close()


def test_what_a_kill_left_is_cleared(centre: Path) -> None:
    """3."""
    (centre / "staging-0123").write_bytes(b"x")
    Session.unlock(centre, kit.PASSPHRASE).close()
    assert not list(centre.glob("staging-*"))


def test_a_shut_folder_is_a_refusal(
    centre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(FieldkitError, match=r"disk\.not_written"):
        kit.laptop(tmp_path / "file")
    real = Path.open

    def shut(self: Path, *given, **named):  # type: ignore[no-untyped-def]
        if self.name == "store.lock":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(self, *given, **named)

    monkeypatch.setattr(Path, "open", shut)
    with pytest.raises(FieldkitError, match=r"disk\.not_written"):
        Session.unlock(centre, kit.PASSPHRASE)


def test_anything_typed_can_be_held(centre: Path) -> None:
    """5."""
    assert typed_text.clean("a\ud800b\x00c\x1b\r\nd\tü\u202e") == "abc\nd\tü\u202e"
    session = Session.unlock(centre, kit.PASSPHRASE)
    key = Key("inspection", "", "alert/1")
    session.record([Edit(key, {"words": "half \ud83d of one\x07", "status": "raised"})])
    with session.casebook.read() as connection:
        (held,) = entries.standing_of(connection, session.opened.id, key)
    assert held.body is not None and held.body.value["words"] == "half  of one"  # type: ignore[index,call-overload]
    with pytest.raises(FieldkitError, match=r"entry\.too_long"):
        session.record([Edit(Key("inspection", "", "alert/2"), "x" * 1_000_001)])
    session.close()


def test_a_return_names_a_question_of_the_form(centre: Path) -> None:
    """5."""
    session = Session.unlock(centre, kit.PASSPHRASE)
    with pytest.raises(FieldkitError, match=r"rate\.unknown_question"):
        settle.return_question(session, "x", "P 99", "again")
    session.close()


def test_what_is_left_of_a_damaged_store_is_read_out(centre: Path, tmp_path: Path) -> None:
    """1. Any one page of the entries damaged: every entry on another page is in the read-out."""
    session = Session.unlock(centre, kit.PASSPHRASE)
    for number in range(400):
        session.record(
            [Edit(Key("inspection", "", f"alert/{number}"), {"words": f"w{number} " * 9})]
        )
    count = sum(1 for _ in _everything(session))
    session.close()
    plain = readout_of(centre, tmp_path / "whole")
    assert (plain.entries, plain.lost_entries) == (count, 0)
    whole = (centre / casebook.STORE).read_bytes()
    lost_some = 0
    pages = len(whole) // 4096
    for page in range(4, pages, max(1, pages // 12)):
        changed = bytearray(whole)
        changed[page * 4096 + 900] ^= 8
        (centre / casebook.STORE).write_bytes(bytes(changed))
        out = tmp_path / f"out {page}"
        try:
            done = readout_of(centre, out)
        except FieldkitError as why:
            assert why.code in sentences()  # the page that says what tables there are
            continue
        assert done.entries + done.lost_entries >= count
        assert done.lost_entries < count // 2
        lost_some += bool(done.lost_entries)
        text = (out / "entries.csv").read_text("utf-8-sig")
        assert text.startswith("OFFICIAL") and text.count("alert/") > 150
        if done.lost_entries:
            assert "damaged pages" in (out / "index.html").read_text("utf-8")
    assert lost_some >= 3
    (centre / casebook.STORE).write_bytes(whole)


def test_one_damaged_page_of_the_documents_stops_no_other(centre: Path, tmp_path: Path) -> None:
    """1. A connection that met a bad page is not asked again."""
    whole = (centre / casebook.DOCUMENTS).read_bytes()
    told = set()
    for page in range(2, len(whole) // 4096, 2):
        changed = bytearray(whole)
        changed[page * 4096 + 900] ^= 8
        (centre / casebook.DOCUMENTS).write_bytes(bytes(changed))
        try:
            done = readout_of(centre, tmp_path / f"out {page}")
        except FieldkitError as why:
            assert why.code in sentences()
            continue
        assert done.documents + len(done.unreadable) == 6
        told.add(len(done.unreadable))
    assert 0 in told and max(told) >= 1 and min(told) < 6


def _everything(session: Session) -> list[object]:
    with session.casebook.read() as connection:
        return list(entries.everything(connection, session.opened.id))


def readout_of(folder: Path, out: Path) -> readout.ReadOut:
    """The read-out as the command makes it: without the checks that refuse a damaged casebook."""
    for left in folder.glob("*.db-*"):
        left.unlink()
    session = Session(casebook.Casebook.unlock(folder, kit.PASSPHRASE))
    try:
        return readout.read_out(session, out)
    finally:
        session.casebook.close()
