"""What a good signature cannot vouch for is refused, and a kill in between changes nothing.

1. A bundle speaks for its sender's own chain only; entries in another's name are refused.
2. A laptop's bundle changes neither the form nor what its role may not decide.
3. A copied casebook is told: forks, breaks, envelopes that contradict each other, receipts ahead.
4. A kill anywhere in taking in is healed by taking in again; a role change is never half judged.
5. The header's roster is the roster carried; a revoked lead vouches for nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.envelope.layout import CENTRE
from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection.entry import Body, Entry, Head, Key, append
from fieldkit.steps import carry, enrol, open_pack, prepare, rate, read, receive, send, take
from fieldkit.steps.session import Session
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.wording import sentences
from tests import kit
from tests.steps.test_round import shown


@pytest.fixture()
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, ("A. Marsh", "F. Pike"), cases=2, standard="", index=False)
    yield made
    made.close()


def answered(session: Session, value: str, question: str = "P 2.1.1") -> None:
    rate.save(session, [rate.answer(shown(session, "001").view, question, value)]).result()


def forged(session: Session, victim: str, sequence: int = 1) -> Entry:
    """An answer that `session` writes in the name of another device."""
    row = read.my_readings(session)[0]
    key = Key(row.subject.id, row.reading.id, "answer/P 2.1.1")
    body = Body("pike", key.subject, key.reading, key.field, "no", (), "2025-01-01T00:00:00Z")
    head = Head(sequence - 1, "0" * 64)
    return append(session.opened.id, victim, head, body, bytes(16))


def bundle(session: Session, folder: Path, entries: list[Entry], kind: str = "bundle") -> Path:
    return carry.write(session, kind, CENTRE, carry.Load(entries=entries), folder)


def refusal(session: Session, path: Path) -> str:
    before = entry_count(session)
    arrivals, refused = receive.receive(session, [path])
    assert arrivals == [] and entry_count(session) == before
    assert refused[0].reason.code in sentences()
    return refused[0].reason.code


def entry_count(session: Session) -> int:
    return prepare.count_entries(session)


def test_an_entry_in_anothers_name_is_refused(world: kit.World, tmp_path: Path) -> None:
    """1."""
    marsh, pike = world.laptops["marsh"], world.laptops["pike"]
    answered(marsh, "yes")
    with marsh.casebook.read() as connection:
        own = entry_store.of_device(connection, marsh.opened.id, marsh.device_id)
    for victim in (pike.device_id, world.lead.device_id, "f" * 64):
        path = bundle(marsh, tmp_path / "out", [*own, forged(marsh, victim, 900)])
        assert refusal(world.lead, path) == "envelope.foreign_entry"
    arrivals, refused = receive.receive(world.lead, [send.send(marsh, tmp_path / "out").path])
    assert refused == [] and arrivals[0].taken.new == len(own)


def test_damaged_entries_are_refused_before_anything_is_kept(
    world: kit.World, tmp_path: Path
) -> None:
    """1."""
    marsh = world.laptops["marsh"]
    good = forged(marsh, marsh.device_id)
    other = Entry(good.stub, b"x" * 40)
    assert (
        refusal(world.lead, bundle(marsh, tmp_path / "o", [good, other])) == "entry.body_mismatch"
    )
    elsewhere = append("0" * 32, marsh.device_id, Head(), good.body, bytes(16))  # type: ignore[arg-type]
    path = bundle(marsh, tmp_path / "o", [good, elsewhere])
    assert refusal(world.lead, path) == "entry.other_inspection"


def test_a_bundle_never_changes_the_form(world: kit.World, tmp_path: Path) -> None:
    """2."""
    marsh = world.laptops["marsh"]
    before = world.lead.opened.form_text
    text = before.replace(b"Leadership", b"Dictatorship")
    path = carry.write(marsh, "bundle", CENTRE, carry.Load(form_text=text), tmp_path / "out")
    receive.receive(world.lead, [path])
    world.lead.changed()
    assert world.lead.opened.form_text == before


def test_a_pack_brings_only_the_form_that_is_signed(world: kit.World, tmp_path: Path) -> None:
    """2."""
    marsh = world.laptops["marsh"]
    load = carry.Load(form_text=b"not a form")
    path = carry.write(world.lead, "pack", marsh.device_id, load, tmp_path / "p")
    with pytest.raises(FieldkitError, match=r"envelope\.form_differs"):
        open_pack.open_pack(marsh, path)
    assert marsh.form.id == kit.FORM


def test_a_laptop_cannot_define_readings(world: kit.World, tmp_path: Path) -> None:
    """2. Its own role judges, through a real bundle."""
    marsh = world.laptops["marsh"]
    row = read.my_readings(marsh)[0]
    made = []
    head = Head()
    for field, value in (("reading", {"kind": "first", "readers": ["marsh"]}), ("subject", {})):
        body = Body("marsh", row.subject.id, "f" * 24, field, value, (), "2025-01-01T00:00:00Z")  # type: ignore[arg-type]
        made.append(append(marsh.opened.id, marsh.device_id, head, body, bytes(16)))
        head = Head(made[-1].stub.sequence, made[-1].id)
    arrivals, _ = receive.receive(world.lead, [bundle(marsh, tmp_path / "o", made)])
    assert (arrivals[0].taken.new, arrivals[0].taken.refused) == (2, 2)
    assert all(key.reading != "f" * 24 for key in world.lead.present())


def test_a_copied_casebook_is_told(world: kit.World, tmp_path: Path) -> None:
    """3."""
    marsh = world.laptops.pop("marsh")
    marsh.close()
    shutil.copytree(tmp_path / "marsh", tmp_path / "copy")
    files = []
    for name, value in (("marsh", "yes"), ("copy", "no")):
        session = Session.unlock(tmp_path / name, kit.PASSPHRASE)
        answered(session, value)
        files.append(send.send(session, tmp_path / "out").path)
        session.close()
    arrivals, refused = receive.receive(world.lead, files)
    assert refused == [] and [one.twin for one in arrivals] == [False, True]
    state = receive.state(world.lead)
    place = arrivals[0].sender
    assert [one.forks for one in state.chains if one.device == place] == [(1,)]
    assert state.twins == ((place, 1),)


def test_an_entry_that_does_not_follow_is_told(world: kit.World, tmp_path: Path) -> None:
    """3."""
    marsh = world.laptops["marsh"]
    first, second = forged(marsh, marsh.device_id), forged(marsh, marsh.device_id, 2)
    receive.receive(world.lead, [bundle(marsh, tmp_path / "o", [first, second])])
    assert receive.state(world.lead).breaks == ((marsh.device_id, 2),)


def test_a_restored_casebook_never_takes_new_work_for_delivered(
    world: kit.World, tmp_path: Path
) -> None:
    """3."""
    marsh = world.laptops.pop("marsh")
    marsh.close()
    shutil.copytree(tmp_path / "marsh", tmp_path / "old")
    marsh = Session.unlock(tmp_path / "marsh", kit.PASSPHRASE)
    answered(marsh, "yes")
    arrivals, _ = receive.receive(world.lead, [send.send(marsh, tmp_path / "out").path])
    _, receipt = receive.write_receipts(world.lead, arrivals, tmp_path / "r")[0]
    packs = prepare.write_packs(world.lead, tmp_path / "again", ("marsh",))
    marsh.close()
    old = Session.unlock(tmp_path / "old", kit.PASSPHRASE)
    with pytest.raises(FieldkitError, match=r"receipt\.ahead"):
        open_pack.open_pack(old, receipt)
    with pytest.raises(FieldkitError, match=r"envelope\.own_entry"):
        open_pack.open_pack(old, packs[0].path)
    answered(old, "no")
    assert old.undelivered() == 1
    old.close()


def test_a_kill_while_taking_in_is_healed(
    world: kit.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4."""
    marsh = world.laptops["marsh"]
    for question in ("P 2.1.1", "P 2.1.2", "P 2.1.3"):
        answered(marsh, "yes", question)
    path = send.send(marsh, tmp_path / "out").path
    monkeypatch.setattr(take, "PER_TRANSACTION", 1)
    real = envelope_store.keep_entries
    for survived in range(3):

        def killed(connection, sha256, first, ids, last=survived):  # type: ignore[no-untyped-def]
            if first == last:
                raise RuntimeError("killed")
            real(connection, sha256, first, ids)

        monkeypatch.setattr(envelope_store, "keep_entries", killed)
        with pytest.raises(RuntimeError):
            receive.receive(world.lead, [path])
    monkeypatch.setattr(envelope_store, "keep_entries", real)
    arrivals, refused = receive.receive(world.lead, [path])
    assert refused == [] and not arrivals[0].repeated and not arrivals[0].twin
    state = receive.state(world.lead)
    assert {c.device: c.head.sequence for c in state.chains}[marsh.device_id] == 3
    assert receive.receive(world.lead, [path])[0][0].repeated


