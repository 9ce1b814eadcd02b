"""One fieldkit per casebook: an operating-system lock that a dead process cannot keep."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from fieldkit.errors import FieldkitError
from fieldkit.store.files import disk_trouble

if os.name == "nt":  # not run yet on Windows
    import msvcrt

    def _take(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class InstanceLock:
    """Held while a casebook is open.

    Raises FieldkitError ``store.already_open`` or ``disk.not_written``.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / "store.lock"
        try:
            self._file: BinaryIO | None = path.open("a+b")
        except OSError as why:
            raise disk_trouble(why, path) from why
        try:
            _take(self._file)
        except OSError as why:
            self._file.close()
            self._file = None
            raise FieldkitError("store.already_open") from why

    def release(self) -> None:
        """Give the lock back; harmless when it was given back already."""
        if self._file is not None:
            self._file.close()
            self._file = None
