"""The end of a case.

1. Wiped, nothing of it can be read: not in the databases, their logs, older backups, the search;
   its documents cannot be unwrapped, even with the chunks of before put back. The rest stands.
2. A laptop refuses while anything is undelivered, typed text included; a reason is needed.
3. What arrives later (the same pack again, another's bundle) brings no words back.
4. Chains, `check` and `audit` still hold; the certificate's signature is the laptop's.
5. A kill at every step is finished the next time.
6. Retention: set by a lead, travels with packs, runs for what is finished and delivered, only.
7. Small values about a case go with it; an alert begun and not raised keeps the case, by hand and
   by retention, until it is raised or taken away.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldkit import cli
from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Key
from fieldkit.steps import (
    backup,
    care,
    open_pack,
    prepare,
    rate,
    read,
    receive,
    retire,
    send,
    unlock,
)
from fieldkit.steps.session import Session
from fieldkit.store import blobs, sqlite
from fieldkit.store.entries import Edit
from tests import kit

TYPED = "canary-of-case-one"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(
        tmp_path / "world", cases=2, standard="", more={"x.txt": b"canary-document of case one\n"}
    )
    yield made
    made.close()


def marsh(world: kit.World) -> Session:
    return world.laptops["marsh"]


def first(session: Session) -> Key:
    """The lead's note of the first case's reading."""
    found = next(one for one in read.my_readings(session) if one.subject.number == "001")
    return Key(found.subject.id, found.reading.id, "note_lead/P 2.1.1")


def work(session: Session) -> None:
    session.record([Edit(first(session), TYPED)])


def deliver(world: kit.World, folder: Path) -> Path:
    """Send, receive, receipt: everything of the laptop is delivered."""
    sent = send.send(marsh(world), folder / "bundles").path
    arrivals, _ = receive.receive(world.lead, [sent])
    for _, path in receive.write_receipts(world.lead, arrivals, folder / "receipts"):
        open_pack.open_pack(marsh(world), path)
    return sent


def bytes_of(session: Session, folder: Path) -> bytes:
    """The decrypted contents of both databases of a casebook folder; no page of them is free."""
    key = session.casebook.key
    found = b""
    for name, purpose in (("store.db", "store"), ("documents.db", "documents")):
        if (folder / name).exists():
            plain = folder.parent / f"plain-{name}"
            raw = sqlite.open_store(folder / name, key.database_key(purpose), 8192)
            raw.execute(f"ATTACH DATABASE '{plain}' AS plain KEY ''")
            raw.execute("SELECT sqlcipher_export('plain')")
            if session.casebook.get_meta("wipe/certificates"):
                assert raw.execute("PRAGMA freelist_count").fetchone() == (0,)
            raw.close()
            found += plain.read_bytes()
            plain.unlink()
    return found


def test_nothing_of_it_is_left(world: kit.World, tmp_path: Path) -> None:
    """1. and 4."""
    session = marsh(world)
    work(session)
    backup.choose_folder(session, tmp_path / "second disk")
    for _ in range(2):
        backup.make(session)
    deliver(world, tmp_path)
    subject = first(session).subject
    folder = session.casebook.folder
    assert TYPED.encode() in bytes_of(session, folder)
    held = [(s, sha) for s, sha, _, _ in session.casebook.documents.all() if s == subject]
    assert held and session.casebook.documents.search("canary")
    made = retire.wipe(session, "001", "the office asked for it")
    assert (made.documents, made.backups, made.backups_left) == (len(held), 2, ())
    assert made.entries > 3
    left = bytes_of(session, folder)
    for canary in (TYPED.encode(), b"canary-document", b"X482901"):
        assert canary not in left
    for one in backup.listed(session):
        assert TYPED.encode() not in bytes_of(session, one.path)
        assert backup.verify(session, one) == []
    assert not session.casebook.documents.search("canary")
    assert [one.subject.number for one in read.my_readings(session)] == ["002"]
    assert care.check(session) == [] and care.audit(session)[1] == []
    public = Ed25519PublicKey.from_public_bytes(session.keys.public)
    public.verify(bytes.fromhex(made.signature), made.signed_bytes())
    for name, value in vars(made).items():
        if name == "signature":
            continue
        other: object = f"{value}x" if isinstance(value, str) else ("x",)
        if isinstance(value, int):
            other = not value if isinstance(value, bool) else value + 1
        with pytest.raises(InvalidSignature):
            altered = replace(made, **{name: other}).signed_bytes()  # type: ignore[arg-type]
            public.verify(bytes.fromhex(made.signature), altered)
    assert [one.case for one in retire.certificates(session)] == ["001"]


def test_a_stolen_copy_of_its_documents_cannot_be_unwrapped(
    world: kit.World, tmp_path: Path
) -> None:
    """1. The rows put back without the key's row are noise."""
    session = marsh(world)
    deliver(world, tmp_path)
    subject = first(session).subject
    documents = session.casebook.documents
    sha256 = next(sha for s, sha, _, _ in documents.all() if s == subject)
    with documents._writer.begin() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM chunks").all()
        info = connection.exec_driver_sql("SELECT * FROM blobs").all()
    retire.wipe(session, "001", "retention")
    with documents._writer.begin() as connection:
        for table, held in ((blobs.chunks, rows), (blobs.blobs, info)):
            back = [dict(one._mapping) for one in held if one.subject == subject]
            connection.execute(table.insert(), back)
    with pytest.raises(FieldkitError, match=r"store\.shredded"):
        documents.get(subject, sha256)


