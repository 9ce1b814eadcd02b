"""Figures of the casebook: answers while other work runs, and casebooks with many documents."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert

from fieldkit.bench_timing import PASSPHRASE, Timed, pair, seconds, timed
from fieldkit.steps import care, rate, read
from fieldkit.steps.session import Session
from fieldkit.store.casebook import Owner
from fieldkit.store.keys import Kdf
from fieldkit.store.tables import meta

LARGE_MB = 500
SEARCHED_MB = 200
_AIM = "5 x, under 50 ms"


def answer(folder: Path) -> Timed:
    """An answer given until it is on the disk (p99), beside one bare commit in the same store."""
    with pair(folder / "answer") as (_, laptop):
        return _answers(laptop, "answer to saved (p99)", lambda: False)


def answer_while_searching(folder: Path) -> Timed:
    """The same while a search through 200 MB of text runs without end."""
    words = [secrets.token_hex(3) for _ in range(2000)]
    with pair(folder / "searching") as (_, laptop):
        page = [" ".join(words[(a * 31 + b * b) % 2000] for b in range(14_000)) for a in range(10)]
        pages = [f"{text} referral" for text in page]
        for number in range(SEARCHED_MB):
            digest = hashlib.sha256(str(number).encode()).hexdigest()
            laptop.casebook.documents.put_text("s", digest, "text", pages, False, 10)
        told = f"answer to saved while {SEARCHED_MB} MB are searched (p99)"
        return _answers(laptop, told, lambda: bool(laptop.casebook.documents.search("referral")))


def answer_while_importing(folder: Path) -> Timed:
    """The same while 500 MB of documents are taken in."""
    with pair(folder / "importing") as (_, laptop):
        number = iter(range(LARGE_MB))

        def bring() -> bool:
            at = next(number, None)
            if at is not None:
                _put(laptop, at)
            return at is not None

        return _answers(laptop, f"answer to saved while {LARGE_MB} MB come in (p99)", bring)


def _answers(laptop: Session, name: str, beside: Callable[[], bool]) -> Timed:
    """400 answers, a bare commit before each for the floor; `beside` runs meanwhile if it can."""
    shown = read.open_reading(laptop, read.my_readings(laptop)[0].reading.id)
    codes = [one.code for one in shown.view.questions]
    floors, values = [], []
    for number in range(200):
        floors.append(_bare(laptop, number))
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set() and beside():
            pass

    thread = threading.Thread(target=work)
    thread.start()
    for number in range(400):
        edit = rate.answer(shown.view, codes[number % len(codes)], ("yes", "no")[number % 2])
        began = time.perf_counter()
        rate.save(laptop, [edit]).result()
        values.append(time.perf_counter() - began)
    stop.set()
    thread.join()
    for number in range(200):
        floors.append(_bare(laptop, number))
    bare = sorted(floors)
    floor, value = bare[int(len(bare) * 0.99)], sorted(values)[int(len(values) * 0.99)]
    return timed(name, value * 1000, "ms", floor * 1000, _AIM)


def _bare(laptop: Session, number: int) -> float:
    put = {"bench": str(number).encode()}
    began = time.perf_counter()
    laptop.casebook.recorder.run(partial(_commit, put=put))
    return time.perf_counter() - began


def _commit(connection: Connection, put: dict[str, bytes]) -> None:
    for name, value in put.items():
        connection.execute(meta.delete().where(meta.c.name == name))
        connection.execute(insert(meta).values(name=name, value=value))


def _put(session: Session, number: int) -> None:
    data = hashlib.sha256(str(number).encode()).digest() * (1 << 15)
    digest = hashlib.sha256(data).hexdigest()
    session.casebook.documents.put("s", digest, "application/pdf", [data])


def _large(folder: Path) -> Path:
    session = Session.create(folder / "large", PASSPHRASE, Owner("b", "B", "b"), Kdf())
    for number in range(LARGE_MB):
        _put(session, number)
    session.close()
    return folder / "large"


def unlock_large(folder: Path) -> Timed:
    """Unlock with 500 MB of documents and read one of them, beside Argon2id alone."""
    large = _large(folder)
    floor = seconds(lambda: Kdf().derive(PASSPHRASE, bytes(16)), 3)

    def ours() -> None:
        session = Session.unlock(large, PASSPHRASE)
        session.casebook.documents.get(*session.casebook.documents.all()[0][:2])
        session.close()

    return timed(f"unlock with {LARGE_MB} MB", seconds(ours, 3), "s", floor, "floor + 0.2 s")


def check_large(folder: Path) -> Timed:
    """The full check of 500 MB, beside the page check of the two databases alone."""
    session = Session.unlock(_large(folder), PASSPHRASE)
    floor = seconds(session.casebook.integrity)
    value = seconds(lambda: care.check(session))
    session.close()
    return timed(f"check of {LARGE_MB} MB", value, "s", floor, "no aim set")
