"""A worker process whose parser misbehaves as the file's own words say (tests only)."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Any

from fieldkit.documents import child, parse
from fieldkit.documents.parsed import Parsed

_open = parse.open_document


def _read_secret() -> None:
    # Listing and reading anything of the project itself, which is not part of the program.
    (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def _write() -> None:
    (Path(__file__).resolve().parents[2] / "written.txt").write_text("x", encoding="utf-8")


def _dial() -> None:
    import _socket

    # Under Python's own refusal: the system must refuse as well.
    _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM).connect(("127.0.0.1", 9))


def _python_dial() -> None:
    import socket

    socket.create_connection(("127.0.0.1", 9))


def misbehave(data: bytes, name: str, password: str | None = None) -> Parsed:
    if data == b"segfault":
        ctypes.string_at(0)
    if data == b"hang":
        while True:
            pass
    if data == b"eat":
        eaten: list[Any] = []
        while True:
            eaten.append(bytearray(1 << 24))
    if data == b"leave":
        sys.exit(3)
    if data == b"babble":
        document = _open(b"words", name)
        object.__setattr__(document.opened, "pages", "many")
        return document
    for word, act in (
        (b"read", _read_secret),
        (b"write", _write),
        (b"dial", _dial),
        (b"python dial", _python_dial),
    ):
        if data == word:
            try:
                act()
            except OSError as refusal:
                return _open(f"refused {type(refusal).__name__} {refusal.errno}".encode(), name)
            return _open(b"allowed", name)
    return _open(data, name, password)


if __name__ == "__main__":
    parse.open_document = misbehave
    child.main()
