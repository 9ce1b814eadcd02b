"""Writing small files so that a crash leaves the old one or the new one, never half of either."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from fieldkit.errors import FieldkitError


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, fsync, and rename over it.

    Raises FieldkitError ``disk.not_written`` with the operating system's reason.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as why:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise disk_trouble(why, path) from why


def make_folder(folder: Path) -> None:
    """Make a folder, if it is not there. Raises FieldkitError ``disk.not_written``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise disk_trouble(why, folder) from why


def disk_trouble(why: OSError, path: Path) -> FieldkitError:
    """The FieldkitError that tells what the operating system refused."""
    full = why.errno in (28, 122)
    return FieldkitError(
        "disk.full" if full else "disk.not_written", file=path.name, why=why.strerror or "unknown"
    )
