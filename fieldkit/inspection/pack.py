"""What a pack holds: a selection of entries for one person, blind where a reading must be blind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldkit.inspection import reading as readings
from fieldkit.inspection import rights, states, undo
from fieldkit.inspection.bundle import PRIVATE
from fieldkit.inspection.entry import Entry, Key
from fieldkit.inspection.merge import Held
from fieldkit.inspection.reading import Reading
from fieldkit.inspection.subjects import mapping_of, text_of

_FOR_EVERYBODY = ("inspection", "retention")
_PANEL = ("moderation", "minute")


@dataclass(frozen=True)
class Selection:
    """Readings and subjects a person gets, and the standing entries that go with them."""

    readings: tuple[str, ...]
    subjects: frozenset[str]
    entries: tuple[Entry, ...]


def for_person(
    now: Mapping[Key, tuple[Entry, ...]], person: str, role: str = rights.INSPECTOR
) -> Selection:
    """The selection for `person`: the inspection, their subjects with documents, and their own
    readings, with the alerts that they raised or that were raised in these and in those they go on
    with. Of other readings of the same subject nothing goes, so a second reading is blind.

    A quality lead gets every finished reading too, but of subjects that they read themselves; a
    moderator everything that ratings rest on. Neither gets those documents, or private notes.
    """
    every = readings.readings(now)
    mine = [one for one in every if person in one.readers]
    own = {before for one in mine for before in _with_those_before(one, every)}
    subjects = frozenset(one.subject for one in mine)
    wanted = {one.id: one for one in (*mine, *_looked_at(now, every, subjects, role))}
    about = {one.subject for one in wanted.values()}
    moderates = role == rights.MODERATOR
    chosen: list[Entry] = []
    for key, entries in now.items():
        of_all = key.field in _FOR_EVERYBODY or (moderates and key.kind in _PANEL)
        of_inspection = key.subject == readings.INSPECTION and of_all
        of_subject = key.subject in about and not key.reading and _about_subject(key)
        of_reading = key.reading in wanted and key.kind not in PRIVATE
        of_alert = key.kind == "alert" and key.subject in subjects and _raised(entries, person, own)
        if of_inspection or of_subject or of_reading or of_alert:
            chosen += entries
    chosen.sort(key=lambda one: (one.stub.device, one.stub.sequence, one.id))
    return Selection(tuple(wanted), subjects, tuple(chosen))


def _looked_at(
    now: Mapping[Key, tuple[Entry, ...]],
    every: Iterable[Reading],
    own: frozenset[str],
    role: str,
) -> list[Reading]:
    """Others' readings that somebody in `role` looks at."""
    if role == rights.MODERATOR:
        return list(every)
    if role != rights.QUALITY_LEAD:
        return []
    state = states.every(now)
    begun = (states.ALLOCATED, states.READING)
    return [one for one in every if one.subject not in own and state[one.id] not in begun]


def with_ancestors(chosen: Selection, held: Iterable[Held]) -> Selection:
    """The selection with all that its readings' entries replaced, at any distance, and undoings.

    Without what lies between, a laptop would take an entry of its own for standing that another
    has replaced through entries it never got, and show a dispute that is none. Undoings of merges
    that touch its readings go too: what it records next must not build on what they hide.
    """
    own = set(chosen.readings)
    every = {one.entry.id: one.entry for one in held}
    found = {one.id: one for one in chosen.entries}
    undoes = [one for one in every.values() if _undoes(one, every, own)]
    found.update((one.id, one) for one in undoes)
    todo = [one for one in chosen.entries if one.key and _followed(one.key, own)]
    while todo:
        one = todo.pop()
        for name in one.body.replaces if one.body else ():
            before = every.get(name)
            if before is not None and name not in found and before.key == one.key:
                found[name] = before
                todo.append(before)
    whole = sorted(found.values(), key=lambda e: (e.stub.device, e.stub.sequence, e.id))
    return Selection(chosen.readings, chosen.subjects, tuple(whole))


def _undoes(entry: Entry, every: Mapping[str, Entry], own: set[str]) -> bool:
    if entry.key is None or entry.body is None or entry.key.kind != undo.KIND:
        return False
    said = undo.read(entry.key, entry.body.value)
    keys = [every[name].key for name in said.entries if name in every] if said else []
    return any(key is not None and key.reading in own for key in keys)


def _followed(key: Key, own: set[str]) -> bool:
    """Whether the reader may have recorded something under this key."""
    return key.reading in own or key.kind == "alert"


def _with_those_before(one: Reading, every: Iterable[Reading]) -> list[str]:
    """The ids of a reading and of those that were handed over to it, one after the other."""
    by_id = {other.id: other for other in every}
    found = [one.id]
    while one.begun_from in by_id and one.begun_from not in found:
        one = by_id[one.begun_from]
        found.append(one.id)
    return found


def _raised(entries: Iterable[Entry], person: str, own: set[str]) -> bool:
    """Whether an alert was raised by `person`, or in one of their `own` readings."""
    bodies = [one.body for one in entries if one.body]
    return any(
        body.author == person or text_of(mapping_of(body.value).get("reading")) in own
        for body in bodies
    )


def _about_subject(key: Key) -> bool:
    return key.kind in ("subject", "document")
