"""Meeting at a place: whole rounds through a folder, a full disk and an object store.

1. A round: work goes there, is merged, receipts come back; a second meeting moves nothing.
2. Parcels for others are left alone; nothing in a name tells anything.
3. A failure at every step of a round (the place vanishes, fills up, refuses) loses nothing and
   leaves no half parcel; the next meeting finishes what was begun. On a tmpfs that is really full.
4. The same through S3, on moto's server, with keys from a keyring.
5. A stick needs an approval reference, which is kept; keys are never in the casebook's files.
6. A bundle that vanished without a receipt goes again. Cancelling leaves what waits for the next.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import keyring
import pytest
from keyring.backend import KeyringBackend

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Key
from fieldkit.steps import open_pack, prepare, read, sync
from fieldkit.steps.session import Session
from fieldkit.store import care_log, place, removable
from fieldkit.store.entries import Edit
from fieldkit.store.place import Cancelled, FolderPlace, ObjectPlace, Progress
from fieldkit.wording import sentences
from tests import kit


@pytest.fixture
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(
        tmp_path / "world", ("A. Marsh", "F. Pike"), cases=2, standard="", index=False
    )
    yield made
    made.close()


def answer(session: Session, value: str) -> None:
    """One more answer in the first reading."""
    reading = read.my_readings(session)[0].reading
    key = Key(reading.subject, reading.id, "answer/P 2.1.1")
    now = session.present(reading.subject, reading.id).get(key, ())
    session.record([Edit(key, value, tuple(one.id for one in now))])


def everybody(world: kit.World) -> list[Session]:
    return [*world.laptops.values(), world.lead]


def choose(world: kit.World, where: str, keys: sync.Credentials | None = None) -> None:
    for session in everybody(world):
        sync.choose(session, where, keys=keys)


def undelivered(world: kit.World) -> list[int]:
    return [one.undelivered() for one in world.laptops.values()]


def whole_round(world: kit.World, meet: Callable[[Session], object]) -> None:
    """Both laptops, the lead, both laptops again."""
    laptops = list(world.laptops.values())
    for session in (*laptops, world.lead, *laptops):
        meet(session)


def same_everywhere(world: kit.World) -> None:
    """The centre holds what every laptop holds, and every laptop knows it."""
    assert undelivered(world) == [0, 0]
    for session in world.laptops.values():
        reading = read.my_readings(session)[0].reading
        key = Key(reading.subject, reading.id, "answer/P 2.1.1")
        mine = {one.id for one in session.present(reading.subject, reading.id)[key]}
        theirs = {one.id for one in world.lead.present(reading.subject, reading.id)[key]}
        assert mine <= theirs


def test_a_round_through_a_folder(world: kit.World, tmp_path: Path) -> None:
    """1. and 2."""
    team = tmp_path / "team"
    team.mkdir()
    choose(world, str(team))
    for number, session in enumerate(world.laptops.values()):
        answer(session, ("yes", "no")[number])
    whole_round(world, sync.sync)
    same_everywhere(world)
    assert all(re.fullmatch(r"[0-9a-f]{24}\.fkb", one.name) for one in team.iterdir())
    before = sorted(one.name for one in team.iterdir())
    for session in everybody(world):
        done = sync.sync(session)
        assert (done.sent, done.waiting, done.arrivals, done.others) == (0, 0, [], 0)
    assert sorted(one.name for one in team.iterdir()) == before
    assert not list((world.lead.casebook.folder / "inbox").iterdir())


def test_a_first_pack_is_fetched_and_waits_for_the_words(tmp_path: Path) -> None:
    """1. A pack at the place is opened there and then, once the words are given."""
    lead, new = kit.founder(tmp_path / "lead"), kit.laptop(tmp_path / "new")
    kit.join(lead, new)
    subjects = prepare.add_cases(lead, [kit.listed(1)])
    folder = tmp_path / "files"
    kit.add_documents(lead, next(iter(subjects.values())), folder, kit.small_documents(1))
    prepare.allocate(lead, [prepare.Allocation("001", (new.owner.person,))])
    packs = [one.path for one in prepare.write_packs(lead, tmp_path / "packs")]
    team = tmp_path / "team"
    team.mkdir()
    for session in (lead, new):
        sync.choose(session, str(team))
    assert sync.sync(lead, more=packs).sent == 1
    assert sync.sync(new).words_needed == [packs[0].name]
    with pytest.raises(FieldkitError, match=r"inspection\.words_differ"):
        sync.sync(new, "not these words")
    words = kit.World(tmp_path, lead).words
    assert [one.kind for one in sync.sync(new, words).arrivals] == ["pack"]
    assert len(read.my_readings(new)) == 1
    for session in (lead, new):
        session.close()


class Failing:
    """A place that fails at its N-th call, before or after the thing was done, then works."""

    def __init__(self, real: place.Place, at: int, after: bool) -> None:
        self.real, self.at, self.after, self.calls = real, at, after, 0

    def _call(self, work: Callable[[], Any]) -> Any:
        self.calls += 1
        if self.calls == self.at and not self.after:
            raise FieldkitError("place.away", where="team")
        done = work()
        if self.calls == self.at:
            raise FieldkitError("place.away", where="team")
        return done

    def names(self) -> list[str]:
        found: list[str] = self._call(self.real.names)
        return found

    def begin(self, name: str, length: int) -> bytes:
        found: bytes = self._call(lambda: self.real.begin(name, length))
        return found

    def fetch(self, name: str, into: BinaryIO, progress: Progress, cancelled: Cancelled) -> None:
        self._call(lambda: self.real.fetch(name, into, progress, cancelled))

    def put(self, source: Path, progress: Progress, cancelled: Cancelled) -> str:
        found: str = self._call(lambda: self.real.put(source, progress, cancelled))
        return found


def prepare_round(world: kit.World, session: Session, at: int) -> None:
    """Receipts wait for the laptops; work waits with them, or at the place for the lead."""
    for one in everybody(world):
        sync.sync(one)
    for number, laptop in enumerate(world.laptops.values()):
        answer(laptop, ("yes", "no")[(at + number) % 2])
        if session is world.lead:
            sync.sync(laptop)


def failing_rounds(
    world: kit.World,
    real: Callable[[], place.Place],
    monkeypatch: pytest.MonkeyPatch,
    moments: tuple[bool, ...] = (False, True),
) -> int:
    """Rounds with a failure at every call of a place, before and after it. Returns how many."""
    failures = 0
    for session in (world.laptops["marsh"], world.lead):
        for after in moments:
            at = 1
            while True:
                prepare_round(world, session, at)
                failing = Failing(real(), at, after)
                monkeypatch.setattr(place, "open_place", lambda *_, one=failing: one)
                others = [one for one in everybody(world) if one is not session]
                with contextlib.suppress(FieldkitError):
                    sync.sync(session)
                monkeypatch.setattr(place, "open_place", lambda *_: real())
                for one in (*others, session, world.lead, *world.laptops.values()):
                    sync.sync(one)
                same_everywhere(world)
                if failing.calls < at:
                    break
                failures += 1
                at += 1
    return failures


def test_a_failure_at_every_step(
    world: kit.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3."""
    team = tmp_path / "team"
    team.mkdir()
    choose(world, str(team))
    assert failing_rounds(world, lambda: FolderPlace(team), monkeypatch) >= 18
    assert not list(team.glob("*.part"))


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="mounts a tmpfs, which needs root on Linux",
)
def test_a_disk_that_fills_up(world: kit.World, tmp_path: Path) -> None:
    """3. The team folder on a tmpfs of 96 KB: told, nothing half written, goes on with room."""
    team = tmp_path / "team"
    team.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(team)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a tmpfs")
    try:
        choose(world, str(team))
        (team / "others").write_bytes(bytes(92 << 10))
        marsh, pike = world.laptops.values()
        for session in (marsh, pike):
            answer(session, "yes")
        with pytest.raises(FieldkitError) as why:
            sync.sync(marsh)
        assert why.value.code == "disk.full" and why.value.code in sentences()
        assert [one.name for one in team.iterdir()] == ["others"]
        (team / "others").unlink()
        whole_round(world, sync.sync)
        same_everywhere(world)
    finally:
        subprocess.run(["umount", "-l", str(team)], check=True)


