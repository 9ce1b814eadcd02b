"""Nothing of this process may reach a disk on its own: no core dump, no crash report.

One function; what each system needs for it stays inside.
"""

from __future__ import annotations

import contextlib
import sys

_PR_SET_DUMPABLE = 4
_NO_FAULT_BOXES = 0x0001 | 0x0002 | 0x8000


def keep_out_of_dumps() -> None:
    """Switch off core dumps, and on Windows the error box that offers one; never raises."""
    with contextlib.suppress(Exception):
        if sys.platform == "win32":
            _windows()
        else:
            _posix()


def _windows() -> None:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    kernel.SetErrorMode(_NO_FAULT_BOXES)
    errors = ctypes.windll.wer  # type: ignore[attr-defined,unused-ignore]
    errors.WerAddExcludedApplication(sys.executable, False)


def _posix() -> None:
    import ctypes
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
