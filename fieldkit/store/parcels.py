"""Parcels: envelope files put into and taken from a folder, never half written to a reader."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fieldkit.errors import FieldkitError
from fieldkit.store.files import disk_trouble, sync_folder

ENDING = ".fkb"
_IN_MEMORY = 64 << 20


@contextmanager
def new_parcel(folder: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A file of random name to write an envelope to; it gets its name only once it is whole.

    Raises FieldkitError ``disk.full`` or ``disk.not_written``; no part file is left behind.
    """
    path = folder / f"{secrets.token_hex(12)}{ENDING}"
    part = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("x+b") as file:
            yield file, path
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(folder)
    except OSError as why:
        drop(part)
        raise disk_trouble(why, path) from why
    except BaseException:
        drop(part)
        raise


def drop(part: Path) -> None:
    with contextlib.suppress(OSError):
        part.unlink(missing_ok=True)


def parcels(folder: Path) -> list[Path]:
    """The whole parcels in a folder, oldest first by name of the file system's own order."""
    return sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else []


def open_parcel(path: Path) -> BinaryIO:
    """A parcel to read. Raises FieldkitError ``parcel.not_found`` or ``parcel.unreadable``."""
    try:
        return path.open("rb")
    except FileNotFoundError as why:
        raise FieldkitError("parcel.not_found", file=path.name) from why
    except OSError as why:
        raise FieldkitError("parcel.unreadable", file=path.name, why=why.strerror or "") from why


def digest(file: BinaryIO) -> str:
    """SHA-256 of a file of any size, as hex."""
    found = hashlib.sha256()
    while piece := file.read(1 << 20):
        found.update(piece)
    return found.hexdigest()


_SCRATCH = "staging-"


def clear_scratch(folder: Path) -> None:
    """Remove scratch files that a kill left; their key went with the process."""
    for path in folder.glob(f"{_SCRATCH}*"):
        drop(path)


def scratch_path(folder: Path) -> Path:
    """A name in a casebook's folder for a sealed file that goes again, after a kill too."""
    return folder / f"{_SCRATCH}{secrets.token_hex(8)}"


@contextmanager
def scratch(folder: Path, size: int) -> Iterator[BinaryIO]:
    """A place for sealed scratch bytes: memory for small contents, else a file that goes again."""
    if size <= _IN_MEMORY:
        yield io.BytesIO()
        return
    path = scratch_path(folder)
    try:
        with path.open("x+b") as file:
            yield file
    except OSError as why:
        raise disk_trouble(why, path) from why
    finally:
        drop(path)
