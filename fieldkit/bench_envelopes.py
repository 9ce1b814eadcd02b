"""Figures of envelopes: sealing and opening, verifying and merging, and the memory for both.

As a process of its own (``python -m fieldkit.bench_envelopes merge 50``) it does one of them and
says the most memory that it took.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert

from fieldkit.bench_timing import (
    PASSPHRASE,
    QUICK_KDF,
    Timed,
    most_memory,
    pair,
    peak_of,
    seconds,
    timed,
)
from fieldkit.envelope import roster_chain
from fieldkit.envelope.keys import DeviceKeys
from fieldkit.envelope.layout import BlobInfo
from fieldkit.envelope.open import Expected, open_verified, unseal
from fieldkit.envelope.seal import Content, plain_age, seal
from fieldkit.envelope.staging import Staging
from fieldkit.inspection import rights
from fieldkit.inspection import roster as rosters
from fieldkit.inspection.entry import Body, Entry, Head, Value, append
from fieldkit.steps import read, receive, take
from fieldkit.steps.carry import Load, write
from fieldkit.steps.session import Session
from fieldkit.store.casebook import Owner
from fieldkit.store.tables import entries as entry_table

EACH = 2000


def merge(folder: Path, bundles: int = 50) -> Timed:
    """Verify and merge entries in bundles, beside inserting the same rows bare."""
    made: list[Entry] = []
    value = _merged(folder, bundles, made)
    floor = _bare_insert(folder, made)
    return timed(f"verify and merge {len(made)} entries", value, "s", floor, "4 x")


def merge_growth(folder: Path, bundles: int = 500) -> Timed:
    """A bundle merged where a million entries are held, beside one where a hundred thousand are.

    In seconds of the processor, so that other work on the machine counts less in so long a run.
    """
    with pair(folder / "merge") as (lead, laptop):
        files = list(_bundles(laptop, folder / "out", bundles))
        spans = []
        for part in range(0, bundles, bundles // 10):
            some = files[part : part + bundles // 10]
            began = time.process_time()
            for file in some:
                take.take_in(lead, file, ("bundle",))
            spans.append((time.process_time() - began) / len(some))
    told = f"merge a bundle with {bundles * EACH} entries held"
    return timed(told, spans[-1], "s", spans[1], "1 x of a tenth held")


def _merged(folder: Path, bundles: int, made: list[Entry] | None = None) -> float:
    """Seconds to verify and merge that many bundles; their entries are added to `made`."""
    with pair(folder / "merge") as (lead, laptop):
        files = list(_bundles(laptop, folder / "out", bundles, made))
        began = time.perf_counter()
        arrivals, refused = receive.receive(lead, files)
        value = time.perf_counter() - began
        assert not refused and sum(one.taken.new for one in arrivals) == bundles * EACH
        return value


def _bundles(
    laptop: Session, folder: Path, bundles: int, made: list[Entry] | None = None
) -> Iterator[Path]:
    end = Head()
    for number in range(bundles):
        batch = _batch(laptop, number, end)
        end = Head(batch[-1].stub.sequence, batch[-1].id)
        yield write(laptop, "bundle", "centre", Load(entries=batch), folder)
        if made is not None:
            made += batch


def _batch(laptop: Session, number: int, end: Head) -> list[Entry]:
    """The next entries of a laptop's chain: an answer each."""
    reading = read.my_readings(laptop)[0]
    batch = []
    for place in range(EACH):
        body = Body(
            "i",
            reading.subject.id,
            reading.reading.id,
            f"answer/P 2.1.{place % 3 + 1}/{number}/{place}",
            "yes",
            (),
            "2025-01-01T00:00:00Z",
        )
        salt = secrets.token_bytes(16)
        entry = append(laptop.opened.id, laptop.device_id, end, body, salt)
        end = Head(entry.stub.sequence, entry.id)
        batch.append(entry)
    return batch


def _bare_insert(folder: Path, made: Sequence[Entry]) -> float:
    session = Session.create(folder / "bare", PASSPHRASE, Owner("b", "B", "b"), QUICK_KDF)
    rows = [
        {
            "id": one.id,
            "inspection": "i",
            "device": "d",
            "sequence": number,
            "previous": "",
            "body_sha256": one.stub.body_sha256,
            "body": one.raw,
            "subject": "s",
            "reading": "r",
            "field": one.key.field if one.key else "",
            "status": "accepted",
            "reason": "",
            "hidden": 0,
            "stored_at": "",
        }
        for number, one in enumerate(made)
    ]
    began = time.perf_counter()
    for at in range(0, len(rows), 1000):
        part = rows[at : at + 1000]
        session.casebook.recorder.run(partial(_insert, rows=part))
    floor = time.perf_counter() - began
    session.close()
    return floor


