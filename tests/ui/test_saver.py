"""The saver.

1. An edit goes to the recorder at once and in order; "saved" comes only when it is on the disk.
2. While the disk refuses nothing is dropped: all goes in order as soon as it can.
3. An edit that the rules refuse is told and does not hold up those after it.
4. Typing goes to the journal while typing and is one entry when the field is left.
5. What a hard stop left in the journal becomes an entry at the next start.
6. `flush` writes everything and waits, or says that it cannot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Entry, Key
from fieldkit.steps import rate, read
from fieldkit.steps.session import Session
from fieldkit.steps.unlock import Edit
from fieldkit.ui.operations import Operations
from fieldkit.ui.saver import Saver
from tests import kit


class Disk:
    """Stands before the real recorder and can refuse like a full disk."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.full = False
        self.asked: list[Edit] = []

    def save(self, edits: Sequence[Edit]) -> Future[list[Entry]]:
        self.asked += edits
        if self.full:
            refused: Future[list[Entry]] = Future()
            refused.set_exception(FieldkitError("disk.full", file="store.db", why="full"))
            return refused
        return rate.save(self.session, edits)

    def typing(self, edit: Edit) -> Future[None]:
        return rate.typing(self.session, edit)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    world = kit.inspection(tmp_path, cases=1, standard="", index=False)
    session = world.laptops["marsh"]
    session.opened  # noqa: B018
    yield session
    world.close()


@pytest.fixture
def disk(session: Session) -> Disk:
    return Disk(session)


@pytest.fixture
def saver(disk: Disk, qtbot: QtBot) -> Iterator[Saver]:
    operations = Operations(parent=QApplication.instance())
    yield Saver(
        disk.save,
        disk.typing,
        operations,
        disk.session.clock,
        journal_after=0.01,
        retry_after=0.02,
        parent=operations,
    )
    operations.close()


def view_of(session: Session) -> read.OpenedReading:
    return read.open_reading(session, read.my_readings(session)[0].reading.id)


def answer(session: Session, code: str, value: str) -> Edit:
    return rate.answer(view_of(session).view, code, value)


def test_saved_is_on_disk(session: Session, saver: Saver, qtbot: QtBot) -> None:
    """1."""
    with qtbot.waitSignal(saver.saved) as told:
        saver.save([answer(session, "P 2.1.1", "yes")])
        assert not saver.idle
    assert told.args == [saver.last_saved]
    assert view_of(session).view.answers["P 2.1.1"].value == "yes"


def test_full_disk_keeps_everything_in_order(
    session: Session, disk: Disk, saver: Saver, qtbot: QtBot
) -> None:
    """2."""
    disk.full = True
    with qtbot.waitSignal(saver.failed) as told:
        saver.save([answer(session, "P 2.1.1", "yes")])
    since, why = told.args
    assert since and why.code == "disk.full"
    for value in ("no", "yes", "no"):
        saver.save([answer(session, "P 2.1.2", value)])
    assert saver.waiting == 4 and saver.trouble is not None
    disk.full = False
    disk.asked.clear()
    with qtbot.waitSignal(saver.recovered):
        pass
    qtbot.waitUntil(lambda: saver.idle)
    values = [edit.value for edit in disk.asked]
    assert values == ["yes", "no", "yes", "no"]
    answers = view_of(session).view.answers
    assert (answers["P 2.1.1"].value, answers["P 2.1.2"].value) == ("yes", "no")


def test_refused_by_the_rules(session: Session, saver: Saver, qtbot: QtBot) -> None:
    """3."""
    subject = view_of(session).view.subject.id
    forbidden = Edit(Key(subject, "", "subject"), {"kind": "case"})
    with qtbot.waitSignals([saver.refused, saver.saved]):
        saver.save([forbidden])
        saver.save([answer(session, "P 2.1.1", "yes")])
    assert saver.idle and saver.trouble is None


def test_typing_is_journalled_then_one_entry(session: Session, saver: Saver, qtbot: QtBot) -> None:
    """4."""
    view = view_of(session).view
    for text in ("N", "No", "No plan"):
        saver.typing(rate.reason(view, "P 2.1.1", text))
    assert saver.idle
    before = session.undelivered()
    with qtbot.waitSignal(saver.saved):
        saver.settle()
    assert session.undelivered() == before + 1
    assert view_of(session).view.reasons["P 2.1.1"].value == "No plan"


def test_hard_stop_while_typing(session: Session, disk: Disk, saver: Saver, qtbot: QtBot) -> None:
    """5. Nothing is closed or flushed: only the journal row is there."""
    view = view_of(session).view
    saver.typing(rate.reason(view, "P 2.1.1", "Half a sen"))
    kept: list[Future[None]] = []
    journal = disk.typing
    disk.typing = lambda edit: kept.append(journal(edit)) or kept[-1]  # type: ignore
    saver._journal = disk.typing
    qtbot.waitUntil(lambda: bool(kept) and kept[-1].done())
    assert "P 2.1.1" not in view_of(session).view.reasons
    assert rate.settle_journal(session) == 1
    assert view_of(session).view.reasons["P 2.1.1"].value == "Half a sen"


def test_flush(session: Session, disk: Disk, saver: Saver, qtbot: QtBot) -> None:
    """6."""
    view = view_of(session).view
    saver.save([answer(session, "P 2.1.1", "no")])
    saver.typing(rate.reason(view, "P 2.1.1", "Because"))
    assert saver.flush() and saver.idle
    now = view_of(session).view
    assert (now.answers["P 2.1.1"].value, now.reasons["P 2.1.1"].value) == ("no", "Because")
    disk.full = True
    saver.save([answer(session, "P 2.1.2", "no")])
    assert not saver.flush() and saver.waiting == 1
    disk.full = False
    assert saver.flush()
    assert view_of(session).view.answers["P 2.1.2"].value == "no"