def test_refusals(world: kit.World, tmp_path: Path) -> None:
    """2."""
    session = marsh(world)
    work(session)
    for case, reason, code in (
        ("001", "why", "wipe.undelivered"),
        ("001", " ", "wipe.reason"),
        ("009", "why", "wipe.no_case"),
    ):
        with pytest.raises(FieldkitError) as why:
            retire.wipe(session, case, reason)
        assert why.value.code == code
    deliver(world, tmp_path)
    view = read.open_reading(session, first(session).reading).view
    rate.typing(session, rate.reason(view, "P 2.1.1", "still being ty")).result()
    with pytest.raises(FieldkitError, match=r"wipe\.undelivered"):
        retire.wipe(session, "001", "why")
    assert read.open_reading(session, first(session).reading).view.lead_notes


def test_nothing_comes_back(world: kit.World, tmp_path: Path) -> None:
    """3. The same pack, written anew by the lead, brings stubs and no documents."""
    session = marsh(world)
    work(session)
    deliver(world, tmp_path)
    key = first(session)
    retire.wipe(session, "001", "retention")
    (again,) = prepare.write_packs(world.lead, tmp_path / "again")
    open_pack.open_pack(session, again.path)
    assert [one.subject.number for one in read.my_readings(session)] == ["002"]
    left = bytes_of(session, session.casebook.folder)
    assert TYPED.encode() not in left and b"canary-document" not in left
    assert not [s for s, _, _, _ in session.casebook.documents.all() if s == key.subject]
    sent = deliver(world, tmp_path)
    retire.wipe(world.lead, "001", "the inspection is over")
    assert receive.receive(world.lead, [sent])[0][0].repeated
    assert TYPED.encode() not in bytes_of(world.lead, world.lead.casebook.folder)
    assert care.check(world.lead) == []
    told = world.lead.present("inspection")
    assert sum(key.kind == "disposal" for key in told) == 2


def test_what_was_only_begun(world: kit.World, tmp_path: Path) -> None:
    """7."""
    session = marsh(world)
    work(session)
    deliver(world, tmp_path)
    subject, other = (one.subject.id for one in read.my_readings(session))
    name = f"{retire.ALERT}{first(session).reading}"
    unlock.remember(session, name, "canary-of-an-alert", subject)
    unlock.remember(session, "place", "canary-of-a-place", subject)
    unlock.remember(session, "place", "the other stays", other)
    begun = {one.subject.id: one.begun for one in retire.held(session)}
    assert begun == {subject: True, other: False}
    with pytest.raises(FieldkitError, match=r"wipe\.alert_begun"):
        retire.wipe(session, "001", "why")
    assert unlock.remembered(session, name, subject) == "canary-of-an-alert"
    unlock.remember(session, name, "", subject)
    retire.wipe(session, "001", "why")
    left = bytes_of(session, session.casebook.folder)
    assert b"canary-of-a-place" not in left and b"canary-of-an-alert" not in left
    assert unlock.remembered(session, "place", other) == "the other stays"


STEPS = ("documents.shred", "recorder", "vacuum", "backups")