def _insert(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    connection.execute(insert(entry_table), rows)


def _source(folder: Path, size: int) -> tuple[Path, str]:
    """A large file of noise, and its SHA-256."""
    source, piece, digest = folder / "large", secrets.token_bytes(1 << 20), hashlib.sha256()
    with source.open("wb") as file:
        for _ in range(size >> 20):
            file.write(piece)
            digest.update(piece)
    return source, digest.hexdigest()


def seal_and_open(folder: Path, size: int = 300 << 20) -> Timed:
    """Seal a pack with one large document and open it with every check, beside bare age."""
    keys = DeviceKeys.make()
    source, digest = _source(folder, size)

    def bare() -> None:
        with source.open("rb") as given, (folder / "bare.age").open("wb") as to:
            plain_age(given, to, keys.recipient)
        with (folder / "bare.age").open("rb") as given, (folder / "bare.out").open("wb") as to:
            plain_age(given, to, identity=keys.sealing)

    floor = seconds(bare)
    value = seconds(lambda: _round(folder, keys, source, BlobInfo(digest, size, "x/y")))
    return timed(f"seal and open {size >> 20} MB", value, "s", floor, "0.8 of age's speed")


def _there_and_back(folder: Path, size: int) -> None:
    source, digest = _source(folder, size)
    _round(folder, DeviceKeys.make(), source, BlobInfo(digest, size, "x/y"))


def _round(folder: Path, keys: DeviceKeys, source: Path, blob: BlobInfo) -> None:
    """One pack sealed and opened with every check."""
    change = rosters.add_device(
        keys.id, "p", "P", "l", keys.public.hex(), keys.recipient, rights.LEAD, signer=True
    )
    version = rosters.compose("i" * 32, 1, "", [change], "2025-01-01T00:00:00Z")
    chain = roster_chain.to_bytes([roster_chain.sign(keys, version)])
    fields: dict[str, Value] = {
        **dict.fromkeys(("person", "envelope_id", "chain_head", "roster_sha256"), ""),
        **dict.fromkeys(("app_version", "made_at", "previous_sha256"), ""),
        **dict.fromkeys(("sequence", "first", "last", "roster_version"), 1),
        "inspection": "i" * 32,
        "address": "centre",
        "form": {"id": "", "version": "", "sha256": ""},
    }

    def pieces(name: str) -> Iterator[bytes]:
        with source.open("rb") as given:
            while part := given.read(1 << 17):
                yield part

    content = Content(lambda: (), [blob], pieces)
    with (folder / "ours.age").open("wb") as to:
        seal(to, "pack", fields, content, keys, chain, [keys.recipient])
    with (folder / "ours.age").open("rb") as given, (folder / "back").open("w+b") as scratch:
        staging = Staging(scratch, 1 << 40)
        unseal(given, [keys.sealing], staging)
        expected = Expected(
            kinds=("pack",),
            inspection="i" * 32,
            devices=frozenset({keys.id}),
            is_centre=lambda roster: True,
            join=lambda data: roster_chain.fold(roster_chain.from_bytes(data), keys.id),
            allows=lambda kind, roles: True,
        )
        open_verified(staging, expected)


def merge_memory(folder: Path) -> Timed:
    """The most memory of merging 50 bundles, beside merging 10: it must not grow with them."""
    ours, floor = (peak_of("fieldkit.bench_envelopes", "merge", str(n)) for n in (50, 10))
    return timed("memory: merge 100000 entries", ours, "MB", floor, "not growing")


def seal_memory(folder: Path) -> Timed:
    """The most memory of sealing and opening 1 GB, beside 10 MB: it must not grow with it."""
    ours, floor = (peak_of("fieldkit.bench_envelopes", "seal", str(n)) for n in (1024, 10))
    return timed("memory: seal and open 1 GB", ours, "MB", floor, "not growing")


def _alone(what: str, number: int) -> None:
    with tempfile.TemporaryDirectory(prefix="fieldkit-bench-") as made:
        if what == "merge":
            _merged(Path(made), number)
        else:
            _there_and_back(Path(made), number << 20)
    sys.stdout.write(json.dumps({"megabytes": round(most_memory(), 1)}))


if __name__ == "__main__":
    _alone(sys.argv[1], int(sys.argv[2]))
