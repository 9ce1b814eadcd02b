"""Minutes of the ratings meeting: what was said, about a standard or the meeting, from entries."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.inspection.entry import Key, Value
from fieldkit.inspection.reading import INSPECTION
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
    """Every minute, by time as their writers' clocks tell; those struck out are left out."""
    found = []
    for key, entries in now.items():
        body = entries[0].body
        if key.kind != KIND or body is None:
            continue
        value = latest(entries)
        words = text_of(value.get("words"))
        if words:
            standing = tuple(one.id for one in entries)
            standard = text_of(value.get("standard"))
            one = Minute(key.about, standard, words, body.author, body.made_at, standing)
            found.append(one)
    return tuple(sorted(found, key=lambda one: (one.made_at, one.id)))
