"""Returning and approving at the centre, by the one table of states.

1. A question is returned only when its reading may be: not before it is complete, never one's own.
2. One thing more may be returned while it waits for its reader. 3. A return ends an approval.
4. A moderated workbook comments on unfinished readings in a thread instead. 5. What is said in a
thread stays in the order it was said, within one second and where a laptop's clock is behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.grid_back import CaseChange, GridBack
from fieldkit.steps import attempts, import_grid, prepare, rate, read, receive, review, send
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from tests import kit


@pytest.fixture()
def lead(tmp_path: Path) -> Iterator[Session]:
    """Case 001 is the lead's own, complete; case 002 another's, begun."""
    session = kit.founder(tmp_path / "centre")
    other = kit.laptop(tmp_path / "other", "F. Pike")
    kit.join(session, other)
    other.close()
    prepare.add_cases(session, [kit.listed(n) for n in (1, 2)])
    prepare.allocate(session, [Allocation("001", ("rowe",)), Allocation("002", ("pike",))])
    for who in ("rowe", "pike"):
        fill(session, who)
    complete(session, "rowe")
    yield session
    session.close()


def of(session: Session, who: str) -> str:
    return next(r.id for r in readings.readings(session.present()) if r.readers == (who,))


def fill(session: Session, who: str) -> None:
    found = read.open_reading(session, of(session, who))
    edits = [rate.answer(found.view, one.code, "yes") for one in found.view.questions]
    rate.save(session, edits).result()


def complete(session: Session, who: str) -> None:
    found = read.open_reading(session, of(session, who))
    rate.save(session, [rate.complete(found.view)]).result()


def refused(session: Session, who: str, words: str = "Say why") -> str:
    before = session.present()
    with pytest.raises(FieldkitError) as told:
        review.return_question(session, of(session, who), "P 2.1.1", words)
    assert session.present() == before
    return told.value.code


def test_only_what_the_table_lets(lead: Session) -> None:
    """1."""
    assert refused(lead, "pike") == "states.from"
    assert refused(lead, "rowe") == "states.own"
    assert [one.code for one in attempts.attempts(lead)] == ["states.own"]
    complete(lead, "pike")
    assert refused(lead, "pike", " ") == "states.reason"
    review.return_question(lead, of(lead, "pike"), "P 2.1.1", "Say why")
    assert review.look(lead, of(lead, "pike")).state == "returned"


def test_one_thing_more(lead: Session) -> None:
    """2."""
    complete(lead, "pike")
    for question in ("P 2.1.1", "P 2.2.1"):
        review.return_question(lead, of(lead, "pike"), question, "Say why")
    view = read.open_reading(lead, of(lead, "pike")).view
    assert view.returns == {"P 2.1.1": "Say why", "P 2.2.1": "Say why"}


def test_a_return_ends_an_approval(lead: Session) -> None:
    """3."""
    complete(lead, "pike")
    review.change(lead, of(lead, "pike"), "approve")
    assert review.look(lead, of(lead, "pike")).approvals
    review.return_question(lead, of(lead, "pike"), "P 2.1.1", "Say why")
    found = review.look(lead, of(lead, "pike"))
    assert (found.state, found.approvals) == ("returned", ())


def test_a_workbook_comments_in_a_thread_where_nothing_can_be_returned(lead: Session) -> None:
    """4."""
    changes = tuple(CaseChange("Cases", "C7", n, "P 2.1.1", "Yes", "No") for n in ("001", "002"))
    back = GridBack("", False, False, False, False, True, (), changes, ())
    assert import_grid.comment(lead, back) == 2
    for who, state in (("rowe", "complete"), ("pike", "reading")):
        found = review.look(lead, of(lead, who))
        (thread,) = review.threads(lead.present(), found.reading)
        assert (found.state, thread.question) == (state, "P 2.1.1")
        assert "C7" in thread.remarks[0].words
    complete(lead, "pike")
    import_grid.comment(lead, back)
    assert review.look(lead, of(lead, "pike")).state == "returned"


def test_a_thread_reads_as_it_was_said(tmp_path: Path) -> None:
    """5."""
    world = kit.inspection(tmp_path, cases=1, standard="", index=False)
    centre, marsh = world.lead, world.laptops["marsh"]
    (reading,) = readings.readings(centre.present())
    centre.clock = lambda: datetime(2025, 7, 1, 10, tzinfo=UTC)
    thread = review.start_thread(centre, reading.id, "P 2.1.1", "one")
    for words in ("two", "three"):
        review.reply(centre, reading.id, thread, words)
    kit.open_packs(world, index=False)
    marsh.clock = lambda: datetime(2025, 6, 30, 10, tzinfo=UTC)
    review.reply(marsh, reading.id, thread, "four")
    receive.receive(centre, [send.send(marsh, tmp_path / "out").path])
    review.reply(centre, reading.id, thread, "five")
    for session in (centre, marsh):
        (found,) = review.threads(session.present(), reading)
        said = [one.words for one in found.remarks]
        assert said == ["one", "two", "three", "four", "five"][: 5 if session is centre else 4]
        assert found.question == "P 2.1.1"
    world.close()
