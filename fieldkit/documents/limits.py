"""Takes from the worker process what it does not need: memory, files, network, other powers.

Each system has its own branch. Linux was run; Windows and macOS were written and not yet run.
"""

from __future__ import annotations

import ctypes
import mimetypes
import os
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_OPEN_FILES = 64
# Landlock (Linux): the numbers of its three calls, and what a file rule may allow.
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_ALL_OF_VERSION_1 = (1 << 13) - 1
_BIND_AND_CONNECT, _SOCKETS_AND_SIGNALS = 3, 3
_SYSTEM_FOLDERS = ("/usr", "/lib", "/lib64", "/bin", "/etc/fonts", "/opt/fonts")


def limit(memory: int) -> None:
    """Limit this process for good: at most `memory` bytes, no network, no writing of files.

    Called by the worker process first thing. A power the system does not let us give up is kept;
    the others are still given up.
    """
    refuse_sockets()
    # openpyxl asks for the system's list of file kinds when imported; it may not be read any more.
    mimetypes.knownfiles.clear()
    if sys.platform == "win32":
        _limit_windows(memory)
    else:
        _limit_posix(memory)
    if sys.platform == "linux":
        _limit_linux()


def refuse_sockets() -> None:
    """Replace Python's sockets by a refusal: the second lock where the system has no first."""
    for name in ("socket", "create_connection", "create_server", "socketpair", "getaddrinfo"):
        setattr(socket, name, _Refused)


class _Refused:
    def __init__(self, *_: object, **__: object) -> None:
        _no_network()


def _no_network() -> NoReturn:
    raise PermissionError("no network in the document worker")


def _limit_posix(memory: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    wanted = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ]
    if sys.platform == "linux":
        wanted.append((resource.RLIMIT_AS, memory))
    else:
        wanted.append((resource.RLIMIT_DATA, memory))
    for what, most in wanted:
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def _limit_linux() -> None:
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        library.unshare(_CLONE_NEWNET)
    _only_program_files(library)
    library.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


class _Ruleset(ctypes.Structure):
    _fields_ = [
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    ]


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32)]


def _only_program_files(library: Any) -> None:
    """By Landlock: read the program and the system's libraries and fonts, nothing else, ever.

    From its version 4 on it also refuses TCP, from version 6 on signals to other processes.
    """
    version = library.syscall(_LANDLOCK_CREATE, None, 0, 1)
    rules = _Ruleset(_ALL_OF_VERSION_1, _BIND_AND_CONNECT, _SOCKETS_AND_SIGNALS)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = library.syscall(_LANDLOCK_CREATE, ctypes.byref(rules), size, 0)
    if ruleset < 0:
        return
    for folder in _program_folders():
        try:
            opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        rule = _PathRule(_EXECUTE | _READ_FILE | _READ_DIR, opened)
        library.syscall(_LANDLOCK_ADD, ruleset, 1, ctypes.byref(rule), 0)
        os.close(opened)
    library.syscall(_LANDLOCK_RESTRICT, ruleset, 0)
    os.close(ruleset)


def _program_folders() -> Iterable[str]:
    code = Path(__file__).resolve().parent.parent
    places = {sys.prefix, sys.base_prefix, sys.exec_prefix, *_SYSTEM_FOLDERS, str(code)}
    places.update(path for path in sys.path if path.endswith(("site-packages", "dist-packages")))
    if bundled := getattr(sys, "_MEIPASS", None):
        places.add(str(bundled))
    return sorted(places)


class _BasicLimits(ctypes.Structure):
    _fields_ = [
        ("per_process_time", ctypes.c_int64),
        ("per_job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    ]


class _JobLimits(ctypes.Structure):
    _fields_ = [
        ("basic", _BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    ]


_held_job: list[Any] = []


def _limit_windows(memory: int) -> None:
    """A job object of one process and `memory` bytes that dies with its handle. Not yet run."""
    active, process_memory, die_on_error, kill_on_close = 0x8, 0x100, 0x400, 0x2000
    kernel: Any = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    limits = _JobLimits()
    limits.basic.flags = active | process_memory | die_on_error | kill_on_close
    limits.basic.active_processes = 1
    limits.process_memory = memory
    kernel.SetInformationJobObject(job, 9, ctypes.byref(limits), ctypes.sizeof(limits))
    kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))
    # No crash windows, and no report of a crash with its memory to the system.
    kernel.SetErrorMode(0x0001 | 0x0002 | 0x8000)
    _held_job.append(job)
