"""Recovery by the team, end to end, and who can open a casebook.

1. Asked, answered over six words, finished: the new passphrase opens it, the old one does not.
2. Its use is an entry that the owner and the lead see, once, and a kill before it hides nothing.
3. Nothing but the right identity, the right words, the right request and the right reply serves.
4. The slot follows the roster: named when founded, when it changes, when a pack brings it.
5. A changed passphrase: no key file in the folder or its backups opens with the old one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.steps import backup, enrol, health, prepare, receive, recover, send
from fieldkit.steps.recover import Request
from fieldkit.steps.session import Session
from fieldkit.store import key_recovery, keys
from tests import kit

NEW = "lantern gravel otter cinema"
KEPT_UNDER = "bracket window salmon forest"


@pytest.fixture()
def identity(tmp_path: Path) -> tuple[str, bytes]:
    file = tmp_path / "offline" / "team.identity"
    file.parent.mkdir()
    recipient = recover.make_identity(file, KEPT_UNDER)
    return recipient, file.read_bytes()


@pytest.fixture()
def world(tmp_path: Path, identity: tuple[str, bytes]) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, cases=1, standard="", index=False)
    enrol.name_recovery(made.lead, identity[0])
    kit.open_packs(made, index=False)
    yield made
    made.close()


@pytest.fixture()
def laptop(world: kit.World) -> Path:
    """The folder of the inspector's casebook, closed."""
    session = world.laptops.pop("marsh")
    session.close()
    return session.casebook.folder


def asked(folder: Path) -> Request:
    made = recover.ask(folder, "A. Marsh", NEW, kit.KDF)
    return recover.read_request(made.to_bytes())


def code(work: object) -> str:
    with pytest.raises(FieldkitError) as why:
        work()  # type: ignore[operator]
    return why.value.code


def test_the_drill(world: kit.World, laptop: Path, identity: tuple[str, bytes]) -> None:
    """1. 2."""
    request = asked(laptop)
    assert code(lambda: Session.unlock(laptop, NEW)) == "keys.wrong_passphrase"
    reply = recover.answer(request, request.words.upper(), identity[1], KEPT_UNDER)
    session = recover.finish(laptop, reply, NEW, kit.KDF)
    assert not recover.is_asked(laptop)
    assert code(lambda: keys.unlock(laptop, kit.PASSPHRASE)) == "keys.wrong_passphrase"
    (use,) = recover.uses(session)
    told = health.look(session)
    assert told.recoveries == (use.at,) and not told.recovery_seen
    health.see_recovery(session)
    assert health.look(session).recovery_seen
    sent = send.send(session, world.folder / "bundles")
    session.close()
    again = Session.unlock(laptop, NEW)
    recover.note_use(again)
    assert len(recover.uses(again)) == 1
    again.close()
    arrivals, refused = receive.receive(world.lead, [sent.path])
    assert not refused and arrivals[0].taken.new == 1
    assert any(key.field.startswith(recover.FIELD) for key in world.lead.present("inspection"))


def test_a_kill_after_the_key_file_hides_nothing(laptop: Path, identity: tuple[str, bytes]) -> None:
    """2."""
    request = asked(laptop)
    reply = recover.answer(request, request.words, identity[1], KEPT_UNDER)
    key_recovery.finish(laptop, reply, NEW, kit.KDF, "2025-07-01T10:00:00Z")  # and no more
    session = Session.unlock(laptop, NEW)
    assert health.look(session).recoveries == ("2025-07-01T10:00:00Z",)
    assert recover.uses(session) == ()
    recover.note_use(session)
    assert len(recover.uses(session)) == 1
    session.close()


