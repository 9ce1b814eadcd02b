"""Minutes of the ratings meeting: what was said, about a standard or the meeting, from entries."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.inspection.causes import in_order
from fieldkit.inspection.entry import Key, Value
from fieldkit.inspection.reading import INSPECTION
from fieldkit.inspection.standing import of_kind
from fieldkit.inspection.subjects import Present, latest, text_of

KIND = "minute"


@dataclass(frozen=True)
class Minute:
    """One thing that was minuted; `standard` is "" for the meeting as a whole.

    `who` is the person id of whoever wrote it last, `made_at` their clock. `entries` stand now.
    """

    id: str
    standard: str
    words: str
    who: str
    made_at: str
    entries: tuple[str, ...]


def key_of(identity: str) -> Key:
    """The field that holds a minute."""
    return Key(INSPECTION, "", f"{KIND}/{identity}")


def value_of(standard: str, words: str) -> Value:
    """A minute as an entry's value."""
    return {"standard": standard, "words": words}


def minutes(now: Present) -> tuple[Minute, ...]:
    """Every minute, in the order of causes, then of clocks; those struck out are left out."""
    standing_of = {entries[0].id: entries for _, entries in of_kind(now, KIND)}
    found = []
    for first in in_order(entries[0] for entries in standing_of.values()):
        key, body, entries = first.key, first.body, standing_of[first.id]
        if key is None or body is None:
            continue
        value = latest(entries)
        words = text_of(value.get("words"))
        if words:
            standing = tuple(one.id for one in entries)
            standard = text_of(value.get("standard"))
            one = Minute(key.about, standard, words, body.author, body.made_at, standing)
            found.append(one)
    return tuple(found)