class MemoryKeyring(KeyringBackend):
    """A keyring for the length of a test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.held.pop((service, username))


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The address of an empty bucket on moto's server."""
    boto3 = pytest.importorskip("boto3")
    server_module = pytest.importorskip("moto.server")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "NAME", "aws_secret_access_key": "s3cret-canary"}
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)
    client.create_bucket(Bucket="inspections")
    yield f"s3://inspections/2025-07?endpoint={endpoint}"
    server.stop()


KEYS = sync.Credentials("NAME", "s3cret-canary")
s3_noise = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@s3_noise
def test_a_round_through_s3(
    world: kit.World, bucket: str, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4. and 5."""
    choose(world, bucket, KEYS)
    assert len(ring.held) == 1 and "canary" not in repr(KEYS)
    for session in world.laptops.values():
        answer(session, "no")
    whole_round(world, sync.sync)
    same_everywhere(world)

    real = place.open_place(bucket, KEYS)
    assert isinstance(real, ObjectPlace)
    names = real.names()
    assert len(names) >= 4 and all(re.fullmatch(r"[0-9a-f]{24}\.fkb", one) for one in names)
    assert failing_rounds(world, lambda: real, monkeypatch, (False,)) >= 9
    for session in everybody(world):
        for path in session.casebook.folder.rglob("*"):
            assert not path.is_file() or b"s3cret-canary" not in path.read_bytes()


@s3_noise
@pytest.mark.long
def test_a_failure_at_every_step_of_s3(
    world: kit.World, bucket: str, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3. and 4. Also where the answer is lost after the store did what was asked."""
    choose(world, bucket, KEYS)
    real = place.open_place(bucket, KEYS)
    assert failing_rounds(world, lambda: real, monkeypatch) >= 18


@s3_noise
def test_s3_takes_a_big_parcel_whole_or_not_at_all(bucket: str, tmp_path: Path) -> None:
    """3. and 4. In many parts; cancelled half-way nothing is there; never written twice."""
    store = place.open_place(f"{bucket.replace('2025-07', 'big')}", KEYS)
    source = tmp_path / f"{'ab' * 12}.fkb"
    source.write_bytes(os.urandom(60 << 20))
    asked = [0]

    def half_way() -> bool:
        asked[0] += 1
        return asked[0] > 40

    with pytest.raises(FieldkitError, match=r"place\.cancelled"):
        store.put(source, place.no_progress, half_way)
    assert store.names() == []
    said: list[tuple[int, int]] = []
    assert store.put(source, lambda *at: said.append(at), place.never) == source.name
    assert store.names() == [source.name] and said[-1] == (60 << 20, 60 << 20)
    with (tmp_path / "back").open("wb") as file:
        store.fetch(source.name, file, place.no_progress, place.never)
    assert (tmp_path / "back").read_bytes() == source.read_bytes()
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / source.name
    other.write_bytes(b"another parcel of the same name")
    store.put(other, place.no_progress, place.never)
    assert store.begin(source.name, 16) == source.read_bytes()[:16]


@s3_noise
def test_a_place_that_is_not_there(world: kit.World, bucket: str, tmp_path: Path) -> None:
    """3. Told by its name; what waits stays."""
    session = world.laptops["marsh"]
    gone = bucket.replace("inspections", "nowhere")
    for where, code in (
        (str(tmp_path / "nowhere"), "place.away"),
        (gone, "place.away"),
        ("gopher9://x", "place.unknown_kind"),
    ):
        with pytest.raises(FieldkitError) as why:
            sync.choose(session, where, keys=None)
        assert why.value.code in (code, "place.not_allowed") and why.value.code in sentences()
    with pytest.raises(FieldkitError, match=r"place\.none"):
        sync.sync(session)


def test_a_stick_needs_an_approval(world: kit.World, tmp_path: Path) -> None:
    """5."""
    session = world.laptops["marsh"]
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(FieldkitError, match=r"place\.approval_needed"):
        sync.choose(session, str(stick), is_removable=lambda name: True)
    assert sync.where(session) is None
    made = sync.choose(session, str(stick), "SEC-2025-114", is_removable=lambda name: True)
    assert sync.where(session) == made
    with session.casebook.read() as connection:
        line = care_log.last(connection, sync.APPROVED)
    assert line is not None and line.facts["reference"] == "SEC-2025-114"


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells about its devices in files")
def test_what_is_removable(tmp_path: Path) -> None:
    """5. As the system tells: a stick, a partition of one, a disc inside, nothing known."""
    number = tmp_path.stat().st_dev
    name = f"{os.major(number)}:{os.minor(number)}"
    told = tmp_path / "sys"
    told.mkdir()
    for folder, flag, wanted in (
        ("devices/usb1/sdb/sdb1", "0", True),
        ("devices/ata1/sda/sda1", "0", False),
        ("devices/mmc/card/card1", "1", True),
    ):
        device = tmp_path / folder
        device.mkdir(parents=True)
        (device.parent / "removable").write_text(flag + "\n")
        (told / name).unlink(missing_ok=True)
        (told / name).symlink_to(device)
        assert removable.is_removable(tmp_path, told) is wanted
    assert not removable.is_removable(tmp_path, tmp_path / "empty")


def test_what_vanished_goes_again(world: kit.World, tmp_path: Path) -> None:
    """6."""
    team = tmp_path / "team"
    team.mkdir()
    choose(world, str(team))
    session = world.laptops["marsh"]
    answer(session, "yes")
    assert sync.sync(session).sent == 1
    assert sync.sync(session).sent == 0 and sync.sync(session).waiting > 0
    (bundle,) = team.iterdir()
    bundle.unlink()
    assert sync.sync(session).sent == 1
    whole_round(world, sync.sync)
    assert session.undelivered() == 0


def test_a_full_disk_says_nothing_against_a_parcel(
    world: kit.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6. What our own disk refused is opened the next time, as if it had just come."""
    team = tmp_path / "team"
    team.mkdir()
    choose(world, str(team))
    session = world.laptops["marsh"]
    answer(session, "yes")
    for one in (session, world.lead):
        sync.sync(one)

    def full(*given: object, **named: object) -> None:
        raise FieldkitError("disk.full", file="store.db", why="no room")

    with monkeypatch.context() as patch:
        patch.setattr(open_pack, "open_pack", full)
        with pytest.raises(FieldkitError, match=r"disk\.full"):
            sync.sync(session)
    assert session.undelivered() > 0
    done = sync.sync(session)
    assert [one.kind for one in done.arrivals] == ["receipt"] and not done.refused
    assert session.undelivered() == 0


def test_cancelling_keeps_what_waits(world: kit.World, tmp_path: Path) -> None:
    """6."""
    team = tmp_path / "team"
    team.mkdir()
    choose(world, str(team))
    session = world.laptops["marsh"]
    answer(session, "yes")
    with pytest.raises(FieldkitError, match=r"place\.cancelled"):
        sync.sync(session, cancelled=lambda: True)
    assert list(team.iterdir()) == []
    (waiting,) = (session.casebook.folder / "outbox").iterdir()
    assert sync.sync(session).sent == 1
    assert [one.name for one in team.iterdir()] == [waiting.name]