def test_what_does_not_serve(
    world: kit.World, laptop: Path, identity: tuple[str, bytes], tmp_path: Path
) -> None:
    """3."""
    assert code(lambda: recover.ask(laptop, "", "short", kit.KDF)) == "keys.passphrase_short"
    request = asked(laptop)
    right = request.words
    other = tmp_path / "other.identity"
    recover.make_identity(other, "")
    refused = {
        "recover.words_differ": lambda: recover.answer(request, "a b c d e f", identity[1]),
        "recover.identity": lambda: recover.answer(request, right, identity[1], "not this one"),
        "recover.not_ours": lambda: recover.answer(request, right, other.read_bytes()),
        "recover.file_there": lambda: recover.make_identity(other, ""),
        "recover.request_damaged": lambda: recover.read_request(request.to_bytes()[:-9] + b"}"),
        "recover.reply": lambda: recover.finish(laptop, b"age", NEW, kit.KDF),
    }
    for wanted, work in refused.items():
        assert code(work) == wanted
    reply = recover.answer(request, right, identity[1], KEPT_UNDER)
    wrong = "another one entirely"
    assert code(lambda: recover.finish(laptop, reply, wrong, kit.KDF)) == "keys.wrong_passphrase"
    newer = asked(laptop)  # the reply to an older request opens nothing
    assert newer.words != right
    assert code(lambda: recover.finish(laptop, reply, NEW, kit.KDF)) == "recover.reply"
    changed = json.loads(request.to_bytes())
    changed["recipient"] = newer.recipient
    altered = recover.read_request(json.dumps(changed, separators=(",", ":")).encode())
    assert altered.words != right
    Session.unlock(laptop, kit.PASSPHRASE).close()
    centre = world.lead.casebook.folder
    assert code(lambda: recover.finish(centre, reply, NEW, kit.KDF)) == "recover.not_asked"


def test_a_slot_of_another_store_is_not_opened(
    world: kit.World, laptop: Path, identity: tuple[str, bytes]
) -> None:
    """3. A recovery slot is bound to its store: in another request it is not ours to open."""
    request = asked(laptop)
    moved = Request("0" * 32, request.name, request.recipient, request.slots, request.made_at)
    work = lambda: recover.answer(moved, moved.words, identity[1], KEPT_UNDER)  # noqa: E731
    assert code(work) == "recover.not_ours"


def test_the_slot_follows_the_roster(
    world: kit.World, tmp_path: Path, identity: tuple[str, bytes]
) -> None:
    """4."""
    slots = [one.casebook.key_file.recipients for one in (world.lead, world.laptops["marsh"])]
    assert slots == [(identity[0],), (identity[0],)]
    fresh = Session.create(tmp_path / "f", kit.PASSPHRASE, kit.Owner("r", "R", "l"), kit.KDF)
    assert code(lambda: recover.ask(tmp_path / "f", "", NEW, kit.KDF)) == "recover.no_slot"
    enrol.found(fresh, prepare.form_text(kit.FORM), identity[0])
    assert fresh.casebook.key_file.recipients == (identity[0],)
    other = recover.make_identity(tmp_path / "second", "")
    enrol.name_recovery(fresh, other)
    assert fresh.casebook.key_file.recipients == (other,)
    enrol.name_recovery(fresh, "")
    assert fresh.casebook.key_file.recipients == ()
    fresh.close()
    keys.unlock(tmp_path / "f", kit.PASSPHRASE)


def test_a_changed_passphrase(world: kit.World, tmp_path: Path) -> None:
    """5."""
    session = world.laptops["marsh"]
    backup.choose_folder(session, tmp_path / "second disk")
    backup.make(session)
    wrong = lambda: health.change_passphrase(session, NEW, NEW, kit.KDF)  # noqa: E731
    assert code(wrong) == "keys.wrong_passphrase"
    assert health.change_passphrase(session, kit.PASSPHRASE, NEW, kit.KDF) == 1
    before = session.casebook.key_file.recipients
    session.keep_heads()
    world.laptops.pop("marsh").close()
    files = [path.parent for path in tmp_path.rglob(keys.FILE) if "centre" not in path.parts]
    assert len(files) == 2
    for folder in files:
        assert code(lambda folder=folder: keys.unlock(folder, kit.PASSPHRASE)) == (
            "keys.wrong_passphrase"
        )
        assert keys.unlock(folder, NEW)[1].recipients == before
    assert not list(tmp_path.rglob("*.part"))
