"""Whether a folder lies on something that can be carried away: a stick, a card, a disc."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_WINDOWS_REMOVABLE, _WINDOWS_DISC = 2, 5


def is_removable(folder: Path, sys_folder: Path = Path("/sys/dev/block")) -> bool:
    """True for removable media; False where the system does not say. macOS, Windows: not run yet.

    `sys_folder` is where Linux tells about block devices by their numbers.
    """
    try:
        if sys.platform == "win32":
            return _windows(folder)
        if sys.platform == "darwin":
            return folder.resolve().parts[:2] == ("/", "Volumes")
        return _linux(folder, sys_folder)
    except OSError:
        return False


def _linux(folder: Path, sys_folder: Path) -> bool:
    number = folder.stat().st_dev
    device = (sys_folder / f"{os.major(number)}:{os.minor(number)}").resolve()
    for one in (device, device.parent):  # a partition's disc is the folder above it
        told = one / "removable"
        if told.is_file():
            usb = any(part.startswith("usb") for part in one.parts)
            return usb or told.read_text("ascii").strip() == "1"
    return False


def _windows(folder: Path) -> bool:
    import ctypes

    drive = str(folder.resolve().anchor)
    kind = ctypes.windll.kernel32.GetDriveTypeW(drive)  # type: ignore[attr-defined,unused-ignore]
    return kind in (_WINDOWS_REMOVABLE, _WINDOWS_DISC)
