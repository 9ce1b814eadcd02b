"""What a process wrote below one folder, and what a power cut could have left of it.

`Disk` follows the log of `disk_shim.c` and keeps two things apart: what was synced, and what was
only written. `cut` gives the files as they may be found after the power went: of the unsynced
writes, each is lost, kept, kept in part, torn at its sectors, or replaced by noise; of the unsynced
renames, creations and removals, only the first few happened.
"""

from __future__ import annotations

import os
import random
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CREATE, WRITE, TRUNCATE, SYNC, RENAME, UNLINK = range(1, 7)
SECTOR = 512
HEAD = struct.Struct("<BBHHIQ")


@dataclass(frozen=True)
class Call:
    """One call of the log; paths begin with a slash and are relative to the folder."""

    kind: int
    failed: bool
    path: str
    other: str
    at: int
    data: bytes


def build_shim(folder: Path) -> Path:
    """Compile the shim. Raises CalledProcessError where there is no C compiler."""
    made = folder / "shim.so"
    source = Path(__file__).with_name("disk_shim.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl"], check=True)
    return made


def watched(shim: Path, root: Path, log: Path | None, fail: str = "") -> dict[str, str]:
    """The environment of a child whose writes below `root` go to `log`, or are refused."""
    more = {"LD_PRELOAD": str(shim), "DISK_ROOT": str(root)}
    if log is not None:
        more["DISK_LOG"] = str(log)
    if fail:
        more["DISK_FAIL"] = fail
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more}


def calls(log: Path) -> Iterator[Call]:
    """Every call of a log, in order."""
    data = log.read_bytes()
    at = 0
    while at < len(data):
        kind, failed, first, second, length, offset = HEAD.unpack_from(data, at)
        at += HEAD.size
        path, other = data[at : at + first], data[at + first : at + first + second]
        at += first + second
        yield Call(
            kind, bool(failed), path.decode(), other.decode(), offset, data[at : at + length]
        )
        at += length


def _apply(content: bytearray, call: Call, data: bytes | None = None) -> None:
    if call.kind == TRUNCATE:
        del content[call.at :]
        content.extend(bytes(call.at - len(content)))
        return
    data = call.data if data is None else data
    content.extend(bytes(max(0, call.at - len(content))))
    content[call.at : call.at + len(data)] = data


@dataclass
class Disk:
    """A folder on a disk with a cache: `synced` bytes by file number, and what waits."""

    synced: dict[int, bytearray] = field(default_factory=dict)
    waiting: dict[int, list[Call]] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    """Path to file number, as the running process sees it."""
    kept_names: dict[str, int] = field(default_factory=dict)
    """The same as it is certainly on the disk."""
    name_changes: list[tuple[int, str, str, int]] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> Disk:
        """A disk that holds this folder's files, all synced."""
        made = cls()
        for number, path in enumerate(sorted(folder.iterdir())):
            made.synced[number] = bytearray(path.read_bytes())
            made.names["/" + path.name] = number
        made.kept_names = dict(made.names)
        return made

    def follow(self, call: Call) -> None:
        """Take one call of the log."""
        if call.kind == CREATE:
            number = len(self.synced)
            self.synced[number] = bytearray()
            self.names[call.path] = number
            self.name_changes.append((CREATE, call.path, "", number))
        elif call.kind == RENAME:
            self.names[call.other] = self.names.pop(call.path)
            self.name_changes.append((RENAME, call.path, call.other, 0))
        elif call.kind == UNLINK:
            self.names.pop(call.path, None)
            self.name_changes.append((UNLINK, call.path, "", 0))
        elif call.kind == SYNC and call.path == "":
            self.kept_names = self._names_after(len(self.name_changes))
            self.name_changes.clear()
        elif call.kind == SYNC:
            self._sync(call)
        elif call.path in self.names:
            self.waiting.setdefault(self.names[call.path], []).append(call)

    def _sync(self, call: Call) -> None:
        number = self.names.get(call.path)
        if number is None or call.failed:
            return
        for one in self.waiting.pop(number, []):
            _apply(self.synced[number], one)

    def _names_after(self, changes: int) -> dict[str, int]:
        names = dict(self.kept_names)
        for kind, path, other, number in self.name_changes[:changes]:
            if kind == CREATE:
                names[path] = number
            elif kind == RENAME and path in names:
                names[other] = names.pop(path)
            elif kind == UNLINK:
                names.pop(path, None)
        return names

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files as they may be found after the power went now."""
        names = self._names_after(chance.randint(0, len(self.name_changes)))
        return {path: self._found(number, chance) for path, number in names.items()}

    def _found(self, number: int, chance: random.Random) -> bytes:
        content = bytearray(self.synced[number])
        waiting = self.waiting.get(number, [])
        way = chance.choice(("lost", "kept", "first", "some", "torn", "scrambled"))
        if way == "lost":
            return bytes(content)
        if way == "first":
            waiting = waiting[: chance.randint(0, len(waiting))]
        for call in waiting:
            if way in ("some", "torn", "scrambled") and chance.random() < 0.4:
                continue
            if call.kind == WRITE and way in ("torn", "scrambled"):
                _apply(content, call, self._hurt(content, call, way, chance))
            else:
                _apply(content, call)
        return bytes(content)

    @staticmethod
    def _hurt(content: bytearray, call: Call, way: str, chance: random.Random) -> bytes:
        before = bytes(content[call.at : call.at + len(call.data)]).ljust(len(call.data), b"\0")
        made = bytearray(call.data)
        for place in range(0, len(made), SECTOR):
            if chance.random() < 0.5:
                end = min(place + SECTOR, len(made))
                noise = chance.randbytes(end - place)
                made[place:end] = before[place:end] if way == "torn" else noise
        return bytes(made)
