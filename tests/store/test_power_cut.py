"""Power cuts and failing disks, on what the real store really wrote.

1. A session's writes are recorded below the C library and replayed with the power cut at any
   moment, unsynced writes lost, kept, cut short, torn or scrambled: everything acknowledged is
   there, and every casebook opens.
2. Each write, sync, truncate, rename, creation and removal refused in turn, once and for good,
   with EIO and with a full disk: told by a known sentence's code, and nothing acknowledged is
   lost once the disk takes writes again.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.steps.session import Session
from fieldkit.store import entries, journal, keys
from fieldkit.store.casebook import Casebook
from fieldkit.wording import sentences
from tests import kit
from tests.store import disk_log, power_child
from tests.store.disk_log import Disk

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None,
    reason="the shim is for Linux's C library and needs a C compiler",
)


@dataclass(frozen=True)
class Recorded:
    """A casebook before, every call of the session after it, and its data key."""

    before: Path
    calls: tuple[disk_log.Call, ...]
    key: keys.DataKey


def fresh(folder: Path) -> keys.DataKey:
    """A closed casebook of a founded inspection. Returns its data key."""
    kit.founder(folder).close()
    return keys.unlock(folder, kit.PASSPHRASE)[0]


def child(folder: Path, rounds: int, edits: int) -> list[str]:
    """The command of the process that is watched."""
    module = [sys.executable, "-m", "tests.store.power_child"]
    return [*module, str(folder), kit.PASSPHRASE, str(rounds), str(edits)]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return disk_log.build_shim(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="module")
def recorded(shim: Path, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    folder = tmp_path_factory.mktemp("power")
    root, before, log = folder / "casebook", folder / "before", folder / "log"
    key = fresh(root)
    shutil.copytree(root, before)
    env = disk_log.watched(shim, root, log)
    subprocess.run(child(root, 3, 70), env=env, check=True)
    return Recorded(before, tuple(disk_log.calls(log)), key)


def lay_out(folder: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        (folder / name[1:]).write_bytes(data)


def acknowledged(data: bytes) -> dict[str, list[int]]:
    """The numbers that the child was told are saved, by what they are."""
    found: dict[str, list[int]] = {"entry": [], "typed": [], "document": []}
    for line in data.decode().splitlines():
        what, number = line.split()
        found[what].append(int(number))
    return found


def missing(folder: Path, key: keys.DataKey, acks: bytes) -> list[str]:
    """What was acknowledged and is not in this casebook; opens it as an unlock would."""
    key_file, _ = keys.load(folder)
    assert hmac.compare_digest(key.mac(key_file), key_file.mac)
    session = Session(Casebook(folder, key, key_file))
    try:
        session._check_tail()
        assert session.casebook.integrity() == []
        return sorted(_missing(session, acks))
    finally:
        session.casebook.close()


def _missing(session: Session, acks: bytes) -> set[str]:
    told = acknowledged(acks)
    with session.casebook.read() as connection:
        chain = entries.of_device(connection, session.opened.id, session.device_id, 0)
        typed = [one.value for one in journal.typed(connection)]
    values = {one.body.value for one in chain if one.body and isinstance(one.body.value, str)}
    lost = {f"entry {n}" for n in told["entry"] if power_child.text_of(n) not in values}
    if told["typed"]:
        newest = int(typed[0].split()[1]) if typed else 0
        if newest < told["typed"][-1]:
            lost.add(f"typed {told['typed'][-1]}")
    for number in told["document"]:
        data = power_child.document_of(number)
        sha256 = hashlib.sha256(data).hexdigest()
        documents = session.casebook.documents
        if not documents.has("s", sha256) or documents.get("s", sha256) != data:
            lost.add(f"document {number}")
    return lost


def cut_at(recorded: Recorded, folder: Path, moments: list[int]) -> int:
    """Cut the power at each moment (sorted numbers of calls). Returns how many were looked at."""
    disk = Disk.of(recorded.before)
    acks = b""
    done = 0
    for number, moment in enumerate(moments):
        while done < moment:
            call = recorded.calls[done]
            disk.follow(call)
            if call.path == "/acks" and call.kind == disk_log.WRITE:
                acks += call.data
            done += 1
        files = disk.cut(random.Random(number))
        files.pop("/acks", None)
        lay_out(folder, files)
        try:
            lost = missing(folder, recorded.key, acks)
        except FieldkitError as why:
            pytest.fail(f"cut {number} after call {moment}: unopenable, {why.code}")
        assert not lost, f"cut {number} after call {moment}: lost {lost}"
    return len(moments)


def moments(recorded: Recorded, count: int, seed: int) -> list[int]:
    chance = random.Random(seed)
    return sorted(chance.randint(0, len(recorded.calls)) for _ in range(count))


def memory_folder(tmp_path: Path) -> Path:
    """A folder in memory where there is one: thousands of casebooks are laid out in it."""
    shared = Path("/dev/shm")
    return (shared if shared.is_dir() else tmp_path) / f"fieldkit-cut-{tmp_path.name}"


def test_the_session_is_worth_cutting(recorded: Recorded) -> None:
    """1. It folds its log back while running, opens, closes, imports and renames."""
    kinds = {call.kind for call in recorded.calls}
    assert kinds == {1, 2, 3, 4, 5, 6}
    pages = [c for c in recorded.calls if c.path == "/store.db" and c.kind == disk_log.WRITE]
    assert len(pages) > 200 and len(recorded.calls) > 2_000


def test_a_disk_that_lies_is_noticed(recorded: Recorded, tmp_path: Path) -> None:
    """1. With every sync taken for nothing, acknowledged entries are lost: the check can fail."""
    end = len(recorded.calls) // 2
    disk = Disk.of(recorded.before)
    for call in recorded.calls[:end]:
        if call.kind != disk_log.SYNC:
            disk.follow(call)
    acks = b"".join(c.data for c in recorded.calls[:end] if c.path == "/acks")
    files = {path: bytes(disk.synced[number]) for path, number in disk.kept_names.items()}
    lay_out(tmp_path / "cut", files)
    assert missing(tmp_path / "cut", recorded.key, acks)


def cuts(recorded: Recorded, tmp_path: Path, count: int, seed: int) -> int:
    folder = memory_folder(tmp_path)
    try:
        return cut_at(recorded, folder, moments(recorded, count, seed))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_power_cuts_lose_nothing(recorded: Recorded, tmp_path: Path) -> None:
    """1."""
    assert cuts(recorded, tmp_path, 150, 1) == 150


@pytest.mark.long
def test_five_thousand_power_cuts(recorded: Recorded, tmp_path: Path) -> None:
    """1."""
    assert cuts(recorded, tmp_path, 5_000, 2) == 5_000


def refuse(shim: Path, folder: Path, fail: str, key: keys.DataKey, before: Path) -> list[str]:
    """Run a session whose N-th call is refused, then open its casebook on a sound disk.

    Returns the codes that the session was told.
    """
    root = folder / "casebook"
    lay_out(root, {f"/{one.name}": one.read_bytes() for one in before.iterdir()})
    env = disk_log.watched(shim, root, None, fail)
    done = subprocess.run(child(root, 1, 6), env=env, capture_output=True, text=True)
    told = done.stderr.split()
    assert all(line in sentences() for line in told), (fail, done.stderr[-2000:])
    acks = (root / "acks").read_bytes() if (root / "acks").exists() else b""
    assert not missing(root, key, acks), (fail, done.stderr[-500:])
    return told


@pytest.mark.parametrize("why", [errno.EIO, errno.ENOSPC], ids=["broken", "full"])
def test_some_calls_refused(shim: Path, tmp_path: Path, why: int) -> None:
    """2. Every 23rd call here; `--long` takes every one."""
    refuse_each(shim, tmp_path, why, 23)


@pytest.mark.long
@pytest.mark.parametrize("why", [errno.EIO, errno.ENOSPC], ids=["broken", "full"])
def test_each_call_refused(shim: Path, tmp_path: Path, why: int) -> None:
    """2."""
    refuse_each(shim, tmp_path, why, 1)


def refuse_each(shim: Path, tmp_path: Path, why: int, step: int) -> None:
    before = tmp_path / "before"
    key = fresh(before)
    root, log = tmp_path / "casebook", tmp_path / "log"
    shutil.copytree(before, root)
    env = disk_log.watched(shim, root, log)
    subprocess.run(child(root, 1, 6), env=env, check=True)
    made = list(disk_log.calls(log))
    last = max(place for place, call in enumerate(made) if call.path == "/acks")
    working = sum(1 for call in made[:last] if call.path != "/acks")
    closing = sum(1 for call in made[last:] if call.path != "/acks")
    for number in range(1, working + closing, step):
        refuse(shim, tmp_path, f"{number} {why} once", key, before)
        told = refuse(shim, tmp_path, f"{number} {why}", key, before)
        assert told or number >= working, f"call {number} and all later ones refused, not told"
