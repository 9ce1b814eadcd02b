"""What a pack holds: a selection of entries for one person, blind where a reading must be blind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry, Key


@dataclass(frozen=True)
class Selection:
    """Readings and subjects a person gets, and the standing entries that go with them."""

    readings: tuple[str, ...]
    subjects: frozenset[str]
    entries: tuple[Entry, ...]


def for_person(now: Mapping[Key, tuple[Entry, ...]], person: str) -> Selection:
    """The selection for `person`: the inspection, their subjects with documents, and their own
    readings. Of other readings of the same subject nothing goes, so a second reading is blind.
    """
    mine = [one for one in readings.readings(now) if person in one.readers]
    subjects = frozenset(one.subject for one in mine)
    own = {one.id for one in mine}
    chosen: list[Entry] = []
    for key, entries in now.items():
        of_inspection = key.subject == readings.INSPECTION and key.field == "inspection"
        of_subject = key.subject in subjects and not key.reading and _about_subject(key)
        of_reading = key.subject in subjects and key.reading in own and key.kind != "note_private"
        if of_inspection or of_subject or of_reading:
            chosen += entries
    chosen.sort(key=lambda one: (one.stub.device, one.stub.sequence, one.id))
    return Selection(tuple(one.id for one in mine), subjects, tuple(chosen))


def _about_subject(key: Key) -> bool:
    return key.kind in ("subject", "document")
