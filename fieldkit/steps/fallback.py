"""The fallback form of a reading: written as a workbook, read back as a difference, then taken.

That words left the casebook unsealed is an entry of the reading, so that the lead can see it too.
"""

from __future__ import annotations

from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.inspection import fallback
from fieldkit.inspection.entry import Key
from fieldkit.inspection.fallback import Change
from fieldkit.steps import rate, read
from fieldkit.steps.session import Session
from fieldkit.store import workbook, workbook_read
from fieldkit.store.entries import Edit
from fieldkit.store.files import write_whole

__all__ = ["Change", "compare", "number_of", "take", "write"]

WRITTEN = "fallback"


def write(session: Session, case: str, path: Path) -> None:
    """Write the form of our own reading of a case or standard; recorded before it is written.

    Raises FieldkitError ``fallback.no_reading``, ``disk.full`` or ``disk.not_written``.
    """
    for mine in read.my_readings(session):
        if case in (mine.subject.number, mine.reading.id):
            view = read.open_reading(session, mine.reading.id).view
            data = workbook.write(fallback.workbook(session.form, view))
            session.record([Edit(Key(mine.subject.id, mine.reading.id, WRITTEN), "written")])
            write_whole(path, data)
            return
    raise FieldkitError("fallback.no_reading", case=case)


def compare(session: Session, data: bytes) -> tuple[str, list[Change]]:
    """The reading that a filled-in form is of, and what was changed in it.

    Raises FieldkitError ``fallback.no_reading``, what `inspection.fallback.changes` raises, and
    ``grid.not_a_workbook``, ``grid.macros``, ``grid.links``, ``grid.too_large``.
    """
    book = workbook_read.read(data)
    identity = fallback.reading_of(book)
    if identity not in {one.reading.id for one in read.my_readings(session)}:
        raise FieldkitError("fallback.no_reading", case=identity[:8])
    view = read.open_reading(session, identity).view
    return identity, fallback.changes(session.form, view, book)


def number_of(session: Session, reading: str) -> str:
    """The number of the case or standard that a reading of ours is of; "" for another's."""
    every = read.my_readings(session)
    return next((one.subject.number for one in every if one.reading.id == reading), "")


def take(session: Session, data: bytes, crossed_too: bool = False) -> tuple[int, list[Change]]:
    """Record what was changed in a form. Returns how many, and those left because they crossed.

    A field that was changed in the casebook too is left as it is, unless `crossed_too`.
    """
    identity, found = compare(session, data)
    view = read.open_reading(session, identity).view
    wanted = [one for one in found if crossed_too or not one.crossed]
    edits: list[Edit] = []
    for one in wanted:
        if one.field == "answer":
            edits.append(rate.answer(view, one.question, fallback.value_of(one.wanted)))
        elif one.field == "reason":
            edits.append(rate.reason(view, one.question, one.wanted))
        else:
            edits.append(rate.lead_note(view, one.question, one.wanted))
    if edits:
        session.record(edits)
    return len(edits), [one for one in found if one not in wanted]
