"""Backups and restoring them.

1. A backup is verified by opening it; a second one copies no document again; a shredded case goes.
2. What fails leaves nothing that looks like a backup; a damaged copy of the documents is made anew.
3. The recorder goes on while a large backup is made.
4. Thinning: the newest is always kept, the rest by day, week and month; bounded, and at rest.
5. Restored: a new device, old key for opening, its lead confirms it, undelivered entries arrive.
6. A receive session is preceded by a backup, and a missing second disk does not stop it.
7. Damage to a backup, of any of its files, is told by `check`.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.envelope.pae import pae
from fieldkit.errors import FieldkitError
from fieldkit.inspection import thinning
from fieldkit.inspection.entry import Key, canonical
from fieldkit.steps import backup, care, enrol, health, open_pack, receive, restore, send
from fieldkit.steps.session import Session
from fieldkit.store import backups, keys, mirror, sqlite
from fieldkit.store.entries import Edit
from tests import kit


@pytest.fixture()
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, cases=2, standard="", index=True)
    yield made
    made.close()


@pytest.fixture()
def session(world: kit.World) -> Session:
    return world.laptops["marsh"]


def answer(session: Session, value: str, question: str = "P 2.1.1") -> None:
    mine = next(key for key in session.present() if key.field == "reading")
    session.record([Edit(Key(mine.subject, mine.reading, f"answer/{question}"), value)])


def answers(session: Session, question: str = "P 2.1.1") -> list[object]:
    found = session.present()
    field = f"answer/{question}"
    return [one.body.value for key in found if key.field == field for one in found[key] if one.body]


def code(work: object) -> str:
    with pytest.raises(FieldkitError) as why:
        work()  # type: ignore[operator]
    return why.value.code


def test_documents_are_copied_once(session: Session, tmp_path: Path) -> None:
    """1."""
    disk = tmp_path / "disk"
    backup.choose_folder(session, disk)
    first = backup.make(session)
    assert first.documents is not None
    size, copied = first.documents.stat().st_size, []
    data = b"A new letter." * 1000
    digest = hashlib.sha256(data).hexdigest()
    subject = session.casebook.documents.all()[0][0]
    session.casebook.documents.put(subject, digest, "text/plain", [data])
    second = backup.make(session, progress=lambda at, of: copied.append(of))
    assert copied == [1] and second.documents == first.documents
    assert 0 < second.documents.stat().st_size - size < 200_000
    assert [one.manifest.number for one in backup.listed(session)] == [2, 1]
    assert backup.verify(session, first) == backup.verify(session, second) == []
    session.casebook.documents.shred(subject)
    third = backup.make(session)
    key = session.casebook.key.database_key("documents")
    assert third.documents is not None
    counts = sqlite.row_counts(third.documents, key)
    live = sqlite.row_counts(session.casebook.folder / "documents.db", key)
    assert {n: counts[n] for n in ("blobs", "chunks", "case_keys", "texts", "found")} == {
        n: live[n] for n in ("blobs", "chunks", "case_keys", "texts", "found")
    }
    assert code(lambda: backup.choose_folder(session, session.casebook.folder / "b")) == (
        "backup.same_folder"
    )


def test_what_fails_leaves_nothing(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2."""
    disk = tmp_path / "disk"
    real = sqlite.copy

    def full(path: Path, key: str, target: Path, target_key: str) -> None:
        real(path, key, target, target_key)
        raise FieldkitError("disk.full", file=target.name)

    monkeypatch.setattr(sqlite, "copy", full)
    assert code(lambda: backup.make(session, disk)) == "disk.full"
    assert list(disk.iterdir()) == [] and backup.last(session) is None
    monkeypatch.undo()
    made = backup.make(session, disk)
    documents = made.documents
    assert documents is not None
    broken = bytearray(documents.read_bytes())
    broken[5000] ^= 1
    documents.write_bytes(bytes(broken))
    assert [one.code for one in backup.verify(session, made)] == ["backup.damaged"]
    mirror.set_aside(documents)
    assert [one.code for one in backup.verify(session, made)] == ["backup.no_documents"]
    backup.make(session, disk)
    assert backup.verify(session, made) == []


def test_a_copy_that_cannot_be_opened_is_made_anew(session: Session, tmp_path: Path) -> None:
    """2."""
    made = backup.make(session, tmp_path / "disk")
    assert made.documents is not None
    made.documents.write_bytes(b"x" * 8192)
    again = backup.make(session, tmp_path / "disk")
    assert backup.verify(session, again) == []