def test_a_role_change_survives_a_kill(
    world: kit.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4. A roster that arrives and its verdicts are one step."""
    marsh, pike = world.laptops["marsh"], world.laptops["pike"]
    answered(pike, "no")
    receive.receive(world.lead, [send.send(pike, tmp_path / "out").path])
    first = prepare.write_packs(world.lead, tmp_path / "p1", ("marsh",))[0].path
    open_pack.open_pack(marsh, first)
    assert any(key.field == "answer/P 2.1.1" for key in marsh.present())
    enrol.set_role(world.lead, pike.device_id, rights.NONE, 1)
    second = prepare.write_packs(world.lead, tmp_path / "p2", ("marsh",))[0].path

    def killed(*given: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(take, "_hold_entries", killed)
    with pytest.raises(RuntimeError):
        open_pack.open_pack(marsh, second)
    monkeypatch.undo()
    open_pack.open_pack(marsh, second)
    assert not any(key.field == "answer/P 2.1.1" for key in marsh.present())


def test_a_role_that_goes_takes_its_readings_along(world: kit.World, tmp_path: Path) -> None:
    """4. Same entries and roster, same verdicts: what came first does not matter."""
    other = kit.laptop(tmp_path / "other", "O. Other")
    kit.join(world.lead, other, rights.LEAD)
    marsh = world.laptops["marsh"]
    subject = read.my_readings(marsh)[0].subject.id
    value = {"kind": "second", "readers": ["marsh"], "from": ""}
    made = "2025-01-01T00:00:00Z"
    body = Body("other", subject, "e" * 24, "reading", value, (), made)
    defined = append(world.lead.opened.id, other.device_id, Head(), body, bytes(16))
    body = Body("marsh", subject, "e" * 24, "answer/P 2.1.1", "yes", (), made)
    written = append(world.lead.opened.id, marsh.device_id, Head(), body, bytes(16))
    lead = world.lead

    def take_in(entries: list[Entry]) -> None:
        lead.casebook.recorder.run(
            lambda c: entry_store.take_in(c, lead.opened.id, entries, lead.judging(c), made)
        )

    take_in([defined, written])
    assert written.id in {one.id for found in lead.present().values() for one in found}
    enrol.set_role(lead, other.device_id, rights.NONE, 1)
    assert written.id not in {one.id for found in lead.present().values() for one in found}
    other.close()


def test_the_headers_roster_is_the_one_carried(
    world: kit.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5."""
    marsh = world.laptops["marsh"]
    real = carry._fields

    def lied(*given):  # type: ignore[no-untyped-def]
        return {**real(*given), "roster_version": 1000}

    monkeypatch.setattr(carry, "_fields", lied)
    path = send.send(marsh, tmp_path / "out").path
    assert refusal(world.lead, path) == "envelope.roster_differs"


def test_a_revoked_lead_vouches_for_nothing(world: kit.World, tmp_path: Path) -> None:
    """5."""
    second = kit.laptop(tmp_path / "second", "S. Second")
    kit.join(world.lead, second, rights.LEAD)
    marsh = world.laptops["marsh"]
    lead_id = world.lead.device_id
    path = carry.write(
        world.lead,
        "pack",
        second.device_id,
        carry.Load(form_text=world.lead.opened.form_text),
        tmp_path / "p",
    )
    open_pack.open_pack(second, path, world.words)
    evil = carry.Load(entries=[forged(marsh, lead_id, 900)])
    before = carry.write(second, "pack", marsh.device_id, evil, tmp_path / "p")
    enrol.set_role(world.lead, second.device_id, rights.NONE, 2)
    for one in prepare.write_packs(world.lead, tmp_path / "p5", ("marsh",)):
        open_pack.open_pack(marsh, one.path)
    with pytest.raises(FieldkitError, match=r"envelope\.revoked"):
        open_pack.open_pack(marsh, before)
    second.close()


def test_a_sequence_is_never_used_twice(
    world: kit.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4. A kill between keeping what was sent and naming its file uses the sequence up."""
    marsh = world.laptops["marsh"]
    answered(marsh, "yes")

    def killed(self: Path, target: Path) -> Path:
        raise OSError(5, "killed")

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(FieldkitError, match=r"disk\.not_written"):
        send.send(marsh, tmp_path / "out")
    monkeypatch.undo()
    assert send.send(marsh, tmp_path / "out").sequence == 2
