"""Undo of a merge: which entries an envelope's undoing hides, the same in every casebook.

An undo is an entry that names an envelope and the entries that it brought, so that a casebook which
got them another way hides the same. It hides those entries and what descends from them. It takes
nothing away: receipts stay, and another entry of the same field ends it. It has no effect once a
decision rests on what it would hide, and while leads disagree about it the merge stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.inspection import merge
from fieldkit.inspection.entry import Entry, Key, Value
from fieldkit.inspection.merge import Held

KIND = "undo"
DECISION = "decision"


# How many ids one entry names, so that it fits into a frame of an envelope.
AT_MOST = 10_000


@dataclass(frozen=True)
class Undo:
    """What an undo entry says: which envelope, whether its merge is undone, which entries, why."""

    envelope: str
    undone: bool
    entries: tuple[str, ...]
    why: str = ""

    def to_value(self) -> Value:
        """The undo as an entry's value."""
        return {"undone": self.undone, "why": self.why, "entries": list(self.entries)}


def parts(one: Undo) -> list[tuple[str, Undo]]:
    """The fields that say an undo, each short enough for one entry: (field, its part)."""
    found = []
    for number, start in enumerate(range(0, max(1, len(one.entries)), AT_MOST)):
        field = f"{KIND}/{one.envelope}" + (f"/{number}" if number else "")
        some = one.entries[start : start + AT_MOST]
        found.append((field, Undo(one.envelope, one.undone, some, one.why)))
    return found


def read(key: Key, value: Value) -> Undo | None:
    """The undo that an entry holds; None where it is none that can be read."""
    if key.kind != KIND or not isinstance(value, Mapping):
        return None
    listed = value.get("entries")
    names = tuple(str(one) for one in listed) if isinstance(listed, list) else ()
    envelope = key.about.partition("/")[0]
    return Undo(envelope, value.get("undone") is True, names, str(value.get("why", "")))


def may_change(
    undos: Iterable[Entry], arrived: Sequence[Entry], hidden: Callable[[Sequence[str]], set[str]]
) -> bool:
    """Whether new entries may change what is hidden, so that it must be worked out again.

    `undos` are all entries of kind ``undo`` that are held; `hidden` tells which of some ids are
    hidden now. Only an undo, a decision, an entry that an undo names, or one that replaces a hidden
    one can: everything else stands beside what is hidden.
    """
    named: set[str] = set()
    for one in undos:
        said = read(one.key, one.body.value) if one.key and one.body else None
        named.update(said.entries if said is not None else ())
    if any(one.id in named for one in arrived):
        return True
    if any(one.key is not None and one.key.kind in (KIND, DECISION) for one in arrived):
        return True
    return bool(hidden([name for one in arrived if one.body for name in one.body.replaces]))


def standing(held: Iterable[Held]) -> dict[str, Undo]:
    """What stands of every envelope that was ever undone; undone only where all leads say so."""
    by_key: dict[Key, list[Held]] = defaultdict(list)
    for one in held:
        if one.entry.key is not None and one.entry.key.kind == KIND:
            by_key[one.entry.key].append(Held(one.entry, one.status))
    said: dict[str, list[Undo]] = defaultdict(list)
    for key, members in by_key.items():
        for entry in merge.standing(members):
            vote = read(key, entry.body.value) if entry.body else None
            if vote is not None:
                said[vote.envelope].append(vote)
    return {
        envelope: Undo(
            envelope,
            all(one.undone for one in votes),
            tuple(dict.fromkeys(name for one in votes for name in one.entries)),
            votes[0].why,
        )
        for envelope, votes in said.items()
    }


def decided(held: Iterable[Held]) -> dict[str, Entry]:
    """Ids of entries on which an accepted decision rests, each with that decision."""
    found: dict[str, Entry] = {}
    for one in held:
        key, body = one.entry.key, one.entry.body
        if one.status != "accepted" or key is None or body is None or key.kind != DECISION:
            continue
        over = body.value.get("over") if isinstance(body.value, Mapping) else None
        for name in over if isinstance(over, list) else ():
            found[str(name)] = one.entry
    return found


def below(held: Sequence[Held], entries: Iterable[str]) -> set[str]:
    """What undoing these entries would hide: themselves and every descendant, but no undo."""
    keys = {one.entry.id: one.entry.key for one in held}
    reached = merge.descendants(held, entries)
    found = {name: keys[name] for name in reached if name in keys}
    return {name for name, key in found.items() if key is None or key.kind != KIND}


def hidden(held: Iterable[Held]) -> set[str]:
    """Ids that the undoings in effect hide, worked out from nothing but what is held."""
    every = list(held)
    undone = [one for one in standing(every).values() if one.undone]
    if not undone:
        return set()
    rested = decided(every)
    found: set[str] = set()
    for one in undone:
        reached = below(every, one.entries)
        if not reached & rested.keys():
            found |= reached
    return found
