"""After a lock no key and no text of a case is left in the memory of any process of ours.

The app runs as a process of its own on a real casebook; its memory and that of its children is
read before the lock, when key and text must be found, and after it, when they must not.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDeadlineTimer, QThread

from fieldkit.steps import unlock
from fieldkit.store import keys
from tests import kit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, which Linux has")

TYPED = "canary typed by an inspector 7319"
DOCUMENT = "canary in a document 5521"
ROOT = Path(__file__).resolve().parent.parent.parent


def processes(first: int) -> list[int]:
    """A process and everything it started."""
    found = [first]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def memory(process: int) -> Iterator[bytes]:
    """Every readable and writable stretch of a process's memory."""
    try:
        maps = Path(f"/proc/{process}/maps").read_text()
        with Path(f"/proc/{process}/mem").open("rb", buffering=0) as file:
            for line in maps.splitlines():
                found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
                if found and "[vvar" not in line:
                    start, end = (int(one, 16) for one in found.groups())
                    try:
                        file.seek(start)
                        yield file.read(end - start)
                    except (OSError, ValueError, OverflowError):
                        continue
    except (FileNotFoundError, ProcessLookupError):
        return


def found_in(process: int, secrets: dict[str, list[bytes]]) -> set[str]:
    """Which secrets are in the memory of a process or its children."""
    found: set[str] = set()
    for one in processes(process):
        for stretch in memory(one):
            found |= {name for name, ways in secrets.items() if any(way in stretch for way in ways)}
    return found


def wait_until(true: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Look again and again, a minute at most, while the process lives."""
    end = QDeadlineTimer(60_000)
    while not true():
        assert not end.hasExpired() and process.poll() is None
        QThread.msleep(20)


def spellings(text: str) -> list[bytes]:
    """How a text lies in the memory of Python, Qt and SQLite."""
    return [text.encode(code) for code in ("utf-8", "utf-16-le", "utf-32-le")]


def test_a_lock_leaves_nothing_in_memory(tmp_path: Path) -> None:
    more = {"2025-09-01_note.txt": f"{DOCUMENT}\n".encode()}
    world = kit.inspection(tmp_path / "world", cases=1, standard="", more=more)
    folder = world.laptops["marsh"].casebook.folder
    unlock.keep_shown(world.laptops["marsh"])
    world.close()
    (folder / "passphrase.txt").write_text(kit.PASSPHRASE)
    key, _ = keys.unlock(folder, kit.PASSPHRASE)
    database = key.database_key("store")
    secrets = {
        "data key": [key.raw(), key.raw().hex().encode()],
        "database key": [bytes.fromhex(database[:64]), *spellings(database[:64])],
        "passphrase": spellings(kit.PASSPHRASE),
        "typed": spellings(TYPED),
        "document": spellings(DOCUMENT),
    }
    (tmp_path / "canary").write_text(TYPED)  # not in the environment, which outlives a lock
    task = {"out": str(tmp_path), "canary": str(tmp_path / "canary")}
    environment = {
        **os.environ,
        "FIELDKIT_JOURNEY": json.dumps(task),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "fieldkit", "--app", "--casebook", str(folder)]
    with subprocess.Popen(
        [*command, "--script", "tests.ui.memory_journey:read_and_lock"], env=environment
    ) as app:
        try:
            wait_until((tmp_path / "ready").exists, app)
            before = found_in(app.pid, secrets)
            assert {"data key", "database key", "typed"} <= before, before
            old = set(processes(app.pid)) - {app.pid}
            (tmp_path / "go").touch()
            started = Path(f"/proc/{app.pid}/cmdline")
            wait_until(lambda: b"--script" not in started.read_bytes(), app)
            maps = Path(f"/proc/{app.pid}/maps")
            wait_until(lambda: "libqoffscreen" in maps.read_text(), app)
            wait_until(lambda: "sqlcipher3" in maps.read_text(), app)
            assert not found_in(app.pid, secrets)
            assert not old & set(processes(app.pid))
            assert all(not Path(f"/proc/{one}").exists() for one in old)
            limits = Path(f"/proc/{app.pid}/limits").read_text()
            assert re.search(r"Max core file size\s+0\s+0", limits)
        finally:
            app.kill()
