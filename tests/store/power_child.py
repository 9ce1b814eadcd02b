"""The process whose power is cut: an ordinary session that says what it was told is saved.

Started by test_power_cut.py with a casebook's folder, its passphrase and a number of rounds. Every
line of `acks` was written after the store had said that the thing is on the disk.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Key
from fieldkit.steps.session import Session
from fieldkit.store import journal
from fieldkit.store.entries import Edit
from fieldkit.store.journal import Typed

ANSWER = Key("s", "r", "answer/P 2.1.1")
NOTE = Key("s", "r", "note_lead/P 2.1.1")


def text_of(number: int) -> str:
    """What answer `number` says: long enough that the log is folded back while it runs."""
    return f"{number} " + hashlib.sha256(str(number).encode()).hexdigest() * (1 + number % 9 * 8)


def document_of(number: int) -> bytes:
    """The bytes of document `number`: two chunks and a bit."""
    return hashlib.sha256(f"d{number}".encode()).digest() * (1_000 + 2_000 * number)


def run(folder: Path, passphrase: str, rounds: int, edits: int) -> None:
    """Record, type, import and close, `rounds` times."""
    acks = os.open(folder / "acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    number = 0
    for one in range(rounds):
        session = Session.unlock(folder, passphrase)
        for _ in range(edits):
            number += 1
            _try(session, acks, number)
        data = document_of(one)
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            session.casebook.documents.put("s", sha256, "text/plain", [data])
            os.write(acks, f"document {one}\n".encode())
        except FieldkitError as why:
            os.write(2, f"{why.code}\n".encode())
        try:
            session.close()
        except FieldkitError as why:
            os.write(2, f"{why.code}\n".encode())
            session.casebook.close()


def _try(session: Session, acks: int, number: int) -> None:
    """One answer, and now and then typed text or the heads; a refusal is told and gone over."""
    try:
        session.record([Edit(ANSWER, text_of(number))])
        os.write(acks, f"entry {number}\n".encode())
        if number % 3 == 0:
            typed = Typed(session.opened.id, NOTE, f"typed {number}", "2026-01-01T00:00:00Z")
            session.casebook.recorder.run(lambda c: journal.keep_typed(c, typed))
            os.write(acks, f"typed {number}\n".encode())
        if number % 11 == 0:
            session.keep_heads()
    except FieldkitError as why:
        os.write(2, f"{why.code}\n".encode())


if __name__ == "__main__":
    try:
        run(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    except FieldkitError as refused:
        sys.exit(refused.code)