def test_the_recorder_goes_on(session: Session, tmp_path: Path) -> None:
    """3. Answers are saved while a backup is between two documents."""
    for number in range(3):
        data = bytes([number]) * 300_000
        digest = hashlib.sha256(data).hexdigest()
        subject = session.casebook.documents.all()[0][0]
        session.casebook.documents.put(subject, digest, "text/plain", [data])
    inside, go_on, saved = threading.Event(), threading.Event(), []

    def hold(at: int, of: int) -> None:
        inside.set()
        assert go_on.wait(30)

    made: list[object] = []
    thread = threading.Thread(
        target=lambda: made.append(backup.make(session, tmp_path / "disk", hold))
    )
    thread.start()
    assert inside.wait(30)
    for number in range(5):
        answer(session, str(number))
        saved.append(number)
    go_on.set()
    thread.join()
    assert saved == [0, 1, 2, 3, 4] and len(made) == 1 and answers(session) == ["4"]


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@settings(max_examples=300, deadline=None)
@given(st.lists(days, max_size=80))
def test_thinning_keeps_what_it_says(made: list[date]) -> None:
    """4. Whatever the clock said: only numbers order backups."""
    every = list(enumerate(made, start=1))
    rule = thinning.Kept()
    kept = thinning.keep(every, rule)
    assert len(kept) <= rule.newest + rule.days + rule.weeks + rule.months
    assert kept >= {number for number, _ in every[-rule.newest :]}
    assert thinning.keep([one for one in every if one[0] in kept], rule) == kept
    months = {day.timetuple()[:2] for _, day in every}
    left = {day.timetuple()[:2] for number, day in every if number in kept}
    assert len(left) >= min(len(months), rule.months)


def test_a_year_of_daily_backups() -> None:
    """4."""
    every: list[tuple[int, date]] = []
    for number in range(1, 366):
        every.append((number, date(2025, 1, 1) + timedelta(days=number - 1)))
        kept = thinning.keep(every)
        every = [one for one in every if one[0] in kept]
    assert len({(d.year, d.month) for _, d in every}) == 12
    assert [n for n, _ in every][-7:] == [359, 360, 361, 362, 363, 364, 365]


def test_restored_is_a_new_laptop(world: kit.World, session: Session, tmp_path: Path) -> None:
    """5. The whole way: restore, card, six words, bundle with the old chain's undelivered work."""
    answer(session, "no")
    first = send.send(session, tmp_path / "out")
    receive.receive(world.lead, [first.path])
    answer(session, "yes", "P 2.1.2")  # recorded, backed up, never sent
    old = session.device_id
    backup.make(session, tmp_path / "disk")
    world.laptops.pop("marsh").close()
    shutil.rmtree(session.casebook.folder)
    target = tmp_path / "laptop 12"
    again = restore.restore(tmp_path / "disk", target, kit.PASSPHRASE)
    world.laptops["marsh"] = again
    assert again.device_id != old and again.lineage == (old, again.device_id)
    assert care.check(again) == [] and answers(again, "P 2.1.2") == ["yes"]
    signed = again.keys.sign(b"x")
    assert len(signed) == 64 and not again.is_confirmed and again.role == "inspector"
    answer(again, "yes", "P 2.1.3")  # work goes on before the lead has confirmed
    assert health.look(again).unconfirmed
    waiting = again.undelivered()
    assert waiting >= 2
    early = send.send(again, tmp_path / "out")
    _, refused = receive.receive(world.lead, [early.path])
    assert [one.reason.code for one in refused] == ["envelope.signer_unknown"]
    card = enrol.read_card(enrol.make_card(again))
    assert card.predecessor == old
    assert code(lambda: enrol.add(world.lead, card, "inspector", "a b c d e f")) == (
        "enrol.words_differ"
    )
    enrol.add(world.lead, card, "inspector", enrol.own_words(again))
    device = world.lead.roster.device(again.device_id)
    assert device is not None and device.predecessor == old
    receive.receive(world.lead, [early.path])
    assert answers(world.lead, "P 2.1.2") == answers(world.lead, "P 2.1.3") == ["yes"]
    arrivals, _ = receive.receive(world.lead, [send.send(again, tmp_path / "out").path])
    made = receive.write_receipts(world.lead, arrivals, tmp_path / "receipts")
    for _, path in made:
        open_pack.open_pack(again, path)
    assert again.undelivered() == 0 and not health.look(again).unconfirmed
    assert answers(again, "P 2.1.3") == ["yes"]


