"""What stands, kept in memory, is always what the disk says.

1. Read once; an entry recorded is there for the next who asks, and what was handed out stays as is.
2. What a failed transaction touched is not taken for changed, nor lost with the next one.
3. A shredded case is gone; other inspections are left alone.
4. What is worked out once is worked out again after a change, and for stubs without a body too.
5. A view is made once for what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Body, Entry, Head, Key, append
from fieldkit.inspection.standing import Standing, by_subject, of_kind
from fieldkit.steps.session import Present, Session
from fieldkit.store import entries as entry_store
from fieldkit.store.entries import Edit
from fieldkit.store.touched import touch
from tests import kit

NOTE = Key("s", "r", "note_lead/x")
SALT = bytes(16)


@pytest.fixture()
def lead(tmp_path: Path) -> Iterator[Session]:
    made = kit.founder(tmp_path / "centre")
    yield made
    made.close()


def on_disk(session: Session) -> Present:
    with session.casebook.read() as connection:
        return entry_store.present(connection, session.opened.id)


def same(session: Session) -> bool:
    now, disk = session.present(), on_disk(session)
    return list(now.items()) == list(disk.items())


def test_what_is_recorded_is_there_and_what_was_handed_out_stays(lead: Session) -> None:
    """1."""
    before = lead.present()
    assert lead.present() is before and same(lead)
    lead.record([Edit(NOTE, "one"), Edit(Key("t", "r", "note_lead/y"), "later")])
    now = lead.present()
    assert NOTE not in before and NOTE in now and same(lead)
    assert lead.present("s") == {NOTE: now[NOTE]} and lead.present("s", "other") == {}
    lead.record([Edit(NOTE, "two")])
    assert same(lead) and readings.answer_of(lead.present("s", "r")[NOTE]).value == "two"
    assert readings.answer_of(now[NOTE]).value == "one"


def test_a_failed_transaction_changes_nothing(lead: Session) -> None:
    """2."""
    before = lead.present()

    def fails(connection: Connection) -> None:
        touch(connection, lead.opened.id, "s")
        raise FieldkitError("disk.full", file="store.db", why="test")

    with pytest.raises(FieldkitError, match=r"disk\.full"):
        lead.casebook.recorder.run(fails)
    assert lead.present() is before
    lead.casebook.recorder.run(lambda connection: None)
    assert lead.present() is before
    lead.record([Edit(NOTE, "one")])
    assert same(lead)


def test_a_shredded_case_is_gone(lead: Session) -> None:
    """3."""
    lead.record([Edit(NOTE, "one"), Edit(Key("t", "r", "note_lead/y"), "later")])
    assert NOTE in lead.present()
    lead.casebook.shred(lead.opened.id, "s", "2025-01-01T00:00:00Z")
    assert NOTE not in lead.present() and same(lead) and lead.present("s") == {}
    other = lead.casebook.standing.whole("another")
    lead.record([Edit(NOTE, "again")])
    assert lead.casebook.standing.whole("another") is other == {}


def test_what_is_worked_out_once_follows_every_change(lead: Session) -> None:
    """4."""
    name = lead.opened.id

    def held() -> int:
        return lead.casebook.standing.once(name, "count", lambda c: entry_store.count(c, name))

    before = held()
    lead.record([Edit(NOTE, "one")])
    assert held() == before + 1
    body = Body("somebody", "s", "r", "note_private/x", "kept", (), "2025-01-01T00:00:00Z")
    stub = Entry(append(name, "f" * 64, Head(), body, SALT).stub, None)
    lead.casebook.recorder.run(
        lambda c: entry_store.take_in(c, name, [stub], lead.judging(c), "2025-01-01T00:00:00Z")
    )
    assert held() == before + 2


def test_a_view_is_made_once_for_what_it_rests_on(tmp_path: Path) -> None:
    """5."""
    world = kit.inspection(tmp_path, cases=2, standard="", index=False)
    now = world.lead.present()
    assert isinstance(now, Standing)
    assert set(by_subject(now)) == set(by_subject(dict(now)))
    assert list(of_kind(now, "reading")) == list(of_kind(dict(now), "reading"))
    form, subject = world.lead.form, readings.subjects(now)[0]
    reading = next(one for one in readings.readings(now) if one.subject == subject.id)
    group = now.groups[subject.id]
    first = readings.view(form, subject, reading, group)
    assert readings.view(form, subject, reading, group) is first
    assert readings.view(form, subject, reading, dict(group)) == first
    world.lead.record([Edit(Key(subject.id, reading.id, "note_lead/P 2.1.1"), "later")])
    later = world.lead.present()
    assert isinstance(later, Standing)
    again = readings.view(form, subject, reading, later.groups[subject.id])
    assert again is not first and again.lead_notes
    assert later.groups[readings.subjects(now)[1].id] is now.groups[readings.subjects(now)[1].id]
    world.close()


def test_a_read_that_fails_is_made_good(lead: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """2. What could not be read again is not taken for what stands."""
    lead.present()
    lead.record([Edit(NOTE, "one")])

    def failing(*given: object) -> None:
        raise FieldkitError("store.page_damaged", file="store.db")

    with monkeypatch.context() as patch:
        patch.setattr(entry_store, "present", failing)
        with pytest.raises(FieldkitError, match=r"store\.page_damaged"):
            lead.present()
    assert NOTE in lead.present() and same(lead)