@pytest.mark.parametrize("step", range(4), ids=STEPS)
def test_a_kill_is_finished_the_next_time(
    world: kit.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """5."""
    session = marsh(world)
    work(session)
    backup.choose_folder(session, tmp_path / "second disk")
    backup.make(session)
    deliver(world, tmp_path)

    def killed(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    owner, name = (
        (session.casebook.documents, "shred"),
        (session.casebook.recorder, "run"),
        (sqlite, "vacuum"),
        (retire, "_renew_backups"),
    )[step]
    if name == "run":
        real = session.casebook.recorder.run
        begun = session.casebook.documents.shred

        def then(subject: str) -> int:
            monkeypatch.setattr(session.casebook.recorder, "run", killed)
            return begun(subject)

        monkeypatch.setattr(session.casebook.documents, "shred", then)
        assert real
    else:
        monkeypatch.setattr(owner, name, killed)
    with pytest.raises(KeyboardInterrupt):
        retire.wipe(session, "001", "retention")
    monkeypatch.undo()
    assert retire.certificates(session) == []
    (made,) = retire.run_due(session)
    assert made.case == "001" and made.reason == "retention"
    assert TYPED.encode() not in bytes_of(session, session.casebook.folder)
    (left,) = backup.listed(session)
    assert TYPED.encode() not in bytes_of(session, left.path)
    assert retire.run_due(session) == []


def test_another_wipe_finishes_the_one_before(
    world: kit.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5. What a kill left is not forgotten when the next thing asked for is another case."""
    session = marsh(world)
    work(session)
    deliver(world, tmp_path)

    def killed(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(session.casebook.documents, "shred", killed)
    with pytest.raises(KeyboardInterrupt):
        retire.wipe(session, "001", "retention")
    monkeypatch.undo()
    deliver(world, tmp_path)
    retire.wipe(session, "002", "asked for")
    assert [one.case for one in retire.certificates(session)] == ["001", "002"]
    assert TYPED.encode() not in bytes_of(session, session.casebook.folder)


def finish(session: Session, number: str) -> None:
    """The state of a reading set to complete, as completing does."""
    found = next(one for one in read.my_readings(session) if one.subject.number == number)
    session.record([Edit(Key(found.subject.id, found.reading.id, "state"), "complete")])


def test_retention(world: kit.World, tmp_path: Path) -> None:
    """6. and 7."""
    session = marsh(world)
    with pytest.raises(FieldkitError, match=r"rights\.refused"):
        retire.set_retention(session, 30)
    with pytest.raises(FieldkitError, match=r"wipe\.days"):
        retire.set_retention(world.lead, -1)
    work(session)
    finish(session, "001")
    begun = next(one for one in read.my_readings(session) if one.subject.number == "002")
    session.record([Edit(Key(begun.subject.id, begun.reading.id, "note_lead/P 2.1.1"), "begun")])
    deliver(world, tmp_path)
    real = session.clock
    session.clock = lambda: real() + timedelta(days=31)
    assert retire.due(session) == []
    retire.set_retention(world.lead, 30)
    (again,) = prepare.write_packs(world.lead, tmp_path / "again")
    open_pack.open_pack(session, again.path)
    assert retire.retention(session) == 30
    session.clock = lambda: real() + timedelta(days=29)
    assert retire.run_due(session) == []
    session.clock = lambda: datetime(2090, 1, 1, tzinfo=UTC)
    name, subject = f"{retire.ALERT}{first(session).reading}", first(session).subject
    unlock.remember(session, name, "He said", subject)
    assert retire.run_due(session) == []
    unlock.remember(session, name, "", subject)
    (made,) = retire.run_due(session)
    assert made.case == "001" and "30 days" in made.reason
    assert [one.subject.number for one in read.my_readings(session)] == ["002"]
    assert retire.run_due(world.lead) == []


def test_commands(world: kit.World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1. and 6., as typed."""
    session = marsh(world)
    work(session)
    deliver(world, tmp_path)
    folder = session.casebook.folder
    session.close()
    secret = tmp_path / "secret"
    secret.write_text(kit.PASSPHRASE)
    opens = ["--casebook", str(folder), "--passphrase-file", str(secret)]
    assert cli.run(["wipe", *opens]) == 1
    assert cli.run(["retention", *opens]) == 0
    assert "No limit" in capsys.readouterr().out
    paper = tmp_path / "certificate.json"
    words = ["--case", "001", "--reason", "asked for", "--certificate", str(paper), "--json"]
    assert cli.run(["wipe", *opens, *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told[0]["case"] == "001" and told[0]["key_destroyed"] is True
    assert json.loads(paper.read_text())["signature"] == told[0]["signature"]
    assert cli.run(["wipe", *opens, "--case", "001", "--reason", "again"]) == 1
    assert "no case 001" in capsys.readouterr().err
    world.laptops["marsh"] = Session.unlock(folder, kit.PASSPHRASE)
