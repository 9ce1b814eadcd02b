"""Merge: what stands now, from entries in any order; disputes, parallels, gaps and forks.

Merge is union by id. The present is the accepted entries that nobody accepted has replaced. A
refused entry is looked through: what replaced it also replaces what it named. No clock decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.inspection.entry import Entry, Head, Key, Value, canonical
from fieldkit.inspection.rights import Status


@dataclass(frozen=True)
class Held:
    """An entry as a casebook holds it: with its verdict, and hidden when its merge was undone."""

    entry: Entry
    status: Status
    hidden: bool = False

    @property
    def live(self) -> bool:
        """Whether it takes part in the present."""
        return self.status == "accepted" and not self.hidden and self.entry.body is not None


def superseded(held: Iterable[Held]) -> set[str]:
    """Ids of entries of ONE key that an accepted entry replaces, directly or through refused ones.

    `held` are the entries of one key; ids named from outside the key are ignored by construction.
    """
    by_id = {one.entry.id: one for one in held}
    gone: set[str] = set()
    for one in by_id.values():
        if not one.live or one.entry.body is None:
            continue
        todo = list(one.entry.body.replaces)
        seen: set[str] = set()
        while todo:
            name = todo.pop()
            if name in seen or name not in by_id:
                continue
            seen.add(name)
            target = by_id[name]
            if target.live:
                gone.add(name)
            elif target.entry.body is not None:
                todo.extend(target.entry.body.replaces)
    return gone


def standing(held: Iterable[Held]) -> tuple[Entry, ...]:
    """The standing entries of ONE key, in order of id, so that every casebook lists them alike."""
    members = {one.entry.id: one for one in held}
    if len(members) == 1:
        return tuple(one.entry for one in members.values() if one.live)
    gone = superseded(members.values())
    return tuple(members[name].entry for name in sorted(members) if _stands(members[name], gone))


def _stands(one: Held, gone: set[str]) -> bool:
    return one.live and one.entry.id not in gone


def present(held: Iterable[Held]) -> dict[Key, tuple[Entry, ...]]:
    """The standing entries of every key."""
    by_key: dict[Key, list[Held]] = defaultdict(list)
    for one in held:
        if one.entry.key is not None:
            by_key[one.entry.key].append(one)
    found = {key: standing(members) for key, members in by_key.items()}
    return {key: entries for key, entries in found.items() if entries}


def descendants(held: Iterable[Held], roots: Iterable[str]) -> set[str]:
    """`roots` and every entry of the same field that replaces one of them, at any distance."""
    every = list(held)
    keys = {one.entry.id: one.entry.key for one in every}
    named_by: dict[str, list[str]] = defaultdict(list)
    for one in every:
        for name in one.entry.body.replaces if one.entry.body else ():
            if keys.get(name) == one.entry.key:
                named_by[name].append(one.entry.id)
    found: set[str] = set()
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(named_by[name])
    return found


def value_of(entries: Sequence[Entry]) -> Value:
    """The value on which all standing entries agree; None where none stands or they differ."""
    bodies = [entry.body for entry in entries if entry.body]
    return bodies[0].value if bodies and not differ(entries) else None


def differ(entries: Sequence[Entry]) -> bool:
    """Whether standing entries hold different values: a dispute."""
    if len(entries) < 2:
        return False
    return len({canonical(entry.body.value) for entry in entries if entry.body}) > 1


DISPUTABLE = frozenset({"answer", "prompt", "reason", "rating", "state", "moderation"})


def disputes(now: Mapping[Key, tuple[Entry, ...]]) -> tuple[Key, ...]:
    """Keys whose standing values differ, in a fixed order."""
    several = [(key, entries) for key, entries in now.items() if len(entries) > 1]
    keys = [key for key, entries in several if key.kind in DISPUTABLE and differ(entries)]
    return tuple(sorted(keys, key=lambda key: (key.subject, key.reading, key.field)))


def parallels(now: Mapping[Key, tuple[Entry, ...]]) -> tuple[Key, ...]:
    """Keys with several standing entries of one and the same value: nothing to decide."""
    keys = [key for key, entries in now.items() if len(entries) > 1 and not differ(entries)]
    return tuple(sorted(keys, key=lambda key: (key.subject, key.reading, key.field)))


@dataclass(frozen=True)
class Chain:
    """What is held of one device's chain: its unbroken part, the gaps behind it, and any fork."""

    device: str
    head: Head
    gaps: tuple[tuple[int, int], ...]
    forks: tuple[int, ...]


def chain(device: str, stubs: Iterable[tuple[int, str, str]]) -> Chain:
    """Report on a chain from (sequence, id, previous id) of every held stub of `device`.

    A gap is an inclusive range of missing sequences below the highest one held. A fork is a
    sequence at which two different ids are held: a cloned laptop or a restored backup.
    """
    by_sequence: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for sequence, identity, previous in stubs:
        if (identity, previous) not in by_sequence[sequence]:
            by_sequence[sequence].append((identity, previous))
    forks = tuple(sorted(s for s, held in by_sequence.items() if len(held) > 1))
    head = Head()
    while (after := by_sequence.get(head.sequence + 1)) is not None:
        linked = [identity for identity, previous in after if previous == head.id]
        if not linked and head.sequence not in forks:
            break
        head = Head(head.sequence + 1, min(linked) if linked else min(after)[0])
    gaps: list[tuple[int, int]] = []
    expected = head.sequence + 1
    for sequence in sorted(s for s in by_sequence if s > head.sequence):
        if sequence > expected:
            gaps.append((expected, sequence - 1))
        expected = sequence + 1
    return Chain(device, head, tuple(gaps), forks)