def test_the_old_key_still_opens(world: kit.World, session: Session, tmp_path: Path) -> None:
    """5. A pack that was written for the old device is opened by the restored one."""
    from fieldkit.steps import prepare

    backup.make(session, tmp_path / "disk")
    world.laptops.pop("marsh").close()
    made = prepare.write_packs(world.lead, tmp_path / "late packs")
    again = restore.restore(tmp_path / "disk", tmp_path / "r", kit.PASSPHRASE)
    world.laptops["marsh"] = again
    assert open_pack.open_pack(again, made[0].path).kind == "pack"
    answer(again, "yes")  # still in its old role


def test_a_card_cannot_claim_a_stranger(world: kit.World, session: Session, tmp_path: Path) -> None:
    """5. Who names a predecessor must have its signature, and be the same person."""
    import json

    backup.make(session, tmp_path / "disk")
    world.laptops.pop("marsh").close()
    again = restore.restore(tmp_path / "disk", tmp_path / "r", kit.PASSPHRASE)
    world.laptops["marsh"] = again
    card = json.loads(enrol.make_card(again))
    del card["signature"]
    card["predecessor_key"] = world.lead.keys.public.hex()  # and signs that itself
    signature = again.keys.sign(pae(b"fieldkit.card.v1", canonical(card)))
    forged = canonical({**card, "signature": signature.hex()})
    assert code(lambda: enrol.read_card(forged)) == "enrol.card_damaged"
    elsewhere = kit.founder(tmp_path / "other")
    honest = enrol.read_card(enrol.make_card(again))
    work = lambda: enrol.add(elsewhere, honest, "inspector", honest.words)  # noqa: E731
    assert code(work) == "enrol.predecessor"
    elsewhere.close()


def test_restore_refuses_and_leaves_nothing(session: Session, tmp_path: Path) -> None:
    """5."""
    disk = tmp_path / "disk"
    made = backup.make(session, disk)
    target = tmp_path / "new"
    wrong = lambda: restore.restore(disk, target, "not the passphrase at all")  # noqa: E731
    assert code(wrong) == "keys.wrong_passphrase"
    work = lambda: restore.restore(disk, target, kit.PASSPHRASE)  # noqa: E731
    there = lambda: restore.restore(disk, session.casebook.folder, kit.PASSPHRASE)  # noqa: E731
    assert code(there) == "store.exists"
    data = bytearray((made.path / "store.db").read_bytes())
    data[9000] ^= 1
    (made.path / "store.db").write_bytes(bytes(data))
    assert code(work) == "backup.damaged"
    (made.path / backups.MANIFEST).write_text('{"format": 1, "documents": "../x"}')
    assert code(work) == "backup.not_one"
    assert not target.exists() and not list(tmp_path.glob("*.part"))


def test_one_before_each_receive(world: kit.World, session: Session, tmp_path: Path) -> None:
    """6."""
    lead = world.lead
    answer(session, "no")
    path = send.send(session, tmp_path / "out").path
    before = len(answers(lead))
    receive.receive(lead, [path])
    (own,) = backup.listed(lead)
    assert own.path.parent == backup.own_folder(lead) and own.documents is None
    restored = restore.restore(own.path, tmp_path / "r", kit.PASSPHRASE)
    assert len(answers(restored)) == before and answers(lead) == ["no"]
    restored.close()
    backup.choose_folder(lead, tmp_path / "disk")
    receive.receive(lead, [path])
    assert backup.listed(lead)[0].path.parent == (tmp_path / "disk").resolve()
    shutil.rmtree(tmp_path / "disk")
    (tmp_path / "disk").write_text("the disk is not there")
    receive.receive(lead, [path])
    assert len(backups.in_folder(backup.own_folder(lead))) == 2
    for _ in range(3):
        receive.receive(lead, [path])
    assert len(backups.in_folder(backup.own_folder(lead))) == 2  # few, on the casebook's own disk


@pytest.mark.parametrize("name", ["store.db", keys.FILE, "documents"])
def test_damage_to_a_backup_is_told(session: Session, tmp_path: Path, name: str) -> None:
    """7."""
    backup.choose_folder(session, tmp_path / "disk")
    made = backup.make(session)
    assert health.check(session).findings == ()
    assert health.look(session).backups[0].whole
    path = made.documents if name == "documents" else made.path / name
    assert path is not None
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    found = health.check(session).findings
    assert [one.code for one in found] == ["backup.damaged"]
    kept = health.last_check(session)
    assert kept is not None and [str(one) for one in kept.findings] == [str(one) for one in found]
